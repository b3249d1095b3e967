package io.foreflow.models.engine.fused;

import io.foreflow.models.network.Activation;
import java.util.Arrays;

/** One step of a layer of LSTM cells; as {@link Kernels#lstmForward} and {@link Kernels#lstmBackward}. */
interface LstmCell {
    void forward(
            int rows,
            int n,
            float[] z,
            int zAt,
            float[] previous,
            int previousAt,
            float[] state,
            int stateAt,
            float[] squashed,
            int squashedAt,
            float[] h,
            int hAt,
            int hRow);

    void backward(
            int rows,
            int n,
            float[] z,
            int zAt,
            float[] previous,
            int previousAt,
            float[] squashed,
            int squashedAt,
            float[] dh,
            int dhAt,
            float[] dState,
            int dStateAt);

    /** Makes a cell with tanh and the sigmoid, computed in one pass. */
    static LstmCell usual(Kernels kernels, int units) {
        int width = kernels.padded(units);
        float[] halves = new float[4 * width];
        Arrays.fill(halves, 0.5f);
        Arrays.fill(halves, 2 * width, 3 * width, 1);
        return new LstmCell() {
            @Override
            public void forward(
                    int rows,
                    int n,
                    float[] z,
                    int zAt,
                    float[] previous,
                    int previousAt,
                    float[] state,
                    int stateAt,
                    float[] squashed,
                    int squashedAt,
                    float[] h,
                    int hAt,
                    int hRow) {
                kernels.lstmForward(
                        rows,
                        n,
                        z,
                        zAt,
                        previous,
                        previousAt,
                        state,
                        stateAt,
                        squashed,
                        squashedAt,
                        h,
                        hAt,
                        hRow,
                        halves);
            }

            @Override
            public void backward(
                    int rows,
                    int n,
                    float[] z,
                    int zAt,
                    float[] previous,
                    int previousAt,
                    float[] squashed,
                    int squashedAt,
                    float[] dh,
                    int dhAt,
                    float[] dState,
                    int dStateAt) {
                kernels.lstmBackward(
                        rows, n, z, zAt, previous, previousAt, squashed, squashedAt, dh, dhAt, dState, dStateAt);
            }
        };
    }

    /** Makes a cell with any activations: gate by gate and row by row, several times slower. */
    static LstmCell of(Kernels kernels, Activation activation, Activation recurrentActivation, int units) {
        return new LstmCell() {
            private final float[] dGates = new float[4 * kernels.padded(units)];

            private Activation ofGate(int gate) {
                return gate == 2 ? activation : recurrentActivation;
            }

            @Override
            public void forward(
                    int rows,
                    int n,
                    float[] z,
                    int zAt,
                    float[] previous,
                    int previousAt,
                    float[] state,
                    int stateAt,
                    float[] squashed,
                    int squashedAt,
                    float[] h,
                    int hAt,
                    int hRow) {
                for (int row = 0; row < rows; row++) {
                    int gates = zAt + row * 4 * n;
                    for (int gate = 0; gate < 4; gate++) {
                        Activations.forward(kernels, ofGate(gate), z, gates + gate * n, 1, units, n);
                    }
                    int cell = row * n;
                    for (int j = 0; j < units; j++) {
                        state[stateAt + cell + j] = z[gates + n + j] * previous[previousAt + cell + j]
                                + z[gates + j] * z[gates + 2 * n + j];
                    }
                    System.arraycopy(state, stateAt + cell, squashed, squashedAt + cell, n);
                    Activations.forward(kernels, activation, squashed, squashedAt + cell, 1, units, n);
                    for (int j = 0; j < units; j++) {
                        h[hAt + row * hRow + j] = z[gates + 3 * n + j] * squashed[squashedAt + cell + j];
                    }
                }
            }

            @Override
            public void backward(
                    int rows,
                    int n,
                    float[] z,
                    int zAt,
                    float[] previous,
                    int previousAt,
                    float[] squashed,
                    int squashedAt,
                    float[] dh,
                    int dhAt,
                    float[] dState,
                    int dStateAt) {
                for (int row = 0; row < rows; row++) {
                    int gates = zAt + row * 4 * n;
                    int cell = row * n;
                    // First the gradients by tanh (or its like) of the state, then by the state itself.
                    for (int j = 0; j < units; j++) {
                        dGates[j] = dh[dhAt + cell + j] * z[gates + 3 * n + j];
                        dGates[3 * n + j] = dh[dhAt + cell + j] * squashed[squashedAt + cell + j];
                    }
                    Activations.backward(kernels, activation, squashed, squashedAt + cell, dGates, 0, 1, units, n);
                    for (int j = 0; j < units; j++) {
                        float dc = dState[dStateAt + cell + j] + dGates[j];
                        dState[dStateAt + cell + j] = dc * z[gates + n + j];
                        dGates[j] = dc * z[gates + 2 * n + j];
                        dGates[n + j] = dc * previous[previousAt + cell + j];
                        dGates[2 * n + j] = dc * z[gates + j];
                    }
                    for (int gate = 0; gate < 4; gate++) {
                        Activations.backward(kernels, ofGate(gate), z, gates + gate * n, dGates, gate * n, 1, units, n);
                    }
                    System.arraycopy(dGates, 0, z, gates, 4 * n);
                }
            }
        };
    }
}
