/** Sensors, readings, steps and windows: what every other room speaks of. */
@NullMarked
package io.foreflow.models.series;

import org.jspecify.annotations.NullMarked;
