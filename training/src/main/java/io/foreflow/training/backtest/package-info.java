/** Rolling-origin comparisons of ways of forecasting, each fitted on the data before a cut, all scored after it. */
@NullMarked
package io.foreflow.training.backtest;

import org.jspecify.annotations.NullMarked;
