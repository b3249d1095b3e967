package io.foreflow.forecaster.store;

import static java.util.Objects.requireNonNull;

import java.util.regex.Pattern;

/**
 * A bundle in a store: what a reader must find there.
 *
 * @param key path of the object, relative to the store
 * @param sha256 digest of its bytes, 64 lower-case hexadecimal digits
 * @param bytes its length
 */
public record StoredBundle(String key, String sha256, int bytes) {
    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

    /** Names that lead nowhere else: no empty name, none that begins with a dot. */
    private static final Pattern KEY =
            Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*){0,7}");

    private static final int MAX_KEY = 300;
    private static final String SUFFIX = ".bundle";

    /** @throws IllegalArgumentException saying what is wrong */
    public StoredBundle {
        requireNonNull(key, "key");
        requireNonNull(sha256, "sha256");
        if (!DIGEST.matcher(sha256).matches()) {
            throw new IllegalArgumentException("sha256 must be 64 lower-case hexadecimal digits");
        }
        if (key.length() > MAX_KEY || !KEY.matcher(key).matches()) {
            throw new IllegalArgumentException(
                    "key must be a relative path of letters, digits, '.', '_' and '-', and no name in it may begin"
                            + " with '.'");
        }
        if (bytes < 1) {
            throw new IllegalArgumentException("bytes must be at least 1");
        }
    }

    /** Returns the place where Foreflow puts a bundle: {@code ab/ab….bundle}. */
    public static StoredBundle of(String sha256, int bytes) {
        return new StoredBundle(sha256.substring(0, 2) + "/" + sha256 + SUFFIX, sha256, bytes);
    }
}
