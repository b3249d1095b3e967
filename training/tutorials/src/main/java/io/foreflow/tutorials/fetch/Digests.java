package io.foreflow.tutorials.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.GZIPInputStream;

/** Digests in hexadecimal. */
final class Digests {
    private static final String SHA256 = "SHA-256";
    private static final String PACKED = ".gz";

    private Digests() {}

    static boolean isPacked(Path file) {
        return file.toString().endsWith(PACKED);
    }

    /** The SHA-256 of the file as it is. */
    static String ofFile(Path file) throws IOException {
        return ofFile(file, SHA256);
    }

    static String ofFile(Path file, String algorithm) throws IOException {
        try (InputStream stream = Files.newInputStream(file)) {
            return of(stream, digest(algorithm));
        }
    }

    /** The SHA-256 of what is in the file, unpacked if it is called .gz. */
    static String ofContent(Path file) throws IOException {
        if (!isPacked(file)) {
            return ofFile(file);
        }
        try (InputStream stream = new GZIPInputStream(Files.newInputStream(file), 1 << 16)) {
            return of(stream, sha256());
        }
    }

    private static String of(InputStream stream, MessageDigest digest) throws IOException {
        new DigestInputStream(stream, digest).transferTo(OutputStream.nullOutputStream());
        return hex(digest);
    }

    static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }

    static MessageDigest sha256() {
        return digest(SHA256);
    }

    private static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has " + algorithm, e);
        }
    }
}
