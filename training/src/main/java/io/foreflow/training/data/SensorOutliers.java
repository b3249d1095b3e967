package io.foreflow.training.data;

import static java.util.stream.Collectors.groupingBy;

import io.foreflow.models.series.BucketGrid;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.TrainingWindow;
import io.foreflow.models.series.Values;
import io.foreflow.models.series.Window;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The outliers of all sensors of a training, and the windows that hold one. A regression or network for all sensors is
 * fitted without such windows: otherwise a few numbers of one sensor would change the forecasts of every other.
 */
public final class SensorOutliers {
    private static final int DAYS_PER_WEEK = 7;

    private static final double LEAST_SHARE = 0.1;

    /** Maximum number of sensors that notes name. */
    private static final int NAMED = 5;

    /** Outliers by sensor, for sensors that have any. */
    private final SortedMap<SensorId, Outliers> sensors;

    private SensorOutliers(SortedMap<SensorId, Outliers> sensors) {
        this.sensors = sensors;
    }

    /** Finds the outliers among the measured targets of the windows. */
    public static SensorOutliers of(WindowSet windows) {
        return of(windows.windows().stream());
    }

    /** Finds the outliers among the measured targets of both parts. */
    public static SensorOutliers of(Split split) {
        return of(Stream.concat(split.training().windows().stream(), split.validation().windows().stream()));
    }

    private static SensorOutliers of(Stream<TrainingWindow> windows) {
        SortedMap<SensorId, Outliers> sensors = new TreeMap<>();
        windows.collect(groupingBy(window -> window.window().sensor())).forEach((sensor, own) -> {
            BucketGrid grid = own.get(0).window().grid();
            Outliers outliers = Outliers.of(MeasuredTargets.of(own), grid);
            if (!outliers.isEmpty()) {
                sensors.put(sensor, outliers);
            }
        });
        return new SensorOutliers(sensors);
    }

    /** The sensors with outliers. */
    public Set<SensorId> sensors() {
        return Collections.unmodifiableSet(sensors.keySet());
    }

    /** Returns the split with both parts reduced to the windows without outliers; see {@link #without(WindowSet)}. */
    public Split without(Split split) {
        return sensors.isEmpty()
                ? split
                : new Split(without(split.training()), without(split.validation()), split.cut(), split.purged());
    }

    /**
     * Returns the windows without an outlier in their history, their target, or the values of the day and of the week
     * before the target. If fewer than one in ten remain, it returns all: the rest would be too little to fit.
     */
    public WindowSet without(WindowSet windows) {
        if (sensors.isEmpty()) {
            return windows;
        }
        WindowSet kept = windows.filter(window -> !holds(window.window()));
        return kept.size() < LEAST_SHARE * windows.size() ? windows : kept;
    }

    private boolean holds(Window window) {
        Outliers outliers = sensors.get(window.sensor());
        if (outliers == null) {
            return false;
        }
        long origin = window.grid().indexOf(window.origin());
        int day = window.shape().step().perDay();
        long week = origin - (long) DAYS_PER_WEEK * day;
        int horizon = window.shape().horizon();
        return outliers.isWithin(origin - Math.max(day, window.shape().history()), origin + horizon)
                || outliers.isWithin(week, week + horizon);
    }

    /** Returns the target of a window, NaN where it was imputed or is an outlier. */
    public Values measured(TrainingWindow window) {
        double[] target = MeasuredTargets.of(window).toArray();
        targets(window).forEach(lead -> target[lead] = Double.NaN);
        return Values.of(target);
    }

    /** Returns the target steps of a window whose values are outliers, from 0. */
    Set<Integer> targets(TrainingWindow window) {
        return places(window.window(), 0, window.target().length());
    }

    /** Returns the places in a window's history whose values are outliers, from 0. */
    Set<Integer> history(Window window) {
        return places(window, -window.history().length(), window.history().length());
    }

    /** @param first the first place, in steps from the origin */
    private Set<Integer> places(Window window, int first, int count) {
        Outliers outliers = sensors.get(window.sensor());
        if (outliers == null) {
            return Set.of();
        }
        long from = window.grid().indexOf(window.origin()) + first;
        return IntStream.range(0, count)
                .filter(place -> outliers.isAt(from + place))
                .boxed()
                .collect(Collectors.toSet());
    }

    /** Returns a short line for each sensor with outliers, worst first, and one for all that are not named. */
    public List<String> notes() {
        List<String> notes = new ArrayList<>();
        sensors.entrySet().stream()
                .sorted(Map.Entry.comparingByValue((a, b) -> Double.compare(b.share(), a.share())))
                .limit(NAMED)
                .forEach(sensor -> notes.add(String.format(
                        Locale.ROOT,
                        "%s: %,d values (%.2f %%) are outliers; fits of all sensors leave out the windows that hold one, and no"
                                + " validation target is one",
                        sensor.getKey(),
                        sensor.getValue().count(),
                        100 * sensor.getValue().share())));
        if (sensors.size() > NAMED) {
            notes.add((sensors.size() - NAMED) + " more sensors have outliers");
        }
        return notes;
    }
}
