package io.foreflow.forecaster.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Where the records of all partitions of a broker ended on disk at one moment, the metadata of the cluster aside. What
 * the broker removes or compacts behind that place does not count as less.
 */
public final class LogEnds {
    private static final String METADATA_TOPIC = "__cluster_metadata";

    /** End of the name of a partition's folder that will be removed. */
    private static final String DELETED = "-delete";

    private static final String SEGMENTS = "*.log";

    private final Path logs;

    /** Sizes of the segments in bytes by partition and name; a later segment has a greater name. */
    private final Map<Path, SortedMap<String, Long>> segments;

    private LogEnds(Path logs, Map<Path, SortedMap<String, Long>> segments) {
        this.logs = logs;
        this.segments = segments;
    }

    /**
     * @param logs folder of a broker's logs
     * @throws UncheckedIOException if it cannot be read
     */
    static LogEnds of(Path logs) {
        Map<Path, SortedMap<String, Long>> segments = new HashMap<>();
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(logs, Files::isDirectory)) {
            for (Path folder : folders) {
                String name = String.valueOf(folder.getFileName());
                if (!name.startsWith(METADATA_TOPIC) && !name.endsWith(DELETED)) {
                    segments.put(folder, segmentsOf(folder));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new LogEnds(logs, segments);
    }

    private static SortedMap<String, Long> segmentsOf(Path folder) throws IOException {
        SortedMap<String, Long> sizes = new TreeMap<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, SEGMENTS)) {
            for (Path file : files) {
                try {
                    sizes.put(String.valueOf(file.getFileName()), Files.size(file));
                } catch (NoSuchFileException e) {
                    // The broker has just removed or compacted an old segment; the last one stays.
                }
            }
        }
        return sizes;
    }

    /**
     * Returns how many bytes have been appended since then.
     *
     * @throws UncheckedIOException if the folder cannot be read
     */
    public long grownSince() {
        long grown = 0;
        for (Map.Entry<Path, SortedMap<String, Long>> now : of(logs).segments.entrySet()) {
            SortedMap<String, Long> before = segments.getOrDefault(now.getKey(), new TreeMap<>());
            String last = before.isEmpty() ? "" : before.lastKey();
            for (long size : now.getValue().tailMap(last).values()) {
                grown += size;
            }
            grown -= now.getValue().containsKey(last) ? before.getOrDefault(last, 0L) : 0;
        }
        return grown;
    }
}
