package io.foreflow.models.engine.fused;

import io.foreflow.models.network.OptimizerSpec;
import io.foreflow.models.network.OptimizerSpec.Adam;
import io.foreflow.models.network.OptimizerSpec.Ridge;
import io.foreflow.models.network.OptimizerSpec.RmsProp;
import io.foreflow.models.network.OptimizerSpec.Sgd;

/** Makes steps along the gradients. Filled-up numbers have none and stay 0; frozen weights are left alone. */
interface Optimizer {
    /** Changes the weights by one step. */
    void step();

    static Optimizer of(OptimizerSpec spec, State state) {
        return spec.accept(new OfState(state));
    }

    /** Makes the optimiser of each spec for the weights of a program. */
    record OfState(State state) implements OptimizerSpec.OptimizerVisitor<Optimizer> {
        private int count() {
            return state.parameters.fittedSize();
        }

        @Override
        public Optimizer visit(Sgd sgd) {
            int count = count();
            float rate = (float) sgd.learningRate();
            return () -> state.kernels.sgd(state.weights, state.gradients, count, rate);
        }

        @Override
        public Optimizer visit(RmsProp rmsProp) {
            int count = count();
            float[] squares = new float[count];
            float rate = (float) rmsProp.learningRate();
            float rho = (float) rmsProp.rho();
            float epsilon = (float) rmsProp.epsilon();
            return () -> state.kernels.rmsProp(state.weights, state.gradients, squares, count, rate, rho, epsilon);
        }

        @Override
        public Optimizer visit(Adam adam) {
            return new AdamSteps(adam, state);
        }

        @Override
        public Optimizer visit(Ridge ridge) {
            throw new IllegalArgumentException("the fused engine makes no steps with " + ridge);
        }
    }

    /** Steps of Adam. */
    final class AdamSteps implements Optimizer {
        private final Adam adam;
        private final State state;
        private final int count;
        private final float[] means;
        private final float[] squares;
        private double power1 = 1;
        private double power2 = 1;

        AdamSteps(Adam adam, State state) {
            this.adam = adam;
            this.state = state;
            this.count = state.parameters.fittedSize();
            this.means = new float[count];
            this.squares = new float[count];
        }

        @Override
        public void step() {
            power1 *= adam.beta1();
            power2 *= adam.beta2();
            double rate = adam.learningRate() * Math.sqrt(1 - power2) / (1 - power1);
            state.kernels.adam(
                    state.weights,
                    state.gradients,
                    means,
                    squares,
                    count,
                    (float) rate,
                    (float) (1 - adam.beta1()),
                    (float) (1 - adam.beta2()),
                    (float) adam.epsilon());
        }
    }
}
