package io.foreflow.benchmarks;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.foreflow.forecaster.bench.Circumstances;
import io.foreflow.forecaster.offline.FileReadings;
import io.foreflow.ingest.table.TableOptions;
import io.foreflow.ingest.wire.Json;
import io.foreflow.models.forecast.Fallback;
import io.foreflow.models.forecast.Forecast.Interval;
import io.foreflow.models.forecast.Forecaster.ForecastOutcome;
import io.foreflow.models.forecast.Forecaster.Forecasted;
import io.foreflow.models.series.BucketGrid;
import io.foreflow.models.series.Reading;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.Values;
import io.foreflow.models.series.Window;
import io.foreflow.models.series.WindowShape;
import io.foreflow.training.backtest.BacktestData;
import io.foreflow.training.backtest.BacktestData.Block;
import io.foreflow.training.backtest.Candidate;
import io.foreflow.training.backtest.Candidate.CandidateProgress;
import io.foreflow.training.backtest.Candidate.FittedCandidate;
import io.foreflow.training.backtest.Candidates;
import io.foreflow.training.backtest.RollingData;
import io.foreflow.training.data.SensorSeries;
import io.foreflow.training.evaluate.TrackedIntervals;
import io.foreflow.training.job.Provenance;
import io.foreflow.windowing.calendar.CalendarName;
import io.foreflow.windowing.calendar.SensorCalendars;
import io.foreflow.windowing.core.WindowerConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Measures forecasts after a lasting change of a sensor's level. Each model is fitted once, before the test block. Then
 * the readings of each sensor in turn are multiplied by a factor, from a moment in the block on, and go through the
 * windowing of the live service. The result has, for spans of days since the change, the mean absolute error over that
 * of copying yesterday's values at the same origins, and the coverage of the intervals; beside it both without a change.
 */
@Command(name = "level-changes", mixinStandardHelpOptions = true)
public final class LevelChanges implements Runnable {
    /** Spans of origins, in days since the change: from, and up to. */
    private static final int[][] SPANS = {{0, 2}, {2, 6}, {0, 7}, {7, 28}, {0, 28}};

    private static final int LAST_DAY = 28;

    /** Hours by which each moment lies later in its day than the one before. */
    private static final int HOURS_APART = 7;

    private static final int HOURS_PER_DAY = 24;

    @Option(names = "--data", required = true, split = ",", description = "Files with readings.")
    private List<Path> data = List.of();

    @Option(names = "--zone", required = true, description = "Time zone of the sensors.")
    private ZoneId zone = ZoneId.of("UTC");

    @Option(names = "--from", description = "Skips readings before this local date.")
    private Optional<LocalDate> from = Optional.empty();

    @Option(
            names = "--keep",
            defaultValue = "1",
            description = "Share of the readings, by time, that is used; the latest are left out. Default: 1.")
    private double keep;

    @Option(names = "--models", split = ",", defaultValue = "default", description = "Models. Default: default.")
    private List<String> models = List.of();

    @Option(names = "--factor", defaultValue = "0.6", description = "Factor of the change. Default: 0.6.")
    private double factor;

    @Option(names = "--starts", defaultValue = "4", description = "Number of changes per sensor. Default: 4.")
    private int starts;

    @Option(names = "--name", defaultValue = "series", description = "Name of the data in the result.")
    private String name = "series";

    @Option(names = "--out", description = "JSON file to which the result is added. Default: standard output.")
    private Optional<Path> out = Optional.empty();

    public static void main(String[] args) {
        System.exit(new CommandLine(new LevelChanges()).execute(args));
    }

    /** LevelErrors of absolute errors over the targets of some origins. */
    private static final class LevelErrors {
        private double error;
        private double yesterday;
        private long targets;
        private long covered;
        private long withInterval;

        void write(ObjectNode node) {
            node.put("overYesterday", rounded(error / yesterday));
            node.put("error", rounded(error / targets));
            node.put("yesterday", rounded(yesterday / targets));
            node.put("coverage", rounded((double) covered / withInterval));
            node.put("targets", targets);
        }

