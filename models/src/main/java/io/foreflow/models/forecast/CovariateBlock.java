package io.foreflow.models.forecast;

import io.foreflow.models.series.Covariate;
import io.foreflow.models.series.Values;
import io.foreflow.models.series.Window;
import io.foreflow.models.series.WindowShape;
import java.util.List;

/**
 * The numbers of a row for covariates, in two parts. The first part is the past: for each covariate its values at the
 * steps of the history and at the steps of the day before the origin that lie a day before the target, oldest first and
 * each step once, and the share of known values. The second part is the future: for each covariate that is read ahead
 * the value at each target step; its share of known values stands before it, at the end of the first part. An unknown
 * value is 0.
 */
final class CovariateBlock {
    private final List<CovariateInput> covariates;
    private final int horizon;
    private final int day;
    private final int yesterday;
    private final int history;
    private final int ahead;

    CovariateBlock(WindowShape shape, List<CovariateInput> covariates) {
        this.covariates = covariates;
        this.horizon = shape.horizon();
        this.day = shape.step().perDay();
        this.yesterday = Math.min(shape.horizon(), day);
        this.history = Math.min(shape.history(), day);
        this.ahead = (int) covariates.stream().filter(CovariateInput::ahead).count();
    }

    /** Number of numbers. */
    int size() {
        return covariates.stream().mapToInt(this::pastSize).sum() + aheadSize();
    }

    /** Number of numbers of a covariate in the first part. */
    int pastSize(CovariateInput input) {
        return steps() + (input.ahead() ? 2 : 1);
    }

    /** Number of the last numbers that belong to the future. */
    int aheadSize() {
        return ahead * horizon;
    }

    /** Number of steps of the day before the origin whose values are encoded. */
    int steps() {
        return Math.min(day, yesterday + history);
    }

    /** Writes {@link #size} numbers from {@code start} on. */
    void write(Window window, float[] to, int start) {
        int at = start;
        int come = start + size() - aheadSize();
        for (CovariateInput input : covariates) {
            Covariate covariate = window.covariate(input.name());
            at = writePast(input, covariate.past(), to, at);
            if (input.ahead()) {
                Values future = covariate.future();
                for (int lead = 0; lead < horizon; lead++) {
                    to[come++] = input.number(future.at(lead));
                }
                to[at++] = (float) future.present() / horizon;
            }
        }
    }

    private int writePast(CovariateInput input, Values past, float[] to, int start) {
        int at = start;
        int known = 0;
        for (int i = 0; i < day; i++) {
            if (i < yesterday || i >= day - history) {
                known += past.isMissing(i) ? 0 : 1;
                to[at++] = input.number(past.at(i));
            }
        }
        to[at++] = (float) known / steps();
        return at;
    }
}
