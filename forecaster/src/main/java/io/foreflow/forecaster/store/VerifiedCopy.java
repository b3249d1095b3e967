package io.foreflow.forecaster.store;

import io.foreflow.forecaster.store.StoreException.StoreProblem;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Reads bundles from a store, and accepts only the bytes that they should have. */
public final class VerifiedCopy {
    private static final int CHUNK = 1 << 16;

    private VerifiedCopy() {}

    /** A place for the bytes that come from a store. */
    interface ByteTarget {
        void write(byte[] chunk, int length) throws IOException;
    }

    /**
     * Puts a bundle into the store unless it is there, and reads it back.
     *
     * @return false if it was there
     * @throws StoreException if it cannot be written, or does not come back as it was written
     */
    public static boolean put(ObjectStore store, StoredBundle bundle, byte[] content) {
        if (isThere(store, bundle)) {
            return false;
        }
        store.put(bundle.key(), content);
        read(store, bundle, (chunk, length) -> {});
        return true;
    }

    private static boolean isThere(ObjectStore store, StoredBundle bundle) {
        try {
            read(store, bundle, (chunk, length) -> {});
            return true;
        } catch (StoreException e) {
            if (e.problem() == StoreProblem.MISSING || e.problem() == StoreProblem.OTHER_BYTES) {
                return false;
            }
            throw e;
        }
    }

    /**
     * Returns the bytes of a bundle.
     *
     * @throws StoreException if it cannot be read, or has other bytes
     */
    public static byte[] bytes(ObjectStore store, StoredBundle bundle) {
        ByteArrayOutputStream content = new ByteArrayOutputStream(CHUNK);
        read(store, bundle, (chunk, length) -> content.write(chunk, 0, length));
        return content.toByteArray();
    }

    /**
     * Copies a bundle. What was written before an exception must not be used.
     *
     * @throws StoreException if it cannot be read, has other bytes, or if {@code target} cannot be written
     */
    static void copy(ObjectStore store, StoredBundle bundle, OutputStream target) {
        read(store, bundle, (chunk, length) -> {
            try {
                target.write(chunk, 0, length);
            } catch (IOException e) {
                throw new StoreException(
                        StoreProblem.NO_COPY,
                        "the local copy of " + bundle.key() + " cannot be written: " + e.getMessage()
                                + "; make room on the disk of state.dir",
                        e);
            }
        });
    }

    private static void read(ObjectStore store, StoredBundle bundle, ByteTarget sink) {
        MessageDigest digest = sha256();
        long length = 0;
        try (InputStream content = store.open(bundle.key())) {
            byte[] chunk = new byte[CHUNK];
            for (int read = content.read(chunk); read >= 0; read = content.read(chunk)) {
                length += read;
                if (length > bundle.bytes()) {
                    throw otherBytes(store, bundle, "has more than " + bundle.bytes() + " bytes");
                }
                digest.update(chunk, 0, read);
                sink.write(chunk, read);
            }
        } catch (IOException e) {
            throw new StoreException(
                    StoreProblem.AWAY,
                    "the store " + store + " did not send all of " + bundle.key() + ": " + e.getMessage()
                            + "; check that it is up",
                    e);
        }
        if (length < bundle.bytes()) {
            throw otherBytes(store, bundle, "has " + length + " bytes instead of " + bundle.bytes());
        }
        String found = HexFormat.of().formatHex(digest.digest());
        if (!found.equals(bundle.sha256())) {
            throw otherBytes(store, bundle, "has the SHA-256 " + found + " instead of " + bundle.sha256());
        }
    }

    private static StoreException otherBytes(ObjectStore store, StoredBundle bundle, String what) {
        return new StoreException(
                StoreProblem.OTHER_BYTES,
                bundle.key() + " in the store " + store + " " + what + "; publish the model again",
                null);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
