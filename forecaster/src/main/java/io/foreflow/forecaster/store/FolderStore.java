package io.foreflow.forecaster.store;

import io.foreflow.forecaster.store.StoreException.StoreProblem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/**
 * A store in a folder, for instance one that several machines mount. An object is written under another name, forced to
 * the disk and moved into place, so that no reader sees half of it.
 */
final class FolderStore implements ObjectStore {
    /** Beginning of the names of unfinished objects; no key has such a name. */
    private static final String UNFINISHED = ".writing-";

    private final Path folder;

    FolderStore(Path folder) {
        this.folder = folder;
    }

    @Override
    public void put(String key, byte[] content) {
        Path target = folder.resolve(key);
        Path parent = target.resolveSibling(".").normalize();
        Path unfinished = parent.resolve(UNFINISHED + UUID.randomUUID());
        try {
            Files.createDirectories(parent);
            try {
                write(unfinished, content);
                Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(unfinished);
            }
            force(parent);
        } catch (AccessDeniedException | FileAlreadyExistsException e) {
            throw new StoreException(
                    StoreProblem.REFUSED,
                    "the store " + this + " cannot be written by this user: " + e.getMessage()
                            + "; give write access to the folder of models.store.location",
                    e);
        } catch (IOException e) {
            throw new StoreException(
                    StoreProblem.AWAY,
                    key + " cannot be written to the store " + this + ": " + e
                            + "; check the disk of models.store.location",
                    e);
        }
    }

    private static void write(Path file, byte[] content) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer left = ByteBuffer.wrap(content);
            while (left.hasRemaining()) {
                channel.write(left);
            }
            channel.force(true);
        }
    }

    /** Forces the names in a folder to the disk, where the system can. */
    private static void force(Path folder) throws IOException {
        if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    @Override
    public InputStream open(String key) {
        try {
            return Files.newInputStream(folder.resolve(key));
        } catch (NoSuchFileException e) {
            if (!Files.isDirectory(folder)) {
                throw new StoreException(
                        StoreProblem.AWAY,
                        "the store " + this
                                + " is not there; create or mount the folder, or correct models.store.location",
                        e);
            }
            throw new StoreException(
                    StoreProblem.MISSING, key + " is not in the store " + this + "; publish the model again", e);
        } catch (AccessDeniedException e) {
            throw new StoreException(
                    StoreProblem.REFUSED,
                    key + " in the store " + this + " cannot be read by this user; give read access to its folder",
                    e);
        } catch (IOException e) {
            throw new StoreException(
                    StoreProblem.AWAY,
                    key + " cannot be read from the store " + this + ": " + e
                            + "; check the disk of models.store.location",
                    e);
        }
    }

    @Override
    public void close() {
        // Files are open only while they are read.
    }

    @Override
    public String toString() {
        return folder.toString();
    }
}
