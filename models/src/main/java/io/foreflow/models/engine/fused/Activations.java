package io.foreflow.models.engine.fused;

import io.foreflow.models.network.Activation;

/** Activations, applied in place to runs of {@code features} numbers that are {@code stride} apart. */
final class Activations {
    private Activations() {}

    static void forward(Kernels kernels, Activation activation, float[] x, int at, int runs, int features, int stride) {
        switch (activation) {
            case LINEAR -> {}
            case RELU -> kernels.relu(x, at, runs * stride);
            case TANH -> kernels.tanh(x, at, runs * stride);
            case SIGMOID -> {
                kernels.sigmoid(x, at, runs * stride);
                clear(x, at, runs, features, stride);
            }
            case SOFTMAX -> {
                for (int run = 0; run < runs; run++) {
                    softmax(x, at + run * stride, features);
                }
            }
        }
    }

    /** Turns gradients {@code d} by the results {@code y} into gradients by the sums. */
    static void backward(
            Kernels kernels,
            Activation activation,
            float[] y,
            int yAt,
            float[] d,
            int dAt,
            int runs,
            int features,
            int stride) {
        switch (activation) {
            case LINEAR -> {}
            case RELU -> kernels.reluBackward(y, yAt, d, dAt, runs * stride);
            case TANH -> kernels.tanhBackward(y, yAt, d, dAt, runs * stride);
            case SIGMOID -> kernels.sigmoidBackward(y, yAt, d, dAt, runs * stride);
            case SOFTMAX -> {
                for (int run = 0; run < runs; run++) {
                    softmaxBackward(y, yAt + run * stride, d, dAt + run * stride, features);
                }
            }
        }
    }

    /** Sets the padding to 0. */
    private static void clear(float[] x, int at, int runs, int features, int stride) {
        for (int run = 0; run < runs && features < stride; run++) {
            for (int i = features; i < stride; i++) {
                x[at + run * stride + i] = 0;
            }
        }
    }

    private static void softmax(float[] x, int at, int features) {
        float largest = x[at];
        for (int i = 1; i < features; i++) {
            largest = Math.max(largest, x[at + i]);
        }
        float sum = 0;
        for (int i = 0; i < features; i++) {
            float power = Functions.exp(x[at + i] - largest);
            x[at + i] = power;
            sum += power;
        }
        float share = 1 / sum;
        for (int i = 0; i < features; i++) {
            x[at + i] *= share;
        }
    }

    private static void softmaxBackward(float[] y, int yAt, float[] d, int dAt, int features) {
        float mean = 0;
        for (int i = 0; i < features; i++) {
            mean += y[yAt + i] * d[dAt + i];
        }
        for (int i = 0; i < features; i++) {
            d[dAt + i] = y[yAt + i] * (d[dAt + i] - mean);
        }
    }
}
