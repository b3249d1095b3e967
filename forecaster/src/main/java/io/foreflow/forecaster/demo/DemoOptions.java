package io.foreflow.forecaster.demo;

import io.foreflow.ingest.table.TableOptions;
import io.foreflow.windowing.calendar.CalendarName;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Optional;

/**
 * Options of the demo.
 *
 * @param data a CSV file, plain or gzip; empty = simulated readings
 * @param table options that say how that file is read
 * @param network name of the recipe to train
 * @param zone time zone of the sensors, and of times without an offset
 * @param holidays holidays of the sensors
 * @param httpHost address that the live service is bound to
 * @param httpPort port of the live service; 0 takes any free one
 * @param directory folder for all data; empty = a temporary folder that is removed at the end
 * @param once true to end after the replay
 * @param json true to print the result as one JSON object
 * @param hour time that an hour of the simulated readings takes after the replay
 * @param browser true to open the live page where there is a desktop
 */
@RecordBuilder
public record DemoOptions(
        Optional<Path> data,
        TableOptions table,
        String network,
        ZoneId zone,
        CalendarName holidays,
        String httpHost,
        int httpPort,
        Optional<Path> directory,
        boolean once,
        boolean json,
        Duration hour,
        boolean browser) {
    public static final Duration DEFAULT_HOUR = Duration.ofSeconds(1);
}
