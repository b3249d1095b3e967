package io.foreflow.forecaster.store;

import io.foreflow.forecaster.store.StoreException.StoreProblem;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Local copies of bundles from a store, in one folder, up to a number of bytes; the least recently used ones are
 * deleted. A copy is verified whenever it is read. Safe for use by many threads, and by several processes.
 */
public final class BundleCopies {
    private static final Logger LOG = LoggerFactory.getLogger(BundleCopies.class);
    private static final String UNFINISHED = ".part-";

    private final Path folder;
    private final long most;
    private final Clock clock;

    /**
     * @param folder folder of the copies; it is made with the first one
     * @param most maximum in bytes; a larger bundle is kept alone
     * @param clock time of the last use of a copy
     */
    public BundleCopies(Path folder, long most, Clock clock) {
        this.folder = folder;
        this.most = most;
        this.clock = clock;
    }

    /** A copy of a bundle. */
    private record Copy(Path file, long bytes, FileTime used) {}

    /** Returns true if there is a copy of this length. */
    boolean has(StoredBundle bundle) {
        try {
            return Files.size(file(bundle)) == bundle.bytes();
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Copies a bundle from the store.
     *
     * @throws StoreException if it cannot be read, has other bytes, or if the copy cannot be written
     */
    void fetch(ObjectStore store, StoredBundle bundle) {
        Path unfinished = folder.resolve(UNFINISHED + UUID.randomUUID());
        try {
            Files.createDirectories(folder);
            try {
                try (OutputStream target = Files.newOutputStream(unfinished, StandardOpenOption.CREATE_NEW)) {
                    VerifiedCopy.copy(store, bundle, target);
                }
                Files.move(unfinished, file(bundle), StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(unfinished);
            }
            touch(bundle);
            makeRoom(bundle);
        } catch (IOException e) {
            throw notWritten(e);
        }
    }

    private StoreException notWritten(IOException e) {
        return new StoreException(
                StoreProblem.NO_COPY,
                "the folder " + folder + " of local copies cannot be written: " + e
                        + "; make room on the disk of state.dir, and let this user write there",
                e);
    }

    /**
     * Returns the bytes of a copy, mapped into memory, if they are those of the bundle. A copy with other bytes is
     * deleted.
     */
    public Optional<ByteBuffer> map(StoredBundle bundle) {
        Path file = file(bundle);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            if (channel.size() == bundle.bytes()) {
                ByteBuffer content = channel.map(MapMode.READ_ONLY, 0, bundle.bytes());
                if (sha256(content.duplicate()).equals(bundle.sha256())) {
                    touch(bundle);
                    return Optional.of(content);
                }
            }
            LOG.warn("The local copy {} is damaged; it is read from the store again", file);
            Files.deleteIfExists(file);
            return Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new StoreException(
                    StoreProblem.NO_COPY,
                    "the local copy " + file + " cannot be read: " + e + "; check the disk of state.dir",
                    e);
        }
    }

    private void touch(StoredBundle bundle) throws IOException {
        try {
            Files.setLastModifiedTime(file(bundle), FileTime.from(clock.instant()));
        } catch (NoSuchFileException e) {
            LOG.debug("Another process has deleted {}", bundle, e);
        }
    }

    private Path file(StoredBundle bundle) {
        return folder.resolve(bundle.sha256());
    }

    /** Deletes the least recently used copies until all fit, but not that of {@code kept}. */
    private void makeRoom(StoredBundle kept) throws IOException {
        List<Copy> copies = copies();
        long bytes = copies.stream().mapToLong(Copy::bytes).sum();
        copies.sort(Comparator.comparing(Copy::used));
        for (Copy copy : copies) {
            if (bytes <= most) {
                return;
            }
            if (!copy.file().equals(file(kept))) {
                Files.deleteIfExists(copy.file());
                bytes -= copy.bytes();
            }
        }
    }

    private List<Copy> copies() throws IOException {
        List<Copy> copies = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, name -> !isUnfinished(name))) {
            for (Path file : files) {
                try {
                    copies.add(new Copy(file, Files.size(file), Files.getLastModifiedTime(file)));
                } catch (NoSuchFileException e) {
                    LOG.debug("Another process has deleted {}", file, e);
                }
            }
        }
        return copies;
    }

    private static boolean isUnfinished(Path file) {
        return file.getFileName().toString().startsWith(UNFINISHED);
    }

    private static String sha256(ByteBuffer content) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(content);
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
