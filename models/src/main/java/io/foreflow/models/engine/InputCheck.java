package io.foreflow.models.engine;

import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.Shape;
import java.util.List;

/** Refuses what a {@link Predictor} cannot read or fill; the same for every engine. Allocates nothing. */
public final class InputCheck {
    private final List<String> names;
    private final List<Shape> shapes;
    private final int[] sizes;
    private final int resultSize;

    public InputCheck(NetworkSpec network) {
        this.names = List.copyOf(network.inputs().keySet());
        this.shapes = List.copyOf(network.inputs().values());
        this.sizes = shapes.stream().mapToInt(Shape::size).toArray();
        this.resultSize = network.outputShape().size();
    }

    /** @throws IllegalArgumentException if an array is missing or too short, or if there is no row */
    public void require(float[][] inputs, int rows, float[] output) {
        if (rows < 1) {
            throw new IllegalArgumentException("rows (" + rows + ") must be at least 1");
        }
        requireInputs(inputs.length);
        for (int i = 0; i < sizes.length; i++) {
            if (inputs[i].length < (long) rows * sizes[i]) {
                throw new IllegalArgumentException("input " + names.get(i) + " holds " + inputs[i].length
                        + " numbers where " + rows + " rows need " + (long) rows * sizes[i]);
            }
        }
        requireOutput(rows, output);
    }

    /**
     * @return how many rows there are
     * @throws IllegalArgumentException if an input is missing, has rows of another shape or as many as no other, or if
     *     {@code output} is too short
     */
    public int require(List<? extends Rows> inputs, float[] output) {
        requireInputs(inputs.size());
        int rows = inputs.get(0).rows();
        for (int i = 0; i < sizes.length; i++) {
            Rows given = inputs.get(i);
            if (!given.rowShape().equals(shapes.get(i))) {
                throw new IllegalArgumentException("input " + names.get(i) + " has rows of shape " + given.rowShape()
                        + " where the network needs " + shapes.get(i));
            }
            if (given.rows() != rows) {
                throw new IllegalArgumentException("input " + names.get(i) + " has " + given.rows()
                        + " rows where input " + names.get(0) + " has " + rows);
            }
        }
        requireOutput(rows, output);
        return rows;
    }

    private void requireInputs(int given) {
        if (given != sizes.length) {
            throw new IllegalArgumentException(
                    "the network reads " + sizes.length + " inputs " + names + ", not " + given);
        }
    }

    private void requireOutput(int rows, float[] output) {
        if (output.length < (long) rows * resultSize) {
            throw new IllegalArgumentException("the output holds " + output.length + " numbers where " + rows
                    + " rows yield " + (long) rows * resultSize);
        }
    }
}
