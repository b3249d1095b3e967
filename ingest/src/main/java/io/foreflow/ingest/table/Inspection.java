package io.foreflow.ingest.table;

import io.foreflow.ingest.quality.DataProfile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The result of an inspection of the first rows of a table.
 *
 * @param format null if the table cannot be read without further options
 * @param problems reasons why it cannot be read, a line each with the option that helps; none if it can
 * @param notes how it is read, a line each
 * @param advice options that make it better readable, or values whose meaning only people can know
 * @param passedOver columns that are ignored
 * @param size number of rows, counted or estimated
 * @param profile profile of the readings of the inspected rows
 */
public record Inspection(
        Path file,
        @Nullable TableFormat format,
        List<String> problems,
        List<String> notes,
        List<Advice> advice,
        List<PassedOver> passedOver,
        Size size,
        DataProfile profile) {
    public Inspection {
        problems = List.copyOf(problems);
        notes = List.copyOf(notes);
        advice = List.copyOf(advice);
        passedOver = List.copyOf(passedOver);
    }

    /**
     * Size of a table.
     *
     * @param rows number of rows below the header that are not blank
     * @param counted false if the number of rows is an estimate
     * @param looked number of inspected rows
     */
    public record Size(long rows, boolean counted, long looked) {
        /** Returns true if all rows were inspected. */
        public boolean whole() {
            return looked == rows;
        }
    }

    /**
     * An option that decides a question the table leaves open.
     *
     * @param why reason in one line
     */
    public record Advice(TableKey key, String value, String why) {
        /** Returns the option with its value, as one argument of a command. */
        public String option() {
            return key.option() + "=" + value;
        }
    }

    /** A column that is ignored. */
    public record PassedOver(String column, String why) {}

    public boolean isReadable() {
        return format != null;
    }

    /** Returns the character between cells; empty if the table cannot be read. */
    public Optional<String> separator() {
        return Optional.ofNullable(format).map(found -> String.valueOf(found.separator()));
    }

    /** Returns the form of the times; empty if the table cannot be read. */
    public Optional<String> timePattern() {
        return Optional.ofNullable(format).map(found -> found.times().pattern().toString());
    }

    /** Returns the usual time between the readings of a sensor, the median over the sensors. */
    public Optional<Duration> step() {
        List<Duration> intervals = profile.sensors().values().stream()
                .flatMap(sensor -> sensor.interval().stream())
                .sorted()
                .toList();
        return intervals.isEmpty() ? Optional.empty() : Optional.of(intervals.get(intervals.size() / 2));
    }

    /** Returns the problems in one line with the file's name; empty if it can be read. */
    public Optional<String> problem() {
        return isReadable() ? Optional.empty() : Optional.of(file + ": " + String.join("; ", problems));
    }

    /** @throws UnusableFileException if the table cannot be read without further options */
    TableFormat requireFormat() throws UnusableFileException {
        if (format == null) {
            throw new UnusableFileException(problem().orElseThrow());
        }
        return format;
    }
}
