/** The service's own metrics. */
@NullMarked
package io.foreflow.forecaster.metrics;

import org.jspecify.annotations.NullMarked;
