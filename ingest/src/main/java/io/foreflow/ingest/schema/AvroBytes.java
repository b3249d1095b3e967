package io.foreflow.ingest.schema;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.foreflow.models.series.Values;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads Avro's binary encoding (Apache Avro specification 1.12, "Binary Encoding") from an array. A length is compared
 * with the bytes that are left before anything is allocated or skipped.
 */
public final class AvroBytes {
    private static final int MAX_VARINT = 10;

    private final byte[] bytes;
    private int at;

    /** Creates a reader from the byte {@code from} on. */
    AvroBytes(byte[] bytes, int from) {
        this.bytes = bytes;
        this.at = from;
    }

    int remaining() {
        return bytes.length - at;
    }

    int position() {
        return at;
    }

    public boolean readBoolean() {
        byte value = bytes[advance(1)];
        if (value != 0 && value != 1) {
            throw bad("a boolean is neither 0 nor 1");
        }
        return value == 1;
    }

    public int readInt() {
        long value = readLong();
        if (value != (int) value) {
            throw bad("an integer has more than 32 bits");
        }
        return (int) value;
    }

    public long readLong() {
        long raw = 0;
        for (int i = 0; i < MAX_VARINT; i++) {
            byte next = bytes[advance(1)];
            raw |= (next & 0x7FL) << (7 * i);
            if (next >= 0) {
                if (i == MAX_VARINT - 1 && next > 1) {
                    break;
                }
                return (raw >>> 1) ^ -(raw & 1);
            }
        }
        throw bad("an integer has more than 64 bits");
    }

    public float readFloat() {
        return Float.intBitsToFloat(littleEndian(Float.BYTES).getInt());
    }

    public double readDouble() {
        return Double.longBitsToDouble(littleEndian(Double.BYTES).getLong());
    }

    public String readText() {
        int length = readLength();
        int start = advance(length);
        for (int i = start; i < start + length; i++) {
            if (bytes[i] < 0) {
                return decoded(start, length);
            }
        }
        return new String(bytes, start, length, UTF_8);
    }

    /** Reads the unscaled number of a decimal; it may have at most {@code longest} bytes. */
    double readDecimal(int length, int longest, int scale) {
        if (length < 1 || length > longest) {
            throw bad("a decimal has " + length + " bytes; its precision allows 1 to " + longest);
        }
        int start = advance(length);
        return new BigDecimal(new BigInteger(Arrays.copyOfRange(bytes, start, start + length)), scale).doubleValue();
    }

    /** Reads the length of a text or of bytes; so many bytes are left. */
    int readLength() {
        long length = readLong();
        if (length < 0 || length > remaining()) {
            throw bad("a text or bytes of length " + length + " do not fit into the " + remaining() + " bytes left");
        }
        return (int) length;
    }

    /** Reads the number of entries in the next block of an array or a map; 0 is its end. */
    long readBlockCount() {
        long count = readLong();
        if (count < 0) {
            long size = readLong();
            if (count == Long.MIN_VALUE || size < 0 || size > remaining()) {
                throw bad("a block of " + size + " bytes does not fit into the " + remaining() + " bytes left");
            }
            return -count;
        }
        return count;
    }

    /** Reads an array of floats; NaN stands for a missing value. */
    public Values readFloats() {
        double[] numbers = new double[0];
        for (long count = readBlockCount(); count > 0; count = readBlockCount()) {
            if (count > remaining() / Float.BYTES) {
                throw bad("an array of " + count + " floats does not fit into the " + remaining() + " bytes left");
            }
            int from = numbers.length;
            numbers = Arrays.copyOf(numbers, from + (int) count);
            for (int i = from; i < numbers.length; i++) {
                numbers[i] = readFloat();
            }
        }
        return Values.of(numbers);
    }

    /** Reads an array of doubles; NaN stands for a missing value. */
    public Values readDoubles() {
        double[] numbers = new double[0];
        for (long count = readBlockCount(); count > 0; count = readBlockCount()) {
            if (count > remaining() / Double.BYTES) {
                throw bad("an array of " + count + " doubles does not fit into the " + remaining() + " bytes left");
            }
            int from = numbers.length;
            numbers = Arrays.copyOf(numbers, from + (int) count);
            for (int i = from; i < numbers.length; i++) {
                numbers[i] = readDouble();
            }
        }
        return Values.of(numbers);
    }

    /** Reads an array whose items {@code item} reads, each at least one byte. */
    public void readItems(Runnable item) {
        for (long count = readBlockCount(); count > 0; count = readBlockCount()) {
            for (long i = 0; i < count; i++) {
                item.run();
            }
        }
    }

    /** Reads an array of integers. */
    public List<Integer> readInts() {
        List<Integer> integers = new ArrayList<>();
        for (long count = readBlockCount(); count > 0; count = readBlockCount()) {
            if (count > remaining()) {
                throw bad("an array of " + count + " integers does not fit into the " + remaining() + " bytes left");
            }
            for (long i = 0; i < count; i++) {
                integers.add(readInt());
            }
        }
        return integers;
    }

    /** Reads the number of a union's branch or of an enum's symbol. */
    int readIndex(int size, String what) {
        int index = readInt();
        if (index < 0 || index >= size) {
            throw bad("the number " + index + " of " + what + " must be from 0 to " + (size - 1));
        }
        return index;
    }

    void skip(int length) {
        advance(length);
    }

    MismatchedRecordException bad(String what) {
        return new MismatchedRecordException("at byte " + at + ": " + what);
    }

    private String decoded(int start, int length) {
        try {
            return UTF_8.newDecoder()
                    .decode(ByteBuffer.wrap(bytes, start, length))
                    .toString();
        } catch (CharacterCodingException e) {
            throw bad("a text is not UTF-8");
        }
    }

    private ByteBuffer littleEndian(int length) {
        return ByteBuffer.wrap(bytes, advance(length), length).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Moves on by {@code length} bytes and returns the position before. */
    private int advance(int length) {
        if (length > remaining()) {
            throw bad("the record ends " + (length - remaining()) + " bytes too early");
        }
        int before = at;
        at += length;
        return before;
    }
}
