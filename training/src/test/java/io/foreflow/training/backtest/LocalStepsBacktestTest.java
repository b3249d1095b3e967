package io.foreflow.training.backtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.foreflow.ingest.source.Row;
import io.foreflow.ingest.table.TableOptions;
import io.foreflow.ingest.table.TableReadings;
import io.foreflow.models.forecast.Baseline;
import io.foreflow.models.series.BucketGrid;
import io.foreflow.models.series.Reading;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.Step;
import io.foreflow.models.series.Values;
import io.foreflow.models.series.Window;
import io.foreflow.models.series.WindowShape;
import io.foreflow.training.backtest.BacktestData.Block;
import io.foreflow.training.evaluate.Evaluation;
import io.foreflow.training.evaluate.RollingEvaluation;
import io.foreflow.windowing.core.WindowerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Data that follow local time are forecast as well in every zone, whenever its clocks change. */
class LocalStepsBacktestTest {
    private static final double TOLERANCE = 0.005;
    private static final String ALIKE = "alike";
    private static final ZoneId UTC = ZoneId.of("UTC");
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final int[] STEPS = {90, 120, 180, 240, 360, 480, 720, 1_440};

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Asia/Tokyo",
                "Europe/Berlin",
                "Europe/London",
                "America/New_York",
                "Australia/Sydney",
                "Australia/Lord_Howe",
                "Asia/Kolkata",
                "Asia/Kathmandu",
                "America/Santiago",
                "Africa/Cairo",
                "Asia/Beirut",
                "America/Havana",
                "America/Sao_Paulo",
                "Pacific/Apia"
            })
    void shouldForecastDaysAndQuarterDaysInEveryZoneAsInUtc(String zone) throws IOException {
        // given: two years of days at local midnight, and some months of six hours each
        WindowShape days = new WindowShape(Step.of(Duration.ofDays(1)), 14, 7);
        WindowShape quarters = new WindowShape(Step.of(Duration.ofHours(6)), 6, 24);

        // then
        assertSameErrors(resource("daily.csv"), days, ZoneId.of(zone));
        assertSameErrors(resource("six-hourly.csv"), quarters, ZoneId.of(zone));
    }

    /** The last fifth, which is forecast, begins some weeks before clocks change. */
    @ParameterizedTest
    @CsvSource({
        "Asia/Tokyo, 2024-01-01",
        "Europe/Berlin, 2024-06-10",
        "Europe/Berlin, 2023-11-10",
        "Europe/London, 2024-06-10",
        "Europe/London, 2023-11-10",
        "America/New_York, 2024-06-20",
        "America/New_York, 2023-11-01",
        "Australia/Sydney, 2024-05-20",
        "Australia/Lord_Howe, 2024-05-20",
        "Australia/Lord_Howe, 2023-11-25",
        "Asia/Kathmandu, 2024-01-01",
        "Asia/Kolkata, 2024-01-01",
        "America/Santiago, 2024-04-20",
        "America/Santiago, 2023-11-20",
        "Africa/Cairo, 2023-12-10",
        "Africa/Cairo, 2024-06-10",
        "Asia/Beirut, 2023-11-15",
        "America/Havana, 2023-10-25",
        "America/Sao_Paulo, 2018-06-20",
        "Pacific/Apia, 2011-08-10",
    })
    void shouldForecastEveryStepAcrossAClockChangeAsInUtc(String zone, String from) throws IOException {
        for (int minutes : STEPS) {
            // given
            Step step = Step.of(Duration.ofMinutes(minutes));
            Path file = series(step, LocalDate.parse(from), ZoneId.of(zone));

            // then
            assertSameErrors(file, new WindowShape(step, 6, Math.max(3, step.perDay())), ZoneId.of(zone));
        }
    }

    private static void assertSameErrors(Path file, WindowShape shape, ZoneId zone) throws IOException {
        Map<String, Double> expected = errors(file, shape, UTC, BucketGrid.of(shape.step(), zone));
        Map<String, Double> errors = errors(file, shape, zone, BucketGrid.of(shape.step(), zone));
        assertThat(expected.get("usual")).isBetween(0.0, 0.5);
        expected.forEach((method, error) -> assertThat(errors.get(method))
                .as("%s with steps of %s in %s", method, shape.step(), zone)
                .isCloseTo(error, within(TOLERANCE)));
    }

    /**
     * MASE by baseline.
     *
     * @param zone in which the file is read
     * @param there whose calendar has the origins that count
     */
    private static Map<String, Double> errors(Path file, WindowShape shape, ZoneId zone, BucketGrid there)
            throws IOException {
        WindowerConfig config = WindowerConfig.defaults().withShape(shape).withZone(zone);
        List<Reading> readings = new ArrayList<>();
        try (TableReadings csv = TableReadings.open(file, TableOptions.NONE, zone)) {
            for (Row row = csv.next(); row != null; row = csv.next()) {
                if (row instanceof Row.Valid valid) {
                    readings.add(valid.reading());
                }
            }
        }
        Instant cut = RollingData.cut(readings, 0.2);
        BacktestData data = RollingData.of(config, readings, NOW, cut).cut(cut, Instant.MAX);
        Map<SensorId, RollingEvaluation.ActualSeries> series = new LinkedHashMap<>();
        data.blocks()
                .forEach((sensor, block) -> series.put(
                        sensor,
                        new RollingEvaluation.ActualSeries(zone, block.series().measured())));
        List<String> methods = new ArrayList<>(
                Arrays.stream(Baseline.values()).map(Baseline::label).toList());
        methods.add(ALIKE);
        RollingEvaluation evaluation = new RollingEvaluation(shape, cut, methods, series);
        for (Block block : data.blocks().values()) {
            for (Window window : block.windows()) {
                if (!there.isEmpty(window.grid().indexOf(window.origin()))) {
                    evaluation.add(window.sensor(), window.origin(), forecasts(window));
                }
            }
        }
        Evaluation result = evaluation.result();
        Map<String, Double> errors = new LinkedHashMap<>();
        methods.forEach(method -> errors.put(method, result.mean(method).mase()));
        return errors;
    }

    private static Map<String, Values> forecasts(Window window) {
        Map<String, Values> forecasts = new HashMap<>();
        for (Baseline baseline : Baseline.values()) {
            forecasts.put(baseline.label(), baseline.completed(window).orElseGet(() -> baseline.forecast(window)));
        }
        forecasts.put(ALIKE, window.alike());
        return forecasts;
    }

    private static Path resource(String name) {
        return Path.of("src", "test", "resources", "local-steps", name);
    }

    /** 25 weeks with a day and a week, at local times; without days that the zone's calendar does not have. */
    private Path series(Step step, LocalDate from, ZoneId zone) throws IOException {
        Random random = new Random(step.seconds());
        StringBuilder rows = new StringBuilder("sensor_id,timestamp,value\n");
        LocalDateTime start = from.atStartOfDay();
        for (long i = 0; i < 175L * step.perDay(); i++) {
            LocalDateTime local = start.plusSeconds(i * step.seconds());
            double hour = local.toLocalTime().toSecondOfDay() / 3_600.0;
            boolean rest = local.getDayOfWeek().getValue() > 5;
            double day = Math.sin(2 * Math.PI * (hour - 7) / 24) + 0.5 * Math.sin(4 * Math.PI * hour / 24);
            double value = 100
                    + (rest ? 20 : 50) * day
                    + (rest ? -30 : 5.0 * local.getDayOfWeek().getValue())
                    + 3 * random.nextGaussian();
            LocalDate there = local.atZone(zone).toLocalDate();
            if (there.equals(local.toLocalDate())) {
                rows.append("s,").append(local).append(',').append(value).append('\n');
            }
        }
        return Files.writeString(
                folder.resolve(step.seconds() + "-" + start.toEpochSecond(ZoneOffset.UTC) + ".csv"), rows.toString());
    }
}
