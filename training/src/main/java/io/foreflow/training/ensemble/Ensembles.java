package io.foreflow.training.ensemble;

import io.foreflow.models.series.WindowShape;
import io.foreflow.training.recipe.Recipes;
import java.util.List;

/** The ensembles that come with Foreflow. */
public final class Ensembles {
    /** Name of the ensemble that Foreflow trains by default. */
    public static final String DEFAULT = "default";

    /** Maximum number of windows for a fit. More make it longer and hardly better. */
    private static final int ROWS = 40_000;

    private static final int SEEDS = 2;

    /**
     * Share of the windows before a test that validate: a quarter of what precedes a test of a fifth, so that the split
     * is 60 : 20 : 20.
     */
    private static final double VALIDATION_SHARE = 0.25;

    private Ensembles() {}

    /**
     * Returns {@value #DEFAULT}: ridge regressions of all sensors, of each and of each by hour, dense networks and the
     * baselines' blend.
     */
    public static EnsemblePlan defaultPlan(WindowShape shape) {
        return new EnsemblePlan(
                DEFAULT,
                "Ridge regressions, dense networks and the blend of the baselines, averaged for each sensor as validation says",
                List.of(Recipes.builtIn("dense", shape)),
                SEEDS,
                ROWS,
                VALIDATION_SHARE);
    }
}
