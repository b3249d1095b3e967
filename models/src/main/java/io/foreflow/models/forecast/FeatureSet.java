package io.foreflow.models.forecast;

import io.foreflow.models.network.Shape;
import io.foreflow.models.series.WindowShape;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A named encoding: turns a window into a network's inputs, and a network's result into a forecast. Bundles contain the
 * name; the meaning of a name never changes.
 */
public enum FeatureSet {
    /** The history as one row (history,), and the target itself: the tutorial's shape for a dense network. */
    TUTORIAL_ROW("tutorial-row") {
        @Override
        public Map<String, Shape> inputs(WindowShape shape, List<CovariateInput> covariates) {
            requireNone(covariates);
            return Map.of(INPUT, Shape.of(shape.history()));
        }

        @Override
        public WindowEncoder encoder(WindowShape shape, List<CovariateInput> covariates) {
            requireNone(covariates);
            return new LagsEncoder(shape);
        }
    },
    /** The history as single values (history, 1), one after another, and the target itself. */
    TUTORIAL_STEPS("tutorial-steps") {
        @Override
        public Map<String, Shape> inputs(WindowShape shape, List<CovariateInput> covariates) {
            requireNone(covariates);
            return Map.of(INPUT, Shape.of(shape.history(), 1));
        }

        @Override
        public WindowEncoder encoder(WindowShape shape, List<CovariateInput> covariates) {
            requireNone(covariates);
            return new LagsEncoder(shape);
        }
    },
    /** The history as one step of many values (1, history), and the target itself: the tutorial's recurrent shape. */
    TUTORIAL_ONE_STEP("tutorial-one-step") {
        @Override
        public Map<String, Shape> inputs(WindowShape shape, List<CovariateInput> covariates) {
            requireNone(covariates);
            return Map.of(INPUT, Shape.of(1, shape.history()));
        }

        @Override
        public WindowEncoder encoder(WindowShape shape, List<CovariateInput> covariates) {
            requireNone(covariates);
            return new LagsEncoder(shape);
        }
    },
    /** Steps and context of {@link #CONTEXT_STEPS} in one row, and the residual to the window's best baseline. */
    CONTEXT_ROW("context-row") {
        @Override
        public Map<String, Shape> inputs(WindowShape shape, List<CovariateInput> covariates) {
            return row(shape, covariates, false);
        }

        @Override
        public WindowEncoder encoder(WindowShape shape, List<CovariateInput> covariates) {
            return new ContextEncoder(shape, covariates, true, false);
        }
    },
    /**
     * {@value #STEPS} (history, 2): value and usual value of each step of the history; {@value #CONTEXT}: baselines,
     * yesterday's surprises, calendar, trailing errors and what is known, see {@link ContextEncoder}; and the residual
     * to the window's best baseline.
     */
    CONTEXT_STEPS("context-steps") {
        @Override
        public Map<String, Shape> inputs(WindowShape shape, List<CovariateInput> covariates) {
            return stepsAndContext(shape, covariates, false);
        }

        @Override
        public WindowEncoder encoder(WindowShape shape, List<CovariateInput> covariates) {
            return new ContextEncoder(shape, covariates, false, false);
        }
    },
    /**
     * Like {@link #CONTEXT_ROW}, with the values of days of the same kind, and the residual to the
     * {@link BaselineBlend} of the baselines.
     */
    BLEND_ROW("blend-row") {
        @Override
        public Map<String, Shape> inputs(WindowShape shape, List<CovariateInput> covariates) {
            return row(shape, covariates, true);
        }

        @Override
        public WindowEncoder encoder(WindowShape shape, List<CovariateInput> covariates) {
            return new ContextEncoder(shape, covariates, true, true);
        }
    },
    /**
     * Like {@link #CONTEXT_STEPS}, with the values of days of the same kind, and the residual to the
     * {@link BaselineBlend} of the baselines.
     */
    BLEND_STEPS("blend-steps") {
        @Override
        public Map<String, Shape> inputs(WindowShape shape, List<CovariateInput> covariates) {
            return stepsAndContext(shape, covariates, true);
        }

        @Override
        public WindowEncoder encoder(WindowShape shape, List<CovariateInput> covariates) {
            return new ContextEncoder(shape, covariates, false, true);
        }
    },
    /**
     * {@link #BLEND_ROW}, followed by one block for each hour of the day: the part of the row about the last day and
     * the future, see {@link HourlyLayout}. A linear layer on it can differ for each hour at which forecasts are made.
     */
    BLEND_HOURS("blend-hours") {
        @Override
        public Map<String, Shape> inputs(WindowShape shape, List<CovariateInput> covariates) {
            return Map.of(INPUT, Shape.of(new HourlyLayout(shape, covariates).size()));
        }

        @Override
        public WindowEncoder encoder(WindowShape shape, List<CovariateInput> covariates) {
            return new HourlyEncoder(new HourlyLayout(shape, covariates));
        }
    };

