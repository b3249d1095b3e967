package io.foreflow.models.bundle;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;

import io.foreflow.models.bundle.BundleException.BundleProblem;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * The zip around a bundle's two or three entries (PKWARE's APPNOTE.TXT, section 4.3). Entries are stored, never
 * compressed: trained weights hardly compress, compressed bytes differ between versions of zlib, and uncompressed
 * entries cannot grow when they are read.
 *
 * <p>Reads what common tools write without compression, but refuses bytes that such a tool would not show: nothing may
 * stand in front of the entries, between them, or behind the directory, and both descriptions of an entry must agree.
 */
final class Archive {
    static final String MODEL = "model.json";
    static final String WEIGHTS = "weights.safetensors";
    /** Optional entry with the first intervals. */
    static final String INTERVALS = "intervals.safetensors";

    private static final int LOCAL_SIGNATURE = 0x04034b50;
    private static final int LOCAL_LENGTH = 30;
    private static final int CENTRAL_SIGNATURE = 0x02014b50;
    private static final int CENTRAL_LENGTH = 46;
    private static final int END_SIGNATURE = 0x06054b50;
    private static final int END_LENGTH = 22;
    private static final int MAX_COMMENT = 0xFFFF;

    /** Version 1.0 of the format, which suffices for stored entries. */
    private static final short VERSION = 10;
    /** 1980-01-01, the first day that a zip can name, at 00:00. */
    private static final short FIRST_DATE = (1 << 5) | 1;

    private static final int STORED = 0;
    /** Bits that change nothing for a stored entry with an ASCII name: compression level, UTF-8 names. */
    private static final int HARMLESS_FLAGS = 0x0006 | 0x0800;

    private static final List<List<String>> NAMES =
            List.of(List.of(MODEL, WEIGHTS), List.of(INTERVALS, MODEL, WEIGHTS));
    /** Maximum number of entries that are examined to name the kind of a foreign zip. */
    private static final int MAX_ENTRIES = 200;

    private static final String ADVICE = "; use the file as Foreflow wrote it";

    private final byte[] model;
    private final ByteBuffer weights;
    private final Optional<byte[]> intervals;

    Archive(byte[] model, byte[] weights, Optional<byte[]> intervals) {
        this(model, ByteBuffer.wrap(weights), intervals);
    }

    private Archive(byte[] model, ByteBuffer weights, Optional<byte[]> intervals) {
        this.model = model;
        this.weights = weights.asReadOnlyBuffer();
        this.intervals = intervals;
    }

    byte[] model() {
        return model;
    }

    /** Returns a copy. */
    byte[] weights() {
        return copy(weights);
    }

    /** Returns a view of the file that was read: weights are large. */
    ByteBuffer weightsView() {
        return weights.duplicate();
    }

    Optional<byte[]> intervals() {
        return intervals;
    }

    byte[] toBytes() {
        List<ArchiveFile> parts =
                new ArrayList<>(List.of(new ArchiveFile(MODEL, model), new ArchiveFile(WEIGHTS, weights())));
        intervals.ifPresent(content -> parts.add(new ArchiveFile(INTERVALS, content)));
        long size = END_LENGTH;
        for (ArchiveFile part : parts) {
            size += LOCAL_LENGTH + CENTRAL_LENGTH + 2L * part.name.length() + part.content.length;
        }
        ByteBuffer zip = ByteBuffer.allocate(Math.toIntExact(size)).order(ByteOrder.LITTLE_ENDIAN);
        int[] offsets = new int[parts.size()];
        for (int i = 0; i < offsets.length; i++) {
            offsets[i] = zip.position();
            zip.putInt(LOCAL_SIGNATURE);
            parts.get(i).describe(zip);
            zip.put(parts.get(i).name.getBytes(US_ASCII)).put(parts.get(i).content);
        }
        int directory = zip.position();
        for (int i = 0; i < offsets.length; i++) {
            zip.putInt(CENTRAL_SIGNATURE).putShort(VERSION);
            parts.get(i).describe(zip);
            // No comment, first disk, no attributes.
            zip.putShort((short) 0).putShort((short) 0).putShort((short) 0).putInt(0);
            zip.putInt(offsets[i]).put(parts.get(i).name.getBytes(US_ASCII));
        }
        int directoryLength = zip.position() - directory;
        zip.putInt(END_SIGNATURE).putShort((short) 0).putShort((short) 0);
        zip.putShort((short) parts.size()).putShort((short) parts.size());
        zip.putInt(directoryLength).putInt(directory).putShort((short) 0);
        return zip.array();
    }

