package io.foreflow.training.fit;

import io.foreflow.models.network.OptimizerSpec;
import io.foreflow.models.network.OptimizerSpec.Adam;
import io.foreflow.models.network.OptimizerSpec.Ridge;
import io.foreflow.models.network.OptimizerSpec.RmsProp;
import io.foreflow.models.network.OptimizerSpec.Sgd;

/**
 * Makes the same optimiser with another learning rate.
 *
 * @param factor the new rate as a multiple of the old one
 */
record SlowedOptimizer(double factor) implements OptimizerSpec.OptimizerVisitor<OptimizerSpec> {
    @Override
    public OptimizerSpec visit(Sgd sgd) {
        return new Sgd(sgd.learningRate() * factor);
    }

    @Override
    public OptimizerSpec visit(RmsProp rmsProp) {
        return new RmsProp(rmsProp.learningRate() * factor, rmsProp.rho(), rmsProp.epsilon());
    }

    @Override
    public OptimizerSpec visit(Adam adam) {
        return new Adam(adam.learningRate() * factor, adam.beta1(), adam.beta2(), adam.epsilon());
    }

    @Override
    public OptimizerSpec visit(Ridge ridge) {
        throw new IllegalArgumentException("finish has no meaning for the optimizer " + ridge);
    }
}
