package io.foreflow.tutorials.study;

import io.foreflow.models.engine.Tensor;
import io.foreflow.models.network.Loss;
import io.foreflow.models.network.Shape;
import io.foreflow.models.tabular.OutputSpec;
import io.foreflow.models.tabular.Value;
import io.foreflow.models.tabular.ValueSequence;

/** Encodes what a network should yield, as the loss compares it. */
final class Targets {
    private Targets() {}

    /** Returns [rows, …] for {@code rows} of {@code source}. */
    static Tensor of(RowSource source, OutputSpec output, Loss loss, int[] rows) {
        int classes = source.classes().size();
        if (classes == 0) {
            return values(source, output, rows);
        }
        if (loss.isOfClasses() && !loss.takesClassNumbers()) {
            float[] oneHot = new float[rows.length * classes];
            for (int i = 0; i < rows.length; i++) {
                oneHot[i * classes + source.label(rows[i])] = 1;
            }
            return Tensor.owning(Shape.of(rows.length, classes), oneHot);
        }
        float[] numbers = new float[rows.length];
        for (int i = 0; i < rows.length; i++) {
            numbers[i] = source.label(rows[i]);
        }
        return Tensor.owning(loss.takesClassNumbers() ? Shape.of(rows.length) : Shape.of(rows.length, 1), numbers);
    }

    private static Tensor values(RowSource source, OutputSpec output, int[] rows) {
        int size = source.targetSize();
        float[] scaled = new float[rows.length * size];
        double[] target = new double[size];
        for (int i = 0; i < rows.length; i++) {
            source.copyTarget(rows[i], target, 0);
            for (int k = 0; k < size; k++) {
                scaled[i * size + k] = (float) ((target[k] - shift(output)) / scale(output));
            }
        }
        return Tensor.owning(Shape.of(rows.length, size), scaled);
    }

    /** Returns the meaning of 0 in the target's unit; 0 for classes. */
    static double shift(OutputSpec output) {
        return output instanceof Value value
                ? value.shift()
                : output instanceof ValueSequence values ? values.shift() : 0;
    }

    /** Returns the size of 1 in the target's unit; 1 for classes. */
    static double scale(OutputSpec output) {
        return output instanceof Value value
                ? value.scale()
                : output instanceof ValueSequence values ? values.scale() : 1;
    }
}
