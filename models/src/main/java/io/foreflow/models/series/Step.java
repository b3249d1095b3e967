package io.foreflow.models.series;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;

/**
 * The width of a bucket. {@link BucketGrid} computes where the buckets of a step lie in a zone.
 *
 * @param duration whole seconds; a day must be a whole number of steps, so that "the same time yesterday" is a bucket
 */
public record Step(Duration duration) {
    public static final Step HOUR = new Step(Duration.ofHours(1));
    private static final long SECONDS_PER_DAY = 86_400;

    public Step {
        requireNonNull(duration, "duration");
        if (!duration.equals(Duration.ofSeconds(duration.toSeconds()))
                || duration.toSeconds() <= 0
                || SECONDS_PER_DAY % duration.toSeconds() != 0) {
            throw new IllegalArgumentException("step (" + duration
                    + ") must be whole seconds and divide a day without remainder, such as PT1H or PT5M");
        }
    }

    public static Step of(Duration duration) {
        return new Step(duration);
    }

    public long seconds() {
        return duration.toSeconds();
    }

    public int perDay() {
        return (int) (SECONDS_PER_DAY / seconds());
    }

    /**
     * Returns the time that is {@code steps} times the step's length later. The buckets of a zone may be longer or
     * shorter, see {@link BucketGrid}.
     */
    public Instant plus(Instant time, long steps) {
        return time.plusSeconds(Math.multiplyExact(steps, seconds()));
    }

    /** Returns the duration in ISO-8601, for instance {@code PT1H}. */
    @Override
    public String toString() {
        return duration.toString();
    }
}
