@NullMarked
package io.foreflow.ingest.time;

import org.jspecify.annotations.NullMarked;
