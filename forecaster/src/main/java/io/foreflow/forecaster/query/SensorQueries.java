package io.foreflow.forecaster.query;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.foreflow.forecaster.alerts.Alert;
import io.foreflow.forecaster.alerts.SensorAlerts;
import io.foreflow.forecaster.topology.NewestForecasts;
import io.foreflow.forecaster.topology.StoredAlerts;
import io.foreflow.forecaster.topology.StoredScores;
import io.foreflow.models.forecast.Forecast;
import io.foreflow.models.model.MemberShares;
import io.foreflow.models.score.Contender;
import io.foreflow.models.score.PendingForecast;
import io.foreflow.models.score.TrackRecord;
import io.foreflow.models.series.BucketGrid;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.Values;
import io.foreflow.windowing.core.MemoryChunk;
import io.foreflow.windowing.core.SensorProgress;
import io.foreflow.windowing.core.WindowerConfig;
import io.foreflow.windowing.streams.StoredSensors;
import io.foreflow.windowing.streams.WindowingStage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.SortedSet;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/**
 * Answers questions about the sensors whose partitions this instance owns, from the stores of its streams. Every method
 * throws {@link UnavailableStateException} while the state cannot be read: an answer is never part of one.
 */
public final class SensorQueries {
    /** The order of the UTF-8 bytes of ids, in which stores keep them. */
    public static final Comparator<String> ID_ORDER =
            (one, other) -> Arrays.compareUnsigned(one.getBytes(UTF_8), other.getBytes(UTF_8));

    /** Minimum time for which the results of a scan of all sensors are kept. */
    private static final Duration AGE = Duration.ofSeconds(2);

    /** Number of sensors that {@link #worst()} returns. */
    private static final int WORST = 10;

    private final PartitionStores stores;
    private final WindowerConfig windowing;
    private final Duration liveLag;
    private final Memo<SensorCounts> counts = Memo.ofScan(() -> reading(this::counted), AGE);
    private final Memo<List<WorstSensor>> worst = Memo.ofScan(() -> reading(this::worstNow), AGE);
    private final ForecastModels models;
    private final ForecastExplainer explainer;

    /** An entry of the head store, with the partition that holds it. */
    private record StoredRow(SensorId sensor, SensorProgress progress, int partition) {}

    public SensorQueries(PartitionStores stores, WindowerConfig windowing, ForecastModels models) {
        this.stores = stores;
        this.windowing = windowing;
        this.liveLag = windowing.shape().step().duration().multipliedBy(windowing.liveLag());
        this.models = models;
        this.explainer = new ForecastExplainer(stores, windowing, models);
    }

    /** Returns the sensor's newest forecast, as it was published; empty if it has none. */
    public Optional<Forecast> forecast(SensorId sensor) {
        return reading(
                () -> NewestForecasts.of(stores.store(NewestForecasts.STORE, stores.partitionOf(sensor)), sensor));
    }

    /**
     * Returns why the sensor's newest forecast is as it is; empty if it has none. Takes some milliseconds, and seconds
     * if the model is not in memory.
     */
    public Optional<ExplainedForecast> explanation(SensorId sensor) {
        return reading(() -> explainer.explain(sensor));
    }

    /** Returns the sensor's view; empty if the sensor is unknown. */
    public Optional<SensorView> view(SensorId sensor) {
        return reading(() -> {
            int partition = stores.partitionOf(sensor);
            return StoredSensors.progress(stores.store(WindowingStage.HEAD_STORE, partition), sensor)
                    .map(progress -> view(sensor, partition, progress));
        });
    }

    /** A store that moves away while it is read refuses its next answer. */
    private static <T> T reading(Supplier<T> question) {
        try {
            return question.get();
        } catch (InvalidStateStoreException e) {
            throw new UnavailableStateException(
                    "the state of sensors is being restored or moves to another instance", e);
        }
    }

