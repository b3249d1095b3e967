/** What may stand below {@code kafka} in a configuration, by Kafka's own definitions, and what of it is secret. */
@NullMarked
package io.foreflow.forecaster.app.kafka;

import org.jspecify.annotations.NullMarked;
