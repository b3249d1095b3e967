/** A Kafka broker inside this process, for the demo and for trying things out. */
@NullMarked
package io.foreflow.forecaster.broker;

import org.jspecify.annotations.NullMarked;
