package io.foreflow.models.forecast;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.series.WindowShape;
import java.util.List;

/**
 * Where the numbers of {@link FeatureSet#BLEND_ROW} and {@link FeatureSet#BLEND_HOURS} stand.
 *
 * @param shape of the windows
 * @param covariates that are read
 */
public record HourlyLayout(WindowShape shape, List<CovariateInput> covariates) {
    /** Hours of a day. */
    public static final int HOURS = 24;

    public HourlyLayout {
        requireNonNull(shape, "shape");
        covariates = List.copyOf(covariates);
    }

    /** How many numbers {@link FeatureSet#BLEND_HOURS} has: the row, and a block for each hour. */
    public int size() {
        return rowSize() + HOURS * blockSize();
    }

    /** How many numbers the row has. */
    public int rowSize() {
        return steps() + ContextEncoder.size(shape, true) + block().size();
    }

    /** How many numbers of the row stand once for each hour. */
    public int blockSize() {
        return steps() + differences() + block().aheadSize();
    }

    /**
     * The place in the row of number {@code i} of an hour's block: the steps, how the baselines differ from their blend, and the covariates
     * at the target steps.
     */
    public int placeInRow(int i) {
        if (i < steps()) {
            return i;
        }
        return i < steps() + differences() ? i + shape.horizon() : rowSize() - blockSize() + i;
    }

    /** The place in the row that is 1 for origins at this local hour, and 0 for others. */
    public int placeOfHour(int hour) {
        return steps() + ContextEncoder.placeOfHour(shape, true, hour);
    }

    private int steps() {
        return shape.history() * ContextEncoder.STEP_FEATURES;
    }

    private int differences() {
        return ContextEncoder.BLENDED * shape.horizon();
    }

    private CovariateBlock block() {
        return new CovariateBlock(shape, covariates);
    }
}
