package io.foreflow.benchmarks;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.foreflow.ingest.source.Row;
import io.foreflow.ingest.table.TableOptions;
import io.foreflow.ingest.table.TableReadings;
import io.foreflow.ingest.wire.Json;
import io.foreflow.models.series.BucketGrid;
import io.foreflow.models.series.Reading;
import io.foreflow.models.series.SensorId;
import io.foreflow.windowing.core.Emission;
import io.foreflow.windowing.core.Event;
import io.foreflow.windowing.core.SensorState;
import io.foreflow.windowing.core.Transition;
import io.foreflow.windowing.core.Windower;
import io.foreflow.windowing.core.WindowerConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Measures when buckets close, live, under three settings of {@code window.readingsPerBucket}, and how often their
 * first forecast knew all of their readings. Prints one JSON object: by file and setting the buckets with readings, the
 * shares of them that closed before their end and whose first forecast did not know the final value, the revisions, and
 * the mean minutes from the end of a bucket to its first forecast (less than 0: before its end).
 *
 * <p>Arguments: zone, then CSV files of one sensor each, in order of time. A reading arrives two seconds after its
 * time, and the clock ticks every second minute.
 */
public final class FirstForecasts {
    private static final Duration DELAY = Duration.ofSeconds(2);
    private static final Duration TICK = Duration.ofMinutes(2);

    private FirstForecasts() {}

    public static void main(String[] arguments) throws Exception {
        ZoneId zone = ZoneId.of(arguments[0]);
        ObjectNode results = Json.MAPPER.createObjectNode();
        for (String file : List.of(arguments).subList(1, arguments.length)) {
            Path path = Path.of(file);
            List<Reading> readings = readings(path, zone);
            ObjectNode bySetting = results.putObject(path.getFileName().toString());
            bySetting.set("auto", live(readings, zone, WindowerConfig.LEARNT));
            bySetting.set("0", live(readings, zone, 0));
            bySetting.set("1", live(readings, zone, 1));
        }
        System.out.println(results.toPrettyString());
    }

    private static List<Reading> readings(Path file, ZoneId zone) throws Exception {
        List<Reading> readings = new ArrayList<>();
        try (TableReadings rows = TableReadings.open(file, TableOptions.NONE, zone)) {
            for (Row row = rows.next(); row != null; row = rows.next()) {
                readings.add(((Row.Valid) row).reading());
            }
        }
        return readings;
    }

    private static ObjectNode live(List<Reading> readings, ZoneId zone, int readingsPerBucket) {
        WindowerConfig config = WindowerConfig.defaults().withZone(zone).withReadingsPerBucket(readingsPerBucket);
        Windower windower = new Windower(config);
        SensorId sensor = readings.get(0).sensor();
        BucketGrid grid = config.gridOf(sensor);
        Map<Long, List<Double>> byBucket = new TreeMap<>();
        readings.forEach(reading -> byBucket.computeIfAbsent(grid.indexOf(reading.time()), unused -> new ArrayList<>())
                .add(reading.value()));
        TimedStart run = new TimedStart(windower, sensor);
        Instant now = readings.get(0).time();
        for (Reading reading : readings) {
            Instant arrival = reading.time().plus(DELAY);
            while (now.plus(TICK).isBefore(arrival)) {
                now = now.plus(TICK);
                run.apply(new Event.Tick(now), now);
            }
            run.apply(new Event.Arrival(reading, arrival), arrival);
        }
        int buckets = 0;
        int early = 0;
        int incomplete = 0;
        double minutes = 0;
        for (Map.Entry<Long, List<Double>> bucket : byBucket.entrySet()) {
            Instant end = grid.startOf(bucket.getKey() + 1);
            First first = run.first.get(end);
            if (first != null) {
                double mean = bucket.getValue().stream()
                        .mapToDouble(Double::doubleValue)
                        .average()
                        .orElseThrow();
                buckets++;
                early += first.at().isBefore(end) ? 1 : 0;
                incomplete += Math.abs(first.value() - mean) > 1e-9 * Math.abs(mean) ? 1 : 0;
                minutes += Duration.between(end, first.at()).toSeconds() / 60.0;
            }
        }
        ObjectNode node = Json.MAPPER.createObjectNode();
        node.put("buckets", buckets);
        node.put("early", rounded((double) early / buckets));
        node.put("incomplete", rounded((double) incomplete / buckets));
        node.put("revisions", run.revisions);
        node.put("minutesAfterEnd", rounded(minutes / buckets));
        return node;
    }

    private static double rounded(double number) {
        return Math.round(number * 1_000) / 1_000.0;
    }

    /** The first forecast of a bucket: its time, and its value of the bucket. */
    private record First(Instant at, double value) {}

    private static final class TimedStart {
        private final Windower windower;
        private final Map<Instant, First> first = new TreeMap<>();
        private SensorState state;
        private int revisions;

        TimedStart(Windower windower, SensorId sensor) {
            this.windower = windower;
            this.state = SensorState.empty(sensor);
        }

        void apply(Event event, Instant now) {
            Transition transition = windower.apply(state, event);
            state = transition.state();
            for (Emission emission : transition.emissions()) {
                if (emission instanceof Emission.BucketClosed closed && !closed.stale()) {
                    if (closed.window().revision() > 0) {
                        revisions++;
                    }
                    int last = closed.window().shape().history() - 1;
                    first.putIfAbsent(
                            closed.window().origin(),
                            new First(now, closed.window().history().at(last)));
                }
            }
        }
    }
}
