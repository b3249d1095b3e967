package io.foreflow.training.report;

import java.awt.Color;
import java.util.List;

/** The colours of all charts: distinguishable on white, on paper and for most of those who see colours differently. */
final class Palette {
    static final Color INK = new Color(0x222222);
    static final Color MUTED = new Color(0x5F6670);
    static final Color GRID = new Color(0xE3E6EA);
    static final Color PAPER = Color.WHITE;

    private static final List<Color> SERIES = List.of(
            new Color(0x4C78A8),
            new Color(0xE45756),
            new Color(0x3F8F46),
            new Color(0xF58518),
            new Color(0x8E5EA2),
            new Color(0x3AA6A0),
            new Color(0x8C6D46),
            new Color(0x7F7F7F));

    private Palette() {}

    /**
     * The colour of a series.
     *
     * @param index from 0; the colours begin again after the eighth
     * @throws IllegalArgumentException if the index is negative
     */
    static Color series(int index) {
        if (index < 0) {
            throw new IllegalArgumentException("a colour's index (" + index + ") must be 0 or more");
        }
        return SERIES.get(index % SERIES.size());
    }

    /** The same colour, letting others shine through. */
    static Color translucent(Color colour, int alpha) {
        return new Color(colour.getRed(), colour.getGreen(), colour.getBlue(), alpha);
    }
}
