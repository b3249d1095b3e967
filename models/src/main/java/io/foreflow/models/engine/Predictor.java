package io.foreflow.models.engine;

import java.util.List;

/** A network with its weights, ready to compute. Confined to one thread; make one for each. */
public interface Predictor extends AutoCloseable {
    /**
     * Computes the result of {@code rows} rows.
     *
     * @param inputs one array for each input in the order of the spec, rows one after another, at least rows · input
     *     size long
     * @param rows at least 1
     * @param output filled with rows · output size numbers
     * @throws IllegalArgumentException if an array is missing or too short, or if an embedding reads a number that is
     *     not whole or out of its range
     */
    void predict(float[][] inputs, int rows, float[] output);

    /**
     * Computes the result of rows of any kind, for instance index lists.
     *
     * @param inputs for each input in the order of the spec as many rows as for the others
     * @param output filled with rows · output size numbers
     * @throws IllegalArgumentException as above, or if rows have another shape than the network needs
     */
    void predict(List<? extends Rows> inputs, float[] output);

    /** Frees what is held outside the Java heap, if anything. Not to be used afterwards; closing twice is harmless. */
    @Override
    void close();
}
