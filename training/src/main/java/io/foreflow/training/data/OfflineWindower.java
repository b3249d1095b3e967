package io.foreflow.training.data;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import io.foreflow.ingest.publish.ReadingsPublisher;
import io.foreflow.models.series.BucketGrid;
import io.foreflow.models.series.Reading;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.TrainingWindow;
import io.foreflow.models.series.Window;
import io.foreflow.windowing.core.Emission;
import io.foreflow.windowing.core.Event;
import io.foreflow.windowing.core.SensorState;
import io.foreflow.windowing.core.Transition;
import io.foreflow.windowing.core.Transition.Effect;
import io.foreflow.windowing.core.Windower;
import io.foreflow.windowing.core.WindowerConfig;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Makes the windows that the live service would make of readings, if they were replayed at one moment and closed with a
 * final reading for each sensor. Where there are very many training windows, fewer are kept, see
 * {@link ThinnedWindows}. Nothing else happens between readings: a replay does not depend on the wall clock.
 */
public final class OfflineWindower {
    private final Windower windower;
    private final Instant now;
    private final Predicate<Window> live;
    private final Predicate<TrainingWindow> training;

    /**
     * Selects the windows to keep in memory.
     *
     * @param live selects among the windows that a live service would have forecast from
     * @param training selects among the training windows
     */
    public record Wanted(Predicate<Window> live, Predicate<TrainingWindow> training) {
        /** Keeps training windows alone. */
        public static final Wanted TRAINING = new Wanted(window -> false, window -> true);
    }

    /**
     * @param sensors by id
     * @param rejected a line for each reading that could not be used, by sensor
     */
    public record Replayed(List<SensorWindows> sensors, List<String> rejected) {
        public Replayed {
            sensors = List.copyOf(sensors);
            rejected = List.copyOf(rejected);
        }

        /** Returns the training windows of all sensors, by sensor and origin. */
        public List<TrainingWindow> training() {
            return sensors.stream()
                    .flatMap(sensor -> sensor.training().stream())
                    .toList();
        }

        /** Returns the sensors without a training window, each with the reason: a clause about "it". */
        public SortedMap<SensorId, String> without(Collection<SensorId> wanted, WindowerConfig config) {
            SortedMap<SensorId, String> without = new TreeMap<>();
            wanted.forEach(sensor -> without.put(sensor, "it has no value that can be used"));
            sensors.forEach(sensor -> {
                if (!sensor.training().isEmpty()) {
                    without.remove(sensor.series().sensor());
                } else if (sensor.series().size() > 0) {
                    without.put(sensor.series().sensor(), tooShort(sensor.series(), config));
                }
            });
            return without;
        }

        private static String tooShort(SensorSeries series, WindowerConfig config) {
            return String.format(
                    Locale.ROOT,
                    "its longest stretch without a gap of more than %d step(s) (window.maxGap) has %,d step(s) of %s, and"
                            + " a training window takes %d",
                    config.maxGap(),
                    series.longestStretch(config.maxGap()),
                    config.shape().step(),
                    config.shape().history() + config.shape().horizon());
        }
    }

    private OfflineWindower(WindowerConfig config, Instant now, Wanted wanted) {
        this.windower = new Windower(config);
        this.now = now;
        this.live = wanted.live();
        this.training = wanted.training();
    }

    /**
     * Replays readings, as many sensors at a time as there are processors.
     *
     * @param readings readings in their order of arrival
     * @param now time of their arrival
     */
    public static Replayed replay(WindowerConfig config, List<Reading> readings, Instant now, Wanted wanted) {
        Map<SensorId, List<Reading>> bySensor = new TreeMap<>();
        for (Reading reading : readings) {
            add(bySensor, reading);
            config.neighbours().copies(reading).forEach(copy -> add(bySensor, copy));
        }
        // Values of a neighbour alone do not make a sensor.
        bySensor.values().removeIf(all -> all.stream().allMatch(Reading::isAnnouncement));
        return replay(config, bySensor.keySet(), sensor -> bySensor.getOrDefault(sensor, List.of()), now, wanted);
    }

