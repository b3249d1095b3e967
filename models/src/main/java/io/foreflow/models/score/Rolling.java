package io.foreflow.models.score;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.score.Score.Hit;
import io.foreflow.models.series.Values;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.ToDoubleBiFunction;

/**
 * Scores of one sensor's forecasts over about a week of steps, all leads together, see {@link RollingMean}.
 *
 * @param mae mean absolute error by contender, in the sensor's unit
 * @param mase mean by contender of absolute error / trailing error of yesterday's value when the forecast was made
 * @param bias mean of forecast less actual value, in the sensor's unit
 * @param coverage share of values within their interval, 0 to 1
 */
public record Rolling(
        Map<Contender, RollingMean> mae, Map<Contender, RollingMean> mase, RollingMean bias, RollingMean coverage) {
    private static final int DAYS = 7;

    /** The scores before the first step. */
    public static final Rolling NONE = none();

    public Rolling {
        mae = Collections.unmodifiableMap(new EnumMap<>(mae));
        mase = Collections.unmodifiableMap(new EnumMap<>(mase));
        if (mae.size() != Contender.values().length || mase.size() != Contender.values().length) {
            throw new IllegalArgumentException("every contender has a mean");
        }
    }

    private static Rolling none() {
        Map<Contender, RollingMean> means = new EnumMap<>(Contender.class);
        for (Contender contender : Contender.values()) {
            means.put(contender, RollingMean.NONE);
        }
        return new Rolling(means, means, RollingMean.NONE, RollingMean.NONE);
    }

    public RollingMean mae(Contender contender) {
        return requireNonNull(mae.get(contender));
    }

    public RollingMean mase(Contender contender) {
        return requireNonNull(mase.get(contender));
    }

    /** Adds one step. {@link Score#rolling} is ignored. */
    Rolling with(Score score) {
        int span = DAYS * score.step().perDay();
        Map<Contender, RollingMean> newMae = new EnumMap<>(Contender.class);
        Map<Contender, RollingMean> newMase = new EnumMap<>(Contender.class);
        for (Contender contender : Contender.values()) {
            double absolute =
                    meanOf(score, (s, lead) -> Math.abs(s.errors(contender).at(lead)));
            newMae.put(contender, mae(contender).with(absolute, span));
            newMase.put(
                    contender, mase(contender).with(meanOf(score, (s, lead) -> s.scaledError(contender, lead)), span));
        }
        double covered = meanOf(score, Rolling::covered);
        return new Rolling(
                newMae,
                newMase,
                bias.with(Score.mean(score.errors(Contender.FORECAST)), span),
                coverage.with(covered, span));
    }

    private static double covered(Score score, int lead) {
        Hit hit = score.hits().get(lead);
        return hit == Hit.UNKNOWN ? Double.NaN : hit == Hit.INSIDE ? 1 : 0;
    }

    private static double meanOf(Score score, ToDoubleBiFunction<Score, Integer> byLead) {
        return Score.mean(Values.generate(score.hits().size(), lead -> byLead.applyAsDouble(score, lead)));
    }
}
