@NullMarked
package io.foreflow.ingest.table;

import org.jspecify.annotations.NullMarked;
