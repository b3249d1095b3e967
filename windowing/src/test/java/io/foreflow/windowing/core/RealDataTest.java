package io.foreflow.windowing.core;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.foreflow.ingest.source.DataFolder;
import io.foreflow.ingest.source.Row;
import io.foreflow.ingest.table.TableOptions;
import io.foreflow.ingest.table.TableReadings;
import io.foreflow.ingest.wire.Json;
import io.foreflow.models.series.Reading;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.TrainingWindow;
import io.foreflow.models.series.Values;
import io.foreflow.models.series.Window;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whole files of real readings, and windows that were computed from them independently (see golden/windows). */
class RealDataTest {
    private static final String I880 = "pems_i880_2021/i880_flow_hourly_long.csv.gz";
    private static final String METRO = "metro_interstate/metro_hourly_long.csv.gz";

    @ParameterizedTest
    @CsvSource({"i880-los-angeles.jsonl, America/Los_Angeles", "i880-utc.jsonl, UTC"})
    void shouldReproduceTheReferenceWindows(String golden, ZoneId zone) throws IOException {
        // given
        Map<SensorId, SensorRun> runs = replay(I880, zone);

        // when
        List<JsonNode> references = goldens(golden);

        // then
        assertThat(references).isNotEmpty();
        for (JsonNode reference : references) {
            SensorRun run = requireNonNull(runs.get(SensorId.of(Json.text(reference, "sensor"))));
            Instant origin = Json.time(reference, "origin");
            Map<Instant, Window> windows =
                    run.windows().stream().collect(Collectors.toMap(Window::origin, Function.identity()));
            Map<Instant, TrainingWindow> trainingWindows = run.trainingWindows().stream()
                    .collect(Collectors.toMap(t -> t.window().origin(), Function.identity()));
            Window live = requireNonNull(windows.get(origin));
            TrainingWindow training = requireNonNull(trainingWindows.get(origin));
            assertThat(training.window()).isEqualTo(live);
            assertClose(live.history(), reference, "history");
            assertClose(live.yesterday(), reference, "yesterday");
            assertClose(live.lastWeek(), reference, "lastWeek");
            assertClose(live.usual(), reference, "usual");
            assertClose(live.usualPast(), reference, "usualPast");
            assertClose(training.target(), reference, "target");
        }
    }

    @ParameterizedTest
    @CsvSource({"America/Los_Angeles", "UTC"})
    void shouldMakeAllWindowsOfAYearWithOneMissingHour(ZoneId zone) throws IOException {
        // when
        Map<SensorId, SensorRun> runs = replay(I880, zone);

        // then
        assertThat(runs).hasSize(2);
        runs.forEach((sensor, run) -> {
            assertThat(run.closed()).hasSize(8_760);
            assertThat(run.windows().stream().filter(Window::isComplete)).hasSize(8_755);
            assertThat(run.windows().stream().filter(w -> w.imputed().contains(5)))
                    .hasSize(1);
            assertThat(run.trainingWindows()).hasSize(8_731);
            assertThat(run.windows()).allMatch(w -> w.revision() == 0);
            assertThat(run.emissions()).noneMatch(Emission.Rejected.class::isInstance);
            Map<Instant, Window> windows =
                    run.windows().stream().collect(Collectors.toMap(Window::origin, Function.identity()));
            assertThat(run.trainingWindows())
                    .allMatch(t -> t.window().equals(windows.get(t.window().origin())));
        });
    }

    @Test
    void shouldBreakTheHistoryAtTheLongGapsOfSixYears() throws IOException {
        // when
        SensorRun run =
                replay(METRO, ZoneId.of("America/Chicago")).values().iterator().next();

        // then
        assertThat(run.trainingWindows()).hasSize(41_365);
        assertThat(run.windows().stream().filter(Window::isComplete)).hasSize(42_821);
        assertThat(run.closed()).hasSize(40_575 + 2_770);
        assertThat(run.emissions()).noneMatch(Emission.Rejected.class::isInstance);
        assertThat(run.state().memory()).hasSizeLessThanOrEqualTo(46);
    }

    private static Map<SensorId, SensorRun> replay(String name, ZoneId zone) throws IOException {
        Optional<Path> file = DataFolder.file(name);
        assumeTrue(file.isPresent(), "no data folder, see DataFolder");
        WindowerConfig config = WindowerConfig.defaults().withZone(zone);
        Map<SensorId, SensorRun> runs = new TreeMap<>();
        Instant now = Instant.parse("2026-01-01T00:00:00Z");
        try (TableReadings rows = TableReadings.open(file.orElseThrow(), TableOptions.NONE, zone)) {
            for (Row row = rows.next(); row != null; row = rows.next()) {
                Reading reading = ((Row.Valid) row).reading();
                runs.computeIfAbsent(reading.sensor(), sensor -> new SensorRun(config, sensor))
                        .apply(new Event.Arrival(reading, now));
            }
        }
        runs.forEach((sensor, run) -> {
            Instant last = requireNonNull(run.state().head()).time();
            run.apply(new Event.Arrival(Reading.timeOnly(sensor, last.plus(Duration.ofHours(25))), now));
        });
        return runs;
    }

    private static List<JsonNode> goldens(String name) throws IOException {
        try (InputStream in = requireNonNull(RealDataTest.class.getResourceAsStream("/golden/windows/" + name))) {
            return new String(in.readAllBytes(), UTF_8)
                    .lines()
                    .map(line -> Json.object(line.getBytes(UTF_8)))
                    .toList();
        }
    }

    private static void assertClose(Values actual, JsonNode reference, String name) {
        Values expected = Json.values(reference, name);
        assertThat(actual.length()).as(name).isEqualTo(expected.length());
        for (int i = 0; i < expected.length(); i++) {
            if (expected.isMissing(i)) {
                assertThat(actual.at(i)).as("%s[%d]", name, i).isNaN();
            } else {
                assertThat(actual.at(i)).as("%s[%d]", name, i).isCloseTo(expected.at(i), within(1e-9));
            }
        }
    }
}
