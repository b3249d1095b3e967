package io.foreflow.models.tabular;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * The header of a PNG or JPEG file, and the memory that Java's decoders allocate for it.
 *
 * @param format {@code png} or {@code jpeg}, as ImageIO calls them
 * @param width in pixels
 * @param height in pixels
 * @param bands number of values per pixel once decoded
 * @param bits bits of one value
 * @param coefficientBytes bytes that the decoder keeps for the whole picture beside its pixels: a progressive JPEG's
 *     coefficients
 */
record PictureHeader(String format, int width, int height, int bands, int bits, long coefficientBytes) {
    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
    private static final byte[] JPEG = {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF};

    /** The places in a PNG file at which the header chunk's values and the next chunk begin. */
    private static final int PNG_HEADER = 16;

    private static final int PNG_CHUNKS = 33;
    private static final int IDAT = 0x49444154;
    private static final int TRNS = 0x74524E53;

    private static final int START_OF_SCAN = 0xDA;
    private static final int PROGRESSIVE = 0xC2;

    /**
     * Reads the header, whose values are not verified.
     *
     * @throws IllegalArgumentException if it is neither PNG nor JPEG, or ends within its header; one line says which
     * @throws PictureTooLargeException if it is a JPEG of too many scans
     */
    static PictureHeader read(byte[] file) {
        if (startsWith(file, PNG)) {
            return png(file);
        }
        if (startsWith(file, JPEG)) {
            return jpeg(file);
        }
        throw new IllegalArgumentException("the picture is neither PNG nor JPEG");
    }

    private static boolean startsWith(byte[] file, byte[] magic) {
        return file.length >= magic.length && Arrays.equals(file, 0, magic.length, magic, 0, magic.length);
    }

    private static IllegalArgumentException damaged(String why) {
        return new IllegalArgumentException("the picture cannot be decoded: " + why);
    }

    private static PictureHeader png(byte[] file) {
        if (file.length < PNG_CHUNKS) {
            throw damaged("the file ends within its header");
        }
        ByteBuffer header = ByteBuffer.wrap(file, PNG_HEADER, PNG_CHUNKS - PNG_HEADER);
        int width = header.getInt();
        int height = header.getInt();
        int bits = header.get();
        int colours = header.get();
        int bands =
                switch (colours) {
                    case 0, 3 -> 1;
                    case 2 -> 3;
                    case 4 -> 2;
                    case 6 -> 4;
                    default -> throw damaged("a PNG file cannot have the colour type " + colours);
                };
        if (width < 1 || height < 1 || bits < 1 || bits > Short.SIZE) {
            throw damaged("a PNG file cannot have " + height + " x " + width + " pixels of " + bits + " bits");
        }
        boolean transparent = (colours == 0 || colours == 2) && hasTransparentColour(file);
        return new PictureHeader(
                "png",
                width,
                height,
                transparent ? bands + 1 : bands,
                transparent ? Math.max(bits, Byte.SIZE) : bits,
                0);
    }

    /** Returns true if the file declares a transparent colour, which makes the decoder add a band. */
    private static boolean hasTransparentColour(byte[] file) {
        ByteBuffer chunks = ByteBuffer.wrap(file);
        long at = PNG_CHUNKS;
        while (at + 2 * Integer.BYTES <= file.length) {
            int length = chunks.getInt((int) at);
            int type = chunks.getInt((int) at + Integer.BYTES);
            if (type == IDAT || length < 0) {
                return false;
            }
            if (type == TRNS) {
                return true;
            }
            at += 3L * Integer.BYTES + length;
        }
        return false;
    }

    /** Walks the markers as libjpeg does; bytes between segments are skipped. */
    private static PictureHeader jpeg(byte[] file) {
        Optional<Frame> frame = Optional.empty();
        int at = 2;
        while (true) {
            while (at + 1 < file.length
                    && ((file[at] & 0xFF) != 0xFF || file[at + 1] == 0 || (file[at + 1] & 0xFF) == 0xFF)) {
                at++;
            }
            if (at + 3 >= file.length) {
                throw damaged("the file ends within its header");
            }
            int marker = file[at + 1] & 0xFF;
            at += 2;
            if (marker == 0x01 || (marker >= 0xD0 && marker <= 0xD9)) {
                continue;
            }
            int length = unsigned(file, at);
            if (length < 2 || at + length > file.length) {
                throw damaged("the file ends within its header");
            }
            if (marker == START_OF_SCAN) {
                Frame known = frame.orElseThrow(() -> damaged("a scan comes before the size of the picture"));
                boolean whole = known.progressive || (length > 2 && file[at + 2] < known.components);
                return known.header(whole, file);
            }
            if (marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC) {
                frame = Optional.of(Frame.read(file, at, length, marker == PROGRESSIVE));
            }
            at += length;
        }
    }

