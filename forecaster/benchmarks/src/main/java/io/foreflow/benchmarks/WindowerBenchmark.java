package io.foreflow.benchmarks;

import io.foreflow.forecaster.bench.Readings;
import io.foreflow.models.series.Reading;
import io.foreflow.windowing.core.Event;
import io.foreflow.windowing.core.SensorState;
import io.foreflow.windowing.core.Transition;
import io.foreflow.windowing.core.Windower;
import io.foreflow.windowing.core.WindowerConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** Measures one reading through the pure windower, with 42 days of memory behind it: no Kafka, no bytes. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class WindowerBenchmark {
    private static final int HOURS = 100 * 24;
    private static final int WARM_HOURS = 50 * 24;

    /**
     * Readings per bucket: with 1 each reading closes a bucket and makes a window and a training window; with 12 each
     * twelfth.
     */
    @Param({"1", "12"})
    public int readingsPerBucket;

    private Windower windower = new Windower(WindowerConfig.defaults());
    private List<Event> events = List.of();
    private SensorState start = SensorState.empty(new Readings(1, 1, 1).sensor(0));
    private SensorState state = start;
    private int next;

    @Setup
    public void fillTheMemory() {
        windower = new Windower(WindowerConfig.defaults().withReadingsPerBucket(readingsPerBucket));
        Readings readings = new Readings(1, HOURS, readingsPerBucket);
        List<Event> all = new ArrayList<>(readings.count());
        readings.forEach(reading -> all.add(arrival(reading)));
        int warm = WARM_HOURS * readingsPerBucket;
        for (Event event : all.subList(0, warm)) {
            start = windower.apply(start, event).state();
        }
        state = start;
        events = List.copyOf(all.subList(warm, all.size()));
    }

    private static Event arrival(Reading reading) {
        return new Event.Arrival(reading, reading.time());
    }

    @Benchmark
    public void reading(Blackhole blackhole) {
        if (next == events.size()) {
            next = 0;
            state = start;
        }
        Transition transition = windower.apply(state, events.get(next++));
        state = transition.state();
        blackhole.consume(transition.emissions());
    }
}
