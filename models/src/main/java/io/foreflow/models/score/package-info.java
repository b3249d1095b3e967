/** How good forecasts have been, as values become known: errors, rolling scores, and when they have become worse. */
@NullMarked
package io.foreflow.models.score;

import org.jspecify.annotations.NullMarked;
