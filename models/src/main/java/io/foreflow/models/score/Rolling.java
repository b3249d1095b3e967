package io.foreflow.models.score;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.score.Score.Hit;
import io.foreflow.models.series.Values;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

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
        int leads = score.hits().size();
        Map<Contender, RollingMean> newMae = new EnumMap<>(Contender.class);
        Map<Contender, RollingMean> newMase = new EnumMap<>(Contender.class);
        Mean mean = new Mean();
        for (Contender contender : Contender.values()) {
            Values errors = score.errors(contender);
            for (int lead = 0; lead < leads; lead++) {
                mean.add(Math.abs(errors.at(lead)));
            }
            newMae.put(contender, mae(contender).with(mean.next(), span));
            for (double scaled : score.scaledErrors(contender)) {
                mean.add(scaled);
            }
            newMase.put(contender, mase(contender).with(mean.next(), span));
        }
        Values errors = score.errors(Contender.FORECAST);
        for (int lead = 0; lead < leads; lead++) {
            mean.add(errors.at(lead));
        }
        RollingMean newBias = bias.with(mean.next(), span);
        for (Hit hit : score.hits()) {
            mean.add(hit == Hit.UNKNOWN ? Double.NaN : hit == Hit.INSIDE ? 1 : 0);
        }
        return new Rolling(newMae, newMase, newBias, coverage.with(mean.next(), span));
    }

    /** The mean of the numbers that are not NaN. */
    private static final class Mean {
        private double sum;
        private int count;

        void add(double number) {
            if (!Double.isNaN(number)) {
                sum += number;
                count++;
            }
        }

        /** Returns the mean, NaN if there are no numbers, and starts again. */
        double next() {
            double mean = count == 0 ? Double.NaN : sum / count;
            sum = 0;
            count = 0;
            return mean;
        }
    }
}
