package io.foreflow.forecaster.config;

import io.foreflow.ingest.schema.AvroSchema;
import io.foreflow.ingest.schema.ProtobufMessages;
import io.foreflow.ingest.schema.RecordFormat;
import io.foreflow.ingest.schema.RecordSchema;
import io.foreflow.models.series.VisibleText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the schema file of a topic that is not in JSON. */
final class InputSchema {
    /** Maximum size of a schema file in bytes. */
    private static final int MAX_BYTES = 16 << 20;

    private InputSchema() {}

    /**
     * Returns the schema; null for JSON, and null with a problem if the keys or the file do not allow to read it.
     *
     * @param folder folder at which a relative path starts
     * @param file path of the schema; blank = none
     * @param message full name of the Protobuf message; blank = none
     * @param problems gets the problems, a line each
     */
    static @Nullable RecordSchema read(
            RecordFormat format, Path folder, String file, String message, List<String> problems) {
        if (!message.isBlank() && format != RecordFormat.PROTOBUF) {
            problems.add(ConfigKeys.INPUT_MESSAGE.path() + " (" + VisibleText.shown(message)
                    + ") belongs to input.format: protobuf; set that, or leave it out");
        }
        if (format == RecordFormat.JSON) {
            if (!file.isBlank()) {
                problems.add(named(file) + "belongs to input.format: avro or protobuf; set one, or leave it out");
            }
            return null;
        }
        if (file.isBlank()) {
            problems.add(
                    format == RecordFormat.AVRO
                            ? "input.format (avro) needs input.schema, the .avsc file of the records"
                            : "input.format (protobuf) needs input.schema, the file that"
                                    + " protoc --include_imports --descriptor_set_out writes");
            return null;
        }
        try {
            byte[] bytes = bytes(folder, file);
            return format == RecordFormat.AVRO ? AvroSchema.of(bytes) : protobuf(bytes, message, problems);
        } catch (IllegalArgumentException e) {
            problems.add(named(file) + e.getMessage());
            return null;
        }
    }

    private static @Nullable RecordSchema protobuf(byte[] bytes, String message, List<String> problems) {
        ProtobufMessages messages = ProtobufMessages.of(bytes);
        Optional<RecordSchema> schema = messages.schema(message);
        if (schema.isEmpty()) {
            problems.add(
                    message.isBlank()
                            ? "input.format (protobuf) needs input.message, one of " + messages.names()
                            : ConfigKeys.INPUT_MESSAGE.path() + " (" + VisibleText.shown(message)
                                    + ") must be a message of input.schema: " + messages.names());
        }
        return schema.orElse(null);
    }

    /** @throws IllegalArgumentException if the file cannot be read; the message follows the file's name */
    private static byte[] bytes(Path folder, String file) {
        try (InputStream in = Files.newInputStream(folder.resolve(file.strip()))) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new IllegalArgumentException("has more than " + (MAX_BYTES >> 20) + " MiB; it is no schema");
            }
            return bytes;
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("must be the path of a file", e);
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException(
                    "does not exist in " + folder.toAbsolutePath().normalize() + "; correct the path", e);
        } catch (IOException e) {
            throw new IllegalArgumentException("cannot be read (" + e.getMessage() + "); check that it is a file", e);
        }
    }

    private static String named(String file) {
        return ConfigKeys.INPUT_SCHEMA.path() + " (" + VisibleText.shown(file) + ") ";
    }
}
