package io.foreflow.benchmarks.trainings;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.foreflow.models.engine.Engine;
import io.foreflow.models.engine.FitListener;
import io.foreflow.models.engine.Initialization;
import io.foreflow.models.engine.Samples;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.TrainingSpec;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * Measures many small fits, one for each sensor, side by side: ten epochs of 1,000 windows each. The numbers of threads
 * take turns of a few seconds; the first turn of each warms up and is not counted.
 */
final class SideBySide {
    private static final int WINDOWS = 1_000;
    private static final int EPOCHS = 10;

    private final TrainingSettings settings;
    private final Engine engine;
    private final NetworkSpec network;
    private final List<Samples> sensors;

    private SideBySide(TrainingSettings settings, Engine engine, NetworkSpec network) {
        this.settings = settings;
        this.engine = engine;
        this.network = network;
        this.sensors = IntStream.range(0, settings.sensors())
                .mapToObj(sensor -> RandomSamples.of(network, WINDOWS, sensor))
                .toList();
    }

    static void measure(TrainingSettings settings, ObjectNode result) throws InterruptedException {
        result.put("sensors", settings.sensors());
        result.put("windows", WINDOWS);
        result.put("epochs", EPOCHS);
        for (Map.Entry<String, NetworkSpec> entry : EpochTimes.networks().entrySet()) {
            for (TrainingContender contender : settings.contenders()) {
                if (contender.isFast()) {
                    new SideBySide(settings, contender.engine(), entry.getValue())
                            .measure(
                                    entry.getKey() + ", " + contender,
                                    result.withObject("/" + entry.getKey()).putArray(contender.toString()));
                }
            }
        }
    }

    private void measure(String what, ArrayNode result) throws InterruptedException {
        Map<Integer, Measured> rates = new LinkedHashMap<>();
        for (int round = 0; round <= settings.rounds(); round++) {
            for (int threads : settings.threads()) {
                double rate = fitsPerSecond(threads);
                settings.say("scaling, %s, round %d, on %d: %,.1f fits/s", what, round, threads, rate);
                if (round > 0) {
                    rates.computeIfAbsent(threads, t -> new Measured()).add(rate);
                }
            }
        }
        double first = rates.values().iterator().next().median();
        rates.forEach((threads, measured) -> {
            ObjectNode node = result.addObject();
            node.put("threads", threads);
            measured.write(node.putObject("fitsPerSecond"));
            node.put("timesTheFirst", Measured.rounded(measured.median() / first));
        });
    }

    /** Returns the fits per second. Each thread takes the next sensor when it is done with one, for a few seconds. */
    private double fitsPerSecond(int threads) throws InterruptedException {
        AtomicInteger next = new AtomicInteger();
        long began = System.nanoTime();
        Callable<Void> worker = () -> {
            while ((System.nanoTime() - began) * 1e-9 < settings.seconds()) {
                fit(sensors.get(next.getAndIncrement() % sensors.size()));
            }
            return null;
        };
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            for (Future<Void> done : executor.invokeAll(Collections.nCopies(threads, worker))) {
                done.get();
            }
            return next.get() / ((System.nanoTime() - began) * 1e-9);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a fit failed", e.getCause());
        } finally {
            executor.shutdownNow();
        }
    }

    private void fit(Samples samples) {
        TrainingSpec plan = EpochTimes.plan(EPOCHS);
        engine.fit(
                network,
                Initialization.weights(network, plan.seed()),
                samples,
                Optional.empty(),
                plan,
                FitListener.SILENT);
    }
}
