package io.foreflow.models.score;

import io.foreflow.models.score.Score.Hit;
import io.foreflow.models.series.Values;
import java.util.List;
import java.util.function.Function;

/**
 * Scores of one sensor's forecasts over about a week of steps, all leads together, see {@link RollingMean}.
 *
 * @param mae mean absolute error of each contender, in their order, in the sensor's unit
 * @param mase mean of each contender of absolute error / trailing error of yesterday's value when the forecast was made
 * @param bias mean of forecast less actual value, in the sensor's unit
 * @param coverage share of values within their interval, 0 to 1
 */
public record Rolling(List<RollingMean> mae, List<RollingMean> mase, RollingMean bias, RollingMean coverage) {
    private static final int DAYS = 7;
    private static final List<Contender> CONTENDERS = List.of(Contender.values());

    /** The scores before the first step. */
    public static final Rolling NONE =
            of(contender -> RollingMean.NONE, contender -> RollingMean.NONE, RollingMean.NONE, RollingMean.NONE);

    public Rolling {
        mae = List.copyOf(mae);
        mase = List.copyOf(mase);
        if (mae.size() != CONTENDERS.size() || mase.size() != CONTENDERS.size()) {
            throw new IllegalArgumentException("every contender has a mean");
        }
    }

    /** Creates the scores from functions that give the means of a contender. They are called in the contenders' order. */
    public static Rolling of(
            Function<Contender, RollingMean> mae,
            Function<Contender, RollingMean> mase,
            RollingMean bias,
            RollingMean coverage) {
        return new Rolling(
                CONTENDERS.stream().map(mae).toList(),
                CONTENDERS.stream().map(mase).toList(),
                bias,
                coverage);
    }

    public RollingMean mae(Contender contender) {
        return mae.get(CONTENDERS.indexOf(contender));
    }

    public RollingMean mase(Contender contender) {
        return mase.get(CONTENDERS.indexOf(contender));
    }

    /** Adds one step. {@link Score#rolling} is ignored. */
    Rolling with(Score score) {
        int span = DAYS * score.step().perDay();
        int leads = score.hits().size();
        RollingMean[] newMae = new RollingMean[CONTENDERS.size()];
        RollingMean[] newMase = new RollingMean[CONTENDERS.size()];
        Mean mean = new Mean();
        for (int i = 0; i < newMae.length; i++) {
            Contender contender = CONTENDERS.get(i);
            Values errors = score.errors(contender);
            for (int lead = 0; lead < leads; lead++) {
                mean.add(Math.abs(errors.at(lead)));
            }
            newMae[i] = mae.get(i).with(mean.next(), span);
            for (double scaled : score.scaledErrors(contender)) {
                mean.add(scaled);
            }
            newMase[i] = mase.get(i).with(mean.next(), span);
        }
        Values errors = score.errors(Contender.FORECAST);
        for (int lead = 0; lead < leads; lead++) {
            mean.add(errors.at(lead));
        }
        RollingMean newBias = bias.with(mean.next(), span);
        for (Hit hit : score.hits()) {
            mean.add(hit == Hit.UNKNOWN ? Double.NaN : hit == Hit.INSIDE ? 1 : 0);
        }
        return new Rolling(List.of(newMae), List.of(newMase), newBias, coverage.with(mean.next(), span));
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
