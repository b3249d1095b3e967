package io.foreflow.tutorials.fetch;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.foreflow.training.data.DatasetException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** Arrays of float32 in numpy's npz, a zip of npy files: a magic, a header that says type and shape, the numbers. */
final class NumpyArchive {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1};
    private static final int BEFORE_HEADER = 10;

    private final Path file;

    private NumpyArchive(Path file) {
        this.file = file;
    }

    static NumpyArchive read(Path file) {
        return new NumpyArchive(file);
    }

    /**
     * The numbers of an array, the last dimension running fastest.
     *
     * @throws DatasetException if there is no such array, or it is not little-endian float32
     */
    float[] floats(String name) throws IOException {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            ZipEntry entry = zip.getEntry(name + ".npy");
            if (entry == null) {
                throw new DatasetException(file + " holds no array " + name);
            }
            try (InputStream stream = zip.getInputStream(entry)) {
                return floats(name, ByteBuffer.wrap(stream.readAllBytes()).order(ByteOrder.LITTLE_ENDIAN));
            }
        } catch (EOFException | ZipException e) {
            throw new DatasetException(
                    file + " is damaged or cut off, and no archive of numpy's can be read from it", e);
        }
    }

    private float[] floats(String name, ByteBuffer bytes) throws DatasetException {
        byte[] magic = new byte[MAGIC.length];
        if (bytes.remaining() < BEFORE_HEADER) {
            throw new DatasetException(file + ": " + name + " is no npy file of version 1");
        }
        bytes.get(magic);
        int headerLength = Short.toUnsignedInt(bytes.getShort(BEFORE_HEADER - 2));
        if (!Arrays.equals(magic, MAGIC) || bytes.limit() < BEFORE_HEADER + headerLength) {
            throw new DatasetException(file + ": " + name + " is no npy file of version 1");
        }
        byte[] head = new byte[headerLength];
        bytes.get(BEFORE_HEADER, head);
        String header = new String(head, US_ASCII);
        if (!header.contains("'descr': '<f4'") || !header.contains("'fortran_order': False")) {
            throw new DatasetException(file + ": " + name + " is not float32 in C order: " + header.strip());
        }
        bytes.position(BEFORE_HEADER + headerLength);
        float[] numbers = new float[bytes.remaining() / Float.BYTES];
        bytes.asFloatBuffer().get(numbers);
        return numbers;
    }
}
