/** Records whose format has a schema: Avro and Protobuf. Finds the parts of a reading in their bytes. */
@NullMarked
package io.foreflow.ingest.schema;

import org.jspecify.annotations.NullMarked;
