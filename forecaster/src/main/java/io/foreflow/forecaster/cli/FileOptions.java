package io.foreflow.forecaster.cli;

import io.foreflow.forecaster.config.ConfigSources;
import io.foreflow.forecaster.config.Configuration;
import io.foreflow.forecaster.offline.FileStep;
import io.foreflow.windowing.calendar.CalendarName;
import io.foreflow.windowing.core.WindowerConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Properties of a file of readings that the file does not state, for commands that make training windows of one. */
final class FileOptions {
    private static final String STEP = "window.step";

    @Option(
            names = "--zone",
            paramLabel = "ZONE",
            description = "Time zone of the sensors and of timestamps without an offset. Default: window.zone.")
    private @Nullable ZoneId zone;

    @Option(
            names = "--step",
            paramLabel = "STEP",
            description =
                    "Width of a bucket, such as 15m. Default: window.step; without one an hour, or the interval of "
                            + "readings that are rarer.")
    private @Nullable String step;

    @Mixin
    private final HolidaysOption holidays = new HolidaysOption();

    @Mixin
    private final CovariatesOption covariates = new CovariatesOption();

    @Mixin
    private final TableFlags table = new TableFlags();

    TableFlags table() {
        return table;
    }

    Optional<ZoneId> zone() {
        return Optional.ofNullable(zone);
    }

    Optional<String> step() {
        return Optional.ofNullable(step);
    }

    /** Returns the sources of a configuration with the options that are configuration keys. */
    ConfigSources applyTo(ConfigSources sources) {
        return step == null ? sources : sources.with(STEP, step);
    }

    /**
     * Returns the sources with the step of files; the same object if they name a step, or the usual one suits the files.
     *
     * @param sources sources that {@link #applyTo(ConfigSources)} returned
     * @param zone time zone of times without an offset
     * @param notes takes a line on a step that was found
     */
    ConfigSources suited(ConfigSources sources, List<Path> files, ZoneId zone, Consumer<String> notes) {
        if (!Configuration.leavesStepOpen(sources)) {
            return sources;
        }
        Optional<Duration> found = FileStep.of(files, table.options(Configuration.tables(sources)), zone);
        found.map(FileStep::note).ifPresent(notes);
        return found.map(duration -> sources.with(STEP, duration.toString())).orElse(sources);
    }

    Optional<CalendarName> holidays() {
        return holidays.name();
    }

    CovariatesOption covariates() {
        return covariates;
    }

    /**
     * Returns the windowing for a file; options that were not given change nothing.
     *
     * @throws IllegalArgumentException if covariates cannot have these names; the message names the option
     */
    WindowerConfig applyTo(WindowerConfig windowing) {
        WindowerConfig zoned = holidays.applyTo(zone == null ? windowing : windowing.withZone(zone));
        try {
            return covariates.applyTo(zoned);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("--covariates: " + e.getMessage(), e);
        }
    }
}
