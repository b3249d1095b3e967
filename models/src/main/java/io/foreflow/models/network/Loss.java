package io.foreflow.models.network;

import io.foreflow.models.network.LayerSpec.Dense;
import java.util.Arrays;
import java.util.Optional;

/**
 * A loss, minimised by training, with Keras' semantics: a mean over the rows of a batch and over the outputs; of the
 * categorical ones, whose outputs belong together, over the rows. Logarithms are taken of probabilities clipped to
 * [1e-7, 1 − 1e-7]; the gradient by what the last layer's sigmoid or softmax reads is p − y all the same.
 */
public sealed interface Loss {
    /** The least distance of a probability from 0 and 1 before its logarithm is taken. */
    double CLIP = 1e-7;

    /** Mean squared error. */
    record Mse() implements Loss {
        @Override
        public LossKind kind() {
            return LossKind.MSE;
        }

        @Override
        public <R> R accept(LossVisitor<R> visitor) {
            return visitor.visit(this);
        }

        @Override
        public double of(double output, double target) {
            return (target - output) * (target - output);
        }

        @Override
        public double slope(double output, double target) {
            return 2 * (output - target);
        }
    }

    /** Mean absolute error; its derivative at 0 is 0. */
    record Mae() implements Loss {
        @Override
        public LossKind kind() {
            return LossKind.MAE;
        }

        @Override
        public <R> R accept(LossVisitor<R> visitor) {
            return visitor.visit(this);
        }

        @Override
        public double of(double output, double target) {
            return Math.abs(target - output);
        }

        @Override
        public double slope(double output, double target) {
            return Math.signum(output - target);
        }
    }

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

        @Override
        public LossKind kind() {
            return LossKind.QUANTILE;
        }

        @Override
        public <R> R accept(LossVisitor<R> visitor) {
            return visitor.visit(this);
        }

        @Override
        public double of(double output, double target) {
            double error = target - output;
            return Math.max(level * error, (level - 1) * error);
        }

        @Override
        public double slope(double output, double target) {
            double error = output - target;
            return error == 0 ? 0 : error > 0 ? 1 - level : -level;
        }

        @Override
        public String label() {
            return kind().label() + " " + level;
        }
    }

    /** Binary cross-entropy of the probabilities of a last Dense layer with a sigmoid; targets from 0 to 1. */
    record BinaryCrossEntropy() implements Loss {
        @Override
        public LossKind kind() {
            return LossKind.BINARY_CROSSENTROPY;
        }

        @Override
        public <R> R accept(LossVisitor<R> visitor) {
            return visitor.visit(this);
        }

        @Override
        public double of(double output, double target) {
            return -(target * log(output) + (1 - target) * log(1 - output));
        }

        @Override
        public double slope(double output, double target) {
            return output - target;
        }

        @Override
        public Optional<Activation> lastActivation() {
            return Optional.of(Activation.SIGMOID);
        }
    }

    /**
     * Categorical cross-entropy of the probabilities of a last Dense layer with a softmax; targets sum to 1 along the
     * last dimension.
     */
    record CategoricalCrossEntropy() implements Loss {
        @Override
        public LossKind kind() {
            return LossKind.CATEGORICAL_CROSSENTROPY;
        }

        @Override
        public <R> R accept(LossVisitor<R> visitor) {
            return visitor.visit(this);
        }

        @Override
        public double of(double output, double target) {
            return -target * log(output);
        }

        @Override
        public double slope(double output, double target) {
            return output - target;
        }

        @Override
        public Optional<Activation> lastActivation() {
            return Optional.of(Activation.SOFTMAX);
        }

        @Override
        public boolean isOfClasses() {
            return true;
        }
    }

    /**
     * {@link CategoricalCrossEntropy} with the true classes' numbers, from 0, as targets: these have the output's shape
     * without its last dimension.
     */
    record SparseCategoricalCrossEntropy() implements Loss {
        @Override
        public LossKind kind() {
            return LossKind.SPARSE_CATEGORICAL_CROSSENTROPY;
        }

        @Override
        public <R> R accept(LossVisitor<R> visitor) {
            return visitor.visit(this);
        }

        @Override
        public double of(double output, double target) {
            return target == 0 ? 0 : -log(output);
        }

        @Override
        public double slope(double output, double target) {
            return output - target;
        }

        @Override
        public Optional<Activation> lastActivation() {
            return Optional.of(Activation.SOFTMAX);
        }

        @Override
        public boolean isOfClasses() {
            return true;
        }

        @Override
        public boolean takesClassNumbers() {
            return true;
        }

        @Override
        public Shape targets(Shape output) {
            return Shape.of(Arrays.copyOf(output.toArray(), output.rank() - 1));
        }
    }

    /** Returns the kind, which knows the name. */
    LossKind kind();

    /** Calls the method of {@code visitor} for this type of loss. */
    <R> R accept(LossVisitor<R> visitor);

    /**
     * Returns the term of one output. A row's loss is the mean over its outputs; where {@link #isOfClasses}, the sum over
     * its last dimension and the mean over the others.
     *
     * @param target where the loss {@link #takesClassNumbers}, 1 for the output of the true class, else 0
     */
    double of(double output, double target);

    /**
     * Returns the derivative of {@link #of} by the output; where there is a {@link #lastActivation}, by the sum that this
     * activation reads.
     */
    double slope(double output, double target);

    /** Returns the activation that the last Dense layer must have, if the loss takes logarithms of probabilities. */
    default Optional<Activation> lastActivation() {
        return Optional.empty();
    }

    /** Returns true if the outputs of the last dimension are the probabilities of classes, of which one is true. */
    default boolean isOfClasses() {
        return false;
    }

    /** Returns true if targets are numbers of classes, from 0, instead of one number for each output. */
    default boolean takesClassNumbers() {
        return false;
    }

    /** Returns the name in reports, for instance {@code mse} or {@code quantile 0.9}. */
    default String label() {
        return kind().label();
    }

    /** Returns the shape of one row's targets for an output of shape {@code output}. */
    default Shape targets(Shape output) {
        return output;
    }

    /**
     * Checks that the network yields what the loss reads.
     *
     * @throws IllegalArgumentException if the loss takes logarithms of probabilities and {@code network} yields something
     *     else
     */
    default void requireFit(NetworkSpec network) {
        lastActivation().ifPresent(activation -> requireLast(network, activation));
    }

    private void requireLast(NetworkSpec network, Activation activation) {
        NetworkSpec inlined = network.inlined();
        LayerSpec last = inlined.node(inlined.output()).layer();
        if (!(last instanceof Dense dense && dense.activation() == activation)) {
            throw new IllegalArgumentException("the loss " + label() + " needs probabilities: the output "
                    + network.output() + " must be a dense layer with activation " + SpecReader.written(activation));
        }
    }

    private static double log(double probability) {
        return Math.log(Math.min(Math.max(probability, CLIP), 1 - CLIP));
    }

    /** One method for each type of loss, so that the compiler names what a new loss still needs. */
    interface LossVisitor<R> {
        R visit(Mse mse);

        R visit(Mae mae);

        R visit(Quantile quantile);

        R visit(BinaryCrossEntropy loss);

        R visit(CategoricalCrossEntropy loss);

        R visit(SparseCategoricalCrossEntropy loss);
    }
}
