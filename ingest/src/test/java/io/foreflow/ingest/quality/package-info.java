@NullMarked
package io.foreflow.ingest.quality;

import org.jspecify.annotations.NullMarked;
