package io.foreflow.training.data;

import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.TrainingWindow;
import io.foreflow.models.series.Window;
import io.foreflow.models.series.WindowShape;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The training windows of one sensor, fewer of them where a step is below an hour: neighbours are then nearly alike, and
 * all of them take gigabytes. At most {@value #MOST_NUMBERS} numbers are kept, whatever comes. The kept origins are
 * evenly spread. Their distance has no divisor in common with a day, so that every time of day has its windows. Confined
 * to one thread.
 */
public final class ThinnedWindows {
    /** Maximum of the numbers of a sensor's windows: 64 MB. */
    static final int MOST_NUMBERS = 8_000_000;

    private static final int HOURS = 24;

    /** Maximum factor by which windows become fewer at a time. */
    private static final int LARGEST_FACTOR = 7;

    private final List<TrainingWindow> kept = new ArrayList<>();

    /** Every so manyth bucket is an origin. */
    private long stride = 1;

    /** Adds a window, if its origin is one of those that are kept. */
    public void add(TrainingWindow window) {
        if (!isKept(window)) {
            return;
        }
        kept.add(window);
        WindowShape shape = window.window().shape();
        if (kept.size() > most(shape)) {
            // Prime to a day: each divides 86,400, whose divisors are products of 2, 3 and 5.
            stride *= shape.step().perDay() % 5 == 0 ? LARGEST_FACTOR : 5;
            kept.removeIf(each -> !isKept(each));
        }
    }

    private boolean isKept(TrainingWindow window) {
        return stride == 1 || window.window().grid().indexOf(window.window().origin()) % stride == 0;
    }

    /** Returns the maximum number of windows of a shape. */
    static int most(WindowShape shape) {
        int perDay = shape.step().perDay();
        // History, two parts of a day, and six of the horizon.
        int numbers = shape.history() + 2 * perDay + 6 * shape.horizon();
        return perDay <= HOURS ? Integer.MAX_VALUE : Math.max(1, MOST_NUMBERS / numbers);
    }

    /** Returns the windows that are kept, in the order in which they came. */
    public List<TrainingWindow> windows() {
        return Collections.unmodifiableList(kept);
    }

    /**
     * Says which windows were left out of those that were made of readings: a line for people.
     *
     * @param windows what was kept of all sensors
     * @return empty if all were kept
     */
    public static Optional<String> note(Collection<TrainingWindow> windows) {
        Map<SensorId, OriginDistance> bySensor = new HashMap<>();
        windows.forEach(each -> bySensor.computeIfAbsent(each.window().sensor(), sensor -> new OriginDistance())
                .add(each.window()));
        long most = bySensor.values().stream()
                .filter(OriginDistance::isThinned)
                .mapToLong(each -> each.distance)
                .max()
                .orElse(1);
        return most <= 1
                ? Optional.empty()
                : Optional.of("the steps are fine, and neighbouring windows nearly alike: every " + most
                        + "th origin is trained on");
    }

    /** The distance of the origins of a sensor. */
    private static final class OriginDistance {
        private long first;
        private long distance;
        private int count;
        private int fullCount;

        void add(Window window) {
            long origin = window.grid().indexOf(window.origin());
            if (count == 0) {
                first = origin;
                fullCount = most(window.shape());
            }
            count++;
            distance = greatestDivisor(distance, Math.abs(origin - first));
        }

        /** A sensor with few windows was not thinned: they are far from each other for want of readings. */
        boolean isThinned() {
            return distance > 1 && count > fullCount / (2 * LARGEST_FACTOR);
        }

        private static long greatestDivisor(long one, long other) {
            return other == 0 ? one : greatestDivisor(other, one % other);
        }
    }
}
