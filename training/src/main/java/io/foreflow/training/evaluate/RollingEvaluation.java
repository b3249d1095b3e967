package io.foreflow.training.evaluate;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.forecast.Forecast.Interval;
import io.foreflow.models.series.BucketGrid;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.Values;
import io.foreflow.models.series.WindowShape;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Scores forecasts from rolling origins, as they were published, against the values that were measured later.
 *
 * <p><b>Origins that count:</b> those at or after the cut. Earlier ones are ignored.
 *
 * <p><b>Targets that count:</b> each target step [origin, origin + horizon) of such an origin whose value was measured;
 * no imputed value, and nothing beyond the end of the data. A target counts once for every origin that forecasts it. If
 * any method does not know a target step (NaN), the step counts for none of them, so that all methods are scored on the
 * same targets.
 *
 * <p><b>MASE</b> of a method and sensor is its mean absolute error over these targets, divided by the sensor's
 * {@link Yardstick} before the cut, where an error counts as at most {@value ErrorSums#MOST_YARDSTICKS} yardsticks; the
 * headline is the mean over the sensors.
 */
public final class RollingEvaluation {
    private final WindowShape shape;
    private final Instant cut;
    private final Map<SensorId, ActualSeries> series;
    private final Scoreboard board;

    /**
     * The measured values of one sensor.
     *
     * @param zone time zone for "the same time the day before"
     * @param actuals finite values by start of their bucket; measured values only, nothing imputed
     */
    public record ActualSeries(ZoneId zone, Map<Instant, Double> actuals) {
        public ActualSeries {
            requireNonNull(zone, "zone");
            actuals = Map.copyOf(actuals);
        }
    }

    /**
     * @param shape shape of the forecasts
     * @param cut the first origin that counts, and the end of the yardstick's data
     * @param methods names of all methods, the candidate first
     * @param series measured values by sensor
     */
    public RollingEvaluation(WindowShape shape, Instant cut, List<String> methods, Map<SensorId, ActualSeries> series) {
        this.shape = shape;
        this.cut = cut;
        this.series = new LinkedHashMap<>(series);
        Map<SensorId, Yardstick> yardsticks = new HashMap<>();
        series.forEach((sensor, measured) -> yardsticks.put(
                sensor, Yardstick.of(measured.actuals(), BucketGrid.of(shape.step(), measured.zone()), cut)));
        this.board = new Scoreboard(methods, shape.horizon(), yardsticks);
    }

    /**
     * Adds one origin's forecasts. Each origin of a sensor must be added once.
     *
     * @param forecasts by method, one value for each target step, NaN where unknown
     * @throws IllegalArgumentException if the sensor is not among the series, or a method or a step is absent
     */
    public void add(SensorId sensor, Instant origin, Map<String, Values> forecasts) {
        add(sensor, origin, forecasts, Map.of());
    }

    /**
     * Adds one origin's forecasts with their intervals.
     *
     * @param forecasts by method, one value for each target step, NaN where unknown
     * @param intervals intervals by method, for methods that have any
     * @throws IllegalArgumentException if the sensor is not among the series, or a method or a step is absent
     */
    public void add(SensorId sensor, Instant origin, Map<String, Values> forecasts, Map<String, Interval> intervals) {
        ActualSeries measured = series.get(sensor);
        if (measured == null) {
            throw new IllegalArgumentException("there are no measured values of " + sensor);
        }
        if (origin.isBefore(cut)) {
            return;
        }
        BucketGrid grid = BucketGrid.of(shape.step(), measured.zone());
        long first = grid.indexOf(origin);
        // An empty bucket starts where the next one does, and has no value of its own.
        Values actuals = Values.generate(
                shape.horizon(),
                lead -> grid.isEmpty(first + lead)
                        ? Double.NaN
                        : measured.actuals().getOrDefault(grid.startOf(first + lead), Double.NaN));
        board.add(sensor, forecasts, intervals, actuals);
    }

    /** Returns the scores of the forecasts so far. */
    public Evaluation result() {
        return board.evaluation();
    }
}
