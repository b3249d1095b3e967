package io.foreflow.tutorials.dataset;

import java.util.List;

/** Pictures of one size, (height, width, channels), each with the number of its class. Never all in memory as floats. */
public interface Pictures {
    /** How many there are. */
    int size();

    int height();

    int width();

    /** 1 for grey, 3 for red, green and blue. */
    int channels();

    /** The classes' names; a label is a place in this list. */
    List<String> classes();

    /** The class of a picture, from 0. */
    int label(int row);

    /**
     * Writes one picture, (height, width, channels) with the channels running fastest, values from 0 to 255, into {@code target}
     * from {@code to} on.
     *
     * @throws java.io.UncheckedIOException if it is read only now and cannot be
     */
    void copy(int row, float[] target, int to);

    /** These pictures, in this order; one may be taken more than once. */
    Pictures select(int... rows);
}
