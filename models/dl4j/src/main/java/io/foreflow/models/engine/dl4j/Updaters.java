package io.foreflow.models.engine.dl4j;

import io.foreflow.models.network.OptimizerSpec;
import io.foreflow.models.network.OptimizerSpec.Adam;
import io.foreflow.models.network.OptimizerSpec.Ridge;
import io.foreflow.models.network.OptimizerSpec.RmsProp;
import io.foreflow.models.network.OptimizerSpec.Sgd;
import org.nd4j.linalg.learning.config.IUpdater;

/** Makes ND4J's updater for each optimiser. */
final class Updaters implements OptimizerSpec.OptimizerVisitor<IUpdater> {
    @Override
    public IUpdater visit(Sgd sgd) {
        return new org.nd4j.linalg.learning.config.Sgd(sgd.learningRate());
    }

    @Override
    public IUpdater visit(RmsProp rmsProp) {
        return new KerasRmsProp(rmsProp.learningRate(), rmsProp.rho(), rmsProp.epsilon());
    }

    @Override
    public IUpdater visit(Adam adam) {
        return new org.nd4j.linalg.learning.config.Adam(
                adam.learningRate(), adam.beta1(), adam.beta2(), adam.epsilon());
    }

    @Override
    public IUpdater visit(Ridge ridge) {
        throw new IllegalArgumentException("the dl4j engine makes no steps with " + ridge);
    }
}
