package io.foreflow.ingest.schema;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.foreflow.models.series.Values;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;

/**
 * Records of one of Foreflow's own types in Avro. Each begins with the fingerprint of its schema (Apache Avro
 * specification 1.12, "Single object encoding"), so that a reader can tell it from JSON and from another version.
 */
public final class AvroRecords {
    private static final int HEADER_BYTES = 10;
    private static final byte FIRST = (byte) 0xC3;

    private static final ThreadLocal<AvroOutput> OUTPUT = ThreadLocal.withInitial(AvroOutput::new);

    private final Schema schema;
    private final byte[] header;

    /** Writes the fields of a record, in the order of the schema. */
    @FunctionalInterface
    public interface AvroFields {
        void writeTo(AvroOutput out) throws IOException;
    }

    /** Writes the fields of one item of an array. */
    @FunctionalInterface
    public interface ItemWriter<T> {
        void write(T item) throws IOException;
    }

    private AvroRecords(Schema schema) {
        this.schema = schema;
        this.header = ByteBuffer.allocate(HEADER_BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(FIRST)
                .put((byte) 1)
                .putLong(SchemaNormalization.parsingFingerprint64(schema))
                .array();
    }

    /** Returns the records of the schema in the resource {@code name} beside {@code owner}. */
    public static AvroRecords ofResource(Class<?> owner, String name) {
        try (InputStream in = owner.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the schema " + name + " is missing beside " + owner.getName());
            }
            return new AvroRecords(new Schema.Parser().parse(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Schema schema() {
        return schema;
    }

    /** Returns true if the bytes begin as a record in Avro does, and no JSON does. */
    public static boolean isAvro(byte[] bytes) {
        return bytes.length > 0 && bytes[0] == FIRST;
    }

    public byte[] write(AvroFields fields) {
        AvroOutput out = OUTPUT.get();
        try {
            out.begin(header);
            fields.writeTo(out);
            return out.end();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads the bytes that {@link #write} wrote.
     *
     * @param fields reads the fields in the order of the schema
     * @throws IllegalArgumentException if they are invalid or of another schema; the message is one line
     */
    public <T> T read(byte[] bytes, Function<AvroBytes, T> fields) {
        if (bytes.length < HEADER_BYTES || !Arrays.equals(bytes, 0, HEADER_BYTES, header, 0, HEADER_BYTES)) {
            throw new IllegalArgumentException(
                    "not " + schema.getFullName() + " in Avro, or of another version of its schema");
        }
        AvroBytes in = new AvroBytes(bytes, HEADER_BYTES);
        try {
            T record = fields.apply(in);
            if (in.remaining() > 0) {
                throw in.bad("there is more after the record");
            }
            return record;
        } catch (MismatchedRecordException e) {
            throw new IllegalArgumentException("not " + schema.getFullName() + " in Avro: " + e.getMessage(), e);
        }
    }

    /** Writes the fields of one record after another; belongs to one thread. */
    public static final class AvroOutput {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(1_024);
        private BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);

        private AvroOutput() {}

        private void begin(byte[] header) {
            bytes.reset();
            encoder = EncoderFactory.get().binaryEncoder(bytes, encoder);
            bytes.write(header, 0, header.length);
        }

        private byte[] end() throws IOException {
            encoder.flush();
            return bytes.toByteArray();
        }

        public void writeText(String text) throws IOException {
            byte[] utf8 = text.getBytes(UTF_8);
            encoder.writeBytes(utf8, 0, utf8.length);
        }

        public void writeLong(long number) throws IOException {
            encoder.writeLong(number);
        }

        public void writeInt(int number) throws IOException {
            encoder.writeInt(number);
        }

        public void writeBoolean(boolean flag) throws IOException {
            encoder.writeBoolean(flag);
        }

        public void writeDouble(double number) throws IOException {
            encoder.writeDouble(number);
        }

        /** Writes the nearest float; a number that no float is large enough for becomes the largest. */
        public void writeFloat(double number) throws IOException {
            encoder.writeFloat((float) Math.max(-Float.MAX_VALUE, Math.min(Float.MAX_VALUE, number)));
        }

        public void writeFloats(Values values) throws IOException {
            beginArray(values.length());
            for (int i = 0; i < values.length(); i++) {
                encoder.startItem();
                writeFloat(values.at(i));
            }
            encoder.writeArrayEnd();
        }

        public void writeDoubles(Values values) throws IOException {
            beginArray(values.length());
            for (int i = 0; i < values.length(); i++) {
                encoder.startItem();
                encoder.writeDouble(values.at(i));
            }
            encoder.writeArrayEnd();
        }

        public void writeInts(List<Integer> integers) throws IOException {
            beginArray(integers.size());
            for (int integer : integers) {
                encoder.startItem();
                encoder.writeInt(integer);
            }
            encoder.writeArrayEnd();
        }

        /** Writes an array of records. */
        public <T> void writeItems(Collection<T> items, ItemWriter<T> writer) throws IOException {
            beginArray(items.size());
            for (T item : items) {
                encoder.startItem();
                writer.write(item);
            }
            encoder.writeArrayEnd();
        }

        private void beginArray(int length) throws IOException {
            encoder.writeArrayStart();
            encoder.setItemCount(length);
        }
    }
}
