package io.foreflow.forecaster.service;

import org.rocksdb.RocksDB;

/** The native library of the state stores. RocksDB unpacks it into the temporary folder. */
final class NativeStores {
    private NativeStores() {}

    /**
     * Loads the library, so that a machine on which it cannot be loaded is told before anything else starts.
     *
     * @throws LiveServiceException if the temporary folder is not writable or does not allow execution, or if RocksDB has
     *     no library for this system
     */
    static void load() {
        try {
            RocksDB.loadLibrary();
        } catch (RuntimeException | UnsatisfiedLinkError e) {
            Throwable reason = e.getCause() == null ? e : e.getCause();
            throw new LiveServiceException(
                    "RocksDB's library cannot be loaded from the temporary folder "
                            + System.getProperty("java.io.tmpdir") + ": " + reason.getMessage()
                            + ". The folder must be writable and must allow execution (no \"noexec\"). Another one is "
                            + "chosen with FOREFLOW_JAVA_OPTS=-Djava.io.tmpdir=FOLDER.",
                    e);
        }
    }
}
