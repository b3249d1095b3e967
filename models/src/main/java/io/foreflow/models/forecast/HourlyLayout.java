package io.foreflow.models.forecast;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.series.WindowShape;
import java.util.List;

/**
 * The places of the numbers in {@link FeatureSet#BLEND_ROW} and {@link FeatureSet#BLEND_HOURS}.
 *
 * @param shape shape of the windows
 * @param covariates covariates that are read
 */
public record HourlyLayout(WindowShape shape, List<CovariateInput> covariates) {
    /** Number of hours of a day. */
    public static final int HOURS = 24;

    public HourlyLayout {
        requireNonNull(shape, "shape");
        covariates = List.copyOf(covariates);
    }

    /** Size of {@link FeatureSet#BLEND_HOURS}: the row, and a block for each hour. */
    public int size() {
        return rowSize() + HOURS * blockSize();
    }

    /** Size of the row. */
    public int rowSize() {
        return steps() + ContextEncoder.size(shape, true) + block().size();
    }

    /** Number of numbers of the row that occur once for each hour. */
    public int blockSize() {
        return steps() + differences() + block().aheadSize();
    }

    /**
     * Copies the numbers of an hour's block from the row that starts at {@code row}.
     *
     * @param block where the block starts
     */
    void copyBlock(float[] numbers, int row, int block) {
        int ahead = block().aheadSize();
        System.arraycopy(numbers, row, numbers, block, steps());
        System.arraycopy(numbers, row + steps() + shape.horizon(), numbers, block + steps(), differences());
        System.arraycopy(numbers, row + rowSize() - ahead, numbers, block + steps() + differences(), ahead);
    }

    /**
     * Returns the place in the row of number {@code i} of an hour's block: the steps, the differences of the baselines
     * to their blend, and the covariates at the target steps.
     */
    public int placeInRow(int i) {
        if (i < steps()) {
            return i;
        }
        return i < steps() + differences() ? i + shape.horizon() : rowSize() - blockSize() + i;
    }

    /** Returns the place in the row that is 1 for origins at this local hour, and 0 for others. */
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
