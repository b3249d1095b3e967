package io.foreflow.fuzz;

import java.util.List;

/**
 * A reader of foreign bytes, and what is promised of it.
 *
 * @param name of letters, digits and '-'
 * @param seeds inputs that it reads, from which others are made
 * @param bytesPerByte how many bytes it may allocate for each byte of an input
 * @param bytesAtMost how many bytes it may allocate besides, whatever the input
 * @param read reads one input; throws whatever the reader does not promise
 */
record Reader(String name, List<byte[]> seeds, long bytesPerByte, long bytesAtMost, Read read) {
    /** Bytes for a small record, its exceptions and the parser's buffers. */
    private static final long USUAL = 2_000_000;

    private static final long USUAL_PER_BYTE = 400;

    /** Reads one input. What the reader promises to throw is caught here. */
    @FunctionalInterface
    interface Read {
        void of(byte[] input) throws Exception;
    }

    Reader {
        seeds = List.copyOf(seeds);
        if (seeds.isEmpty()) {
            throw new IllegalArgumentException(name + " has no seed");
        }
    }

    static Reader of(String name, List<byte[]> seeds, Read read) {
        return new Reader(name, seeds, USUAL_PER_BYTE, USUAL, read);
    }

    /** The same with other bounds of memory. */
    Reader allocating(long perByte, long atMost) {
        return new Reader(name, seeds, perByte, atMost, read);
    }

    @Override
    public String toString() {
        return name;
    }
}
