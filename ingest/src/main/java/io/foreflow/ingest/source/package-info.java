/** Sources of readings. */
@NullMarked
package io.foreflow.ingest.source;

import org.jspecify.annotations.NullMarked;
