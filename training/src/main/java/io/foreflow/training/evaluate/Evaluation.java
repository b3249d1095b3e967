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
 * Methods beside each other, scored on the same targets.
 *
 * @param methods their names, the candidate first
 * @param sensors the scores of each sensor of which a target counts
 */
public record Evaluation(List<String> methods, SortedMap<SensorId, SensorScores> sensors) {
    /** At most so many sensors are named in notes. */
    private static final int NOTED = 5;

    /**
     * @param origins how many origins have a target that counts
     * @param targets how many targets count, each once for every origin that forecasts it
     * @param measure what errors are divided by
     * @param capped how many errors of the method that has most of them count as {@value ErrorSums#MOST_YARDSTICKS} yardsticks in MASE, and are
     *     greater
     * @param scores by method
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

        /** In the sensor's unit; NaN if unknown. */
        public double yardstick() {
            return measure.value();
        }

        /** MASE of each lead; empty if there is no such method. */
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

    /** The mean over the sensors; those without a yardstick do not count for MASE. NaN where there is none. */
    public ForecastErrors mean(String method) {
        return new ForecastErrors(
                mean(method, ForecastErrors::mae),
                mean(method, ForecastErrors::rmse),
                mean(method, ForecastErrors::bias),
                mean(method, ForecastErrors::mase),
                mean(method, ForecastErrors::coverage),
                mean(method, ForecastErrors::winkler));
    }

    /** The geometric mean of the sensors' MASE; a sensor without one does not count. NaN where there is none. */
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

    /** MASE of each lead, the mean over the sensors that have one; empty without sensors. */
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

    /** A short line for each sensor whose MASE is not its mean absolute error over the mean difference of all its values, at most so many. */
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

    /** How many targets count, over all sensors. */
    public long targets() {
        return sensors.values().stream().mapToLong(SensorScores::targets).sum();
    }
}
