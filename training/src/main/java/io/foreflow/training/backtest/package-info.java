/** Rolling-origin comparisons of ways of forecasting, each fitted on what lies before a cut, all scored after it. */
@NullMarked
package io.foreflow.training.backtest;

import org.jspecify.annotations.NullMarked;
