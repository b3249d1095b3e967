package io.foreflow.ingest.wire;

import io.foreflow.ingest.schema.AvroSchema;
import io.foreflow.ingest.schema.ProtobufMessages;
import io.foreflow.ingest.schema.RecordSchema;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/** Records and schemas that other encoders made; make.py beside them says how. */
final class ForeignFiles {
    private ForeignFiles() {}

    static byte[] bytes(String name) {
        try (InputStream in = ForeignFiles.class.getResourceAsStream("/golden/foreign/" + name)) {
            return Objects.requireNonNull(in, name).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static RecordSchema avro() {
        return AvroSchema.of(bytes("measurement.avsc"));
    }

    static RecordSchema protobuf() {
        return ProtobufMessages.of(bytes("measurement.desc"))
                .schema("plant.v1.Measurement")
                .orElseThrow();
    }
}
