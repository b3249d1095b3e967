package io.foreflow.windowing.core;

import io.foreflow.models.series.Reading;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.TrainingWindow;
import io.foreflow.models.series.Window;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One sensor's way through the windower, and all that was emitted on it. */
final class SensorRun {
    static final SensorId SENSOR = SensorId.of("s1");

    /** Every bucket closes with its first reading. */
    static final WindowerConfig ONE_A_BUCKET = WindowerConfig.defaults().withReadingsPerBucket(1);

    private final Windower windower;
    private final List<Emission> emissions = new ArrayList<>();
    private final List<Emission> latest = new ArrayList<>();
    private SensorState state;

    SensorRun(WindowerConfig config) {
        this(config, SENSOR);
    }

    SensorRun(WindowerConfig config, SensorId sensor) {
        this.windower = new Windower(config);
        this.state = SensorState.empty(sensor);
    }

    /** Arrives as soon as it was measured. */
    SensorRun read(String time, double value) {
        return read(Instant.parse(time), value);
    }

    SensorRun read(Instant time, double value) {
        Instant arrivedAt = state.head() == null || time.isAfter(state.head().lastHeard())
                ? time
                : state.head().lastHeard();
        return apply(new Event.Arrival(Reading.of(state.sensor(), time, value), arrivedAt));
    }

    /** A reading without a value. */
    SensorRun move(String time) {
        Instant at = Instant.parse(time);
        return apply(new Event.Arrival(Reading.timeOnly(state.sensor(), at), at));
    }

    /** Covariates without a value, of this time. */
    SensorRun announce(String time, Map<String, Double> covariates) {
        SensorProgress head = state.head();
        Instant at = Instant.parse(time);
        return apply(new Event.Arrival(
                Reading.announcement(state.sensor(), at, covariates), head == null ? at : head.lastHeard()));
    }

    SensorRun tick(String now) {
        return apply(new Event.Tick(Instant.parse(now)));
    }

    SensorRun apply(Event event) {
        Transition transition = windower.apply(state, event);
        state = transition.state();
        latest.clear();
        latest.addAll(transition.emissions());
        emissions.addAll(latest);
        return this;
    }

    /** As if it had been stored and read back. */
    SensorRun restore() {
        SensorProgress head = state.head();
        if (head != null) {
            List<RawBucket> raw = new ArrayList<>();
            for (RawBucket bucket : state.raw()) {
                RawBucket copy = RawBucket.of(bucket.index(), bucket.keepUntil(), bucket.time(0), bucket.value(0));
                for (int i = 1; i < bucket.size(); i++) {
                    copy = copy.with(bucket.time(i), bucket.value(i));
                }
                raw.add(0, copy);
            }
            List<MemoryChunk> memory = new ArrayList<>();
            for (MemoryChunk chunk : state.memory()) {
                double[] values = new double[chunk.length()];
                for (int i = 0; i < values.length; i++) {
                    values[i] = chunk.value(i);
                }
                memory.add(0, MemoryChunk.of(chunk.index(), values, chunk.known(), chunk.imputed()));
            }
            List<CovariateBucket> covariates = new ArrayList<>();
            state.covariates()
                    .forEach(bucket -> covariates.add(0, new CovariateBucket(bucket.index(), bucket.reports())));
            SensorState restored = SensorState.of(state.sensor(), head, raw, memory, covariates);
            if (!restored.equals(state)) {
                throw new AssertionError("restored state differs");
            }
            state = restored;
        }
        return this;
    }

    Windower windower() {
        return windower;
    }

    SensorState state() {
        return state;
    }

    List<Emission> emissions() {
        return emissions;
    }

    /** Of the last event. */
    List<Emission> latest() {
        return latest;
    }

    List<Emission.BucketClosed> closed() {
        return emissions.stream()
                .filter(Emission.BucketClosed.class::isInstance)
                .map(Emission.BucketClosed.class::cast)
                .toList();
    }

    List<Window> windows() {
        return closed().stream().map(Emission.BucketClosed::window).toList();
    }

    List<TrainingWindow> trainingWindows() {
        return emissions.stream()
                .filter(Emission.TrainingWindowReady.class::isInstance)
                .map(Emission.TrainingWindowReady.class::cast)
                .map(Emission.TrainingWindowReady::trainingWindow)
                .toList();
    }

    Window lastWindow() {
        List<Window> windows = windows();
        return windows.get(windows.size() - 1);
    }

    /** Origin and revision of what the last event closed or revised, such as {@code 05:00 r0}, imputed ones with a star. */
    List<String> latestClosed() {
        return latest.stream()
                .filter(Emission.BucketClosed.class::isInstance)
                .map(Emission.BucketClosed.class::cast)
                .map(closed -> closed.window().origin().toString().substring(11, 16)
                        + " r" + closed.window().revision()
                        + (closed.window()
                                        .imputed()
                                        .contains(closed.window().shape().history() - 1)
                                ? " *"
                                : "")
                        + (closed.stale() ? " stale" : ""))
                .toList();
    }
}