    /**
     * Replays the readings of some sensors, as many at a time as there are processors.
     *
     * @param sensors the sensors, each with a reading of its own
     * @param readings readings of a sensor in their order of arrival, with the announcements of its neighbours
     * @param now time of their arrival
     */
    public static Replayed replay(
            WindowerConfig config,
            Collection<SensorId> sensors,
            Function<SensorId, ? extends Iterable<Reading>> readings,
            Instant now,
            Wanted wanted) {
        OfflineWindower offline = new OfflineWindower(config, now, wanted);
        List<OneSensor> replayed = new TreeSet<>(sensors)
                .parallelStream()
                        .map(sensor -> offline.replay(sensor, readings.apply(sensor)))
                        .toList();
        return new Replayed(
                replayed.stream().map(OneSensor::windows).toList(),
                replayed.stream().flatMap(sensor -> sensor.rejected.stream()).toList());
    }

    private static void add(Map<SensorId, List<Reading>> bySensor, Reading reading) {
        bySensor.computeIfAbsent(reading.sensor(), sensor -> new ArrayList<>()).add(reading);
    }

    private OneSensor replay(SensorId id, Iterable<Reading> readings) {
        OneSensor sensor = new OneSensor(id);
        readings.forEach(sensor::add);
        sensor.end();
        return sensor;
    }

    private final class OneSensor {
        private final SensorId sensor;
        private final TreeMap<Instant, Double> used = new TreeMap<>();
        private final List<Window> liveWindows = new ArrayList<>();
        private final ThinnedWindows trainingWindows = new ThinnedWindows();
        private final List<String> rejected = new ArrayList<>();
        private SensorState state;
        private Instant last = Instant.MIN;

        OneSensor(SensorId sensor) {
            this.sensor = sensor;
            this.state = SensorState.empty(sensor);
        }

        void add(Reading reading) {
            Transition transition = windower.apply(state, new Event.Arrival(reading, now));
            state = transition.state();
            if (!reading.isAnnouncement() && reading.time().isAfter(last)) {
                last = reading.time();
            }
            Double value = reading.value();
            if (value != null
                    && (transition.effect() == Effect.ACCEPTED || transition.effect() == Effect.ACCEPTED_LATE)) {
                used.put(reading.time(), value);
            }
            transition.emissions().forEach(emission -> hear(emission, reading));
        }

        private void hear(Emission emission, Reading reading) {
            if (emission instanceof Emission.TrainingWindowReady ready) {
                if (training.test(ready.trainingWindow())) {
                    trainingWindows.add(ready.trainingWindow());
                }
            } else if (emission instanceof Emission.BucketClosed closed) {
                if (closed.window().revision() == 0 && live.test(closed.window())) {
                    liveWindows.add(closed.window());
                }
            } else if (emission instanceof Emission.Rejected refused && !isOfNeighbour(reading)) {
                rejected.add(sensor + " at " + reading.time() + ": " + refused.detail());
            }
        }

        private boolean isOfNeighbour(Reading reading) {
            return reading.isAnnouncement()
                    && !windower.config()
                            .covariates()
                            .containsAll(reading.covariates().keySet())
                    && windower.config()
                            .covariatesOf(sensor)
                            .containsAll(reading.covariates().keySet());
        }

        void end() {
            WindowerConfig config = windower.config();
            add(ReadingsPublisher.finalReading(sensor, last, config.gridOf(sensor), config.revisionHorizon(), now));
        }

        SensorWindows windows() {
            WindowerConfig config = windower.config();
            BucketGrid grid = config.gridOf(sensor);
            SortedMap<Instant, Double> measured = new TreeMap<>();
            used.entrySet().stream()
                    .collect(groupingBy(entry -> grid.floor(entry.getKey()), TreeMap::new, toList()))
                    .forEach((start, entries) -> measured.put(
                            start,
                            config.aggregate()
                                    .of(entries.stream()
                                            .mapToDouble(Map.Entry::getValue)
                                            .toArray())));
            return new SensorWindows(SensorSeries.of(sensor, grid, measured), liveWindows, trainingWindows.windows());
        }
    }
}
