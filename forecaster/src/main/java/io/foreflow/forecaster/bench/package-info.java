/** Benchmarks of the engines on this machine, side by side. */
@NullMarked
package io.foreflow.forecaster.bench;

import org.jspecify.annotations.NullMarked;
