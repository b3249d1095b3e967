/** Forecasts of windows: baselines, networks, their inputs, and intervals. */
@NullMarked
package io.foreflow.models.forecast;

import org.jspecify.annotations.NullMarked;
