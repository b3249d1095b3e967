/** Where readings come from. */
@NullMarked
package io.foreflow.ingest.source;

import org.jspecify.annotations.NullMarked;
