package io.foreflow.windowing.calendar;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.series.SensorId;
import io.foreflow.windowing.core.Calendars;
import io.foreflow.windowing.core.Holidays;
import java.time.ZoneId;
import java.util.Map;

/**
 * Calendars by name.
 *
 * @param byDefault calendar of the sensors that {@code bySensor} does not name
 * @param bySensor calendar by sensor
 */
public record SensorCalendars(CalendarName byDefault, Map<SensorId, CalendarName> bySensor) implements Calendars {
    public SensorCalendars {
        requireNonNull(byDefault, "byDefault");
        bySensor = Map.copyOf(bySensor);
    }

    /** Gives every sensor the same calendar. */
    public static SensorCalendars all(CalendarName name) {
        return new SensorCalendars(name, Map.of());
    }

    @Override
    public Holidays of(SensorId sensor, ZoneId zone) {
        return bySensor.getOrDefault(sensor, byDefault).holidays(zone);
    }
}
