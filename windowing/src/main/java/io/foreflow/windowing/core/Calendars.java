package io.foreflow.windowing.core;

import io.foreflow.models.series.SensorId;
import java.time.ZoneId;

/** Which holidays a sensor keeps. Always the same ones for a sensor and its zone. */
@FunctionalInterface
public interface Calendars {
    /** No sensor keeps any. */
    Calendars NONE = (sensor, zone) -> Holidays.NONE;

    /** @param zone the sensor's */
    Holidays of(SensorId sensor, ZoneId zone);
}
