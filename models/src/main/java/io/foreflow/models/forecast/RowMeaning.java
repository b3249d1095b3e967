package io.foreflow.models.forecast;

import io.foreflow.models.series.Step;
import io.foreflow.models.series.WindowShape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The meaning of each number of a row, for feature sets of one row: the group that it belongs to, and the number that
 * it is compared with. {@link ContextEncoder}, {@link CovariateBlock} and {@link HourlyLayout} lay the rows out.
 */
final class RowMeaning {
    /** Stands for a number that is compared with 0: its mean, or no difference. */
    static final int NONE = -1;

    /** Stands for a number that is compared with 1: a share of known values. */
    static final int ALL_KNOWN = -2;

    private static final InputGroup TIME =
            new InputGroup("time", "the time of day and of the week, and what hardly changes");
    private static final InputGroup ALWAYS = new InputGroup("always", "what is always added");
    private static final InputGroup YESTERDAY =
            new InputGroup("yesterday", "yesterday's values beside the other baselines");
    private static final InputGroup LAST_WEEK =
            new InputGroup("lastWeek", "last week's values beside the other baselines");
    private static final InputGroup USUAL =
            new InputGroup("usual", "the mean of four weeks beside the other baselines");
    private static final InputGroup ALIKE =
            new InputGroup("alike", "the latest days of the same kind beside the other baselines");
    private static final InputGroup LAST_DAY =
            new InputGroup("lastDay", "by how much the last day was above or below its usual values");
    private static final InputGroup KNOWN = new InputGroup("known", "gaps in the past");

    private final InputGroup rest;
    private final List<InputGroup> groups = new ArrayList<>();
    private final List<Integer> references = new ArrayList<>();

    /** @param rest group of the bias, and of everything that other numbers are compared with */
    private RowMeaning(InputGroup rest) {
        this.rest = rest;
    }

    /** Returns the meaning of the numbers; empty for networks that read something else than one row. */
    static Optional<RowMeaning> of(FeatureSet features, WindowShape shape, List<CovariateInput> covariates) {
        return switch (features) {
            case TUTORIAL_ROW -> Optional.of(lags(shape));
            case CONTEXT_ROW -> Optional.of(context(shape, covariates, false));
            case BLEND_ROW -> Optional.of(context(shape, covariates, true));
            case BLEND_HOURS -> Optional.of(hours(new HourlyLayout(shape, covariates)));
            case TUTORIAL_STEPS, TUTORIAL_ONE_STEP, CONTEXT_STEPS, BLEND_STEPS -> Optional.empty();
        };
    }

    int size() {
        return groups.size();
    }

    InputGroup group(int number) {
        return groups.get(number);
    }

    /** Returns the number of the row that a number is compared with, {@link #NONE} or {@link #ALL_KNOWN}. */
    int reference(int number) {
        return references.get(number);
    }

    InputGroup rest() {
        return rest;
    }

    private static RowMeaning lags(WindowShape shape) {
        RowMeaning row = new RowMeaning(ALWAYS);
        for (int i = 0; i < shape.history(); i++) {
            row.add(value(shape, i, "the mean of four weeks"), 1, NONE);
        }
        return row;
    }

    private static RowMeaning context(WindowShape shape, List<CovariateInput> covariates, boolean blended) {
        RowMeaning row = new RowMeaning(TIME);
        for (int i = 0; i < shape.history(); i++) {
            row.add(value(shape, i, "its usual value"), 1, row.size() + 1);
            row.add(TIME, 1, NONE);
        }
        int horizon = shape.horizon();
        row.add(TIME, horizon, NONE);
        row.add(YESTERDAY, horizon, NONE);
        row.add(LAST_WEEK, horizon, NONE);
        row.add(USUAL, horizon, NONE);
        if (blended) {
            row.add(ALIKE, horizon, NONE);
        }
        row.add(LAST_DAY, ContextEncoder.surprises(shape), NONE);
        row.add(TIME, ContextEncoder.CALENDAR + ContextEncoder.ERRORS, NONE);
        row.add(KNOWN, ContextEncoder.SHARES, ALL_KNOWN);
        CovariateBlock block = new CovariateBlock(shape, covariates);
        for (CovariateInput input : covariates) {
            row.add(covariate(input), block.steps(), NONE);
            row.add(covariate(input), block.pastSize(input) - block.steps(), ALL_KNOWN);
        }
        covariates.stream().filter(CovariateInput::ahead).forEach(input -> row.add(covariate(input), horizon, NONE));
        return row;
    }

    /** Blocks of other hours than the origin's are 0, so that each number of them adds nothing. */
    private static RowMeaning hours(HourlyLayout layout) {
        RowMeaning row = context(layout.shape(), layout.covariates(), true);
        for (int hour = 0; hour < HourlyLayout.HOURS; hour++) {
            int block = row.size();
            for (int i = 0; i < layout.blockSize(); i++) {
                int place = layout.placeInRow(i);
                // Only steps of the history have a reference, and a block begins with the same steps as the row.
                row.add(row.group(place), 1, row.reference(place) == NONE ? NONE : block + row.reference(place));
            }
        }
        return row;
    }

    private void add(InputGroup group, int numbers, int reference) {
        for (int i = 0; i < numbers; i++) {
            groups.add(group);
            references.add(reference);
        }
    }

    private static InputGroup covariate(CovariateInput input) {
        return new InputGroup(
                "covariate:" + input.name(), "the covariate " + input.name() + " beside its mean in training");
    }

    /** @param i step of the history, 0 for the oldest */
    private static InputGroup value(WindowShape shape, int i, String comparison) {
        int back = shape.history() - i;
        return new InputGroup(
                "value-" + back, "the value of " + span(shape.step(), back) + " before, beside " + comparison);
    }

    private static String span(Step step, int steps) {
        long seconds = step.seconds() * steps;
        if (seconds % 3600 == 0) {
            return seconds / 3600 + " h";
        }
        return seconds % 60 == 0 ? seconds / 60 + " min" : seconds + " s";
    }
}
