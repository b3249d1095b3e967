/** Typed topics and the bytes on them. */
@NullMarked
package io.foreflow.ingest.wire;

import org.jspecify.annotations.NullMarked;
