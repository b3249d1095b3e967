package io.foreflow.forecaster.service;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Recognises a full disk among the causes of a failure, and says which disk it is. */
final class FullDisk {
    private static final Logger LOG = LoggerFactory.getLogger(FullDisk.class);

    /** Message of Linux for a full disk, which Java and RocksDB pass on. */
    private static final String NO_SPACE = "No space left on device";

    private static final long MB = 1_000_000;

    private FullDisk() {}

    /**
     * Returns what is full and what to do, as the rest of a sentence; empty if the failure has another reason.
     *
     * @param stateDir state folder of the service, which may not exist
     */
    static Optional<String> advice(Throwable failure, Path stateDir) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (String.valueOf(cause.getMessage()).contains(NO_SPACE)) {
                return Optional.of("the disk of the state folder " + stateDir + " is full" + space(stateDir)
                        + ". Make room or give it a larger disk, then start it again; nothing is lost.");
            }
        }
        return Optional.empty();
    }

    private static String space(Path stateDir) {
        Path folder = stateDir.toAbsolutePath();
        while (Files.notExists(folder) && folder.getParent() != null) {
            folder = folder.getParent();
        }
        try {
            FileStore disk = Files.getFileStore(folder);
            return " (" + disk.getUsableSpace() / MB + " of " + disk.getTotalSpace() / MB + " MB are free)";
        } catch (IOException e) {
            LOG.warn("The disk of {} cannot be asked for its space", folder, e);
            return "";
        }
    }
}
