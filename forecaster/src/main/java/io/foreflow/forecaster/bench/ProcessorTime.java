package io.foreflow.forecaster.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Records the processor time of this process until it is closed, so that the time between two moments of the past can
 * be asked for.
 */
final class ProcessorTime implements AutoCloseable {
    private static final int EVERY_MILLIS = 10;

    private final OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private final ScheduledExecutorService sampler =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "foreflow-processor-time"));

    /** Nanoseconds of processor time by the wall clock in milliseconds. */
    private final TreeMap<Long, Long> samples = new TreeMap<>();

    private ProcessorTime() {}

    static ProcessorTime record() {
        ProcessorTime time = new ProcessorTime();
        time.sample();
        var unused = time.sampler.scheduleAtFixedRate(time::sample, EVERY_MILLIS, EVERY_MILLIS, TimeUnit.MILLISECONDS);
        return time;
    }

    private synchronized void sample() {
        samples.put(System.currentTimeMillis(), system.getProcessCpuTime());
    }

    /**
     * Returns the processor time in microseconds between two moments.
     *
     * @param from milliseconds since 1970; not before the recording
     * @param to milliseconds since 1970
     */
    synchronized double microsBetween(long from, long to) {
        return (nanosAt(to) - nanosAt(from)) / 1_000;
    }

    /** Returns the processor time at a moment, between the two samples beside it. */
    private double nanosAt(long millis) {
        Map.Entry<Long, Long> before = samples.floorEntry(millis);
        Map.Entry<Long, Long> after = samples.ceilingEntry(millis);
        if (before == null || after == null) {
            throw new IllegalArgumentException(millis + " lies outside of the recording");
        }
        long gap = after.getKey() - before.getKey();
        double share = gap == 0 ? 0 : (millis - before.getKey()) / (double) gap;
        return before.getValue() + share * (after.getValue() - before.getValue());
    }

    /** Takes the last sample. */
    @Override
    public void close() {
        sampler.shutdownNow();
        sample();
    }
}
