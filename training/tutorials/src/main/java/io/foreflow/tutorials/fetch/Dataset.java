package io.foreflow.tutorials.fetch;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Files that belong together, in a folder of their own.
 *
 * @param name of the data set and of its folder
 * @param description one line for people
 * @param licence as the sources state it, which need not be the original owner's
 * @param sources commits whose files are taken as they are
 * @param published files that are taken from where their owner keeps them
 * @param derived files that are made of others, in an order in which that can be done
 */
public record Dataset(
        String name,
        String description,
        String licence,
        List<RepositoryFiles> sources,
        List<PublishedFile> published,
        List<DerivedFile> derived) {

    static Dataset read(String name, JsonNode node) {
        return new Dataset(
                name,
                text(node, "description"),
                text(node, "licence"),
                each(node, "sources", RepositoryFiles::read),
                each(node, "published", PublishedFile::read),
                each(node, "derived", DerivedFile::read));
    }

    private static String text(JsonNode node, String key) {
        return node.required(key).textValue();
    }

    private static Optional<String> optional(JsonNode node, String key) {
        return Optional.ofNullable(node.path(key).textValue());
    }

    private static <T> List<T> each(JsonNode node, String key, Function<JsonNode, T> reader) {
        return StreamSupport.stream(node.path(key).spliterator(), false)
                .map(reader)
                .toList();
    }

    private static long size(JsonNode node) {
        long bytes = node.required("bytes").asLong();
        if (bytes < 1) {
            throw new IllegalArgumentException(
                    "the size of " + text(node, "path") + " (" + bytes + ") must be at least 1");
        }
        return bytes;
    }

    /** Returns the size of all files when they are there; packed derived files count as large as unpacked. */
    public long bytes() {
        return files().mapToLong(RepositoryFile::bytes).sum()
                + published.stream().mapToLong(PublishedFile::bytes).sum()
                + derived.stream().mapToLong(DerivedFile::bytes).sum();
    }

    /** Returns the paths of all files in the data set's folder. */
    public List<String> paths() {
        return Stream.of(
                        files().map(RepositoryFile::path),
                        published.stream().map(PublishedFile::path),
                        derived.stream().map(DerivedFile::path))
                .flatMap(paths -> paths)
                .toList();
    }

    private Stream<RepositoryFile> files() {
        return sources.stream().flatMap(source -> source.files().stream());
    }

    /**
     * Files of one commit of a public repository.
     *
     * @param repository owner/name
     * @param commit in full
     */
    public record RepositoryFiles(String repository, String commit, List<RepositoryFile> files) {
        static RepositoryFiles read(JsonNode node) {
            return new RepositoryFiles(
                    text(node, "repository"), text(node, "commit"), each(node, "files", RepositoryFile::read));
        }
    }

    /**
     * One file of a commit.
     *
     * @param path below the data set's folder
     * @param from its path in the repository
     * @param bytes its size, at least 1: nothing more is downloaded
     * @param sha256 empty if only what is derived from it is known
     */
    public record RepositoryFile(String path, String from, long bytes, Optional<String> sha256) {
        static RepositoryFile read(JsonNode node) {
            return new RepositoryFile(text(node, "path"), text(node, "from"), size(node), optional(node, "sha256"));
        }
    }

    /**
     * A file at an address of its own, where it could change.
     *
     * @param path below the data set's folder
     * @param md5 that its owner states
     */
    public record PublishedFile(String path, URI url, long bytes, String md5) {
        static PublishedFile read(JsonNode node) {
            return new PublishedFile(text(node, "path"), URI.create(text(node, "url")), size(node), text(node, "md5"));
        }
    }

    /**
     * A file made of others.
     *
     * @param path below the data set's folder; packed if it ends in .gz
     * @param how it is made, for people
     * @param by name of the {@link Derivation} that makes it; empty if nothing here can yet
     * @param from what it is made of: paths below the data set's folder
     * @param sources what it is made of that is not kept
     * @param bytes unpacked
     * @param sha256 of its content, unpacked: packing need not give the same bytes everywhere
     */
    public record DerivedFile(
            String path,
            String how,
            Optional<String> by,
            List<String> from,
            List<RepositoryFiles> sources,
            long bytes,
            String sha256) {
        static DerivedFile read(JsonNode node) {
            return new DerivedFile(
                    text(node, "path"),
                    text(node, "how"),
                    optional(node, "by"),
                    each(node, "from", JsonNode::textValue),
                    each(node, "sources", RepositoryFiles::read),
                    node.required("bytes").asLong(),
                    text(node, "sha256"));
        }
    }
}
