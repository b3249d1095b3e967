package io.foreflow.models.bundle;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.engine.Weights;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.series.WindowShape;
import io.foreflow.models.tabular.InputSpec;
import io.foreflow.models.tabular.OutputSpec;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import java.util.Set;

/**
 * A trained model: inert data.
 *
 * @param ref its name and version
 * @param network the layers
 * @param weights of the layers
 * @param task what the network's inputs and result mean
 * @param card where it came from
 */
public record ModelBundle(ModelRef ref, NetworkSpec network, Weights weights, Task task, Card card) {
    public ModelBundle {
        requireNonNull(ref, "ref");
        requireNonNull(network, "network");
        requireNonNull(weights, "weights");
        requireNonNull(task, "task");
        requireNonNull(card, "card");
    }

    /**
     * The task of a forecaster.
     *
     * @throws IllegalArgumentException if the model does something else
     */
    public ForecastTask forecastTask() {
        if (task instanceof ForecastTask forecast) {
            return forecast;
        }
        throw new IllegalArgumentException("model " + ref + " is for inference: it does not forecast");
    }

    /**
     * The task of a classifier or regressor.
     *
     * @throws IllegalArgumentException if the model does something else
     */
    public InferenceTask inferenceTask() {
        if (task instanceof InferenceTask inference) {
            return inference;
        }
        throw new IllegalArgumentException("model " + ref + " is a forecaster: it does not answer single records");
    }

    /** What the network's inputs and result mean. */
    public sealed interface Task permits ForecastTask, InferenceTask {}

    /**
     * How a raw record becomes the network's input, and its result an answer.
     *
     * @param input what is asked
     * @param output what is answered
     */
    public record InferenceTask(InputSpec input, OutputSpec output) implements Task {
        public InferenceTask {
            requireNonNull(input, "input");
            requireNonNull(output, "output");
        }

        /** @throws IllegalArgumentException if the network does not read this input or yield this output */
        public void requireFit(NetworkSpec network) {
            if (network.inputs().size() != 1
                    || !input.fits(network.inputs().values().iterator().next())) {
                throw new IllegalArgumentException("the network reads "
                        + network.inputs().values() + " where " + input.kind() + " give " + input.shape());
            }
            output.requireFit(network.inlined());
        }
    }

    /**
     * How a window becomes the network's inputs, and its result a forecast.
     *
     * @param shape the window's lengths; a window of another shape is not forecast
     * @param zones of the sensors that it was trained on; a window of another zone is not forecast
     * @param features name of the inputs, see {@link io.foreflow.models.forecast.FeatureSet}
     */
    public record ForecastTask(WindowShape shape, Set<ZoneId> zones, String features) implements Task {
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
     * @param dataDigest SHA-256 of the sorted training windows, or of the data set's files, hex
     * @param trainingWindows how many windows a forecaster was fitted to; of another model {@link #rows}
     * @param sensors how many sensors they came from; 0 where there are none
     * @param seed of the fit
     * @param epochs that were run
     * @param bestEpoch whose weights these are, from 1
     * @param validation a forecaster's scores on the validation block by name of the model or baseline
     * @param metrics what else was measured, by name, for instance {@code testAccuracy}; NaN for what is not known. Kept
     *     in the bundle of a classifier or regressor
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
            Map<String, Score> validation,
            Map<String, Double> metrics) {
        public Card {
            validation = Map.copyOf(validation);
            metrics = Map.copyOf(metrics);
        }

        /** Of a forecaster. */
        public Card(
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
            this(
                    recipe,
                    created,
                    engine,
                    foreflow,
                    jdk,
                    architecture,
                    dataDigest,
                    trainingWindows,
                    sensors,
                    seed,
                    epochs,
                    bestEpoch,
                    validation,
                    Map.of());
        }

        /**
         * Of a classifier or regressor.
         *
         * @param rows how many it was fitted to
         */
        public static Card ofInference(
                String recipe,
                Instant created,
                String engine,
                String foreflow,
                String jdk,
                String architecture,
                String dataDigest,
                long rows,
                long seed,
                int epochs,
                int bestEpoch,
                Map<String, Double> metrics) {
            return new Card(
                    recipe,
                    created,
                    engine,
                    foreflow,
                    jdk,
                    architecture,
                    dataDigest,
                    rows,
                    0,
                    seed,
                    epochs,
                    bestEpoch,
                    Map.of(),
                    metrics);
        }

        /** How many rows a classifier or regressor was fitted to; windows are a forecaster's rows. */
        public long rows() {
            return trainingWindows;
        }
    }

    /**
     * @param mae mean absolute error in the sensors' unit, mean over the sensors
     * @param mase mean absolute scaled error, mean over the sensors
     */
    public record Score(double mae, double mase) {}
}
