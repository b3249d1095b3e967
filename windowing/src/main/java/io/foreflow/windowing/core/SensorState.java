package io.foreflow.windowing.core;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.series.SensorId;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The whole state of one sensor: progress, recent readings, the memory of closed buckets, and covariates. Immutable and
 * structurally shared: a part that an event did not change is the same object before and after, so that a store can
 * write only the changed parts. Equality is by content.
 */
public final class SensorState {
    /** Size of the objects, the headers of their arrays and the references to them, without numbers. */
    private static final int RAW_BUCKET_BYTES = 80;

    private static final int CHUNK_BYTES = 68;
    private static final int COVARIATE_BUCKET_BYTES = 80;
    private static final int REPORT_BYTES = 40;

    private final SensorId sensor;
    private final @Nullable SensorProgress head;
    private final RawReadings raw;
    private final Memory memory;
    private final CovariateMemory covariates;

    private SensorState(
            SensorId sensor,
            @Nullable SensorProgress head,
            RawReadings raw,
            Memory memory,
            CovariateMemory covariates) {
        this.sensor = requireNonNull(sensor, "sensor");
        this.head = head;
        this.raw = raw;
        this.memory = memory;
        this.covariates = covariates;
    }

    /** Returns the state of a sensor that has no readings yet, or was retired. */
    public static SensorState empty(SensorId sensor) {
        return new SensorState(sensor, null, RawReadings.EMPTY, Memory.EMPTY, CovariateMemory.EMPTY);
    }

    /** Restores a stored state from its parts, in any order. */
    public static SensorState of(
            SensorId sensor,
            SensorProgress head,
            Collection<RawBucket> raw,
            Collection<MemoryChunk> memory,
            Collection<CovariateBucket> covariates) {
        return new SensorState(
                sensor,
                requireNonNull(head, "head"),
                RawReadings.of(raw),
                Memory.of(memory),
                CovariateMemory.of(covariates));
    }

    static SensorState of(
            SensorId sensor, SensorProgress head, RawReadings raw, Memory memory, CovariateMemory covariates) {
        return new SensorState(sensor, head, raw, memory, covariates);
    }

    SensorState withHead(SensorProgress newHead) {
        return new SensorState(sensor, newHead, raw, memory, covariates);
    }

    SensorState withReports(CovariateMemory newCovariates) {
        return new SensorState(sensor, head, raw, memory, newCovariates);
    }

    public SensorId sensor() {
        return sensor;
    }

    /** Returns the progress; null when the state is empty. */
    public @Nullable SensorProgress head() {
        return head;
    }

    public boolean isEmpty() {
        return head == null;
    }

    /** The recent readings by bucket, oldest first. */
    public List<RawBucket> raw() {
        return raw.buckets();
    }

    /** The memory of closed buckets, oldest first. */
    public List<MemoryChunk> memory() {
        return memory.chunks();
    }

    /** The covariates, oldest bucket first. */
    public List<CovariateBucket> covariates() {
        return covariates.buckets();
    }

    /** Returns the approximate heap size of the state in bytes. */
    public long approximateBytes() {
        long bytes = 0;
        for (RawBucket bucket : raw.buckets()) {
            bytes += RAW_BUCKET_BYTES + 2L * Double.BYTES * bucket.size();
        }
        List<MemoryChunk> chunks = memory.chunks();
        if (!chunks.isEmpty()) {
            bytes += chunks.size()
                    * (CHUNK_BYTES + (long) Double.BYTES * chunks.get(0).length());
        }
        for (CovariateBucket bucket : covariates.buckets()) {
            bytes += COVARIATE_BUCKET_BYTES
                    + (long) REPORT_BYTES * bucket.reports().size();
        }
        return bytes;
    }

    CovariateMemory reports() {
        return covariates;
    }

    RawReadings rawReadings() {
        return raw;
    }

    Memory slots() {
        return memory;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SensorState that
                && sensor.equals(that.sensor)
                && Objects.equals(head, that.head)
                && raw.equals(that.raw)
                && memory.equals(that.memory)
                && covariates.equals(that.covariates);
    }

    @Override
    public int hashCode() {
        return Objects.hash(sensor, head, raw, memory, covariates);
    }

    @Override
    public String toString() {
        return "SensorState[" + sensor + ", " + head + "]";
    }
}
