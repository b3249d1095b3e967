package io.foreflow.training.ensemble;

import io.foreflow.training.recipe.Recipe;
import java.util.List;

/**
 * The parts of an ensemble beside the baselines' blend and the ridge regressions.
 *
 * @param name name of the recipe
 * @param description one line for people
 * @param networks recipes of networks that are fitted to all sensors together, at least one
 * @param seeds how many times each network is fitted for the model, at least 1; their forecasts are averaged
 * @param rows maximum number of windows that fit the parts for all sensors, evenly spread
 * @param validationShare share of the windows, the latest, above 0 and below 1, that choose penalties, epochs and
 *     shares
 */
public record EnsemblePlan(
        String name, String description, List<Recipe> networks, int seeds, int rows, double validationShare) {
    public EnsemblePlan {
        networks = List.copyOf(networks);
        if (networks.isEmpty()) {
            throw new IllegalArgumentException("an ensemble has at least one network");
        }
        if (seeds < 1) {
            throw new IllegalArgumentException("seeds (" + seeds + ") must be at least 1");
        }
        if (rows < 1) {
            throw new IllegalArgumentException("rows (" + rows + ") must be at least 1");
        }
        if (!(validationShare > 0 && validationShare < 1)) {
            throw new IllegalArgumentException("validationShare (" + validationShare + ") must be above 0 and below 1");
        }
    }
}
