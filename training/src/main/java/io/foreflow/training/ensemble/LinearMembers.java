package io.foreflow.training.ensemble;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.groupingBy;

import io.foreflow.models.engine.NamedNetwork;
import io.foreflow.models.forecast.CovariateInput;
import io.foreflow.models.forecast.FeatureSet;
import io.foreflow.models.forecast.HourlyLayout;
import io.foreflow.models.model.Member;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.TrainingWindow;
import io.foreflow.models.series.WindowShape;
import io.foreflow.training.data.CovariateInputs;
import io.foreflow.training.data.Split;
import io.foreflow.training.data.WindowSet;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Fits the ridge regressions of an ensemble: one for all sensors, one for each sensor, and one for each sensor and hour
 * of the day if there are enough rows. Penalties and covariates are chosen once, on validation windows; the fits can be
 * repeated on other windows. The regressions of a sensor read the covariates of its own windows, neighbours included.
 * The regression of all sensors reads the covariates that nearly all windows have.
 */
final class LinearMembers {
    static final String ALL = "ridge";
    static final String SENSOR = "sensor-ridge";
    static final String HOURS = "hourly-ridge";

    /** Minimum number of rows of a sensor for a regression of its own. */
    private static final int LEAST_ROWS = 48;

    /** Minimum number of days for the regressions by hour. */
    private static final int LEAST_DAYS_FOR_HOURS = 40;

    /** Maximum number of rows of one sensor; more add time and little else. */
    private static final int MOST_ROWS = 20_000;

    private static final int MOST_VALIDATION_ROWS = 2_000;

    /** Maximum size of a row; with longer ones the regressions by hour would become too large. */
    private static final int MOST_NUMBERS = 8_000;

    private final int rows;
    private final Chosen all;
    private final Map<SensorId, Chosen> sensors = new TreeMap<>();
    private final Map<SensorId, Double> hourLambdas = new TreeMap<>();

    /** The covariates that a regression reads, and its penalty. */
    private record Chosen(HourlyLayout layout, double lambda) {}

    private LinearMembers(int rows, Chosen all) {
        this.rows = rows;
        this.all = all;
    }

    /**
     * Chooses the penalties, and whether covariates are read.
     *
     * @param shared the windows of the regression of all sensors, without those that hold an outlier
     * @param own the windows of the regressions of each sensor, outliers included: they affect no other sensor
     * @param limits says which regressions are left out, and how many windows fit the regression of all
     * @param work hears of each regression
     */
    static LinearMembers choose(Split shared, Split own, EnsembleLimits limits, RegressionWork work) {
        WindowShape shape = own.training().shape();
        int rows = limits.rows();
        LinearMembers members = new LinearMembers(
                rows,
                choose(shape, shared.training().windows(), shared.validation().windows(), rows));
        work.done(Math.min(rows, shared.training().size()));
        Map<SensorId, List<TrainingWindow>> bySensor = bySensor(own.training());
        Map<SensorId, List<TrainingWindow>> judges = bySensor(own.validation());
        if (!limits.allowsSensors()) {
            work.roundDone();
            return members;
        }
        boolean hours = limits.allowsHours() && shape.step().perDay() == HourlyLayout.HOURS;
        bySensor.forEach((sensor, windows) -> {
            List<TrainingWindow> judging = judges.getOrDefault(sensor, List.of());
            int usable = EncodedRows.of(windows, new HourlyLayout(shape, List.of()), MOST_ROWS)
                    .count();
            if (usable >= LEAST_ROWS) {
                Chosen chosen = choose(shape, windows, judging, MOST_ROWS);
                members.sensors.put(sensor, chosen);
                if (hours
                        && usable >= LEAST_DAYS_FOR_HOURS * HourlyLayout.HOURS
                        && chosen.layout().size() <= MOST_NUMBERS) {
                    members.hourLambdas.put(sensor, hourLambda(chosen, windows, judging));
                }
            }
            work.done(windows.size());
        });
        work.roundDone();
        return members;
    }

    /** Returns the best penalty without covariates, or with the covariates that the windows have. */
    private static Chosen choose(
            WindowShape shape, List<TrainingWindow> windows, List<TrainingWindow> judges, int rows) {
        List<CovariateInput> covariates = CovariateInputs.of(windows);
        Chosen best = null;
        double least = Double.POSITIVE_INFINITY;
        for (List<CovariateInput> read : new LinkedHashSet<>(List.of(List.<CovariateInput>of(), covariates))) {
            HourlyLayout layout = new HourlyLayout(shape, read);
            Ridges.RidgeChoice choice = Ridges.choose(
                    EncodedRows.of(windows, layout, rows), EncodedRows.of(judges, layout, MOST_VALIDATION_ROWS));
            if (best == null || choice.error() < least) {
                best = new Chosen(layout, choice.lambda());
                least = choice.error();
            }
        }
        return requireNonNull(best);
    }

    private static double hourLambda(Chosen chosen, List<TrainingWindow> windows, List<TrainingWindow> judges) {
        return Ridges.chooseForHours(
                EncodedRows.of(windows, chosen.layout(), MOST_ROWS),
                EncodedRows.of(judges, chosen.layout(), MOST_VALIDATION_ROWS),
                chosen.lambda(),
                chosen.layout());
    }

    /**
     * Fits the regressions, with the chosen covariates and penalties.
     *
     * @param shared the windows of the regression of all sensors
     * @param windows the windows of the regressions of each sensor
     * @param work hears of each regression
     */
    FittedMembers fit(WindowSet shared, WindowSet windows, RegressionWork work) {
        List<NamedNetwork> parts = new ArrayList<>();
        List<Member> members = new ArrayList<>();
        EncodedRows together = EncodedRows.of(shared.windows(), all.layout(), rows);
        if (together.count() > 0) {
            parts.add(Ridges.fit(ALL, together, all.lambda(), all.layout()));
            members.add(member(ALL, ALL, FeatureSet.BLEND_ROW, all, Optional.empty()));
        }
        work.done(together.count());
        Map<SensorId, List<TrainingWindow>> bySensor = bySensor(windows);
        int number = 0;
        for (Map.Entry<SensorId, Chosen> entry : sensors.entrySet()) {
            SensorId sensor = entry.getKey();
            Chosen chosen = entry.getValue();
            number++;
            EncodedRows own = EncodedRows.of(bySensor.getOrDefault(sensor, List.of()), chosen.layout(), MOST_ROWS);
            if (own.count() == 0) {
                continue;
            }
            work.done(own.count());
            String name = SENSOR + "-" + number;
            parts.add(Ridges.fit(name, own, chosen.lambda(), chosen.layout()));
            members.add(member(SENSOR, name, FeatureSet.BLEND_ROW, chosen, Optional.of(sensor)));
            Double hourLambda = hourLambdas.get(sensor);
            if (hourLambda != null) {
                String hours = HOURS + "-" + number;
                parts.add(Ridges.fitHours(hours, own, chosen.lambda(), hourLambda, chosen.layout()));
                members.add(member(HOURS, hours, FeatureSet.BLEND_HOURS, chosen, Optional.of(sensor)));
            }
        }
        work.roundDone();
        return new FittedMembers(parts, members);
    }

    private static Member member(
            String name, String part, FeatureSet features, Chosen chosen, Optional<SensorId> sensor) {
        return new Member(name, List.of(part), features.label(), chosen.layout().covariates(), sensor);
    }

    private static Map<SensorId, List<TrainingWindow>> bySensor(WindowSet windows) {
        return windows.windows().stream()
                .collect(groupingBy(window -> window.window().sensor(), TreeMap::new, Collectors.toList()));
    }
}
