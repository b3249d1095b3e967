package io.foreflow.ingest.table;

import io.foreflow.ingest.quality.DataProfile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a look at the first rows of a table says.
 *
 * @param format null if the table cannot be read without further options
 * @param problems why it cannot be read, a line each with the option that helps; none if it can
 * @param notes how it is read, a line each
 * @param advice options that make it better readable, or values of which only people can know the meaning
 * @param passedOver columns that are not read
 * @param size rows, and whether they were counted
 * @param profile of the readings of the rows that were looked at
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
     * How much there is.
     *
     * @param rows below the header that are not blank
     * @param counted false if the number of rows is an estimate
     * @param looked rows that were looked at
     */
    public record Size(long rows, boolean counted, long looked) {
        /** Returns true if all rows were looked at. */
        public boolean whole() {
            return looked == rows;
        }
    }

    /**
     * An option that decides what the table does not.
     *
     * @param why in one line
     */
    public record Advice(TableKey key, String value, String why) {
        /** The option with its value, as one argument of a command. */
        public String option() {
            return key.option() + "=" + value;
        }
    }

    /** A column that is not read. */
    public record PassedOver(String column, String why) {}

    public boolean isReadable() {
        return format != null;
    }

    /** The character between cells; empty if the table cannot be read. */
    public Optional<String> separator() {
        return Optional.ofNullable(format).map(found -> String.valueOf(found.separator()));
    }

    /** The form of the times; empty if the table cannot be read. */
    public Optional<String> timePattern() {
        return Optional.ofNullable(format).map(found -> found.times().pattern().toString());
    }

    /** The usual time between the readings of a sensor, the median over the sensors. */
    public Optional<Duration> step() {
        List<Duration> intervals = profile.sensors().values().stream()
                .flatMap(sensor -> sensor.interval().stream())
                .sorted()
                .toList();
        return intervals.isEmpty() ? Optional.empty() : Optional.of(intervals.get(intervals.size() / 2));
    }

    /** The problems in one line with the file's name; empty if it can be read. */
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
