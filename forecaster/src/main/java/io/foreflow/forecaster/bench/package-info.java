/** Benchmarks on this machine: engines side by side, and the live service beside a bare pass-through. */
@NullMarked
package io.foreflow.forecaster.bench;

import org.jspecify.annotations.NullMarked;
