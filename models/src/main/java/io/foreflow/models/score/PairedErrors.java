package io.foreflow.models.score;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.forecast.Baseline;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.Values;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * The scaled errors of the champion and its shadow on the same forecast values of one step, and those of the baselines.
 * A scaled error is the absolute error over the trailing error of yesterday's value.
 *
 * @param time start of the step
 * @param champion the model whose forecasts were published
 * @param championErrors by lead, the champion's scaled errors; NaN where the two are not paired
 * @param shadowErrors by lead, the shadow's scaled errors; NaN where the two are not paired
 * @param baselineSums sum of each baseline's scaled errors over the paired leads; a baseline that is unknown at one of
 *     them is absent
 */
public record PairedErrors(
        SensorId sensor,
        Instant time,
        ModelRef champion,
        ModelRef shadow,
        ShadowRole role,
        Values championErrors,
        Values shadowErrors,
        Map<Baseline, Double> baselineSums) {
    public PairedErrors {
        requireNonNull(sensor, "sensor");
        requireNonNull(time, "time");
        requireNonNull(champion, "champion");
        requireNonNull(shadow, "shadow");
        requireNonNull(role, "role");
        baselineSums = Collections.unmodifiableMap(
                baselineSums.isEmpty() ? new EnumMap<>(Baseline.class) : new EnumMap<>(baselineSums));
        if (championErrors.length() != shadowErrors.length()) {
            throw new IllegalArgumentException("champion and shadow must have an error for each lead");
        }
    }

    /**
     * Pairs the errors of one score.
     *
     * @param champion the champion now; forecasts of an earlier one do not count
     * @return empty if the score has no shadow, or if there is no lead that both have forecast and that has a yardstick
     */
    public static Optional<PairedErrors> of(Score score, ModelRef champion) {
        ShadowErrors shadow = score.shadow().orElse(null);
        if (shadow == null) {
            return Optional.empty();
        }
        double[] ours = score.scaledErrors(Contender.FORECAST);
        double[] theirs = score.scaled(shadow.errors());
        boolean[] paired = paired(score, champion, ours, theirs);
        Map<Baseline, Double> baselines = new EnumMap<>(Baseline.class);
        for (Baseline baseline : Baseline.values()) {
            double sum = sum(score.scaledErrors(Contender.of(baseline)), paired);
            if (!Double.isNaN(sum)) {
                baselines.put(baseline, sum);
            }
        }
        PairedErrors errors = new PairedErrors(
                score.sensor(),
                score.time(),
                champion,
                shadow.model(),
                shadow.role(),
                only(ours, paired),
                only(theirs, paired),
                baselines);
        return errors.count() == 0 ? Optional.empty() : Optional.of(errors);
    }

    private static boolean[] paired(Score score, ModelRef champion, double[] ours, double[] theirs) {
        boolean[] paired = new boolean[ours.length];
        for (ModelLeads leads : score.models()) {
            for (int lead = leads.first(); lead <= leads.last() && leads.model().equals(champion); lead++) {
                paired[lead] = !Double.isNaN(ours[lead]) && !Double.isNaN(theirs[lead]);
            }
        }
        return paired;
    }

    private static Values only(double[] errors, boolean[] paired) {
        return Values.generate(errors.length, lead -> paired[lead] ? errors[lead] : Double.NaN);
    }

    private static double sum(double[] errors, boolean[] paired) {
        double sum = 0;
        for (int lead = 0; lead < errors.length; lead++) {
            sum += paired[lead] ? errors[lead] : 0;
        }
        return sum;
    }

    /** Returns the number of paired leads. */
    public int count() {
        int count = 0;
        for (int lead = 0; lead < championErrors.length(); lead++) {
            count += isPaired(lead) ? 1 : 0;
        }
        return count;
    }

    public boolean isPaired(int lead) {
        return !championErrors.isMissing(lead) && !shadowErrors.isMissing(lead);
    }

    /** Returns the sum of the champion's errors over the paired leads. */
    public double championSum() {
        return sum(championErrors);
    }

    /** Returns the sum of the shadow's errors over the paired leads. */
    public double shadowSum() {
        return sum(shadowErrors);
    }

    private double sum(Values errors) {
        double sum = 0;
        for (int lead = 0; lead < errors.length(); lead++) {
            sum += isPaired(lead) ? errors.at(lead) : 0;
        }
        return sum;
    }
}
