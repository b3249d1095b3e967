/**
 * Benchmarks of whole trainings on each engine: epochs, the tutorial's networks, reviews, and many fits side by side.
 */
@NullMarked
package io.foreflow.benchmarks.trainings;

import org.jspecify.annotations.NullMarked;