    private static final class ArchiveFile {
        private final String name;
        private final byte[] content;

        private ArchiveFile(String name, byte[] content) {
            this.name = name;
            this.content = content;
        }

        /** Writes the fields that the local header and the directory have in common. */
        private void describe(ByteBuffer zip) {
            zip.putShort(VERSION).putShort((short) 0).putShort((short) STORED);
            zip.putShort((short) 0).putShort(FIRST_DATE);
            zip.putInt((int) crc(ByteBuffer.wrap(content)))
                    .putInt(content.length)
                    .putInt(content.length);
            zip.putShort((short) name.length()).putShort((short) 0);
        }
    }

    /** @throws BundleException if the bytes are not a zip with exactly these entries, stored and intact */
    static Archive read(byte[] file) {
        return read(ByteBuffer.wrap(file));
    }

    /**
     * Reads the bytes between the position and the limit; the weights stay a view of them.
     *
     * @throws BundleException as above
     */
    static Archive read(ByteBuffer file) {
        ByteBuffer zip = file.slice().order(ByteOrder.LITTLE_ENDIAN);
        if (zip.limit() < Integer.BYTES || zip.getInt(0) != LOCAL_SIGNATURE) {
            throw ForeignFiles.notAZip(zip);
        }
        int end = endOfDirectory(zip);
        int directory = startOfDirectory(zip, end);
        List<ArchiveEntry> entries = entries(zip, directory, end);
        List<String> names = entries.stream().map(ArchiveEntry::name).sorted().toList();
        if (!NAMES.contains(names)) {
            throw ForeignFiles.foreignZip(names);
        }
        Map<String, ByteBuffer> contents = new HashMap<>();
        int expected = 0;
        for (ArchiveEntry entry : entries.stream()
                .sorted(Comparator.comparingLong(ArchiveEntry::offset))
                .toList()) {
            if (entry.offset() != expected) {
                throw damaged("has bytes that belong to no entry, in front of " + entry.name());
            }
            int start = startOfContent(zip, entry, directory);
            int length = (int) entry.size();
            ByteBuffer content = zip.slice(start, length);
            if (crc(content.duplicate()) != entry.crc()) {
                throw damaged("has a wrong checksum for " + entry.name());
            }
            contents.put(entry.name(), content);
            expected = start + length;
        }
        if (expected != directory) {
            throw damaged("has bytes that belong to no entry, in front of its directory");
        }
        return new Archive(
                copy(requireNonNull(contents.get(MODEL))),
                requireNonNull(contents.get(WEIGHTS)),
                Optional.ofNullable(contents.get(INTERVALS)).map(Archive::copy));
    }

    private static byte[] copy(ByteBuffer content) {
        byte[] copy = new byte[content.remaining()];
        content.duplicate().get(copy);
        return copy;
    }

    /** An entry as the directory describes it; its numbers are not verified yet. */
    private record ArchiveEntry(String name, int flags, int method, long crc, long stored, long size, long offset) {}

    /** Returns the position of the record that ends the file. */
    private static int endOfDirectory(ByteBuffer zip) {
        int last = zip.limit() - END_LENGTH;
        if (last >= 0 && zip.getInt(last) == END_SIGNATURE && unsigned(zip.getShort(last + 20)) == 0) {
            return last;
        }
        for (int at = last; at >= Math.max(0, last - MAX_COMMENT); at--) {
            if (zip.getInt(at) == END_SIGNATURE) {
                throw damaged("has " + (last - at) + " bytes after its end");
            }
        }
        throw damaged("is cut off: the directory at its end is missing");
    }