    /** Name of the input of a network with one input. */
    public static final String INPUT = "input";

    public static final String STEPS = "steps";
    public static final String CONTEXT = "context";

    private static final Map<String, FeatureSet> BY_LABEL =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(FeatureSet::label, Function.identity()));

    private final String label;

    FeatureSet(String label) {
        this.label = label;
    }

    /** Returns the name in recipes and bundles, for instance {@code context-steps}. */
    public String label() {
        return label;
    }

    /** Returns true if the network's result is added to the {@link BaselineBlend} of the baselines. */
    public boolean correctsBlend() {
        return this == BLEND_ROW || this == BLEND_STEPS || this == BLEND_HOURS;
    }

    /** Returns true if covariates can be read. The tutorial's shapes cannot hold them. */
    public boolean readsCovariates() {
        return this != TUTORIAL_ROW && this != TUTORIAL_STEPS && this != TUTORIAL_ONE_STEP;
    }

    /**
     * Returns the shape of each of the network's inputs, without the batch, in the order in which an encoder writes
     * them.
     *
     * @param covariates covariates that are read, behind everything else
     * @throws IllegalArgumentException if covariates are given and cannot be read
     */
    public abstract Map<String, Shape> inputs(WindowShape shape, List<CovariateInput> covariates);

    /** Returns the shapes without covariates. */
    public Map<String, Shape> inputs(WindowShape shape) {
        return inputs(shape, List.of());
    }

    /** Returns the shape of the network's result: one number for each target step. */
    public Shape output(WindowShape shape) {
        return Shape.of(shape.horizon());
    }

    /**
     * Returns a fresh encoder for windows of this shape.
     *
     * @throws IllegalArgumentException if covariates are given and cannot be read
     */
    public abstract WindowEncoder encoder(WindowShape shape, List<CovariateInput> covariates);

    /** Returns a fresh encoder without covariates. */
    public WindowEncoder encoder(WindowShape shape) {
        return encoder(shape, List.of());
    }

    private static Map<String, Shape> row(WindowShape shape, List<CovariateInput> covariates, boolean blended) {
        return Map.of(
                INPUT, Shape.of(shape.history() * ContextEncoder.STEP_FEATURES + context(shape, covariates, blended)));
    }

    private static Map<String, Shape> stepsAndContext(
            WindowShape shape, List<CovariateInput> covariates, boolean blended) {
        Map<String, Shape> inputs = new LinkedHashMap<>();
        inputs.put(STEPS, Shape.of(shape.history(), ContextEncoder.STEP_FEATURES));
        inputs.put(CONTEXT, Shape.of(context(shape, covariates, blended)));
        return inputs;
    }

    private static int context(WindowShape shape, List<CovariateInput> covariates, boolean blended) {
        return ContextEncoder.size(shape, blended) + new CovariateBlock(shape, covariates).size();
    }

    void requireNone(List<CovariateInput> covariates) {
        if (!covariates.isEmpty()) {
            throw new IllegalArgumentException("the features " + label + " cannot hold covariates");
        }
    }

    public static Optional<FeatureSet> find(String label) {
        return Optional.ofNullable(BY_LABEL.get(label));
    }

    /** @throws IllegalArgumentException if the name is unknown; the message lists all names */
    public static FeatureSet named(String label) {
        return find(label)
                .orElseThrow(() -> new IllegalArgumentException("features (" + label + ") must be one of " + labels()));
    }

    /** Returns all names, for messages. */
    public static String labels() {
        return Arrays.stream(values()).map(FeatureSet::label).collect(Collectors.joining(", "));
    }
}
