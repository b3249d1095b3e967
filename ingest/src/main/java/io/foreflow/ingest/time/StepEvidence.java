package io.foreflow.ingest.time;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The steps between the times that a pattern reads, in the order of the file. Rows follow each other evenly under the
 * right pattern and jump under a wrong one: 01/02 23:00 is followed by 02/02 00:00 an hour later if the day comes
 * first, and a month later if not.
 *
 * @param steps number of steps between texts that follow each other and differ
 * @param uneven number of steps whose length differs much from the median, in either direction
 * @param path sum of the lengths of the steps in seconds
 */
record StepEvidence(long steps, long uneven, double path) {
    private static final int FEWEST = 3;

    /** A step that differs from the median by this factor is uneven. */
    private static final double TOLERANCE = 1.5;

    /** Minimum share by which a better pattern has fewer uneven steps; gaps of a file are uneven under each pattern. */
    private static final double MARGIN = 0.2;

    /** Minimum factor by which the better pattern's path is shorter, if the steps are uneven under both. */
    private static final double SHORTER = 5;

    /**
     * Minimum factor by which the better pattern's path is shorter, if the steps are even under both: it separates
     * years from days, but not months from days.
     */
    private static final double MUCH_SHORTER = 100;

    static StepEvidence of(TimePattern pattern, List<String> texts) {
        double[] steps = new double[texts.size()];
        int count = 0;
        double path = 0;
        String lastText = "";
        Instant last = null;
        for (String text : texts) {
            Instant time = text.equals(lastText) ? null : instant(pattern.parse(text));
            if (time != null) {
                if (last != null && !last.equals(time)) {
                    double step = Math.abs(seconds(time) - seconds(last));
                    steps[count++] = step;
                    path += step;
                }
                last = time;
                lastText = text;
            }
        }
        double[] sorted = Arrays.copyOf(steps, count);
        Arrays.sort(sorted);
        double median = count == 0 ? 0 : sorted[count / 2];
        long uneven = Arrays.stream(sorted)
                .filter(step -> step * TOLERANCE < median || step > median * TOLERANCE)
                .count();
        return new StepEvidence(count, uneven, path);
    }

    /** Returns true if these steps are clear evidence for their pattern, and against the other one. */
    boolean isMoreEvenThan(StepEvidence other) {
        return isEnough(other) && uneven + Math.max(1, uneven * MARGIN) <= other.uneven;
    }

    boolean isShorterThan(StepEvidence other) {
        double factor = uneven > 0 && other.uneven > 0 ? SHORTER : MUCH_SHORTER;
        return isEnough(other) && path * factor <= other.path;
    }

    private boolean isEnough(StepEvidence other) {
        return Math.min(steps, other.steps) >= FEWEST;
    }

    private static double seconds(Instant time) {
        return time.getEpochSecond() + time.getNano() * 1e-9;
    }

    private static @Nullable Instant instant(@Nullable Stamp stamp) {
        if (stamp instanceof Stamp.OneTime at) {
            return at.time();
        }
        return stamp instanceof Stamp.Local local ? local.time().toInstant(ZoneOffset.UTC) : null;
    }
}
