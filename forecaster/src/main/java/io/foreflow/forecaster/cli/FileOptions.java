package io.foreflow.forecaster.cli;

import io.foreflow.windowing.calendar.CalendarName;
import io.foreflow.windowing.core.WindowerConfig;
import java.time.ZoneId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Properties of a file of readings that the file does not state, for commands that make training windows of one. */
final class FileOptions {
    @Option(
            names = "--zone",
            paramLabel = "ZONE",
            description = "Time zone of the sensors and of timestamps without an offset. Default: window.zone.")
    private @Nullable ZoneId zone;

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
