package io.foreflow.forecaster.cli;

import io.foreflow.windowing.calendar.CalendarName;
import io.foreflow.windowing.calendar.SensorCalendars;
import io.foreflow.windowing.core.WindowerConfig;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The option {@code --holidays}, for commands that make windows of a file. */
final class HolidaysOption {
    @Option(
            names = "--holidays",
            paramLabel = "COUNTRY[-REGION]|none",
            converter = Converter.class,
            description = "Holiday calendar of the sensors, such as US or DE-BY. Default: the zone's country.")
    private @Nullable CalendarName name;

    Optional<CalendarName> name() {
        return Optional.ofNullable(name);
    }

    /** Returns the windowing with one calendar for each sensor if it was given; otherwise it changes nothing. */
    WindowerConfig applyTo(WindowerConfig windowing) {
        return name == null ? windowing : windowing.withCalendars(SensorCalendars.all(name));
    }

    static final class Converter implements ITypeConverter<CalendarName> {
        @Override
        public CalendarName convert(String text) {
            try {
                return CalendarName.of(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(String.valueOf(e.getMessage()));
            }
        }
    }
}
