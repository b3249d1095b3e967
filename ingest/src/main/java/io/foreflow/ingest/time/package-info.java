/** Times as tables write them: their form, the order of rows, and their place on the time line. */
@NullMarked
package io.foreflow.ingest.time;

import org.jspecify.annotations.NullMarked;
