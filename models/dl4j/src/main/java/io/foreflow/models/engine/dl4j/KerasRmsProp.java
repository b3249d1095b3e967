package io.foreflow.models.engine.dl4j;

import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.nd4j.linalg.schedule.ISchedule;

/** RMSProp as Keras has it, which divides by √(v + ε) where ND4J's own divides by √v + ε. */
record KerasRmsProp(double learningRate, double rho, double epsilon) implements IUpdater {

    @Override
    public long stateSize(long numParams) {
        return numParams;
    }

    @Override
    public GradientUpdater<KerasRmsProp> instantiate(INDArray viewArray, boolean initializeViewArray) {
        INDArray velocity = viewArray.reshape(viewArray.length());
        if (initializeViewArray) {
            velocity.assign(0);
        }
        return new Updater(this, velocity);
    }

    @Override
    public GradientUpdater<KerasRmsProp> instantiate(
            Map<String, INDArray> updaterState, boolean initializeStateArrays) {
        throw new UnsupportedOperationException("the state is one view");
    }

    @Override
    @SuppressWarnings("MissingSuperCall") // Immutable.
    public IUpdater clone() {
        return this;
    }

    @Override
    public double getLearningRate(int iteration, int epoch) {
        return learningRate;
    }

    @Override
    public boolean hasLearningRate() {
        return true;
    }

    @Override
    public void setLrAndSchedule(double lr, ISchedule lrSchedule) {
        throw new UnsupportedOperationException("the learning rate is fixed");
    }

    /** Turns gradients into steps in place. */
    private record Updater(KerasRmsProp config, INDArray velocity) implements GradientUpdater<KerasRmsProp> {
        private static final String STATE = "V";

        @Override
        public KerasRmsProp getConfig() {
            return config;
        }

        @Override
        public void applyUpdater(INDArray gradient, int iteration, int epoch) {
            velocity.muli(config.rho);
            velocity.addi(gradient.mul(gradient).muli(1 - config.rho));
            gradient.muli(config.learningRate);
            gradient.divi(Transforms.sqrt(velocity.add(config.epsilon), false));
        }

        @Override
        public Map<String, INDArray> getState() {
            return Map.of(STATE, velocity);
        }

        @Override
        public void setState(Map<String, INDArray> stateMap, boolean initialize) {
            throw new UnsupportedOperationException("the state is one view, given once");
        }

        @Override
        public void setStateViewArray(
                INDArray viewArray, long[] gradientShape, char gradientOrder, boolean initialize) {
            throw new UnsupportedOperationException("the state is one view, given once");
        }
    }
}
