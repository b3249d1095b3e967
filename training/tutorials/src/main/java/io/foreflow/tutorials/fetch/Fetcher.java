package io.foreflow.tutorials.fetch;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;

import io.foreflow.training.data.DatasetException;
import io.foreflow.tutorials.dataset.Checksum;
import io.foreflow.tutorials.fetch.Dataset.DerivedFile;
import io.foreflow.tutorials.fetch.Dataset.PublishedFile;
import io.foreflow.tutorials.fetch.Dataset.RepositoryFile;
import io.foreflow.tutorials.fetch.Dataset.RepositoryFiles;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/** Brings data sets into a folder: what is there and right stays, the rest is downloaded or derived. */
public final class Fetcher {
    /** Serves every public repository's files by commit. */
    public static final URI PUBLIC = URI.create("https://raw.githubusercontent.com");

    private static final int BUFFER = 1 << 16;

    private final Path folder;
    private final URI base;
    private final Downloader downloader;

    /**
     * @param folder of all data sets
     * @param base what stands before {@code /owner/name/commit/path}
     */
    public Fetcher(Path folder, URI base, Downloader downloader) {
        this.folder = folder;
        this.base = base;
        this.downloader = downloader;
    }

    /** The outcome for a file. */
    public enum FetchOutcome {
        PRESENT,
        DOWNLOADED,
        DERIVED,
        /** It can only be put there by hand. */
        NOT_DERIVED
    }

    /** @param path below the data set's folder */
    public record FetchedFile(String path, FetchOutcome outcome) {}

    /** Follows what a fetch does. */
    public interface Listener {
        /**
         * @param file that is worked on, below the data set's folder
         * @param done bytes of the data set that are in place
         */
        void at(String file, long done);
    }

    /**
     * Brings all files of a data set. What was done before a failure stays done.
     *
     * @return one entry a file, in the data set's order
     * @throws DatasetException if a file is there with other content, cannot be had, or is not what it should be
     */
    public List<FetchedFile> fetch(Dataset dataset, Listener listener) throws IOException, InterruptedException {
        Path place = folder.resolve(dataset.name());
        List<FetchedFile> fetched = new ArrayList<>();
        long done = 0;
        for (RepositoryFiles source : dataset.sources()) {
            for (RepositoryFile file : source.files()) {
                listener.at(file.path(), done);
                fetched.add(new FetchedFile(file.path(), bring(source, file, place, listener, done)));
                done += file.bytes();
            }
        }
        for (PublishedFile file : dataset.published()) {
            listener.at(file.path(), done);
            fetched.add(new FetchedFile(
                    file.path(),
                    bring(
                            file.url(),
                            file.path(),
                            file.bytes(),
                            Optional.of(Checksum.md5(file.md5())),
                            place,
                            listener,
                            done)));
            done += file.bytes();
        }
        for (DerivedFile derived : dataset.derived()) {
            listener.at(derived.path(), done);
            fetched.add(new FetchedFile(derived.path(), derive(derived, place, listener, done)));
            done += derived.bytes();
        }
        listener.at("", done);
        return fetched;
    }

    private FetchOutcome bring(RepositoryFiles source, RepositoryFile file, Path place, Listener listener, long done)
            throws IOException, InterruptedException {
        return bring(
                address(source, file),
                file.path(),
                file.bytes(),
                file.sha256().map(Checksum::sha256),
                place,
                listener,
                done);
    }

    private FetchOutcome bring(
            URI from, String path, long size, Optional<Checksum> checksum, Path place, Listener listener, long done)
            throws IOException, InterruptedException {
        Path target = place.resolve(path);
        if (Files.exists(target)) {
            if (checksum.isPresent()) {
                requireRight(target, checksum.get().of(target), checksum.get());
            }
            return FetchOutcome.PRESENT;
        }
        downloader.download(from, target, size, checksum, bytes -> listener.at(path, done + bytes));
        return FetchOutcome.DOWNLOADED;
    }

    private URI address(RepositoryFiles source, RepositoryFile file) {
        try {
            String path = "/" + source.repository() + "/" + source.commit() + "/" + file.from();
            String encoded = new URI(null, null, path, null).getRawPath();
            return URI.create(base.toString().replaceAll("/+$", "") + encoded);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private FetchOutcome derive(DerivedFile derived, Path place, Listener listener, long done)
            throws IOException, InterruptedException {
        Path target = place.resolve(derived.path());
        if (Files.exists(target)) {
            requireRight(target, Checksum.sha256OfContent(target), Checksum.sha256(derived.sha256()));
            return FetchOutcome.PRESENT;
        }
        Optional<Derivation> derivation = derived.by().map(Derivation::find);
        if (derivation.isEmpty()) {
            return FetchOutcome.NOT_DERIVED;
        }
        List<Path> from = new ArrayList<>();
        List<Path> passing = new ArrayList<>();
        derived.from().forEach(path -> from.add(place.resolve(path)));
        for (RepositoryFiles source : derived.sources()) {
            for (RepositoryFile file : source.files()) {
                bring(source, file, place, listener, done);
                passing.add(place.resolve(file.path()));
            }
        }
        from.addAll(passing);
        try {
            write(derivation.get(), from, derived, target);
        } finally {
            for (Path file : passing) {
                Files.delete(file);
            }
        }
        return FetchOutcome.DERIVED;
    }

    private static void write(Derivation derivation, List<Path> from, DerivedFile derived, Path target)
            throws IOException {
        Path part = target.resolveSibling(target.getFileName() + ".part");
        MessageDigest digest = Checksum.sha256Digest();
        try {
            try (OutputStream content = new DigestOutputStream(packed(target, Files.newOutputStream(part)), digest)) {
                derivation.write(from, content);
            }
            String found = Checksum.of(digest).hex();
            if (!found.equals(derived.sha256())) {
                throw new DatasetException("what was derived as " + target + " has the SHA-256 " + found + ", not "
                        + derived.sha256() + "; it was thrown away");
            }
            Files.move(part, target, ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private static OutputStream packed(Path target, OutputStream file) throws IOException {
        return Checksum.isPacked(target) ? new GZIPOutputStream(file, BUFFER) : file;
    }

    private static void requireRight(Path file, Checksum found, Checksum due) throws DatasetException {
        if (!found.equals(due)) {
            throw new DatasetException(file + " is there, but its " + due.algorithm() + " is " + found.hex() + ", not "
                    + due.hex() + "; move it away and fetch again");
        }
    }

    /** The files of a data set that are there, whatever they hold: paths below its folder. */
    public static List<String> present(Path folder, Dataset dataset) {
        return Stream.of(folder.resolve(dataset.name()))
                .flatMap(place -> dataset.paths().stream().filter(path -> Files.isRegularFile(place.resolve(path))))
                .toList();
    }
}