    private SensorView view(SensorId sensor, int partition, SensorProgress progress) {
        List<MemoryChunk> chunks = StoredSensors.memory(stores.store(WindowingStage.MEMORY_STORE, partition), sensor);
        BucketGrid grid = windowing.gridOf(sensor);
        SensorRow row = row(sensor, partition, progress);
        if (chunks.isEmpty()) {
            return new SensorView(
                    row,
                    grid,
                    0,
                    Values.of(),
                    List.of(),
                    waiting(sensor, partition, progress),
                    shares(row),
                    alerts(sensor, partition));
        }
        int length = chunks.get(0).length();
        long start = chunks.get(0).index() * length;
        double[] values =
                new double[Math.toIntExact((chunks.get(chunks.size() - 1).index() + 1) * length - start)];
        Arrays.fill(values, Double.NaN);
        List<Integer> imputed = new ArrayList<>();
        for (MemoryChunk chunk : chunks) {
            int at = Math.toIntExact(chunk.index() * length - start);
            for (int i = 0; i < length; i++) {
                values[at + i] = chunk.value(i);
                if ((chunk.imputed() >> i & 1) != 0) {
                    imputed.add(at + i);
                }
            }
        }
        int from = firstKnown(values);
        int to = lastKnown(values) + 1;
        return new SensorView(
                row,
                grid,
                start + from,
                Values.of(Arrays.copyOfRange(values, from, to)),
                imputed.stream().map(i -> i - from).toList(),
                waiting(sensor, partition, progress),
                shares(row),
                alerts(sensor, partition));
    }

    private List<Alert> alerts(SensorId sensor, int partition) {
        return StoredAlerts.of(stores.store(StoredAlerts.STORE, partition), sensor)
                .open();
    }

    private Optional<MemberShares> shares(SensorRow row) {
        return row.newest().flatMap(Forecast::model).flatMap(models::held).map(model -> model.forecastTask()
                .sharesFor(row.sensor()));
    }

    private static int firstKnown(double[] values) {
        int first = 0;
        while (first < values.length - 1 && Double.isNaN(values[first])) {
            first++;
        }
        return first;
    }

    private static int lastKnown(double[] values) {
        int last = values.length - 1;
        while (last > 0 && Double.isNaN(values[last])) {
            last--;
        }
        return last;
    }

    private List<PendingForecast> waiting(SensorId sensor, int partition, SensorProgress progress) {
        if (progress.newestOrigin() == SensorProgress.NONE) {
            return List.of();
        }
        Instant openSince = windowing
                .gridOf(sensor)
                .startOf(progress.newestOrigin() - windowing.shape().horizon() + 1);
        return StoredScores.waiting(stores.store(StoredScores.PENDING, partition), sensor, openSince);
    }

    private SensorRow row(SensorId sensor, int partition, SensorProgress progress) {
        return new SensorRow(
                sensor,
                progress.time(),
                SensorStatus.of(progress, liveLag),
                NewestForecasts.of(stores.store(NewestForecasts.STORE, partition), sensor),
                StoredScores.record(stores.store(StoredScores.RESIDUALS, partition), sensor)
                        .map(TrackRecord::rolling));
    }

    /**
     * Returns the first sensors of this instance after a place.
     *
     * @param prefix beginning of the ids
     * @param after id after which the page begins; need not exist, empty for the first page
     * @param limit maximum number of rows, at least 1
     */
    public SensorPage<SensorRow> sensors(String prefix, String after, int limit) {
        return reading(() -> page(prefix, after, limit));
    }

    private SensorPage<SensorRow> page(String prefix, String after, int limit) {
        SensorPage<StoredRow> found = found(
                WindowingStage.HEAD_STORE,
                prefix,
                after,
                limit,
                (head, partition) -> Optional.of(
                        new StoredRow(StoredSensors.sensor(head.key), StoredSensors.progress(head.value), partition)),
                StoredRow::sensor);
        List<SensorRow> rows = found.rows().stream()
                .map(stored -> row(stored.sensor, stored.partition, stored.progress))
                .toList();
        return new SensorPage<>(rows, found.partitions(), found.more());
    }

    /**
     * Returns the first sensors of this instance after a place that have open alerts, and these.
     *
     * @param prefix beginning of the ids
     * @param after id after which the page begins; need not exist, empty for the first page
     * @param limit maximum number of sensors, at least 1
     */
    public SensorPage<SensorAlerts> alerts(String prefix, String after, int limit) {
        return reading(() -> found(
                StoredAlerts.STORE,
                prefix,
                after,
                limit,
                (row, partition) -> Optional.of(StoredAlerts.read(row))
                        .filter(alerts -> !alerts.open().isEmpty()),
                SensorAlerts::sensor));
    }

