package io.foreflow.tutorials.fetch;

import java.io.IOException;
import java.nio.file.Path;

/**
 * What a file's digest must be.
 *
 * @param algorithm {@code SHA-256}, or {@code MD5} where the publisher states nothing better: it finds a broken transfer,
 *     not a forgery
 * @param hex in lower-case hexadecimal digits
 */
record Checksum(String algorithm, String hex) {
    static Checksum sha256(String hex) {
        return new Checksum("SHA-256", hex);
    }

    static Checksum md5(String hex) {
        return new Checksum("MD5", hex);
    }

    /** The file's own, by the same algorithm. */
    Checksum of(Path file) throws IOException {
        return new Checksum(algorithm, Digests.ofFile(file, algorithm));
    }

    /** For instance {@code SHA-256 e3b0…}. */
    @Override
    public String toString() {
        return algorithm + " " + hex;
    }
}
