package io.foreflow.models.series;

import static java.util.Objects.requireNonNull;

/**
 * What is known at an origin of a number that is reported beside a sensor's values, such as a temperature or a price. NaN =
 * unknown; unit as ingested.
 *
 * @param past of each step of the day before the origin, oldest first
 * @param future of each target step, as it was announced before the origin
 */
public record Covariate(Values past, Values future) {
    public Covariate {
        requireNonNull(past, "past");
        requireNonNull(future, "future");
    }

    /** Whether at least half of the day before the origin is known. */
    public boolean isPastKnown() {
        return isKnown(past);
    }

    /** Whether at least half of the target steps are known. */
    public boolean isFutureKnown() {
        return isKnown(future);
    }

    private static boolean isKnown(Values values) {
        return 2 * values.present() >= values.length();
    }

    /** Nothing is known. */
    public static Covariate unknown(WindowShape shape) {
        return new Covariate(Values.missing(shape.step().perDay()), Values.missing(shape.horizon()));
    }
}
