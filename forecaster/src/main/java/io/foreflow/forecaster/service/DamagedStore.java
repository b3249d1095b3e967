package io.foreflow.forecaster.service;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/**
 * A store that RocksDB cannot open since some of its files are missing or broken, as after a crash in the moment in which
 * the store was made or deleted. What was committed is in Kafka.
 *
 * @param task folder of all stores of the same partition, which Kafka Streams reads from Kafka again if it is missing
 * @param reason what RocksDB says
 */
record DamagedStore(Path task, String reason) {
    /** Message of Linux, which RocksDB passes on. */
    private static final String NO_FILE = "No such file or directory";

    private static final String LOCATION = " at location ";

    /**
     * Returns the damaged store that is the cause of a failure. Empty if there is none, and if the machine is to blame:
     * a disk that is full or cannot be read, too many open files, or another process that uses the store.
     *
     * @param application folder of the application's tasks
     */
    static Optional<DamagedStore> in(Throwable failure, Path application) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ProcessorStateException
                    && cause.getCause() instanceof RocksDBException rocks
                    && isDamage(rocks)) {
                return task(String.valueOf(cause.getMessage()), application)
                        .map(task -> new DamagedStore(task, String.valueOf(rocks.getMessage())));
            }
        }
        return Optional.empty();
    }

    private static boolean isDamage(RocksDBException failure) {
        Status status = failure.getStatus();
        return status != null
                && switch (status.getCode()) {
                    case Corruption, NotFound, InvalidArgument -> true;
                    case IOError -> String.valueOf(failure.getMessage()).contains(NO_FILE);
                    default -> false;
                };
    }

    /** Returns the folder of the task to which the store that Kafka Streams names belongs. */
    private static Optional<Path> task(String message, Path application) {
        int at = message.indexOf(LOCATION);
        if (at < 0) {
            return Optional.empty();
        }
        Path folder = application.toAbsolutePath().normalize();
        Path store = Path.of(message.substring(at + LOCATION.length()))
                .toAbsolutePath()
                .normalize();
        if (!store.startsWith(folder) || store.equals(folder)) {
            return Optional.empty();
        }
        return Optional.of(folder.resolve(store.getName(folder.getNameCount()))).filter(Files::isDirectory);
    }
}