        private static double rounded(double number) {
            return Math.round(number * 1e4) / 1e4;
        }
    }

    @Override
    public void run() {
        try {
            ObjectNode result = Json.MAPPER.createObjectNode();
            Circumstances.write(result);
            result.put("factor", factor);
            result.put("keep", keep);
            measure(result);
            print(result);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private void print(ObjectNode result) throws IOException {
        if (out.isEmpty()) {
            System.out.println(result.toPrettyString());
            return;
        }
        ObjectNode all = Files.exists(out.get())
                ? (ObjectNode) Json.MAPPER.readTree(out.get().toFile())
                : Json.MAPPER.createObjectNode();
        all.set(name, result);
        Files.writeString(out.get(), all.toPrettyString() + System.lineSeparator());
    }

    private void measure(ObjectNode result) throws IOException {
        WindowerConfig config =
                WindowerConfig.defaults().withZone(zone).withCalendars(SensorCalendars.all(CalendarName.AUTO));
        Instant now = Instant.parse("2030-01-01T00:00:00Z");
        List<Reading> all = FileReadings.of(data, TableOptions.NONE, zone, System.err::println)
                .byTime(from.map(day -> day.atStartOfDay(zone).toInstant()).orElse(Instant.MIN));
        List<Reading> readings = all.subList(0, (int) (keep * all.size()));
        Instant cut = RollingData.cut(readings, 0.2);
        BacktestData whole = RollingData.of(config, readings, now, cut).cut(cut, Instant.MAX);
        for (Candidate candidate : candidates(config.shape(), now)) {
            long began = System.nanoTime();
            try (FittedCandidate fitted = candidate.fit(whole.past(), CandidateProgress.SILENT)) {
                ObjectNode node = result.putObject(candidate.name());
                node.put("fitSeconds", Math.round((System.nanoTime() - began) / 1e8) / 10.0);
                fitted.notes().forEach(node.putArray("notes")::add);
                for (Map.Entry<SensorId, Block> block : whole.blocks().entrySet()) {
                    measure(config, readings, now, cut, fitted, block.getKey(), block.getValue(), node);
                }
            }
        }
    }

    private List<Candidate> candidates(WindowShape shape, Instant now) {
        List<String> problems = new ArrayList<>();
        List<Candidate> found = new Candidates(
                        shape, Provenance.ofThisProcess(Provenance.ref("level", now), now, "benchmark"), Path.of("."))
                .find(models, problems).stream()
                        .filter(candidate -> models.contains(candidate.name()))
                        .toList();
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", problems));
        }
        return found;
    }

    private void measure(
            WindowerConfig config,
            List<Reading> readings,
            Instant now,
            Instant cut,
            FittedCandidate fitted,
            SensorId sensor,
            Block block,
            ObjectNode node) {
        List<Reading> own = readings.stream()
                .filter(reading -> reading.sensor().equals(sensor))
                .toList();
        Map<String, LevelErrors> changed = new LinkedHashMap<>();
        Map<String, LevelErrors> same = new LinkedHashMap<>();
        ForecastBlock undisturbed = ForecastBlock.of(block, fitted);
        ObjectNode result = node.putObject(sensor.value());
        ArrayNode moments = result.putArray("changes");
        for (Instant change : changes(cut, own.get(own.size() - 1).time())) {
            moments.add(change.toString());
            List<Reading> lower = own.stream()
                    .map(reading -> reading.time().isBefore(change) || reading.value() == null
                            ? reading
                            : Reading.of(sensor, reading.time(), factor * reading.value()))
                    .toList();
            Block after = requireNonNull(
                    RollingData.of(config, lower, now, cut)
                            .cut(cut, Instant.MAX)
                            .blocks()
                            .get(sensor),
                    "no window after the change");
            ForecastBlock scored = ForecastBlock.of(after, fitted);
            for (int[] span : SPANS) {
                String days = (span[0] + 1) + "-" + span[1];
                Instant start = change.plus(Duration.ofDays(span[0]));
                Instant end = change.plus(Duration.ofDays(span[1]));
                scored.add(start, end, changed.computeIfAbsent(days, unused -> new LevelErrors()));
                undisturbed.add(start, end, same.computeIfAbsent(days, unused -> new LevelErrors()));
            }
        }
        ObjectNode byDays = result.putObject("days");
        changed.forEach((days, sums) -> sums.write(byDays.putObject(days)));
        ObjectNode unchanged = result.putObject("withoutChange");
        same.forEach((days, sums) -> sums.write(unchanged.putObject(days)));
        LevelErrors total = new LevelErrors();
        undisturbed.add(cut, Instant.MAX, total);
        total.write(result.putObject("undisturbed"));
    }

    /** Returns the moments of the changes: evenly over the block, at different hours of the day. */
    private List<Instant> changes(Instant cut, Instant end) {
        Duration room = Duration.between(cut, end).minusDays(LAST_DAY + 2L);
        if (room.isNegative()) {
            throw new IllegalArgumentException("the test block is shorter than " + (LAST_DAY + 2) + " days");
        }
        List<Instant> moments = new ArrayList<>();
        for (int i = 0; i < starts; i++) {
            long days = room.toDays() * i / Math.max(1, starts - 1);
            moments.add(cut.plus(Duration.ofDays(days)).plus(Duration.ofHours(HOURS_APART * i % HOURS_PER_DAY)));
        }
        return moments;
    }

    /** The forecasts of a block beside its values. */
    private record ForecastBlock(Block block, List<Values> forecasts, List<Interval> intervals) {
        static ForecastBlock of(Block block, FittedCandidate fitted) {
            List<Values> values = new ArrayList<>();
            List<ForecastOutcome> outcomes = fitted.forecast(block.known(), block.windows());
            for (int i = 0; i < outcomes.size(); i++) {
                Window window = block.windows().get(i);
                values.add(
                        outcomes.get(i) instanceof Forecasted forecasted
                                ? forecasted.values()
                                : Fallback.forecast(window)
                                        .map(Forecasted::values)
                                        .orElseGet(() ->
                                                Values.missing(window.shape().horizon())));
            }
            return new ForecastBlock(
                    block,
                    values,
                    TrackedIntervals.of(block.windows(), values, fitted.intervals(), fitted.bounds())
                            .intervals());
        }

        /** Adds the errors of the origins in [start, end). */
        void add(Instant start, Instant end, LevelErrors sums) {
            SensorSeries series = block.series();
            BucketGrid grid = series.grid();
            Map<Long, Double> actuals = new HashMap<>();
            for (int i = 0; i < series.size(); i++) {
                actuals.put(series.bucket(i), series.value(i));
            }
            TreeMap<Long, Double> measured = new TreeMap<>(actuals);
            for (int i = 0; i < block.windows().size(); i++) {
                Window window = block.windows().get(i);
                if (window.origin().isBefore(start) || !window.origin().isBefore(end)) {
                    continue;
                }
                long origin = grid.indexOf(window.origin());
                for (int lead = 0; lead < window.shape().horizon(); lead++) {
                    Double actual = measured.get(origin + lead);
                    Double yesterday =
                            measured.get(origin + lead - window.shape().step().perDay());
                    double forecast = forecasts.get(i).at(lead);
                    if (actual == null || yesterday == null || Double.isNaN(forecast)) {
                        continue;
                    }
                    sums.targets++;
                    sums.error += Math.abs(forecast - actual);
                    sums.yesterday += Math.abs(yesterday - actual);
                    double lower = intervals.get(i).lower().at(lead);
                    if (!Double.isNaN(lower)) {
                        sums.withInterval++;
                        sums.covered += lower <= actual
                                        && actual <= intervals.get(i).upper().at(lead)
                                ? 1
                                : 0;
                    }
                }
            }
        }
    }
}
