/** Grafana's dashboards: their form, their queries, and pictures of them. */
@NullMarked
package io.foreflow.forecaster.dashboards;

import org.jspecify.annotations.NullMarked;
