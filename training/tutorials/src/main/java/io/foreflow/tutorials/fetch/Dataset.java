package io.foreflow.tutorials.fetch;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Files that belong together, in a folder of their own.
 *
 * @param name of the data set and of its folder
 * @param description one line for people
 * @param licence as the sources state it, which need not be the original owner's
 * @param sources where files are taken from as they are
 * @param published files that are taken from where their owner keeps them
 * @param derived files that are made of others, in an order in which that can be done
 */
public record Dataset(
        String name,
        String description,
        String licence,
        List<Source> sources,
        List<Published> published,
        List<Derived> derived) {
    public Dataset {
        sources = List.copyOf(sources);
        published = List.copyOf(published);
        derived = List.copyOf(derived);
    }

    /** Of all files when they are there; derived ones, if packed, as large as unpacked. */
    public long bytes() {
        return files().mapToLong(SourceFile::bytes).sum()
                + published.stream().mapToLong(Published::bytes).sum()
                + derived.stream().mapToLong(Derived::bytes).sum();
    }

    /** The paths of all files in the data set's folder. */
    public List<String> paths() {
        return Stream.of(
                        files().map(SourceFile::path),
                        published.stream().map(Published::path),
                        derived.stream().map(Derived::path))
                .flatMap(paths -> paths)
                .toList();
    }

    private Stream<SourceFile> files() {
        return sources.stream().flatMap(source -> source.files().stream());
    }

    /**
     * A commit of a public repository.
     *
     * @param repository owner/name
     * @param commit in full
     */
    public record Source(String repository, String commit, List<SourceFile> files) {
        public Source {
            files = List.copyOf(files);
        }
    }

    /**
     * One file of a source.
     *
     * @param path below the data set's folder
     * @param from where it lies in the repository
     * @param bytes its size, at least 1: nothing more is downloaded
     * @param sha256 empty if only what is derived from it is known
     */
    public record SourceFile(String path, String from, long bytes, Optional<String> sha256) {
        public SourceFile {
            requireSize(path, bytes);
        }
    }

    /**
     * A file at an address of its own, where it could change.
     *
     * @param path below the data set's folder
     * @param url where it is
     * @param md5 that its owner states
     */
    public record Published(String path, URI url, long bytes, String md5) {
        public Published {
            requireSize(path, bytes);
        }
    }

    private static void requireSize(String path, long bytes) {
        if (bytes < 1) {
            throw new IllegalArgumentException("the size of " + path + " (" + bytes + ") must be at least 1");
        }
    }

    /**
     * A file made of others.
     *
     * @param path below the data set's folder; packed if it ends in .gz
     * @param how it is made, for people
     * @param by what makes it; empty if nothing here can yet
     * @param from what it is made of: paths below the data set's folder
     * @param sources what it is made of that is not kept
     * @param bytes unpacked
     * @param sha256 of its content, unpacked: packing need not give the same bytes everywhere
     */
    public record Derived(
            String path,
            String how,
            Optional<String> by,
            List<String> from,
            List<Source> sources,
            long bytes,
            String sha256) {
        public Derived {
            from = List.copyOf(from);
            sources = List.copyOf(sources);
        }
    }
}
