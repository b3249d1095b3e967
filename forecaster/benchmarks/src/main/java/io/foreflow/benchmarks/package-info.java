/** Benchmarks against named peers; outside the distribution. */
@NullMarked
package io.foreflow.benchmarks;

import org.jspecify.annotations.NullMarked;
