/** Sensors, readings, steps and windows: the types that all other packages use. */
@NullMarked
package io.foreflow.models.series;

import org.jspecify.annotations.NullMarked;
