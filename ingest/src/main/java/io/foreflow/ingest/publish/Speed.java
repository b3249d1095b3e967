package io.foreflow.ingest.publish;

/**
 * The speed of a replay.
 *
 * @param factor seconds of event time per second, above 0; infinity for the broker's full throughput
 */
public record Speed(double factor) {
    /** The broker's full throughput. */
    public static final Speed MAX = new Speed(Double.POSITIVE_INFINITY);

    public Speed {
        if (!(factor > 0)) {
            throw new IllegalArgumentException("speed (" + factor + ") must be max or a factor of real time above 0");
        }
    }

    /**
     * Reads {@code max} or a factor such as {@code 3600} (an hour a second).
     *
     * @throws IllegalArgumentException for anything else
     */
    public static Speed parse(String text) {
        if (text.strip().equalsIgnoreCase("max")) {
            return MAX;
        }
        try {
            double factor = Double.parseDouble(text);
            if (factor > 0 && Double.isFinite(factor)) {
                return new Speed(factor);
            }
        } catch (NumberFormatException e) {
            throw refused(text);
        }
        throw refused(text);
    }

    private static IllegalArgumentException refused(String text) {
        return new IllegalArgumentException(
                "speed (" + text + ") must be max or a factor of real time above 0, such as 3600 for an hour a second");
    }

    public boolean isMax() {
        return Double.isInfinite(factor);
    }
}
