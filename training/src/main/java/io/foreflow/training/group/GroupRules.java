package io.foreflow.training.group;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.series.SensorId;
import io.foreflow.training.job.FailedTrainingException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedSet;

/**
 * The rules that assign sensors to groups, as people write them.
 *
 * @param table {@value #HASH} or the name of a table of sensors and groups; empty: by patterns
 * @param patterns the patterns; empty with {@code table}
 * @param size maximum number of sensors of a group
 */
public record GroupRules(String table, List<PatternGroup> patterns, int size) {
    /** Assigns by the hash of a sensor's id. */
    public static final String HASH = "hash";

    public GroupRules {
        requireNonNull(table, "table");
        patterns = List.copyOf(patterns);
    }

    /**
     * Assigns sensors to groups.
     *
     * @param sensors at least one
     * @param directory folder that a relative name of the table starts from
     * @throws FailedTrainingException that tells all problems
     * @throws IOException if the table cannot be read
     */
    public GroupPlan plan(SortedSet<SensorId> sensors, Path directory) throws IOException {
        try {
            if (table.isEmpty()) {
                return GroupPlan.byPatterns(sensors, patterns, size);
            }
            return table.equals(HASH)
                    ? GroupPlan.byHash(sensors, size)
                    : GroupPlan.byAttribute(sensors, assignment(directory), size);
        } catch (InvalidGroupsException e) {
            throw new FailedTrainingException("the groups cannot be used:\n" + e.getMessage(), e);
        }
    }

    private GroupAssignment assignment(Path directory) throws IOException {
        Path file = directory.resolve(table);
        try {
            return GroupAssignment.parse(table, Files.readAllLines(file));
        } catch (CharacterCodingException e) {
            throw new FailedTrainingException(file + " is not UTF-8 text", e);
        }
    }
}
