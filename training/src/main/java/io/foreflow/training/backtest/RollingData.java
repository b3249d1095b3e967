package io.foreflow.training.backtest;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.series.Reading;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.TrainingWindow;
import io.foreflow.models.series.Window;
import io.foreflow.training.backtest.BacktestData.Block;
import io.foreflow.training.data.OfflineWindower;
import io.foreflow.training.data.OfflineWindower.Replayed;
import io.foreflow.training.data.OfflineWindower.Wanted;
import io.foreflow.training.data.SensorSeries;
import io.foreflow.training.data.WindowSet;
import io.foreflow.windowing.core.Neighbours;
import io.foreflow.windowing.core.WindowerConfig;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The windows that a live service would have made of readings, to be split into a past and a block after it. */
public final class RollingData {
    private final WindowerConfig config;
    private final Replayed replayed;

    /**
     * All measured values of the sensors that count as new, known or not. If there are any, only these sensors are
     * forecast.
     */
    private final SortedMap<SensorId, SensorSeries> newSensors;

    /** The sensors to forecast, those without a value too. */
    private final Set<SensorId> wanted;

    private RollingData(
            WindowerConfig config,
            Replayed replayed,
            SortedMap<SensorId, SensorSeries> newSensors,
            Set<SensorId> wanted) {
        this.config = config;
        this.replayed = replayed;
        this.newSensors = newSensors;
        this.wanted = wanted;
    }

    /**
     * Returns the start of the last readings.
     *
     * @param readings at least one
     * @param share share of all readings in order of time, above 0 and below 1, that lie at or after the cut
     */
    public static Instant cut(List<Reading> readings, double share) {
        if (!(share > 0 && share < 1)) {
            throw new IllegalArgumentException(
                    "the share of the readings after the cut (" + share + ") must be above 0 and below 1");
        }
        List<Instant> times = readings.stream()
                .filter(reading -> !reading.isAnnouncement())
                .map(Reading::time)
                .sorted()
                .toList();
        return times.stream()
                .skip((long) (times.size() * (1 - share)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there are no readings"));
    }

    /**
     * Replays the readings.
     *
     * @param readings readings in their order of arrival
     * @param now time of their arrival
     * @param from earliest cut of a block
     */
    public static RollingData of(WindowerConfig config, List<Reading> readings, Instant now, Instant from) {
        Wanted wanted = new Wanted(window -> !window.origin().isBefore(from), window -> true);
        return new RollingData(
                config,
                OfflineWindower.replay(config, readings, now, wanted),
                new TreeMap<>(),
                readings.stream().map(Reading::sensor).collect(Collectors.toSet()));
    }

    /**
     * Replays the readings as if some sensors had begun at a cut. Nobody knows what was measured of them before it,
     * neighbours included, and only they are forecast.
     *
     * @param readings readings in their order of arrival
     * @param now time of their arrival
     * @param every among this many sensors, in the order of their ids, the last counts as new; at least 2
     * @param cut the only cut that is possible then
     * @throws IllegalArgumentException if there are fewer sensors
     */
    public static RollingData withNewSensors(
            WindowerConfig config, List<Reading> readings, Instant now, int every, Instant cut) {
        List<SensorId> sensors =
                readings.stream().map(Reading::sensor).distinct().sorted().toList();
        if (every < 2 || sensors.size() < every) {
            throw new IllegalArgumentException("one of every " + every + " sensors is to be new, and there are "
                    + sensors.size() + "; it takes at least 2, and as many sensors");
        }
        Set<SensorId> fresh = IntStream.range(0, sensors.size())
                .filter(i -> i % every == every - 1)
                .mapToObj(sensors::get)
                .collect(Collectors.toSet());
        Map<Boolean, List<Reading>> byKnown = readings.stream()
                .collect(Collectors.partitioningBy(reading ->
                        !fresh.contains(reading.sensor()) || !reading.time().isBefore(cut)));
        SortedMap<SensorId, SensorSeries> whole = new TreeMap<>();
        OfflineWindower.replay(
                        config.withNeighbours(Neighbours.NONE),
                        readings.stream()
                                .filter(reading -> fresh.contains(reading.sensor()))
                                .toList(),
                        now,
                        new Wanted(window -> false, window -> false))
                .sensors()
                .forEach(sensor -> whole.put(sensor.series().sensor(), sensor.series()));
        RollingData rolling = of(config, byKnown.getOrDefault(true, List.of()), now, cut);
        return new RollingData(config, rolling.replayed, whole, fresh);
    }

    /** Returns a line for each reading that could not be used. */
    public List<String> rejected() {
        return replayed.rejected();
    }

    /**
     * Splits at a cut. The past has the training windows that a live service would have written by then, whose targets
     * no late reading can change any more. At the cut as many origins as the horizon and the revision horizon together
     * are in neither part. The block has each window from the cut on. A sensor without such a window is named with the
     * reason.
     *
     * @param cut the first origin that is forecast
     * @param end end of the data; readings at or after it are neither used nor scored
     * @throws IllegalArgumentException if there is nothing to fit on or nothing to forecast
     */
    public BacktestData cut(Instant cut, Instant end) {
        List<TrainingWindow> training = replayed.sensors().stream()
                .filter(sensor -> !newSensors.containsKey(sensor.series().sensor()))
                .flatMap(sensor -> sensor.training().stream())
                .filter(window -> isFinal(window.window(), cut))
                .toList();
        if (training.isEmpty()) {
            throw new IllegalArgumentException("no sensor has a training window before " + cut
                    + ", where the test block begins: it takes "
                    + (config.shape().history() + config.shape().horizon() + config.revisionHorizon())
                    + " buckets before that without a long gap; give more readings");
        }
        SortedMap<SensorId, SensorSeries> series = new TreeMap<>();
        SortedMap<SensorId, SensorSeries> measured = new TreeMap<>(newSensors);
        SortedMap<SensorId, Block> blocks = new TreeMap<>();
        replayed.sensors().forEach(sensor -> {
            SensorSeries known = sensor.series().until(end);
            series.put(known.sensor(), known.until(cut));
            measured.putIfAbsent(known.sensor(), known);
            List<Window> windows = sensor.live().stream()
                    .filter(window ->
                            !window.origin().isBefore(cut) && window.origin().isBefore(end))
                    .toList();
            SensorSeries whole = newSensors.isEmpty() ? known : newSensors.get(known.sensor());
            if (!windows.isEmpty() && whole != null) {
                blocks.put(known.sensor(), new Block(whole.until(end), known, windows));
            }
        });
        SortedMap<SensorId, String> without = new TreeMap<>();
        wanted.stream()
                .filter(sensor -> !blocks.containsKey(sensor))
                .forEach(sensor -> without.put(sensor, whyNotForecast(measured.get(sensor), cut)));
        return new BacktestData(
                new KnownPast(WindowSet.of(training), series, requireNonNull(cut, "cut")), blocks, without);
    }

    /** @param series measured values of a sensor that has no window in the block; null if there are none */
    private String whyNotForecast(@Nullable SensorSeries series, Instant cut) {
        if (series == null || series.size() == 0) {
            return "it has no value that can be used";
        }
        Instant last = series.time(series.size() - 1);
        return last.isBefore(cut)
                ? "its last value, of " + last + ", is before the test block, which begins at " + cut
                : "it has no window in the test block, which begins at " + cut;
    }

    private boolean isFinal(Window window, Instant cut) {
        return window.targetTime(window.shape().horizon() + config.revisionHorizon())
                .isBefore(cut);
    }
}
