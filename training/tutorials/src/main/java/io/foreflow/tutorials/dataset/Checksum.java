package io.foreflow.tutorials.dataset;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * A digest of bytes.
 *
 * @param algorithm {@code SHA-256}, or {@code MD5} where the publisher states nothing better: it finds a broken
 *     transfer,
 *     not a forgery
 * @param hex the digest in lower-case hexadecimal digits
 */
public record Checksum(String algorithm, String hex) {
    private static final String SHA256 = "SHA-256";
    private static final String MD5 = "MD5";
    private static final int BUFFER = 1 << 16;

    public static Checksum sha256(String hex) {
        return new Checksum(SHA256, hex);
    }

    public static Checksum md5(String hex) {
        return new Checksum(MD5, hex);
    }

    /** Returns a digest of SHA-256 that has seen no byte. */
    public static MessageDigest sha256Digest() {
        return digest(SHA256);
    }

    private static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has " + algorithm, e);
        }
    }

    /** Ends a digest. */
    public static Checksum of(MessageDigest digest) {
        return new Checksum(digest.getAlgorithm(), HexFormat.of().formatHex(digest.digest()));
    }

    /** Digests the bytes of files, one after another. */
    public static Checksum sha256Of(List<Path> files) throws IOException {
        MessageDigest digest = sha256Digest();
        for (Path file : files) {
            try (InputStream stream = Files.newInputStream(file)) {
                update(digest, stream);
            }
        }
        return of(digest);
    }

    /** Digests the content of a file, unpacked if the file is called .gz. */
    public static Checksum sha256OfContent(Path file) throws IOException {
        if (!isPacked(file)) {
            return sha256Of(List.of(file));
        }
        MessageDigest digest = sha256Digest();
        try (InputStream stream = new GZIPInputStream(Files.newInputStream(file), BUFFER)) {
            update(digest, stream);
        }
        return of(digest);
    }

    /** Returns whether a file's name says that it is packed. */
    public static boolean isPacked(Path file) {
        return file.toString().endsWith(".gz");
    }

    private static void update(MessageDigest digest, InputStream stream) throws IOException {
        new DigestInputStream(stream, digest).transferTo(OutputStream.nullOutputStream());
    }

    /** Digests a file by the same algorithm. */
    public Checksum of(Path file) throws IOException {
        MessageDigest digest = digest(algorithm);
        try (InputStream stream = Files.newInputStream(file)) {
            update(digest, stream);
        }
        return of(digest);
    }

    /** Returns for instance {@code SHA-256 e3b0…}. */
    @Override
    public String toString() {
        return algorithm + " " + hex;
    }
}
