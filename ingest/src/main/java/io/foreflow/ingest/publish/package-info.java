/** Readings onto the readings topic, and the topics themselves. */
@NullMarked
package io.foreflow.ingest.publish;

import org.jspecify.annotations.NullMarked;
