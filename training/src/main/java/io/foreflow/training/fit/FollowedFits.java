package io.foreflow.training.fit;

import io.foreflow.models.engine.FitListener;
import io.foreflow.models.engine.FitResult;
import io.foreflow.models.engine.FitResult.EpochLoss;
import io.foreflow.training.recipe.Recipe;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * Presents the fits of one training as one: it numbers epochs on, remembers a request to stop, and tells which work is
 * done and which may still come. The work of an epoch is its rows times the multiply-adds of a row. The first epoch of
 * a fit is a kind of work of its own: before it the rows are encoded.
 */
public final class FollowedFits implements FitListener {
    private static final String FIRST_EPOCH = ", first epoch";

    private final TrainingListener listener;

    /** Work of each kind that may still come. */
    private final Map<String, Double> open = new LinkedHashMap<>();

    private int epochs;
    private boolean stopped;

    /** The recipe at hand, its planned epochs and those that are done or will not come, and the work of each. */
    private String kind = "";

    private int planned;
    private int settled;
    private double work;

    /** @param listener hears of no more epochs once it has asked to stop */
    public FollowedFits(TrainingListener listener) {
        this.listener = listener;
    }

    /**
     * Tells that work may come; negative for work that will not come after all. Once the listener has asked to stop, no
     * work comes any more.
     *
     * @param kind name of a recipe, or of other work
     */
    public void plan(String kind, double work) {
        if (!stopped) {
            open.merge(kind, work, Double::sum);
            listener.planned(kind, work);
        }
    }

    /**
     * Tells that fits may come; a negative number of fits will not come after all.
     *
     * @param rows number of rows of an epoch
     * @param epochs maximum number of epochs of each fit, at least 1
     */
    public void planFits(Recipe recipe, int rows, int epochs, int fits) {
        plan(recipe.name() + FIRST_EPOCH, fits * work(recipe, rows, 1));
        plan(recipe.name(), fits * work(recipe, rows, epochs - 1));
    }

    /** Tells that work beside epochs is done. */
    public void done(String kind, double work) {
        if (!stopped) {
            open.merge(kind, -work, Double::sum);
            listener.done(kind, work);
        }
    }

    /** Returns the work of some epochs of a recipe. */
    public static double work(Recipe recipe, int rows, int epochs) {
        return epochs * recipe.workOfEpoch(rows);
    }

    /**
     * Follows one fit, which was planned. What it does not use of it will not come.
     *
     * @param rows number of rows of an epoch
     * @param most number of epochs that were planned for it
     */
    public FitResult fit(Recipe recipe, int rows, int most, Function<FitListener, FitResult> fit) {
        kind = recipe.name();
        planned = most;
        settled = 0;
        work = recipe.workOfEpoch(rows);
        FitResult result = fit.apply(this);
        if (settled == 0) {
            plan(kind + FIRST_EPOCH, -work);
            settled = 1;
        }
        plan(kind, -work * (planned - settled));
        return result;
    }

    @Override
    public boolean onEpoch(EpochLoss epoch) {
        epochs++;
        settled++;
        done(settled == 1 ? kind + FIRST_EPOCH : kind, work);
        if (!stopped && !listener.onEpoch(epoch.moved(epochs - epoch.epoch()))) {
            open.forEach((planned, work) -> listener.planned(planned, -work));
            stopped = true;
        }
        return !stopped;
    }

    @Override
    public void onEarlyStop(int left) {
        int run = settled;
        settled += left;
        plan(kind, -work * left);
        listener.says(kind + " stopped early after " + run + " of " + planned + " epochs");
    }

    /** Returns true if the listener has asked to stop: then no further fit may begin. */
    public boolean isStopped() {
        return stopped;
    }
}
