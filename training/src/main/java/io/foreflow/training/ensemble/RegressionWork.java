package io.foreflow.training.ensemble;

import io.foreflow.models.forecast.HourlyLayout;
import io.foreflow.models.series.WindowShape;
import io.foreflow.training.data.WindowSet;
import io.foreflow.training.fit.FollowedFits;
import java.util.List;

/**
 * Tells the work of an ensemble's regressions: rows times the square of their features. There are three rounds over all
 * windows: one that chooses penalties, one before the validation block, and one on all windows.
 */
final class RegressionWork {
    private static final String KIND = "regressions";
    private static final int ROUNDS = 3;

    private final FollowedFits follower;
    private final double squares;
    private final double round;
    private double told;

    /** @param rows maximum number of windows of the regression of all sensors */
    RegressionWork(FollowedFits follower, WindowSet set, int rows) {
        this.follower = follower;
        this.squares = squares(set.shape());
        this.round = work(Math.min(rows, set.size())) + work(set.size());
        follower.plan(KIND, ROUNDS * round);
    }

    /** Returns the work of all rounds. */
    static double of(WindowSet set, int rows) {
        return ROUNDS * squares(set.shape()) * ((double) Math.min(rows, set.size()) + set.size());
    }

    private static double squares(WindowShape shape) {
        double features = new HourlyLayout(shape, List.of()).rowSize();
        return features * features;
    }

    private double work(int rows) {
        return rows * squares;
    }

    /** Tells that the regressions on some windows are done in this round. */
    void done(int rows) {
        double work = Math.min(work(rows), round - told);
        told += work;
        follower.done(KIND, work);
    }

    /** Tells that a round is over: what it has not used will not come. */
    void roundDone() {
        follower.plan(KIND, told - round);
        told = 0;
    }
}
