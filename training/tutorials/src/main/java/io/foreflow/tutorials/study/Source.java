package io.foreflow.tutorials.study;

import io.foreflow.models.engine.Rows;
import io.foreflow.models.tabular.InputSpec;
import io.foreflow.models.tabular.OutputSpec;
import java.util.List;

/** The raw rows of a study, in one order that stays; those that the data set keeps aside to test come last. */
interface Source {
    int rows();

    /** Where the rows begin that are kept aside; {@link #rows} if none are. */
    int testFrom();

    /** How rows become the network's input; whatever is measured for that is measured on {@code statistics}. */
    InputSpec input(int[] statistics);

    /** What the network's output means, as above. */
    OutputSpec output(int[] statistics);

    /** The names of the classes; empty for quantities. */
    List<String> classes();

    /**
     * The network's input.
     *
     * @param training whether the rows are to be learnt from: only these are augmented
     * @param seed of the augmentation
     */
    Rows inputs(InputSpec spec, int[] rows, boolean training, long seed);

    /** How many numbers a row's target has, in its own unit; 1 for classes. */
    int targetSize();

    /** Writes a row's target, in its own unit, or its class's number, into {@code target} from {@code to} on. */
    void copyTarget(int row, double[] target, int to);

    /** The row as a person reads it: a text, for instance; empty where there is nothing to read. */
    String shown(InputSpec spec, int row);

    /** Whether nothing is missing in it. */
    default boolean isWhole(int row) {
        return true;
    }

    /** The class's number. */
    default int label(int row) {
        double[] target = new double[1];
        copyTarget(row, target, 0);
        return (int) target[0];
    }
}
