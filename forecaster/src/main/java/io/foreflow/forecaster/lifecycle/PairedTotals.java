package io.foreflow.forecaster.lifecycle;

import io.foreflow.models.forecast.Baseline;
import io.foreflow.models.score.PairedErrors;
import java.util.ArrayList;
import java.util.List;

/**
 * Sums of the scaled errors of champion, shadow and baselines over the same forecast values.
 *
 * @param count number of forecast values
 * @param champion sum of the champion's scaled errors
 * @param shadow sum of the shadow's scaled errors
 * @param baselines totals of each baseline, in their order
 */
public record PairedTotals(long count, double champion, double shadow, List<BaselineTotals> baselines) {
    public static final PairedTotals NONE = new PairedTotals(
            0,
            0,
            0,
            List.of(Baseline.values()).stream().map(one -> BaselineTotals.NONE).toList());

    public PairedTotals {
        baselines = List.copyOf(baselines);
        if (baselines.size() != Baseline.values().length) {
            throw new IllegalArgumentException("every baseline has totals");
        }
    }

    /**
     * Sums over the forecast values at which one baseline is known.
     *
     * @param baseline sum of the baseline's scaled errors
     * @param champion sum of the champion's scaled errors on the same values
     * @param shadow sum of the shadow's scaled errors on the same values
     */
    public record BaselineTotals(double baseline, double champion, double shadow) {
        static final BaselineTotals NONE = new BaselineTotals(0, 0, 0);

        BaselineTotals plus(double baselineSum, double championSum, double shadowSum) {
            return new BaselineTotals(baseline + baselineSum, champion + championSum, shadow + shadowSum);
        }
    }

    /** Adds the errors of one step of one sensor. */
    public PairedTotals plus(PairedErrors errors) {
        double championSum = errors.championSum();
        double shadowSum = errors.shadowSum();
        List<BaselineTotals> sums = new ArrayList<>(baselines.size());
        Baseline[] all = Baseline.values();
        for (int i = 0; i < all.length; i++) {
            BaselineTotals before = baselines.get(i);
            Double sum = errors.baselineSums().get(all[i]);
            sums.add(sum == null ? before : before.plus(sum, championSum, shadowSum));
        }
        return new PairedTotals(count + errors.count(), champion + championSum, shadow + shadowSum, sums);
    }

    public PairedTotals plus(PairedTotals other) {
        List<BaselineTotals> sums = new ArrayList<>(baselines.size());
        for (int i = 0; i < baselines.size(); i++) {
            BaselineTotals more = other.baselines.get(i);
            sums.add(baselines.get(i).plus(more.baseline(), more.champion(), more.shadow()));
        }
        return new PairedTotals(count + other.count, champion + other.champion, shadow + other.shadow, sums);
    }

    /** Returns the same sums for a champion and a shadow that have changed places. */
    PairedTotals swapped() {
        return new PairedTotals(
                count,
                shadow,
                champion,
                baselines.stream()
                        .map(sums -> new BaselineTotals(sums.baseline(), sums.shadow(), sums.champion()))
                        .toList());
    }

    /** Returns the champion's mean scaled error; NaN without values. */
    public double championMean() {
        return count == 0 ? Double.NaN : champion / count;
    }

    /** Returns the shadow's mean scaled error; NaN without values. */
    public double shadowMean() {
        return count == 0 ? Double.NaN : shadow / count;
    }

    /** Returns the shadow's mean error less the champion's: negative if the shadow is better. */
    double difference() {
        return shadowMean() - championMean();
    }

    /** Returns true if some baseline has smaller errors than the champion, where both are known. */
    boolean baselineBeatsChampion() {
        return baselines.stream().anyMatch(sums -> sums.champion() > 0 && sums.baseline() < sums.champion());
    }

    /** Returns true if some baseline has smaller errors than the shadow, where both are known. */
    boolean baselineBeatsShadow() {
        return baselines.stream().anyMatch(sums -> sums.shadow() > 0 && sums.baseline() < sums.shadow());
    }
}
