package io.foreflow.windowing.core;

import io.foreflow.models.series.SensorId;
import java.time.ZoneId;

/** Finds the holidays that a sensor keeps. The answer for a sensor and its zone never changes. */
@FunctionalInterface
public interface Calendars {
    /** A calendar in which no sensor keeps holidays. */
    Calendars NONE = (sensor, zone) -> Holidays.NONE;

    /** @param zone the sensor's time zone */
    Holidays of(SensorId sensor, ZoneId zone);
}