    private static int unsigned(byte[] file, int at) {
        return (file[at] & 0xFF) << 8 | (file[at + 1] & 0xFF);
    }

    /**
     * The frame of a JPEG file.
     *
     * @param blocksPerUnit number of blocks of 8 x 8 coefficients, of all components, in one unit of {@code unitWidth}
     *     x {@code unitHeight}
     */
    private record Frame(
            int width,
            int height,
            int components,
            boolean progressive,
            int unitWidth,
            int unitHeight,
            int blocksPerUnit) {
        private static final int FIXED = 8;
        private static final int PER_COMPONENT = 3;
        private static final int BLOCK = 8;

        static Frame read(byte[] file, int at, int length, boolean progressive) {
            int components = length < FIXED ? 0 : file[at + 7] & 0xFF;
            if (components == 0 || length < FIXED + PER_COMPONENT * components) {
                throw damaged("its frame is damaged");
            }
            int across = 1;
            int down = 1;
            int blocks = 0;
            for (int i = 0; i < components; i++) {
                int sampling = file[at + FIXED + PER_COMPONENT * i + 1] & 0xFF;
                across = Math.max(across, sampling >> 4);
                down = Math.max(down, sampling & 0xF);
                blocks += Math.max(1, (sampling >> 4) * (sampling & 0xF));
            }
            int height = unsigned(file, at + 3);
            int width = unsigned(file, at + 5);
            if (width == 0 || height == 0) {
                throw damaged("a JPEG file cannot have " + height + " x " + width + " pixels");
            }
            return new Frame(width, height, components, progressive, across * BLOCK, down * BLOCK, blocks);
        }

        /** @param whole true if all coefficients are kept until the last scan */
        PictureHeader header(boolean whole, byte[] file) {
            long units = (long) ((width + unitWidth - 1) / unitWidth) * ((height + unitHeight - 1) / unitHeight);
            if (whole) {
                requireFewScans(file);
            }
            return new PictureHeader(
                    "jpeg",
                    width,
                    height,
                    components,
                    Byte.SIZE,
                    whole ? units * blocksPerUnit * BLOCK * BLOCK * Short.BYTES : 0);
        }

        /** Limits the number of scans. Each scan walks all blocks, even if it has only a few bytes. */
        private static void requireFewScans(byte[] file) {
            int scans = 0;
            for (int i = 1; i < file.length; i++) {
                if ((file[i] & 0xFF) == START_OF_SCAN && (file[i - 1] & 0xFF) == 0xFF) {
                    scans++;
                }
            }
            if (scans > PictureDecoder.MOST_SCANS) {
                throw new PictureTooLargeException(
                        "it has " + scans + " scans; at most " + PictureDecoder.MOST_SCANS + " are decoded");
            }
        }
    }

    long pixels() {
        return (long) width * height;
    }

    /**
     * Returns the maximum bytes for reading the picture: the pixels that are kept, the decoder's lines, coefficients
     * and copy of the file, and our own lines.
     *
     * @param keptWidth width of the pixels that are kept
     * @param keptHeight height of the pixels that are kept
     */
    long bytes(int keptWidth, int keptHeight, int fileLength) {
        long kept = lineBytes(keptWidth) * keptHeight;
        // A PNG's filters need a line, the previous one and an unpacked one; copying a line makes ints of it.
        long lines = 3 * lineBytes(width) + (long) width * bands * Integer.BYTES;
        long ours = (long) keptWidth * (bands * Integer.BYTES + 2 * 3 * Float.BYTES);
        return kept + lines + ours + coefficientBytes + 2L * fileLength;
    }

    private long lineBytes(int pixels) {
        return ((long) pixels * bands * bits + 7) / 8;
    }
}
