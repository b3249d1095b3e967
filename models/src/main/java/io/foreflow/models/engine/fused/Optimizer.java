package io.foreflow.models.engine.fused;

import io.foreflow.models.network.OptimizerSpec;
import io.foreflow.models.network.OptimizerSpec.Adam;
import io.foreflow.models.network.OptimizerSpec.RmsProp;
import io.foreflow.models.network.OptimizerSpec.Sgd;

/** Makes steps along the gradients; what is filled up has none and stays 0, what is frozen is left alone. */
abstract class Optimizer {
    /** Changes the weights by one step. */
    abstract void step();

    static Optimizer of(OptimizerSpec spec, State state) {
        Kernels kernels = state.kernels;
        float[] weights = state.weights;
        float[] gradients = state.gradients;
        int count = state.parameters.fittedSize();
        if (spec instanceof Sgd sgd) {
            float rate = (float) sgd.learningRate();
            return new Optimizer() {
                @Override
                void step() {
                    kernels.sgd(weights, gradients, count, rate);
                }
            };
        } else if (spec instanceof RmsProp rmsProp) {
            float[] squares = new float[count];
            float rate = (float) rmsProp.learningRate();
            float rho = (float) rmsProp.rho();
            float epsilon = (float) rmsProp.epsilon();
            return new Optimizer() {
                @Override
                void step() {
                    kernels.rmsProp(weights, gradients, squares, count, rate, rho, epsilon);
                }
            };
        } else if (spec instanceof Adam adam) {
            return adam(adam, kernels, weights, gradients, count);
        }
        throw new IllegalArgumentException("the fused engine makes no steps with " + spec);
    }

    private static Optimizer adam(Adam adam, Kernels kernels, float[] weights, float[] gradients, int count) {
        float[] means = new float[count];
        float[] squares = new float[count];
        return new Optimizer() {
            private double power1 = 1;
            private double power2 = 1;

            @Override
            void step() {
                power1 *= adam.beta1();
                power2 *= adam.beta2();
                double rate = adam.learningRate() * Math.sqrt(1 - power2) / (1 - power1);
                kernels.adam(
                        weights,
                        gradients,
                        means,
                        squares,
                        count,
                        (float) rate,
                        (float) (1 - adam.beta1()),
                        (float) (1 - adam.beta2()),
                        (float) adam.epsilon());
            }
        };
    }
}