    /** Returns the first rows of a store whose keys are ids of sensors, over all partitions of this instance. */
    private <R> SensorPage<R> found(
            String store,
            String prefix,
            String after,
            int limit,
            BiFunction<KeyValue<byte[], byte[]>, Integer, Optional<R>> read,
            Function<R, SensorId> sensor) {
        SortedSet<Integer> partitions = stores.owned();
        List<R> found = new ArrayList<>();
        for (int partition : partitions) {
            found.addAll(rows(
                    stores.store(store, partition),
                    prefix.getBytes(UTF_8),
                    after.getBytes(UTF_8),
                    limit + 1,
                    row -> read.apply(row, partition)));
        }
        found.sort(Comparator.comparing(row -> sensor.apply(row).value(), ID_ORDER));
        return new SensorPage<>(found.stream().limit(limit).toList(), partitions, found.size() > limit);
    }

    private static <R> List<R> rows(
            ReadOnlyKeyValueStore<byte[], byte[]> store,
            byte[] prefix,
            byte[] after,
            int limit,
            Function<KeyValue<byte[], byte[]>, Optional<R>> read) {
        // The least key after another one is that key and a zero byte.
        byte[] beyond = after.length == 0 ? after : Arrays.copyOf(after, after.length + 1);
        byte[] from = Arrays.compareUnsigned(prefix, beyond) > 0 ? prefix : beyond;
        List<R> rows = new ArrayList<>();
        try (KeyValueIterator<byte[], byte[]> stored = from.length == 0 ? store.all() : store.range(from, null)) {
            while (stored.hasNext() && rows.size() < limit) {
                KeyValue<byte[], byte[]> row = stored.next();
                if (!startsWith(row.key, prefix)) {
                    break;
                }
                read.apply(row).ifPresent(rows::add);
            }
        }
        return rows;
    }

    private static boolean startsWith(byte[] key, byte[] prefix) {
        return key.length >= prefix.length && Arrays.mismatch(key, 0, prefix.length, prefix, 0, prefix.length) < 0;
    }

    /** Counts the sensors of this instance. The result may be some seconds old, see {@link Memo#ofScan}. */
    public SensorCounts counts() {
        return counts.get();
    }

    private SensorCounts counted() {
        SortedSet<Integer> partitions = stores.owned();
        Map<SensorStatus, Long> counts = new EnumMap<>(SensorStatus.class);
        for (int partition : partitions) {
            try (KeyValueIterator<byte[], byte[]> heads =
                    stores.store(WindowingStage.HEAD_STORE, partition).all()) {
                while (heads.hasNext()) {
                    SensorProgress progress = StoredSensors.progress(heads.next().value);
                    counts.merge(SensorStatus.of(progress, liveLag), 1L, Long::sum);
                }
            }
        }
        return new SensorCounts(counts, partitions);
    }

    /**
     * Returns the sensors of this instance with the greatest errors, the worst first; a few. The result may be some
     * seconds old, see {@link Memo#ofScan}.
     */
    public List<WorstSensor> worst() {
        return worst.get();
    }

    private List<WorstSensor> worstNow() {
        PriorityQueue<WorstSensor> found = new PriorityQueue<>(Comparator.comparingDouble(WorstSensor::mase));
        for (int partition : stores.owned()) {
            try (KeyValueIterator<byte[], byte[]> records =
                    stores.store(StoredScores.RESIDUALS, partition).all()) {
                while (records.hasNext()) {
                    KeyValue<byte[], byte[]> record = records.next();
                    double mase = StoredScores.rolling(record.value)
                            .mase(Contender.FORECAST)
                            .mean();
                    if (!Double.isNaN(mase)
                            && (found.size() < WORST
                                    || mase > requireNonNull(found.peek()).mase())) {
                        found.add(new WorstSensor(StoredScores.sensor(record.key), mase));
                    }
                    if (found.size() > WORST) {
                        found.remove();
                    }
                }
            }
        }
        return found.stream()
                .sorted(Comparator.comparingDouble(WorstSensor::mase).reversed())
                .toList();
    }
}
