package io.foreflow.ingest.table;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.foreflow.models.series.Reading;
import io.foreflow.models.series.SensorId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.BeforeProperty;

class CsvZonesPropertyTest {
    private static final List<String> ZONES = List.of(
            "America/Los_Angeles",
            "Europe/Berlin",
            "Australia/Lord_Howe",
            "Pacific/Apia",
            "America/Caracas",
            "Asia/Kathmandu",
            "Africa/Casablanca",
            "UTC");

    private Path file = Path.of("");

    @BeforeProperty
    void createFile() throws IOException {
        file = Files.createTempFile("zones", ".csv");
    }

    @AfterProperty
    void deleteFile() throws IOException {
        Files.delete(file);
    }

    /**
     * A series without holes, written in local time, comes back as it was, if its step is not longer than the repeated local
     * time: otherwise a file may hold just one pass of it, and nothing tells which.
     */
    @Property(tries = 150, seed = "880")
    void shouldReadBackLocalTimesAcrossClockChanges(
            @ForAll("zones") String zone,
            @ForAll @IntRange(min = 2000, max = 2030) int year,
            @ForAll @IntRange(min = 0, max = 5) int transition,
            @ForAll("steps") int minutes)
            throws IOException {
        // given two sensors, one of them half a step later, from a day before a change of the clocks to a day after it
        ZoneId zoneId = ZoneId.of(zone);
        Instant middle = change(zoneId, year, transition);
        Assume.that(Duration.ofMinutes(minutes).compareTo(repeated(zoneId, middle)) <= 0);
        Instant first = middle.minus(Duration.ofDays(1));
        List<Reading> readings = IntStream.range(0, 2 * 24 * 60 / minutes)
                .mapToObj(i -> first.plusSeconds(60L * i * minutes))
                .flatMap(time -> Stream.of(
                        Reading.of(SensorId.of("a"), time, 1),
                        Reading.of(SensorId.of("b"), time.plusSeconds(minutes * 30L), 2)))
                .toList();

        // when
        Files.write(file, csv(readings, zoneId).getBytes(UTF_8));

        // then
        assertThat(CsvFiles.readings(CsvFiles.rows(file, TableOptions.NONE, zoneId)))
                .isEqualTo(readings);
    }

    /** How long the local time is that the change at this instant repeats; a day where none is. */
    private static Duration repeated(ZoneId zone, Instant change) {
        ZoneOffsetTransition next = zone.getRules().nextTransition(change.minusNanos(1));
        return next != null && next.getInstant().equals(change) && next.isOverlap()
                ? next.getDuration().negated()
                : Duration.ofDays(1);
    }

    private static String csv(List<Reading> readings, ZoneId zone) {
        StringBuilder text = new StringBuilder("sensor_id,timestamp,value\n");
        readings.forEach(reading -> text.append(reading.sensor())
                .append(',')
                .append(LocalDateTime.ofInstant(reading.time(), zone))
                .append(',')
                .append(reading.value())
                .append('\n'));
        return text.toString();
    }

    private static Instant change(ZoneId zone, int year, int number) {
        Instant instant = Instant.parse(year + "-01-01T00:00:00Z");
        for (int i = 0; i <= number; i++) {
            ZoneOffsetTransition next = zone.getRules().nextTransition(instant);
            if (next == null) {
                return instant;
            }
            instant = next.getInstant();
        }
        return instant;
    }

    @Provide
    Arbitrary<String> zones() {
        return Arbitraries.of(ZONES);
    }

    @Provide
    Arbitrary<Integer> steps() {
        return Arbitraries.of(10, 20, 30, 60);
    }
}
