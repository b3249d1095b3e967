package io.foreflow.models.forecast;

import io.foreflow.models.series.Covariate;
import io.foreflow.models.series.Values;
import io.foreflow.models.series.Window;
import io.foreflow.models.series.WindowShape;
import java.util.List;

/**
 * What a row tells of covariates, in two parts. What was: for each of them its values at the steps of the history and at those of the
 * day before the origin at which the target is a day later, oldest first and each step once, and the share of these that is known. What
 * is to come: of those that are read ahead the value at each target step, and before that, at the end of the first part, the share of
 * these that is known. An unknown value is 0.
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

    /** How many numbers there are. */
    int size() {
        return covariates.size() * (steps() + 1) + ahead + aheadSize();
    }

    /** How many of them, the last, are of what is to come. */
    int aheadSize() {
        return ahead * horizon;
    }

    /** Of how many steps of the day before the origin the values are told. */
    private int steps() {
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
