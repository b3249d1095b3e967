/** Scores forecasts as values become known: errors, rolling scores, and the detection of drift. */
@NullMarked
package io.foreflow.models.score;

import org.jspecify.annotations.NullMarked;
