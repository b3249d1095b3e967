package io.foreflow.training.data;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.foreflow.models.series.Reading;
import io.foreflow.models.series.SensorId;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The readings of one sensor as arrays of numbers, in their order of arrival. */
final class StoredReadings {
    private static final int FIRST_CAPACITY = 16;

    private final SensorId sensor;
    private int size;
    private int own;

    private long[] seconds = new long[FIRST_CAPACITY];

    /** Parts of seconds; null while every time is a whole second. */
    private int @Nullable [] nanos;

    /** Values; NaN for none. */
    private double[] values = new double[FIRST_CAPACITY];

    /** Times of arrival, in milliseconds from the epoch; null while all are {@code arrival}. */
    private long @Nullable [] arrivals;

    private long arrival;

    /** Values by name of the covariate; NaN for none. An array may be shorter than the number of readings. */
    private final SortedMap<String, double[]> covariates = new TreeMap<>();

    StoredReadings(SensorId sensor) {
        this.sensor = sensor;
    }

    void add(Reading reading, long arrivedAt) {
        if (size == seconds.length) {
            resize(size + (size >> 1));
        }
        Instant time = reading.time();
        seconds[size] = time.getEpochSecond();
        int nano = time.getNano();
        if (nano != 0 && nanos == null) {
            nanos = new int[seconds.length];
        }
        if (nanos != null) {
            nanos[size] = nano;
        }
        Double value = reading.value();
        values[size] = value == null ? Double.NaN : value;
        addArrival(arrivedAt);
        reading.covariates().forEach(this::addCovariate);
        size++;
        own += reading.isAnnouncement() ? 0 : 1;
    }

    private void addArrival(long arrivedAt) {
        if (size == 0) {
            arrival = arrivedAt;
        }
        if (arrivals == null && arrivedAt != arrival) {
            arrivals = new long[seconds.length];
            Arrays.fill(arrivals, 0, size, arrival);
        }
        if (arrivals != null) {
            arrivals[size] = arrivedAt;
        }
    }

    private void addCovariate(String name, double value) {
        double[] known = covariates.getOrDefault(name, new double[0]);
        if (size >= known.length) {
            double[] longer = Arrays.copyOf(known, seconds.length);
            Arrays.fill(longer, known.length, longer.length, Double.NaN);
            known = longer;
            covariates.put(name, known);
        }
        known[size] = value;
    }

    void trim() {
        resize(size);
        covariates.replaceAll((name, known) -> known.length <= size ? known : Arrays.copyOf(known, size));
    }

    private void resize(int capacity) {
        seconds = Arrays.copyOf(seconds, capacity);
        values = Arrays.copyOf(values, capacity);
        nanos = nanos == null ? null : Arrays.copyOf(nanos, capacity);
        arrivals = arrivals == null ? null : Arrays.copyOf(arrivals, capacity);
    }

    int size() {
        return size;
    }

    /** Returns true if a reading is no announcement. */
    boolean hasOwn() {
        return own > 0;
    }

    boolean hasCovariate(String name) {
        return covariates.containsKey(name);
    }

    long arrival(int i) {
        return arrivals == null ? arrival : arrivals[i];
    }

    private Instant time(int i) {
        return Instant.ofEpochSecond(seconds[i], nanos == null ? 0 : nanos[i]);
    }

    Reading at(int i) {
        Map<String, Double> known = Map.of();
        if (!covariates.isEmpty()) {
            known = new HashMap<>();
            for (Map.Entry<String, double[]> covariate : covariates.entrySet()) {
                if (i < covariate.getValue().length && !Double.isNaN(covariate.getValue()[i])) {
                    known.put(covariate.getKey(), covariate.getValue()[i]);
                }
            }
        }
        return new Reading(sensor, time(i), Double.isNaN(values[i]) ? null : values[i], known);
    }

    Iterator<Reading> inOrder() {
        return IntStream.range(0, size).mapToObj(this::at).iterator();
    }

    /** Returns the readings with a value by time; equal times keep the order of arrival. */
    Stream<Reading> byTime() {
        return IntStream.range(0, size)
                .filter(i -> !Double.isNaN(values[i]))
                .boxed()
                .sorted(Comparator.comparing(this::time))
                .map(this::at);
    }

    void digest(MessageDigest digest) {
        ByteBuffer numbers = ByteBuffer.allocate(Integer.BYTES + 3 * Long.BYTES);
        for (int i = 0; i < size; i++) {
            numbers.clear();
            numbers.putLong(seconds[i]).putInt(nanos == null ? 0 : nanos[i]).putDouble(values[i]);
            digest.update(numbers.putLong(arrival(i)).flip());
        }
        covariates.forEach((name, known) -> {
            digest.update(name.getBytes(UTF_8));
            ByteBuffer value = ByteBuffer.allocate(Double.BYTES);
            for (int i = 0; i < size; i++) {
                value.clear();
                digest.update(value.putDouble(i < known.length ? known[i] : Double.NaN)
                        .flip());
            }
        });
    }
}
