package io.foreflow.models.series;

import java.nio.ByteBuffer;

/** Whole numbers in as few bytes as they need: seven bits a byte, the lowest first; the top bit says that more follow. */
public final class VarLong {
    /** Bytes of the longest number. */
    public static final int MOST_BYTES = 10;

    private static final int DATA_BITS = 7;
    private static final int DATA = (1 << DATA_BITS) - 1;

    private VarLong() {}

    /** Writes a number. Small ones take few bytes; negative ones take ten. */
    public static void write(ByteBuffer out, long number) {
        long left = number;
        while ((left & ~DATA) != 0) {
            out.put((byte) ((left & DATA) | ~DATA));
            left >>>= DATA_BITS;
        }
        out.put((byte) left);
    }

    /** Writes a number. Those near to zero take few bytes, whatever their sign. */
    public static void writeSigned(ByteBuffer out, long number) {
        write(out, (number << 1) ^ (number >> (Long.SIZE - 1)));
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws IllegalArgumentException if the number does not end
     * @throws java.nio.BufferUnderflowException if bytes are missing
     */
    public static long read(ByteBuffer in) {
        long number = 0;
        for (int shift = 0; shift < Long.SIZE; shift += DATA_BITS) {
            byte next = in.get();
            number |= (long) (next & DATA) << shift;
            if (next >= 0) {
                return number;
            }
        }
        throw new IllegalArgumentException("a number has more than " + MOST_BYTES + " bytes");
    }

    /** Reads what {@link #writeSigned} wrote. Throws as {@link #read} does. */
    public static long readSigned(ByteBuffer in) {
        long number = read(in);
        return (number >>> 1) ^ -(number & 1);
    }
}
