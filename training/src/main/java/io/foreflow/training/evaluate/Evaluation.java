package io.foreflow.training.evaluate;

import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.Values;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * The scores of several methods on the same targets.
 *
 * @param methods names of the methods, the candidate first
 * @param sensors scores of each sensor with a target that counts
 */
public record Evaluation(List<String> methods, SortedMap<SensorId, SensorScores> sensors) {
    /** Maximum number of sensors that notes name. */
    private static final int NOTED = 5;

    /**
     * @param origins number of origins with a target that counts
     * @param targets number of targets that count, each once for every origin that forecasts it
     * @param measure yardstick of the sensor's errors
     * @param capped number of errors that exceed {@value ErrorSums#MOST_YARDSTICKS} yardsticks and count as that many
     *     in MASE, for the method with the most of them
     * @param scores scores by method
     * @param byLead by method: the scores of each lead, from the first target step on; NaN where no target counts
     */
    public record SensorScores(
            int origins,
            long targets,
            Yardstick measure,
            long capped,
            Map<String, ForecastErrors> scores,
            Map<String, List<ForecastErrors>> byLead) {
        public SensorScores {
            scores = Collections.unmodifiableMap(new LinkedHashMap<>(scores));
            byLead = Collections.unmodifiableMap(new LinkedHashMap<>(byLead));
        }

        /** The yardstick in the sensor's unit; NaN if unknown. */
        public double yardstick() {
            return measure.value();
        }

        /** Returns the MASE of each lead; empty if there is no such method. */
        public Values maseByLead(String method) {
            List<ForecastErrors> leads = byLead.getOrDefault(method, List.of());
            return Values.generate(leads.size(), lead -> leads.get(lead).mase());
        }

        /** @throws IllegalArgumentException if there is no such method */
        public ForecastErrors score(String method) {
            ForecastErrors score = scores.get(method);
            if (score == null) {
                throw new IllegalArgumentException("no method is called " + method + "; there are " + scores.keySet());
            }
            return score;
        }
    }

    public Evaluation {
        methods = List.copyOf(methods);
        sensors = Collections.unmodifiableSortedMap(new TreeMap<>(sensors));
    }

    /** Returns the mean over the sensors; those without a yardstick do not count for MASE. NaN if there is none. */
    public ForecastErrors mean(String method) {
        return new ForecastErrors(
                mean(method, ForecastErrors::mae),
                mean(method, ForecastErrors::rmse),
                mean(method, ForecastErrors::bias),
                mean(method, ForecastErrors::mase),
                mean(method, ForecastErrors::coverage),
                mean(method, ForecastErrors::winkler));
    }

    /** Returns the geometric mean of the sensors' MASE; a sensor without one does not count. NaN if there is none. */
    public double geometricMeanMase(String method) {
        return Math.exp(mean(method, score -> Math.log(score.mase())));
    }

    private double mean(String method, ToDoubleFunction<ForecastErrors> number) {
        return sensors.values().stream()
                .mapToDouble(sensor -> number.applyAsDouble(sensor.score(method)))
                .filter(Double::isFinite)
                .average()
                .orElse(Double.NaN);
    }

    /** Returns the MASE of each lead, the mean over the sensors that have one; empty without sensors. */
    public Values meanMaseByLead(String method) {
        List<Values> all = new ArrayList<>();
        sensors.values().forEach(sensor -> {
            all.add(sensor.maseByLead(method));
        });
        int leads = all.stream().mapToInt(Values::length).max().orElse(0);
        return Values.generate(leads, lead -> all.stream()
                .mapToDouble(values -> values.at(lead))
                .filter(Double::isFinite)
                .average()
                .orElse(Double.NaN));
    }

    /**
     * Returns a short line for each sensor whose MASE is not simply its mean absolute error over the mean difference of
     * all its values, up to a maximum number.
     */
    public List<String> notes() {
        List<String> notes = new ArrayList<>();
        long affected = sensors.values().stream().filter(Evaluation::isHeld).count();
        sensors.entrySet().stream()
                .filter(sensor -> isHeld(sensor.getValue()))
                .limit(NOTED)
                .forEach(sensor -> notes.add(String.format(
                        Locale.ROOT,
                        "%s: %.2f %% of the yardstick's differences are left out as outliers; %.2f %% of the errors count as %.0f"
                                + " yardsticks in MASE, and are greater",
                        sensor.getKey(),
                        100 * sensor.getValue().measure().leftOutShare(),
                        100.0 * sensor.getValue().capped() / sensor.getValue().targets(),
                        ErrorSums.MOST_YARDSTICKS)));
        if (affected > NOTED) {
            notes.add("the same of " + (affected - NOTED) + " more sensors");
        }
        return notes;
    }

    private static boolean isHeld(SensorScores scores) {
        return scores.measure().leftOut() > 0 || scores.capped() > 0;
    }

    /** Number of targets that count, over all sensors. */
    public long targets() {
        return sensors.values().stream().mapToLong(SensorScores::targets).sum();
    }
}
