package io.foreflow.models.bundle;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.engine.Weights;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.series.WindowShape;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import java.util.Set;

/**
 * A trained forecaster: inert data.
 *
 * @param ref its name and version
 * @param network the layers
 * @param weights of the layers
 * @param task what the network's inputs and result mean
 * @param card where it came from
 */
public record ModelBundle(ModelRef ref, NetworkSpec network, Weights weights, ForecastTask task, Card card) {
    public ModelBundle {
        requireNonNull(ref, "ref");
        requireNonNull(network, "network");
        requireNonNull(weights, "weights");
        requireNonNull(task, "task");
        requireNonNull(card, "card");
    }

    /**
     * How a window becomes the network's inputs, and its result a forecast.
     *
     * @param shape the window's lengths; a window of another shape is not forecast
     * @param zones of the sensors that it was trained on; a window of another zone is not forecast
     * @param features name of the inputs, see {@link io.foreflow.models.forecast.FeatureSet}
     */
    public record ForecastTask(WindowShape shape, Set<ZoneId> zones, String features) {
        public ForecastTask {
            requireNonNull(shape, "shape");
            zones = Set.copyOf(zones);
            requireNonNull(features, "features");
        }
    }

    /**
     * Provenance.
     *
     * @param recipe what was trained, for instance {@code lstm}
     * @param created when
     * @param engine that fitted it
     * @param foreflow version of this software
     * @param jdk that ran it
     * @param architecture operating system and processor
     * @param dataDigest SHA-256 of the sorted training windows, hex
     * @param trainingWindows how many windows there were
     * @param sensors how many sensors they came from
     * @param seed of the fit
     * @param epochs that were run
     * @param bestEpoch whose weights these are, from 1
     * @param validation scores on the validation block by name of the model or baseline
     */
    public record Card(
            String recipe,
            Instant created,
            String engine,
            String foreflow,
            String jdk,
            String architecture,
            String dataDigest,
            long trainingWindows,
            int sensors,
            long seed,
            int epochs,
            int bestEpoch,
            Map<String, Score> validation) {
        public Card {
            validation = Map.copyOf(validation);
        }
    }

    /**
     * @param mae mean absolute error in the sensors' unit, mean over the sensors
     * @param mase mean absolute scaled error, mean over the sensors
     */
    public record Score(double mae, double mase) {}
}
