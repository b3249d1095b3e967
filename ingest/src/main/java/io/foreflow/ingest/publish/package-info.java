/** Publishes readings to the readings topic, and creates and checks the topics. */
@NullMarked
package io.foreflow.ingest.publish;

import org.jspecify.annotations.NullMarked;
