package io.foreflow.models.forecast;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.engine.NamedNetwork;
import io.foreflow.models.engine.Weights;
import io.foreflow.models.network.Activation;
import io.foreflow.models.network.LayerSpec.Dense;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.NetworkSpec.Node;
import io.foreflow.models.series.Window;
import io.foreflow.models.series.WindowShape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Splits the forecast of a network of one linear layer into what each group of its inputs adds.
 *
 * <p>At target step k the forecast is base_k + s · (bias_k + Σ_i x_i · w_ik), with the encoder's base and scale s. A
 * number x_i counts for its group with s · w_ik · (x_i − r_i). r_i is the usual value of the same step for a value of
 * the history, and 1 for a share of known values. It is 0 for all others: these are differences already, or relative to
 * a mean. The bias and all s · w_ik · r_i are in one group with the calendar and the baselines' errors. So the
 * contributions of all groups add up to the forecast less the base, up to the rounding of 32-bit numbers.
 */
public final class LinearTerms {
    private final RowMeaning meaning;
    private final WindowEncoder encoder;
    private final float[] kernel;
    private final Optional<float[]> bias;
    private final int horizon;

    private LinearTerms(RowMeaning meaning, WindowEncoder encoder, float[] kernel, Optional<float[]> bias) {
        this.meaning = meaning;
        this.encoder = encoder;
        this.kernel = kernel;
        this.bias = bias;
        this.horizon = encoder.shape().horizon();
    }

    /**
     * @param features features of the network
     * @param covariates covariates that it reads
     * @return empty if the network is not one linear layer on one row
     */
    public static Optional<LinearTerms> of(
            NamedNetwork part, FeatureSet features, List<CovariateInput> covariates, WindowShape shape) {
        NetworkSpec network = part.network();
        if (network.nodes().size() > 1) {
            return Optional.empty();
        }
        Node node = network.nodes().get(0);
        if (!(node.layer() instanceof Dense dense) || dense.activation() != Activation.LINEAR) {
            return Optional.empty();
        }
        return RowMeaning.of(features, shape, covariates)
                .map(meaning -> new LinearTerms(
                        meaning,
                        features.encoder(shape, covariates),
                        part.weights().get(node.name(), Weights.KERNEL).toArray(),
                        dense.useBias()
                                ? Optional.of(part.weights()
                                        .get(node.name(), Weights.BIAS)
                                        .toArray())
                                : Optional.empty()));
    }

    /**
     * Returns what each group adds at each target step, in the sensor's unit. The order of the groups is that of the
     * inputs.
     *
     * @param window a window that the network can forecast
     */
    public Map<InputGroup, double[]> contributions(Window window) {
        if (!encoder.load(window)) {
            throw new IllegalArgumentException(
                    "the window of " + window.sensor() + " at " + window.origin() + " knows too little for a forecast");
        }
        float[] row = new float[meaning.size()];
        encoder.write(new float[][] {row}, 0);
        Map<InputGroup, double[]> sums = new LinkedHashMap<>();
        for (int i = 0; i < row.length; i++) {
            float neutral = neutral(row, meaning.reference(i));
            add(sums, meaning.group(i), (double) row[i] - neutral, i);
            add(sums, meaning.rest(), neutral, i);
        }
        bias.ifPresent(numbers -> {
            double[] rest = of(sums, meaning.rest());
            for (int lead = 0; lead < horizon; lead++) {
                rest[lead] += encoder.scale() * numbers[lead];
            }
        });
        return sums;
    }

    private static float neutral(float[] row, int reference) {
        return switch (reference) {
            case RowMeaning.NONE -> 0;
            case RowMeaning.ALL_KNOWN -> 1;
            default -> row[reference];
        };
    }

    private void add(Map<InputGroup, double[]> sums, InputGroup group, double number, int input) {
        double[] sum = of(sums, group);
        if (number != 0) {
            for (int lead = 0; lead < horizon; lead++) {
                sum[lead] += encoder.scale() * number * kernel[input * horizon + lead];
            }
        }
    }

    private double[] of(Map<InputGroup, double[]> sums, InputGroup group) {
        return requireNonNull(sums.computeIfAbsent(group, unused -> new double[horizon]));
    }
}
