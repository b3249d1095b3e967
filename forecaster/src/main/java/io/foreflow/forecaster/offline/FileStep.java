package io.foreflow.forecaster.offline;

import io.foreflow.ingest.table.Inspection;
import io.foreflow.ingest.table.Inspector;
import io.foreflow.ingest.table.TableOptions;
import io.foreflow.ingest.table.UnusableFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds the step for files whose readings are too rare for the usual one. Finer readings keep it: a bucket of an hour
 * then holds several, as in the service.
 */
public final class FileStep {
    /** Steps that are longer than the usual one, in hours; each divides the day. */
    private static final List<Integer> HOURS = List.of(2, 3, 4, 6, 8, 12, 24);

    /** Greatest share by which an interval may differ from its step. */
    private static final double TOLERANCE = 0.1;

    private FileStep() {}

    /**
     * Returns the step of files, from their first rows; empty if the usual step suits them, or no step does.
     *
     * @param zone time zone of times without an offset
     */
    public static Optional<Duration> of(List<Path> files, TableOptions options, ZoneId zone) {
        List<Duration> intervals = new ArrayList<>();
        for (Path file : files) {
            try {
                Inspector.inspect(file, options, zone).step().ifPresent(intervals::add);
            } catch (UnusableFileException e) {
                // Whoever reads the file says why, with all other problems.
                return Optional.empty();
            }
        }
        return intervals.isEmpty() ? Optional.empty() : of(Collections.min(intervals));
    }

    /** Returns the step of an inspected file; empty if the usual step suits it, or no step does. */
    public static Optional<Duration> of(Inspection inspection) {
        return inspection.step().flatMap(FileStep::of);
    }

    private static Optional<Duration> of(Duration interval) {
        Stream<Duration> steps = HOURS.stream().map(Duration::ofHours);
        return steps.filter(step -> Math.abs((double) interval.toMillis() / step.toMillis() - 1) <= TOLERANCE)
                .findFirst();
    }

    /** Returns what people should know of a step that was found: a line. */
    public static String note(Duration step) {
        String text = StepAdvice.text(step);
        return "the readings come every " + text + ", and are forecast in such steps; for the service set window.step: "
                + text.replace(" ", "");
    }
}
