package io.foreflow.models.series;

import static java.util.Objects.requireNonNull;

/**
 * The values of a covariate that are known at an origin, such as a temperature or a price. NaN = unknown; unit as
 * ingested.
 *
 * @param past values at the steps of the day before the origin, oldest first
 * @param future values at the target steps, as announced before the origin
 */
public record Covariate(Values past, Values future) {
    public Covariate {
        requireNonNull(past, "past");
        requireNonNull(future, "future");
    }

    /** Returns true if at least half of the day before the origin is known. */
    public boolean isPastKnown() {
        return isKnown(past);
    }

    /** Returns true if at least half of the target steps are known. */
    public boolean isFutureKnown() {
        return isKnown(future);
    }

    private static boolean isKnown(Values values) {
        return 2 * values.present() >= values.length();
    }

    /** Returns a covariate without any known value. */
    public static Covariate unknown(WindowShape shape) {
        return new Covariate(Values.missing(shape.step().perDay()), Values.missing(shape.horizon()));
    }
}
