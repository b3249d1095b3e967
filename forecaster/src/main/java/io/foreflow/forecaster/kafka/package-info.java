/** Checks the keys below {@code kafka} by Kafka's own definitions, and hides secrets. */
@NullMarked
package io.foreflow.forecaster.kafka;

import org.jspecify.annotations.NullMarked;
