/** Tables of readings in the formats that people have: their layout, their forms of time, their numbers. */
@NullMarked
package io.foreflow.ingest.table;

import org.jspecify.annotations.NullMarked;
