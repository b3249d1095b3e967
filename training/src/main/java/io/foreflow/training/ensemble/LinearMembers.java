package io.foreflow.training.ensemble;

import static java.util.stream.Collectors.groupingBy;

import io.foreflow.models.bundle.ModelBundle.Member;
import io.foreflow.models.bundle.ModelBundle.Part;
import io.foreflow.models.forecast.FeatureSet;
import io.foreflow.models.forecast.HourlyEncoder;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.TrainingWindow;
import io.foreflow.models.series.WindowShape;
import io.foreflow.training.data.WindowSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The ridge regressions of an ensemble: one for all sensors, one for each sensor, and one for each sensor and hour of the day where
 * there is enough to learn it from. Penalties are chosen once, on validation windows; the fits are made as often as there are windows to
 * make them from.
 */
final class LinearMembers {
    static final String ALL = "ridge";
    static final String SENSOR = "sensor-ridge";
    static final String HOURS = "hourly-ridge";

    /** A sensor with fewer rows is only in the regression of all. */
    private static final int LEAST_ROWS = 48;

    /** Rows of fewer days say too little of each hour. */
    private static final int LEAST_DAYS_FOR_HOURS = 40;

    /** Of one sensor; more add time and little else. */
    private static final int MOST_ROWS = 20_000;

    private static final int MOST_VALIDATION_ROWS = 2_000;

    /** Of more sensors the bundle would become too large. */
    private static final int MOST_SENSORS = 500;

    private static final int MOST_SENSORS_WITH_HOURS = 50;

    /** Of longer windows the regressions by hour would become too large. */
    private static final int MOST_NUMBERS = 8_000;

    private final WindowShape shape;
    private final int rows;
    private final double lambda;
    private final Map<SensorId, Double> lambdas = new TreeMap<>();
    private final Map<SensorId, Double> hourLambdas = new TreeMap<>();

    /** Networks of one layer, and what they are for. */
    record Fitted(List<Part> parts, List<Member> members) {}

    private LinearMembers(WindowShape shape, int rows, double lambda) {
        this.shape = shape;
        this.rows = rows;
        this.lambda = lambda;
    }

    /**
     * Chooses the penalties.
     *
     * @param rows at most so many windows, of all sensors together, fit the regression of all
     */
    static LinearMembers choose(WindowSet training, WindowSet validation, int rows) {
        WindowShape shape = training.shape();
        Map<SensorId, List<TrainingWindow>> bySensor = bySensor(training);
        Map<SensorId, List<TrainingWindow>> judges = bySensor(validation);
        EncodedRows all = EncodedRows.of(training.windows(), shape, rows);
        double lambda = all.count() == 0
                ? Ridges.LAMBDAS[0]
                : Ridges.choose(all, EncodedRows.of(validation.windows(), shape, MOST_VALIDATION_ROWS));
        LinearMembers members = new LinearMembers(shape, rows, lambda);
        if (bySensor.size() > MOST_SENSORS) {
            return members;
        }
        boolean hours = bySensor.size() <= MOST_SENSORS_WITH_HOURS
                && shape.step().perDay() == HourlyEncoder.HOURS
                && HourlyEncoder.size(shape) <= MOST_NUMBERS;
        bySensor.forEach((sensor, windows) -> {
            EncodedRows own = EncodedRows.of(windows, shape, MOST_ROWS);
            if (own.count() < LEAST_ROWS) {
                return;
            }
            EncodedRows judge = EncodedRows.of(judges.getOrDefault(sensor, List.of()), shape, MOST_VALIDATION_ROWS);
            double chosen = Ridges.choose(own, judge);
            members.lambdas.put(sensor, chosen);
            if (hours && own.count() >= LEAST_DAYS_FOR_HOURS * HourlyEncoder.HOURS) {
                members.hourLambdas.put(sensor, Ridges.chooseForHours(own, judge, chosen, shape));
            }
        });
        return members;
    }

    /** The regressions, with the penalties that were chosen. */
    Fitted fit(WindowSet windows) {
        List<Part> parts = new ArrayList<>();
        List<Member> members = new ArrayList<>();
        EncodedRows all = EncodedRows.of(windows.windows(), shape, rows);
        if (all.count() > 0) {
            parts.add(Ridges.fit(ALL, all, lambda, shape));
            members.add(new Member(ALL, ALL, FeatureSet.BLEND_ROW.label(), Optional.empty()));
        }
        Map<SensorId, List<TrainingWindow>> bySensor = bySensor(windows);
        int number = 0;
        for (Map.Entry<SensorId, Double> chosen : lambdas.entrySet()) {
            SensorId sensor = chosen.getKey();
            number++;
            EncodedRows own = EncodedRows.of(bySensor.getOrDefault(sensor, List.of()), shape, MOST_ROWS);
            if (own.count() == 0) {
                continue;
            }
            String name = SENSOR + "-" + number;
            parts.add(Ridges.fit(name, own, chosen.getValue(), shape));
            members.add(new Member(SENSOR, name, FeatureSet.BLEND_ROW.label(), Optional.of(sensor)));
            Double hourLambda = hourLambdas.get(sensor);
            if (hourLambda != null) {
                String hours = HOURS + "-" + number;
                parts.add(Ridges.fitHours(hours, own, chosen.getValue(), hourLambda, shape));
                members.add(new Member(HOURS, hours, FeatureSet.BLEND_HOURS.label(), Optional.of(sensor)));
            }
        }
        return new Fitted(parts, members);
    }

    private static Map<SensorId, List<TrainingWindow>> bySensor(WindowSet windows) {
        return windows.windows().stream()
                .collect(groupingBy(window -> window.window().sensor(), TreeMap::new, Collectors.toList()));
    }
}
