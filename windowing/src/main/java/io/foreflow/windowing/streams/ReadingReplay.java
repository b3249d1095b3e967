package io.foreflow.windowing.streams;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.series.Reading;
import io.foreflow.models.series.SensorId;
import io.foreflow.windowing.core.Emission;
import io.foreflow.windowing.core.Event;
import io.foreflow.windowing.core.SensorState;
import io.foreflow.windowing.core.Transition;
import io.foreflow.windowing.core.WindowKind;
import io.foreflow.windowing.core.Windower;
import io.foreflow.windowing.core.WindowerConfig;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Makes windows of readings with the windower of {@link WindowingStage}. Training windows are those that the stage would
 * write: they depend on the readings and their times of arrival alone. Live windows are the same where no tick of the
 * clock closed a bucket. Keeps the states of its sensors in memory; not safe for threads.
 */
public final class ReadingReplay {
    private final Windower windower;
    private final Consumer<Emission> emissions;
    private final Map<SensorId, SensorState> states = new HashMap<>();

    /**
     * @param kinds the windows to make
     * @param emissions takes the windows, by sensor in the order of the stage
     */
    public ReadingReplay(WindowerConfig config, Set<WindowKind> kinds, Consumer<Emission> emissions) {
        this.windower = new Windower(config, kinds);
        this.emissions = requireNonNull(emissions, "emissions");
    }

    /** Applies the next reading of a sensor. */
    public void apply(Reading reading, Instant arrivedAt) {
        SensorState before = states.getOrDefault(reading.sensor(), SensorState.empty(reading.sensor()));
        if (before.head() != null
                && !arrivedAt.isBefore(
                        before.head().lastHeard().plus(windower.config().retireAfter()))) {
            // The stage has retired the sensor meanwhile.
            before = SensorState.empty(reading.sensor());
        }
        Transition transition = windower.apply(before, new Event.Arrival(reading, arrivedAt));
        states.put(reading.sensor(), transition.state());
        for (Emission emission : transition.emissions()) {
            if (!(emission instanceof Emission.Rejected)) {
                emissions.accept(emission);
            }
        }
    }
}
