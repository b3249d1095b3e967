/** Tables of readings as people have them: their layout, their forms of time, their numbers. */
@NullMarked
package io.foreflow.ingest.table;

import org.jspecify.annotations.NullMarked;
