/** The keys below {@code kafka} by Kafka's own definitions, and which of their values are secret. */
@NullMarked
package io.foreflow.forecaster.kafka;

import org.jspecify.annotations.NullMarked;
