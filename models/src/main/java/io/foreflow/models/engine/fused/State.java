package io.foreflow.models.engine.fused;

/** The state that the layers of one program share: the arithmetic, and the places of weights and their gradients. */
final class State {
    final Kernels kernels;
    final WeightLayout parameters;
    final float[] weights;

    /** Laid out as the weights; empty where nothing is fitted. */
    final float[] gradients;

    /** The first row here, counted in the batch. */
    int firstRow;

    State(Kernels kernels, WeightLayout parameters, float[] weights, boolean fitting) {
        this.kernels = kernels;
        this.parameters = parameters;
        this.weights = weights;
        this.gradients = fitting ? new float[weights.length] : new float[0];
    }

    /** Makes a state with the same weights and gradients of its own. Only {@code shared} makes steps. */
    State(State shared) {
        this.kernels = shared.kernels;
        this.parameters = shared.parameters;
        this.weights = shared.weights;
        this.gradients = new float[shared.gradients.length];
    }

    /** Returns the part of the loss that regularisation adds: λ · Σw². */
    double penalty() {
        double penalty = 0;
        for (int i = 0; i < parameters.regularised().size(); i++) {
            WeightLayout.Regularised part = parameters.regularised().get(i);
            double squares = 0;
            for (int at = part.at(); at < part.at() + part.size(); at++) {
                squares += (double) weights[at] * weights[at];
            }
            penalty += part.factor() * squares;
        }
        return penalty;
    }

    /** Adds 2 · λ · w to the gradients. */
    void addPenaltyGradients() {
        for (int i = 0; i < parameters.regularised().size(); i++) {
            WeightLayout.Regularised part = parameters.regularised().get(i);
            float factor = (float) (2 * part.factor());
            for (int at = part.at(); at < part.at() + part.size(); at++) {
                gradients[at] += factor * weights[at];
            }
        }
    }
}
