package io.foreflow.models.forecast;

import io.foreflow.models.network.Shape;
import io.foreflow.models.series.WindowShape;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The named ways in which a window becomes a network's inputs, and a network's result a forecast. The name stands in
 * the bundle; what a name means never changes.
 */
public enum FeatureSet {
    /** The history as one row (history,), and the target itself: the tutorial's shape for a dense network. */
    TUTORIAL_ROW("tutorial-row") {
        @Override
        public Map<String, Shape> inputs(WindowShape shape) {
            return Map.of(INPUT, Shape.of(shape.history()));
        }

        @Override
        public WindowEncoder encoder(WindowShape shape) {
            return new LagsEncoder(shape);
        }
    },
    /** The history as single values (history, 1), one after another, and the target itself. */
    TUTORIAL_STEPS("tutorial-steps") {
        @Override
        public Map<String, Shape> inputs(WindowShape shape) {
            return Map.of(INPUT, Shape.of(shape.history(), 1));
        }

        @Override
        public WindowEncoder encoder(WindowShape shape) {
            return new LagsEncoder(shape);
        }
    },
    /** The history as one step of many values (1, history), and the target itself: the tutorial's recurrent shape. */
    TUTORIAL_ONE_STEP("tutorial-one-step") {
        @Override
        public Map<String, Shape> inputs(WindowShape shape) {
            return Map.of(INPUT, Shape.of(1, shape.history()));
        }

        @Override
        public WindowEncoder encoder(WindowShape shape) {
            return new LagsEncoder(shape);
        }
    },
    /** Steps and context of {@link #CONTEXT_STEPS} in one row, and the residual to the window's best baseline. */
    CONTEXT_ROW("context-row") {
        @Override
        public Map<String, Shape> inputs(WindowShape shape) {
            return Map.of(
                    INPUT,
                    Shape.of(shape.history() * ContextEncoder.STEP_FEATURES + ContextEncoder.size(shape, false)));
        }

        @Override
        public WindowEncoder encoder(WindowShape shape) {
            return new ContextEncoder(shape, true, false);
        }
    },
    /**
     * {@value #STEPS} (history, 2): value and usual value of each step of the history; {@value #CONTEXT}: baselines,
     * yesterday's surprises, calendar, trailing errors and what is known, see {@link ContextEncoder}; and the residual
     * to the window's best baseline.
     */
    CONTEXT_STEPS("context-steps") {
        @Override
        public Map<String, Shape> inputs(WindowShape shape) {
            Map<String, Shape> inputs = new LinkedHashMap<>();
            inputs.put(STEPS, Shape.of(shape.history(), ContextEncoder.STEP_FEATURES));
            inputs.put(CONTEXT, Shape.of(ContextEncoder.size(shape, false)));
            return inputs;
        }

        @Override
        public WindowEncoder encoder(WindowShape shape) {
            return new ContextEncoder(shape, false, false);
        }
    },
    /** Like {@link #CONTEXT_ROW}, with what days of the same kind say, and the residual to the {@link Blend} of the baselines. */
    BLEND_ROW("blend-row") {
        @Override
        public Map<String, Shape> inputs(WindowShape shape) {
            return Map.of(
                    INPUT, Shape.of(shape.history() * ContextEncoder.STEP_FEATURES + ContextEncoder.size(shape, true)));
        }

        @Override
        public WindowEncoder encoder(WindowShape shape) {
            return new ContextEncoder(shape, true, true);
        }
    },
    /** Like {@link #CONTEXT_STEPS}, with what days of the same kind say, and the residual to the {@link Blend} of the baselines. */
    BLEND_STEPS("blend-steps") {
        @Override
        public Map<String, Shape> inputs(WindowShape shape) {
            Map<String, Shape> inputs = new LinkedHashMap<>();
            inputs.put(STEPS, Shape.of(shape.history(), ContextEncoder.STEP_FEATURES));
            inputs.put(CONTEXT, Shape.of(ContextEncoder.size(shape, true)));
            return inputs;
        }

        @Override
        public WindowEncoder encoder(WindowShape shape) {
            return new ContextEncoder(shape, false, true);
        }
    },
    /**
     * {@link #BLEND_ROW}, and behind it, once for each hour of the day, the part of it that says how the last day went, see {@link
     * HourlyEncoder}: a linear layer on it is another one for each hour at which forecasts are made.
     */
    BLEND_HOURS("blend-hours") {
        @Override
        public Map<String, Shape> inputs(WindowShape shape) {
            return Map.of(INPUT, Shape.of(HourlyEncoder.size(shape)));
        }

        @Override
        public WindowEncoder encoder(WindowShape shape) {
            return new HourlyEncoder(shape);
        }
    };

    /** The name of the one input of a network that has one. */
    public static final String INPUT = "input";

    public static final String STEPS = "steps";
    public static final String CONTEXT = "context";

    private static final Map<String, FeatureSet> BY_LABEL =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(FeatureSet::label, Function.identity()));

    private final String label;

    FeatureSet(String label) {
        this.label = label;
    }

    /** The name in recipes and bundles, for instance {@code context-steps}. */
    public String label() {
        return label;
    }

    /** Whether what a network says is added to the {@link Blend} of the baselines. */
    public boolean correctsTheBlend() {
        return this == BLEND_ROW || this == BLEND_STEPS || this == BLEND_HOURS;
    }

    /** The shape of each of the network's inputs, without the batch, in the order in which an encoder writes them. */
    public abstract Map<String, Shape> inputs(WindowShape shape);

    /** The shape of the network's result: one number for each target step. */
    public Shape output(WindowShape shape) {
        return Shape.of(shape.horizon());
    }

    /** A fresh encoder for windows of this shape. */
    public abstract WindowEncoder encoder(WindowShape shape);

    public static Optional<FeatureSet> find(String label) {
        return Optional.ofNullable(BY_LABEL.get(label));
    }

    /** @throws IllegalArgumentException if there is none of this name; the message lists those that there are */
    public static FeatureSet named(String label) {
        return find(label)
                .orElseThrow(() -> new IllegalArgumentException("features (" + label + ") must be one of " + labels()));
    }

    /** All names, for messages. */
    public static String labels() {
        return Arrays.stream(values()).map(FeatureSet::label).collect(Collectors.joining(", "));
    }
}
