package io.foreflow.forecaster.offline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.foreflow.models.series.Reading;
import io.foreflow.models.series.SensorId;
import io.foreflow.windowing.core.WindowerConfig;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DataReportTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final List<Reading> readings = new ArrayList<>();

    @Test
    void shouldNameTheSensorsWithSomethingToSayFirstAndCountTheRest() {
        // given
        for (int sensor = 0; sensor < 30; sensor++) {
            every("s" + (10 + sensor), Duration.ofHours(1));
        }
        every("z", Duration.ofMinutes(15));

        // when
        List<String> lines = printed();

        // then
        assertThat(lines.get(1)).startsWith("z ");
        assertThat(lines.get(2)).startsWith("s10 ");
        assertThat(lines.get(20)).startsWith("s28 ");
        assertThat(lines.get(21)).isEqualTo("and 11 more");
        assertThat(lines.get(22)).startsWith("note: z has a reading every 15 m");
        assertThat(lines).hasSize(23);
    }

    @Test
    void shouldWriteNumbersAndTimesAsPeopleReadThem() {
        // given: two gaps, a run, four readings an hour
        every("a", Duration.ofMinutes(15));
        Instant later = START.plus(Duration.ofDays(3));
        for (int i = 0; i < 5; i++) {
            readings.add(Reading.of(SensorId.of("a"), later.plus(Duration.ofMinutes(15L * i)), -0.30000000000000004));
        }

        // when, then
        assertThat(printed().get(1))
                .isEqualTo("a             45  2026-01-01T00:00:00Z  2026-01-04T01:00:00Z     1  2 d          5 x -0.3"
                        + "              4");
    }

    @Test
    void shouldLeaveUnknownWhatTwoReadingsDoNotTell() {
        // given
        readings.add(Reading.of(SensorId.of("a"), START, 1));
        readings.add(Reading.of(SensorId.of("a"), START.plusSeconds(9), 2));

        // when
        DataReport report = DataReport.of(readings, WindowerConfig.defaults());

        // then
        assertThat(report.json().at("/0/interval").isNull()).isTrue();
        assertThat(report.json().at("/0/readingsPerBucket").isNull()).isTrue();
        assertThat(report.json().at("/0/suspects")).isEmpty();
    }

    @Test
    void shouldCountReasonsThatAreTooMany() {
        // given
        Map<SensorId, String> reasons = new TreeMap<>();
        for (int i = 0; i < 25; i++) {
            reasons.put(SensorId.of("s" + (10 + i)), "it is silent");
        }

        // when, then
        assertThat(DataReport.lines("not scored", reasons))
                .hasSize(21)
                .startsWith("not scored: s10: it is silent")
                .endsWith("not scored: 5 more; --json names all");
        assertThat(DataReport.reasons(reasons)).hasSize(25);
    }

    private void every(String sensor, Duration interval) {
        for (int i = 0; i < 40; i++) {
            readings.add(Reading.of(SensorId.of(sensor), START.plus(interval.multipliedBy(i)), i % 7));
        }
    }

    private List<String> printed() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        DataReport.of(readings, WindowerConfig.defaults()).print(new PrintStream(out, true, UTF_8));
        return out.toString(UTF_8).lines().toList();
    }
}
