/** Work beside the live service: reading topics to their end, training and backtests. */
@NullMarked
package io.foreflow.forecaster.offline;

import org.jspecify.annotations.NullMarked;
