/** Checks the keys below {@code kafka} by Kafka's own definitions, hides secrets, and finds the partitions of topics. */
@NullMarked
package io.foreflow.forecaster.kafka;

import org.jspecify.annotations.NullMarked;
