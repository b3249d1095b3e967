@NullMarked
package io.foreflow.ingest.publish;

import org.jspecify.annotations.NullMarked;
