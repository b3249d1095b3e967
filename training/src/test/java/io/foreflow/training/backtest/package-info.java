@NullMarked
package io.foreflow.training.backtest;

import org.jspecify.annotations.NullMarked;
