package io.foreflow.training.fit;

import io.foreflow.models.engine.Engine;
import io.foreflow.models.forecast.Baseline;
import io.foreflow.models.forecast.BaselineBlend;
import io.foreflow.models.forecast.Forecaster.ForecastOutcome;
import io.foreflow.models.forecast.Forecaster.Forecasted;
import io.foreflow.models.model.ForecastTask;
import io.foreflow.models.model.Member;
import io.foreflow.models.model.MemberShares;
import io.foreflow.models.model.ModelForecaster;
import io.foreflow.models.model.TrainedModel;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.TrainingWindow;
import io.foreflow.models.series.Window;
import io.foreflow.training.data.SensorOutliers;
import io.foreflow.training.data.WindowSet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Chooses, for each sensor, the members whose plain mean has been best on validation. A plain mean has no weights that
 * could be fitted to chance (Clemen, "Combining forecasts: a review and annotated bibliography", International Journal
 * of Forecasting 5, 1989). The less a sensor's own windows say, the more its choice is drawn towards the best choice
 * for all sensors.
 */
public final class ShareChoice {
    /**
     * Number of a sensor's own validation windows that count as much as all other sensors together: two weeks of hours.
     */
    private static final double OWN_WINDOWS = 336;

    /** Minimum of a mean absolute error as a share of the scale, so that a perfect forecast has a logarithm. */
    private static final double LEAST = 1e-6;

    private final List<Set<String>> choices;
    private final Map<SensorId, ChoiceErrors> sensors = new TreeMap<>();

    /** Sensors with outliers, whose errors do not show which members are good for others. */
    private final Set<SensorId> apart;

    /**
     * Minimum lead of a mean of members over the sensor's best baseline, in the logarithm of the error, for a sensor
     * with hardly any windows of its own. With more windows it is reduced to the share
     * {@code OWN_WINDOWS / (OWN_WINDOWS + windows)}.
     */
    private static final double LEAD = 0.25;

    private static final class ChoiceErrors {
        private final double[] errors;
        private final Map<Baseline, Double> baselines = new EnumMap<>(Baseline.class);
        private double windows;

        double own() {
            return windows / (windows + OWN_WINDOWS);
        }

        /** Returns the logarithm of a mean absolute error, given its sum over the windows. */
        double log(double error) {
            return Math.log(Math.max(LEAST, error / windows));
        }

        ChoiceErrors(int choices) {
            errors = new double[choices];
        }
    }

    /** @param names names of the members; every set of them is a choice */
    public ShareChoice(List<String> names) {
        this(names, Set.of());
    }

    /** @param apart sensors that do not count in the best choice for all, as long as there are others */
    private ShareChoice(List<String> names, Set<SensorId> apart) {
        this.apart = Set.copyOf(apart);
        choices = new ArrayList<>();
        for (int bits = 1; bits < 1 << names.size(); bits++) {
            Set<String> choice = new TreeSet<>();
            for (int i = 0; i < names.size(); i++) {
                if ((bits >> i & 1) == 1) {
                    choice.add(names.get(i));
                }
            }
            choices.add(choice);
        }
    }

    /**
     * Scores each member alone, the baselines and their blend on the validation block.
     *
     * @param validated a model with all members; its own shares do not matter
     * @param outliers targets that do not count; a sensor with outliers does not count in the best choice for others
     * @param engines returns the engine for a network
     */
    public static ShareChoice of(
            TrainedModel validated,
            WindowSet validation,
            SensorOutliers outliers,
            Function<NetworkSpec, Engine> engines) {
        Set<String> members = validated.forecastTask().members().stream()
                .map(Member::name)
                .collect(Collectors.toCollection(LinkedHashSet::new));
        List<String> names = new ArrayList<>(members);
        names.add(MemberShares.BLEND);
        ShareChoice choice = new ShareChoice(names, outliers.sensors());
        List<Window> windows =
                validation.windows().stream().map(TrainingWindow::window).toList();
        Map<String, List<ForecastOutcome>> outcomes = new LinkedHashMap<>();
        for (String name : members) {
            try (ModelForecaster forecaster = ModelForecaster.open(alone(validated, name), engines)) {
                outcomes.put(name, forecaster.forecastAll(windows));
            }
        }
        for (int i = 0; i < windows.size(); i++) {
            Window window = windows.get(i);
            Map<String, double[]> forecasts = new HashMap<>();
            for (Map.Entry<String, List<ForecastOutcome>> member : outcomes.entrySet()) {
                if (member.getValue().get(i) instanceof Forecasted forecasted) {
                    forecasts.put(member.getKey(), forecasted.values().toArray());
                }
            }
            BaselineBlend.forecast(window).ifPresent(values -> forecasts.put(MemberShares.BLEND, values.toArray()));
            for (Baseline baseline : Baseline.values()) {
                baseline.completed(window).ifPresent(values -> forecasts.put(baseline.label(), values.toArray()));
            }
            if (!forecasts.isEmpty() && window.scale() > 0) {
                TrainingWindow judge = validation.windows().get(i);
                double[] actuals = outliers.measured(judge).toArray();
                choice.add(window.sensor(), forecasts, actuals, window.scale());
            }
        }
        return choice;
    }

    private static TrainedModel alone(TrainedModel bundle, String member) {
        ForecastTask task = bundle.forecastTask();
        return bundle.with(new ForecastTask(
                task.shape(), task.zones(), task.bounds(), task.members(), Map.of(), MemberShares.of(member)));
    }

