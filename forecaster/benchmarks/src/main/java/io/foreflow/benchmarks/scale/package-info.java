/** One process with as many sensors as its machine holds: what a sensor and a reading cost without a broker. */
@NullMarked
package io.foreflow.benchmarks.scale;

import org.jspecify.annotations.NullMarked;
