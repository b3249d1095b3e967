/** How good a forecast is. */
@NullMarked
package io.foreflow.training.evaluate;

import org.jspecify.annotations.NullMarked;
