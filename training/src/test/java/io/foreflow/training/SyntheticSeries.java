package io.foreflow.training;

import io.foreflow.models.series.BaselineErrors;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.Step;
import io.foreflow.models.series.TrainingWindow;
import io.foreflow.models.series.Values;
import io.foreflow.models.series.Window;
import io.foreflow.models.series.WindowShape;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.DoubleStream;

/**
 * A seeded hourly series with a daily and a weekly shape, slow drift and noise, and its windows, built the simple way:
 * every number is looked up in the whole series by local time.
 */
public final class SyntheticSeries {
    private static final WindowShape SHAPE = WindowShape.DEFAULT;

    private final SensorId sensor;
    private final ZoneId zone;
    private final Instant start;
    private final TreeMap<Instant, Double> values = new TreeMap<>();

    public SyntheticSeries(String sensor, String zone, String start, int hours, double size, long seed) {
        this.sensor = SensorId.of(sensor);
        this.zone = ZoneId.of(zone);
        this.start = Instant.parse(start);
        Random random = new Random(seed);
        double drift = 0;
        for (int hour = 0; hour < hours; hour++) {
            Instant time = Step.HOUR.plus(this.start, hour);
            LocalDateTime local = LocalDateTime.ofInstant(time, this.zone);
            double day = 1 - Math.cos(2 * Math.PI * local.getHour() / 24);
            double week = local.getDayOfWeek().getValue() > 5 ? 0.5 : 1;
            drift = 0.95 * drift + 0.08 * random.nextGaussian();
            values.put(time, size * (0.3 + day * week * (1 + drift) + 0.02 * random.nextGaussian()));
        }
    }

    public SensorId sensor() {
        return sensor;
    }

    public ZoneId zone() {
        return zone;
    }

    public Map<Instant, Double> values() {
        return values;
    }

    /** A window at each origin from the ninth day on that has a whole target. */
    public List<TrainingWindow> windows() {
        List<TrainingWindow> windows = new ArrayList<>();
        for (Instant origin : values.tailMap(Step.HOUR.plus(start, 8 * 24)).keySet()) {
            if (values.containsKey(Step.HOUR.plus(origin, SHAPE.horizon() - 1))) {
                windows.add(new TrainingWindow(
                        window(origin),
                        Values.generate(SHAPE.horizon(), lead -> at(Step.HOUR.plus(origin, lead))),
                        List.of()));
            }
        }
        return windows;
    }

    private Window window(Instant origin) {
        double[] memory = values.subMap(Step.HOUR.plus(origin, -672), origin).values().stream()
                .mapToDouble(Double::doubleValue)
                .toArray();
        double level = DoubleStream.of(memory).average().orElseThrow();
        double scale = DoubleStream.of(memory)
                .map(value -> Math.abs(value - level))
                .average()
                .orElseThrow();
        List<Integer> counts = new ArrayList<>();
        for (int lead = 0; lead < SHAPE.horizon(); lead++) {
            counts.add((int) weeks(Step.HOUR.plus(origin, lead)).count());
        }
        return Window.builder(sensor, origin, SHAPE, zone)
                .history(Values.generate(SHAPE.history(), i -> at(Step.HOUR.plus(origin, i - SHAPE.history()))))
                .usualPast(Values.generate(24, i -> usual(Step.HOUR.plus(origin, i - 24))))
                .yesterday(Values.generate(SHAPE.horizon(), lead -> daysBefore(Step.HOUR.plus(origin, lead), 1)))
                .lastWeek(Values.generate(SHAPE.horizon(), lead -> daysBefore(Step.HOUR.plus(origin, lead), 7)))
                .usual(Values.generate(SHAPE.horizon(), lead -> usual(Step.HOUR.plus(origin, lead))))
                .usualCounts(counts)
                .level(level)
                .scale(scale)
                .baselines(errors(origin))
                .build();
    }

    private BaselineErrors errors(Instant origin) {
        double[] sums = new double[3];
        for (int hour = 1; hour <= 168; hour++) {
            Instant time = Step.HOUR.plus(origin, -hour);
            sums[0] += Math.abs(at(time) - daysBefore(time, 1));
            sums[1] += Math.abs(at(time) - daysBefore(time, 7));
            sums[2] += Math.abs(at(time) - usual(time));
        }
        return new BaselineErrors(sums[0] / 168, sums[1] / 168, sums[2] / 168);
    }

    private double usual(Instant time) {
        return weeks(time).average().orElse(Double.NaN);
    }

    private DoubleStream weeks(Instant time) {
        return DoubleStream.of(7, 14, 21, 28)
                .map(days -> daysBefore(time, (int) days))
                .filter(value -> !Double.isNaN(value));
    }

    private double daysBefore(Instant time, int days) {
        LocalDateTime local = LocalDateTime.ofInstant(time, zone).minusDays(days);
        List<ZoneOffset> offsets = zone.getRules().getValidOffsets(local);
        return offsets.isEmpty() ? Double.NaN : at(local.toInstant(offsets.get(0)));
    }

    private double at(Instant time) {
        return values.getOrDefault(time, Double.NaN);
    }
}
