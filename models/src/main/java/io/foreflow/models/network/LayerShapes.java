package io.foreflow.models.network;

import java.util.List;

/** Checks the shapes that layers read. Messages follow the layer's name. */
final class LayerShapes {
    private LayerShapes() {}

    /** Returns the shape of the only input. */
    static Shape only(List<Shape> inputs) {
        if (inputs.size() != 1) {
            throw new IllegalArgumentException("reads one input, not " + inputs.size());
        }
        return inputs.get(0);
    }

    static Shape picture(List<Shape> inputs) {
        Shape in = only(inputs);
        if (in.rank() != 3) {
            throw new IllegalArgumentException("needs an input (height, width, channels), not " + in);
        }
        return in;
    }

    static Shape recurrent(List<Shape> inputs, int units, boolean returnSequences) {
        Shape in = only(inputs);
        if (in.rank() != 2) {
            throw new IllegalArgumentException("needs an input (steps, features), not " + in);
        }
        return returnSequences ? Shape.of(in.at(0), units) : Shape.of(units);
    }

    static Shape added(List<Shape> inputs) {
        requireSeveral(inputs);
        if (inputs.stream().distinct().count() > 1) {
            throw new IllegalArgumentException("adds different shapes: " + inputs);
        }
        return inputs.get(0);
    }

    static Shape concatenated(List<Shape> inputs) {
        requireSeveral(inputs);
        int[] result = inputs.get(0).toArray();
        int last = result.length - 1;
        long features = 0;
        for (Shape shape : inputs) {
            boolean fits = shape.rank() == result.length;
            for (int i = 0; fits && i < last; i++) {
                fits = shape.at(i) == result[i];
            }
            if (!fits) {
                throw new IllegalArgumentException("joins different shapes: " + inputs);
            }
            features += shape.last();
        }
        if (features > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("joins more than " + Integer.MAX_VALUE + " features");
        }
        result[last] = (int) features;
        return Shape.of(result);
    }

    private static void requireSeveral(List<Shape> inputs) {
        if (inputs.size() < 2) {
            throw new IllegalArgumentException("needs two or more inputs");
        }
    }
}
