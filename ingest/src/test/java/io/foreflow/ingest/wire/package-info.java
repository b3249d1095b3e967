@NullMarked
package io.foreflow.ingest.wire;

import org.jspecify.annotations.NullMarked;
