package io.foreflow.tutorials.study;

import io.foreflow.models.engine.Rows;
import io.foreflow.models.tabular.InputSpec;
import io.foreflow.models.tabular.OutputSpec;
import java.util.List;

/** The raw rows of a study, in one order that stays. Rows that the data set keeps aside to test come last. */
interface RowSource {
    /** Returns the number of rows. */
    int rows();

    /** Returns the first row that is kept aside; {@link #rows} if there is none. */
    default int testFrom() {
        return rows();
    }

    /** Returns the encoding of rows as the network's input, as measured on the rows {@code statistics}. */
    InputSpec input(int[] statistics);

    /** Returns the meaning of the network's output, as measured on the rows {@code statistics}. */
    OutputSpec output(int[] statistics);

    /** Returns the names of the classes; empty for quantities. */
    List<String> classes();

    /**
     * Encodes rows as the network's input.
     *
     * @param training whether the rows are to be learnt from: only these are augmented
     * @param seed of the augmentation
     */
    Rows inputs(InputSpec spec, int[] rows, boolean training, long seed);

    /** Returns the size of a row's target, in its own unit; 1 for classes. */
    default int targetSize() {
        return 1;
    }

    /** Writes a row's target, in its own unit, or its class's number, into {@code target} from {@code to} on. */
    void copyTarget(int row, double[] target, int to);

    /** Returns whether nothing is missing in a row. */
    default boolean isWhole(int row) {
        return true;
    }

    /** Returns the number of a row's class. */
    default int label(int row) {
        double[] target = new double[1];
        copyTarget(row, target, 0);
        return (int) target[0];
    }
}
