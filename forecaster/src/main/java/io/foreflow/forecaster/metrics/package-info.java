/** What the service measures of itself. */
@NullMarked
package io.foreflow.forecaster.metrics;

import org.jspecify.annotations.NullMarked;
