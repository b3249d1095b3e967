package io.foreflow.windowing.core;

import io.foreflow.models.series.Reading;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.Window;
import io.foreflow.windowing.core.Emission.BucketClosed;
import io.foreflow.windowing.core.Emission.Rejected;
import io.foreflow.windowing.core.Event.Arrival;
import io.foreflow.windowing.core.Event.Tick;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;

/**
 * Makes the newest window of readings at hand: the one that the live service makes when the last of their buckets has
 * closed.
 */
public final class NewestWindow {
    private static final int SHOWN = 5;

    /** Days before the memory whose values may have been used to impute the memory's first ones. */
    private static final int IMPUTING_DAYS = 36;

    private NewestWindow() {}

    /**
     * Returns the window whose origin is the end of the bucket of the last reading.
     *
     * @param readings readings of one sensor in any order, at least one with a value
     * @throws IllegalArgumentException if there is no value, or a reading cannot be used; the message is one line
     */
    public static Optional<Window> of(WindowerConfig config, List<Reading> readings) {
        Instant last = readings.stream()
                .filter(reading -> reading.value() != null)
                .map(Reading::time)
                .max(Comparator.naturalOrder())
                .orElseThrow(() -> new IllegalArgumentException("there is no reading with a value"));
        return of(config, readings, config.gridOf(readings.get(0).sensor()).plus(last, 1));
    }

    /**
     * Returns the newest window up to an origin. Steps without a value at the end are imputed if they are at most
     * {@link WindowerConfig#maxGap}; beyond that the window's origin is an earlier one.
     *
     * @param readings readings of one sensor in any order, at least one with a value
     * @param origin the start of a bucket; later readings do not count, nor do those that no window looks back to
     * @return empty if no bucket closes until then
     * @throws IllegalArgumentException if a reading cannot be used; the message is one line
     */
    public static Optional<Window> of(WindowerConfig config, List<Reading> readings, Instant origin) {
        // Readings come in order, so that no bucket has to wait for late ones, nor close before its end.
        WindowerConfig ordered =
                config.with().grace(Duration.ZERO).readingsPerBucket(0).build();
        Windower before = new Windower(ordered, EnumSet.noneOf(WindowKind.class));
        SensorId sensor = readings.get(0).sensor();
        Instant oldest = oldest(ordered, sensor, origin);
        List<Reading> sorted = readings.stream()
                .filter(reading -> !reading.time().isBefore(oldest))
                .filter(reading -> reading.isAnnouncement() || reading.time().isBefore(origin))
                .sorted(Comparator.comparing(Reading::time))
                .toList();
        SensorState state = SensorState.empty(sensor);
        List<String> problems = new ArrayList<>();
        for (Reading reading : sorted) {
            Transition transition = before.apply(state, new Arrival(reading, reading.time()));
            state = transition.state();
            for (Emission emission : transition.emissions()) {
                if (emission instanceof Rejected rejected) {
                    problems.add(rejected.detail());
                }
            }
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", problems.subList(0, Math.min(SHOWN, problems.size())))
                    + (problems.size() > SHOWN ? "; and " + (problems.size() - SHOWN) + " more" : ""));
        }
        Windower last = new Windower(ordered, EnumSet.of(WindowKind.LIVE));
        return last.apply(state, new Tick(origin)).emissions().stream()
                .filter(BucketClosed.class::isInstance)
                .map(BucketClosed.class::cast)
                .filter(closed -> !closed.stale())
                .map(BucketClosed::window)
                .reduce((earlier, later) -> later);
    }

    /** Returns the time before which no reading changes the window. */
    private static Instant oldest(WindowerConfig config, SensorId sensor, Instant origin) {
        long steps = (long) (config.memoryDays() + IMPUTING_DAYS)
                * config.shape().step().perDay();
        return config.gridOf(sensor).plus(origin, -steps);
    }
}
