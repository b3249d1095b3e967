package io.foreflow.models.network;

/** The size of a window on a picture, or of a stride. */
public record Extent(int height, int width) {
    /** Returns the extent with both sides of this length. */
    public static Extent square(int side) {
        return new Extent(side, side);
    }
}