    /**
     * Adds a validation window.
     *
     * @param forecasts by member or baseline, one value for each target step; members that cannot forecast this sensor
     *     are absent
     * @param actuals one for each target step, NaN where it does not count
     * @param scale scale of the sensor, above 0
     */
    public void add(SensorId sensor, Map<String, double[]> forecasts, double[] actuals, double scale) {
        ChoiceErrors sums = sensors.computeIfAbsent(sensor, unused -> new ChoiceErrors(choices.size()));
        sums.windows++;
        for (int choice = 0; choice < choices.size(); choice++) {
            sums.errors[choice] += error(choices.get(choice), forecasts, actuals, scale);
        }
        for (Baseline baseline : Baseline.values()) {
            sums.baselines.merge(baseline, error(Set.of(baseline.label()), forecasts, actuals, scale), Double::sum);
        }
    }

    /** Returns the error of a choice; infinite if one of its members cannot forecast. */
    private static double error(Set<String> choice, Map<String, double[]> forecasts, double[] actuals, double scale) {
        List<double[]> chosen = new ArrayList<>();
        for (String name : choice) {
            double[] forecast = forecasts.get(name);
            if (forecast == null) {
                return Double.POSITIVE_INFINITY;
            }
            chosen.add(forecast);
        }
        double sum = 0;
        int count = 0;
        for (int lead = 0; lead < actuals.length; lead++) {
            if (Double.isNaN(actuals[lead])) {
                continue;
            }
            double mean = 0;
            for (double[] forecast : chosen) {
                mean += forecast[lead] / chosen.size();
            }
            sum += Math.abs(mean - actuals[lead]);
            count++;
        }
        return count == 0 ? 0 : sum / count / scale;
    }

    /** Returns the best members of each sensor that was added, in equal shares. */
    public Map<SensorId, MemberShares> sharesBySensor() {
        return chosen((sums, best) -> shareEqually(choices.get(best)));
    }

    /**
     * Returns the best members of each sensor, or its best baseline, if the sensor's own windows do not show clearly
     * enough that the members are better. A series that repeats itself is best copied. A model replaces a sensor's
     * baseline only after it has clearly beaten it on validation. As in the one-standard-error rule, the simplest
     * choice that is not clearly worse wins (Breiman, Friedman, Olshen and Stone, "Classification and Regression
     * Trees", 1984, section 3.4.3).
     */
    public Map<SensorId, MemberShares> sharesOrBaselines() {
        return chosen((sums, best) -> {
            Map.Entry<Baseline, Double> rival =
                    Collections.min(sums.baselines.entrySet(), Map.Entry.comparingByValue());
            double lead = sums.log(rival.getValue()) - sums.log(sums.errors[best]);
            return lead > LEAD * (1 - sums.own())
                    ? shareEqually(choices.get(best))
                    : MemberShares.of(rival.getKey().label());
        });
    }

    /** @param share makes the shares of a sensor from its sums and its best choice */
    private Map<SensorId, MemberShares> chosen(BiFunction<ChoiceErrors, Integer, MemberShares> share) {
        double[] pooled = pooled();
        Map<SensorId, MemberShares> shares = new LinkedHashMap<>();
        sensors.forEach((sensor, sums) -> {
            double own = sums.own();
            double[] scores = new double[choices.size()];
            for (int choice = 0; choice < scores.length; choice++) {
                scores[choice] = own * sums.log(sums.errors[choice]) + (1 - own) * pooled[choice];
            }
            shares.put(sensor, share.apply(sums, least(scores)));
        });
        return shares;
    }

    /** Returns the best of {@code names} over all sensors, in equal shares, for sensors that were not added. */
    public MemberShares otherwise(Set<String> names) {
        double[] pooled = pooled();
        for (int choice = 0; choice < pooled.length; choice++) {
            if (!names.containsAll(choices.get(choice))) {
                pooled[choice] = Double.POSITIVE_INFINITY;
            }
        }
        return shareEqually(choices.get(least(pooled)));
    }

    /** Returns the mean logarithm of the error, over the trusted sensors for which the choice can forecast. */
    private double[] pooled() {
        double[] sums = new double[choices.size()];
        int[] counts = new int[choices.size()];
        for (ChoiceErrors sensor : trusted()) {
            // Relative to the sensor's mean choice, so that a sensor for which a choice cannot forecast does not shift
            // the others.
            double reference = 0;
            int finite = 0;
            for (double error : sensor.errors) {
                if (Double.isFinite(error)) {
                    reference += sensor.log(error);
                    finite++;
                }
            }
            for (int choice = 0; choice < sums.length; choice++) {
                double error = sensor.errors[choice];
                if (Double.isFinite(error) && finite > 0) {
                    sums[choice] += sensor.log(error) - reference / finite;
                    counts[choice]++;
                }
            }
        }
        for (int choice = 0; choice < sums.length; choice++) {
            sums[choice] = counts[choice] == 0 ? Double.POSITIVE_INFINITY : sums[choice] / counts[choice];
        }
        return sums;
    }

    private Collection<ChoiceErrors> trusted() {
        Map<SensorId, ChoiceErrors> trusted = new TreeMap<>(sensors);
        trusted.keySet().removeAll(apart);
        return trusted.isEmpty() ? sensors.values() : trusted.values();
    }

    private static int least(double[] scores) {
        int best = 0;
        for (int i = 1; i < scores.length; i++) {
            best = scores[i] < scores[best] ? i : best;
        }
        return best;
    }

    private static MemberShares shareEqually(Set<String> names) {
        Map<String, Double> shares = new HashMap<>();
        names.forEach(name -> shares.put(name, 1.0 / names.size()));
        return new MemberShares(shares);
    }
}
