package io.foreflow.tutorials.fetch;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Lets the fuzzed readers into this package: numpy's archives. */
public final class NumpyFiles {
    private NumpyFiles() {}

    /** Two numbers under {@code x}. */
    public static byte[] archive() {
        String header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }            \n";
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry("x.npy"));
            zip.write(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) header.length(), 0});
            zip.write(header.getBytes(US_ASCII));
            zip.write(new byte[8]);
            zip.closeEntry();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    public static void read(Path file) throws IOException {
        NumpyArchive.read(file).floats("x");
    }
}
