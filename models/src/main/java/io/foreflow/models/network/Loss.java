package io.foreflow.models.network;

import io.foreflow.models.network.LayerSpec.Dense;

/**
 * What training minimises, with Keras' meaning: a mean over the rows of a batch and over the outputs; of the
 * categorical ones, whose outputs belong together, over the rows. Logarithms are taken of probabilities clipped to
 * [1e-7, 1 − 1e-7]; the gradient by what the last layer's sigmoid or softmax reads is p − y all the same.
 */
public sealed interface Loss {
    /** How far from 0 and 1 a probability is kept before its logarithm is taken. */
    double CLIP = 1e-7;

    /** Mean squared error. */
    record Mse() implements Loss {}

    /** Mean absolute error; its derivative at 0 is 0. */
    record Mae() implements Loss {}

    /**
     * The pinball loss, least where the share {@code level} of the targets lies below the forecast: of the error e =
     * target − forecast, level·e above 0 and (level − 1)·e below; its derivative at 0 is 0. Koenker and Bassett,
     * "Regression Quantiles", 1978.
     *
     * @param level in (0, 1)
     */
    record Quantile(double level) implements Loss {
        public Quantile {
            if (!(level > 0 && level < 1)) {
                throw new IllegalArgumentException("quantile level (" + level + ") must be above 0 and below 1");
            }
        }
    }

    /** Of the probabilities that a last Dense layer with a sigmoid yields; targets from 0 to 1. */
    record BinaryCrossEntropy() implements Loss {}

    /** Of the probabilities that a last Dense layer with a softmax yields; targets sum to 1 along the last dimension. */
    record CategoricalCrossEntropy() implements Loss {}

    /**
     * {@link CategoricalCrossEntropy} with the true classes' numbers, from 0, as targets: these have the output's shape
     * without its last dimension.
     */
    record SparseCategoricalCrossEntropy() implements Loss {}

    /** As it is written in reports, for instance {@code mse} or {@code quantile 0.9}. */
    default String label() {
        return this instanceof Quantile quantile ? "quantile " + quantile.level() : LossNames.of(this);
    }

    /** The shape of one row's targets for an output of shape {@code output}. */
    default Shape targets(Shape output) {
        if (!(this instanceof SparseCategoricalCrossEntropy)) {
            return output;
        }
        int[] outer = new int[output.rank() - 1];
        for (int i = 0; i < outer.length; i++) {
            outer[i] = output.at(i);
        }
        return Shape.of(outer);
    }

    /**
     * @throws IllegalArgumentException if this takes logarithms of probabilities and {@code network} yields something
     *     else
     */
    default void requireFit(NetworkSpec network) {
        if (this instanceof BinaryCrossEntropy) {
            requireLast(network, Activation.SIGMOID);
        } else if (this instanceof CategoricalCrossEntropy || this instanceof SparseCategoricalCrossEntropy) {
            requireLast(network, Activation.SOFTMAX);
        }
    }

    private void requireLast(NetworkSpec network, Activation activation) {
        NetworkSpec inlined = network.inlined();
        LayerSpec last = inlined.node(inlined.output()).layer();
        if (!(last instanceof Dense dense && dense.activation() == activation)) {
            throw new IllegalArgumentException("the loss " + label() + " needs probabilities: the output "
                    + network.output() + " must be a dense layer with activation " + SpecReader.written(activation));
        }
    }
}