    private static int startOfDirectory(ByteBuffer zip, int end) {
        long length = Integer.toUnsignedLong(zip.getInt(end + 12));
        long start = Integer.toUnsignedLong(zip.getInt(end + 16));
        boolean oneDisk = zip.getInt(end + 4) == 0 && zip.getShort(end + 8) == zip.getShort(end + 10);
        if (!oneDisk || start + length != end) {
            throw damaged("has a directory at another place than its end states");
        }
        return (int) start;
    }

    private static List<ArchiveEntry> entries(ByteBuffer zip, int directory, int end) {
        int count = unsigned(zip.getShort(end + 10));
        List<ArchiveEntry> entries = new ArrayList<>();
        int at = directory;
        for (int i = 0; i < count && i < MAX_ENTRIES; i++) {
            if (end - at < CENTRAL_LENGTH || zip.getInt(at) != CENTRAL_SIGNATURE) {
                throw damaged("has a directory that cannot be read");
            }
            int name = unsigned(zip.getShort(at + 28));
            int next = at + CENTRAL_LENGTH + name + unsigned(zip.getShort(at + 30)) + unsigned(zip.getShort(at + 32));
            if (next > end) {
                throw damaged("has a directory that cannot be read");
            }
            entries.add(new ArchiveEntry(
                    latin1(zip, at + CENTRAL_LENGTH, name),
                    unsigned(zip.getShort(at + 8)),
                    unsigned(zip.getShort(at + 10)),
                    Integer.toUnsignedLong(zip.getInt(at + 16)),
                    Integer.toUnsignedLong(zip.getInt(at + 20)),
                    Integer.toUnsignedLong(zip.getInt(at + 24)),
                    Integer.toUnsignedLong(zip.getInt(at + 42))));
            at = next;
        }
        if (at != end && count <= MAX_ENTRIES) {
            throw damaged("has more in its directory than its end states");
        }
        return entries;
    }

    /** Checks an entry's own header against the directory, and that its content ends before the directory. */
    private static int startOfContent(ByteBuffer zip, ArchiveEntry entry, int directory) {
        if (entry.method() != STORED) {
            throw new BundleException(
                    BundleProblem.INVALID,
                    "the bundle's " + entry.name() + " is compressed" + ADVICE + ", or repack it with: zip -0 -X");
        }
        if ((entry.flags() & ~HARMLESS_FLAGS) != 0) {
            throw new BundleException(
                    BundleProblem.INVALID,
                    "the bundle's " + entry.name() + " is encrypted or was written as a stream" + ADVICE
                            + ", or repack it with: zip -0 -X");
        }
        int at = (int) entry.offset();
        if (directory - at < LOCAL_LENGTH || zip.getInt(at) != LOCAL_SIGNATURE) {
            throw damaged("has no header where " + entry.name() + " should start");
        }
        int name = unsigned(zip.getShort(at + 26));
        long start = (long) at + LOCAL_LENGTH + name + unsigned(zip.getShort(at + 28));
        if (entry.stored() != entry.size() || start + entry.size() > directory) {
            throw damaged("has wrong sizes for " + entry.name());
        }
        if (!latin1(zip, at + LOCAL_LENGTH, name).equals(entry.name())
                || unsigned(zip.getShort(at + 6)) != entry.flags()
                || unsigned(zip.getShort(at + 8)) != entry.method()
                || Integer.toUnsignedLong(zip.getInt(at + 14)) != entry.crc()
                || Integer.toUnsignedLong(zip.getInt(at + 18)) != entry.stored()
                || Integer.toUnsignedLong(zip.getInt(at + 22)) != entry.size()) {
            throw damaged("has a header of " + entry.name() + " that contradicts its directory");
        }
        return (int) start;
    }

    private static BundleException damaged(String what) {
        return new BundleException(
                BundleProblem.DAMAGED, "the bundle " + what + "; copy or publish it again from the original");
    }

    /** Decodes one character per byte, because names are compared byte by byte. */
    private static String latin1(ByteBuffer zip, int from, int length) {
        byte[] name = new byte[length];
        zip.get(from, name);
        return new String(name, ISO_8859_1);
    }

    private static int unsigned(short value) {
        return Short.toUnsignedInt(value);
    }

    private static long crc(ByteBuffer bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return crc.getValue();
    }
}
