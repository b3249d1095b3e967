/** Scores of forecasts: errors, yardsticks, intervals, and the comparison of methods. */
@NullMarked
package io.foreflow.training.evaluate;

import org.jspecify.annotations.NullMarked;
