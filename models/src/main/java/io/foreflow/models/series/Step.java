package io.foreflow.models.series;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;

/**
 * The width of a bucket. {@link BucketGrid} says where the buckets of a step lie in a zone.
 *
 * @param duration whole seconds, and a whole number of steps must make a day, so that "the same time yesterday" is a
 *     bucket
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
                    + ") must be a whole number of seconds of which a whole number makes a day, such as PT1H or PT5M");
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

    /** {@code steps} times the step's length later. The buckets of a zone may be longer or shorter, see {@link BucketGrid}. */
    public Instant plus(Instant time, long steps) {
        return time.plusSeconds(Math.multiplyExact(steps, seconds()));
    }

    /** ISO-8601, for instance {@code PT1H}. */
    @Override
    public String toString() {
        return duration.toString();
    }
}
