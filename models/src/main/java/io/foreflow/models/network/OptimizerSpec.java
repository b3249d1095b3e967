package io.foreflow.models.network;

/** A way to find weights: the step that follows from a gradient g, with Keras' meaning to the last term, or at once. */
public sealed interface OptimizerSpec {
    /** w ← w − rate·g. */
    record Sgd(double learningRate) implements OptimizerSpec {
        public Sgd {
            requireRate(learningRate);
        }

        @Override
        public OptimizerKind kind() {
            return OptimizerKind.SGD;
        }

        @Override
        public <R> R accept(OptimizerVisitor<R> visitor) {
            return visitor.visit(this);
        }
    }

    /** v ← ρ·v + (1 − ρ)·g², w ← w − rate·g / √(v + ε). */
    record RmsProp(double learningRate, double rho, double epsilon) implements OptimizerSpec {
        public RmsProp {
            requireRate(learningRate);
            requireShare("rho", rho);
            requireEpsilon(epsilon);
        }

        public RmsProp(double learningRate) {
            this(learningRate, 0.9, 1e-7);
        }

        @Override
        public OptimizerKind kind() {
            return OptimizerKind.RMSPROP;
        }

        @Override
        public <R> R accept(OptimizerVisitor<R> visitor) {
            return visitor.visit(this);
        }
    }

    /**
     * m ← β₁·m + (1 − β₁)·g, v ← β₂·v + (1 − β₂)·g², w ← w − rate·√(1 − β₂ᵗ)/(1 − β₁ᵗ)·m / (√v + ε). Kingma and Ba,
     * "Adam: A Method for Stochastic Optimization", 2015, in the form of their section 2.
     */
    record Adam(double learningRate, double beta1, double beta2, double epsilon) implements OptimizerSpec {
        public Adam {
            requireRate(learningRate);
            requireShare("beta1", beta1);
            requireShare("beta2", beta2);
            requireEpsilon(epsilon);
        }

        public Adam(double learningRate) {
            this(learningRate, 0.9, 0.999, 1e-7);
        }

        @Override
        public OptimizerKind kind() {
            return OptimizerKind.ADAM;
        }

        @Override
        public <R> R accept(OptimizerVisitor<R> visitor) {
            return visitor.visit(this);
        }
    }

    /**
     * Ridge regression: no steps, but the least of Σ‖y − xW − b‖² + λ‖W‖² over the training rows; the bias is not penalised. For networks
     * whose only weights are those of one linear Dense layer, the output. Hoerl and Kennard, "Ridge Regression: Biased
     * Estimation for Nonorthogonal Problems", 1970.
     *
     * @param lambda 0 or more
     */
    record Ridge(double lambda) implements OptimizerSpec {
        public Ridge {
            if (!(lambda >= 0) || Double.isInfinite(lambda)) {
                throw new IllegalArgumentException("lambda (" + lambda + ") must be 0 or more");
            }
        }

        @Override
        public OptimizerKind kind() {
            return OptimizerKind.RIDGE;
        }

        @Override
        public <R> R accept(OptimizerVisitor<R> visitor) {
            return visitor.visit(this);
        }
    }

    /** Returns the kind, which knows the name. */
    OptimizerKind kind();

    /** Calls the method of {@code visitor} for this type of optimiser. */
    <R> R accept(OptimizerVisitor<R> visitor);

    /** One method for each type of optimiser, so that the compiler names what a new optimiser still needs. */
    interface OptimizerVisitor<R> {
        R visit(Sgd sgd);

        R visit(RmsProp rmsProp);

        R visit(Adam adam);

        R visit(Ridge ridge);
    }

    private static void requireRate(double rate) {
        if (!(rate > 0) || Double.isInfinite(rate)) {
            throw new IllegalArgumentException("learningRate (" + rate + ") must be above 0");
        }
    }

    private static void requireShare(String name, double share) {
        if (!(share >= 0 && share < 1)) {
            throw new IllegalArgumentException(name + " (" + share + ") must be in [0, 1)");
        }
    }

    private static void requireEpsilon(double epsilon) {
        if (!(epsilon > 0) || Double.isInfinite(epsilon)) {
            throw new IllegalArgumentException("epsilon (" + epsilon + ") must be above 0");
        }
    }
}
