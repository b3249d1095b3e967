package io.foreflow.tutorials.dataset;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.foreflow.training.data.DatasetException;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.CodingErrorAction;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/** Opens files as they are or unzipped; whether one is gzip is seen from its first two bytes. */
final class DataFiles {
    private static final int BUFFER = 1 << 16;
    private static final int GZIP_FIRST = 0x1F;
    private static final int GZIP_SECOND = 0x8B;

    private DataFiles() {}

    /** @throws DatasetException if there is no such file */
    static InputStream open(Path file) throws IOException {
        InputStream stream;
        try {
            stream = new BufferedInputStream(Files.newInputStream(file), BUFFER);
        } catch (NoSuchFileException e) {
            throw missing(file, e);
        }
        try {
            return isGzip(stream) ? new GZIPInputStream(stream, BUFFER) : stream;
        } catch (IOException e) {
            stream.close();
            throw unreadable(file, e);
        }
    }

    /** Opens UTF-8 text; reading fails at a byte that is not. */
    static BufferedReader reader(Path file) throws IOException {
        return new BufferedReader(
                new InputStreamReader(
                        open(file),
                        UTF_8.newDecoder()
                                .onMalformedInput(CodingErrorAction.REPORT)
                                .onUnmappableCharacter(CodingErrorAction.REPORT)),
                BUFFER);
    }

    static DatasetException missing(Path file, IOException cause) {
        return new DatasetException(file + " does not exist; foreflow data list says how to get it", cause);
    }

    /** Returns the exception for a failure of reading: a file that ends too early, for instance. */
    static DatasetException unreadable(Path file, Exception cause) {
        Throwable reason = cause instanceof UncheckedIOException && cause.getCause() != null ? cause.getCause() : cause;
        return reason instanceof DatasetException known
                ? known
                : new DatasetException(file + " cannot be read: " + why(reason), reason);
    }

    /** Returns the reason: Java gives none where compressed data end too early. */
    private static String why(Throwable reason) {
        if (reason.getMessage() != null) {
            return reason.getMessage();
        }
        return reason instanceof EOFException
                ? "it ends too early"
                : reason.getClass().getSimpleName();
    }

    private static boolean isGzip(InputStream stream) throws IOException {
        stream.mark(2);
        boolean gzip = stream.read() == GZIP_FIRST && stream.read() == GZIP_SECOND;
        stream.reset();
        return gzip;
    }
}
