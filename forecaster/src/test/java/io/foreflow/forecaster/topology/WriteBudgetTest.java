package io.foreflow.forecaster.topology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.foreflow.forecaster.metrics.PipelineMetrics;
import io.foreflow.ingest.wire.ReadingJson;
import io.foreflow.ingest.wire.TopicNames;
import io.foreflow.models.forecast.Forecaster.Forecasted;
import io.foreflow.models.series.Reading;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.Values;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Everything that the pipeline writes for one hourly reading, changelogs included, before compression. These writes are
 * most of its cost: whoever lowers them lowers the numbers here.
 */
class WriteBudgetTest {
    private static final Instant NOW = Instant.parse("2026-05-01T00:00:00Z");
    private static final Instant START = Instant.parse("2026-02-01T00:00:00Z");
    private static final SensorId SENSOR = SensorId.of("i880-hov");
    private static final int WARM_DAYS = 50;
    private static final int COUNTED_DAYS = 10;
    private static final int HOURS_PER_DAY = 24;

    /** Number of records by topic for a day of 24 closed buckets. */
    private static final Map<String, Integer> RECORDS_PER_DAY = Map.of(
            "foreflow.forecasts.v1",
            24,
            "foreflow.scores.v1",
            24,
            changelog("head"),
            24,
            changelog("raw"),
            24,
            changelog("memory"),
            25,
            changelog("pending"),
            24,
            changelog("residuals"),
            24,
            changelog("newest"),
            24);

    /** Maximum number of bytes for a closed bucket, as a mean: keys, values and headers. */
    private static final int MOST_BYTES_PER_BUCKET = 3_700;

    /** Maximum number of bytes of the keys and values of a sensor with 42 days and more, in all stores. */
    private static final int MOST_BYTES_OF_STATE = 13_500;

    @TempDir
    private Path dir;

    @Test
    void shouldWriteNoMoreThanItsBudgetForAnHourlyReading() {
        // given
        FakeModel model = FakeModel.of(
                "v1",
                window -> new Forecasted(
                        Values.generate(window.shape().horizon(), lead -> 1000 * Math.sqrt(lead + 2)), "network"));
        try (TopologyTestDriver driver = TestStreams.driver(
                TestStreams.pipeline(
                        PipelineConfig.defaults(),
                        () -> Optional.of(model),
                        new PipelineMetrics(new SimpleMeterRegistry())),
                dir,
                NOW)) {
            TestInputTopic<byte[], byte[]> readings = driver.createInputTopic(
                    TopicNames.DEFAULT.readings(),
                    new ByteArraySerializer(),
                    new ByteArraySerializer(),
                    NOW,
                    Duration.ZERO);
            send(readings, 0, WARM_DAYS);
            written(driver);

            // when
            send(readings, WARM_DAYS, WARM_DAYS + COUNTED_DAYS);

            // then
            SortedMap<String, Written> written = written(driver);
            SortedMap<String, Double> perDay = new TreeMap<>();
            written.forEach((topic, sum) -> perDay.put(topic, (double) sum.records() / COUNTED_DAYS));
            perDay.values().removeIf(records -> records == 0);
            SortedMap<String, Double> budget = new TreeMap<>();
            RECORDS_PER_DAY.forEach((topic, records) -> budget.put(topic, (double) records));
            assertThat(perDay).as("records per day by topic").isEqualTo(budget);
            long bytes = written.values().stream().mapToLong(Written::bytes).sum() / (COUNTED_DAYS * HOURS_PER_DAY);
            assertThat(bytes)
                    .as("bytes per closed bucket: %s", written)
                    .isPositive()
                    .isLessThanOrEqualTo(MOST_BYTES_PER_BUCKET);
            SortedMap<String, Long> stores = state(driver);
            assertThat(stores.values().stream().mapToLong(Long::longValue).sum())
                    .as("bytes of the sensor's state by store: %s", stores)
                    .isPositive()
                    .isLessThanOrEqualTo(MOST_BYTES_OF_STATE);
        }
    }

    private static String changelog(String store) {
        return "foreflow-test-" + store + "-changelog";
    }

    /** The records of a topic, and the bytes of their keys, values and headers. */
    private record Written(int records, long bytes) {
        Written with(TestRecord<byte[], byte[]> record) {
            long size = (long) size(record.key()) + size(record.value());
            for (Header header : record.headers()) {
                size += header.key().getBytes(UTF_8).length + size(header.value());
            }
            return new Written(records + 1, bytes + size);
        }

        private static int size(byte @Nullable [] bytes) {
            return bytes == null ? 0 : bytes.length;
        }
    }

    /** Takes what was written since the last call, by topic. */
    private static SortedMap<String, Written> written(TopologyTestDriver driver) {
        SortedMap<String, Written> written = new TreeMap<>();
        for (String topic : driver.producedTopicNames()) {
            Written sum = new Written(0, 0);
            for (TestRecord<byte[], byte[]> record : driver.createOutputTopic(
                            topic, new ByteArrayDeserializer(), new ByteArrayDeserializer())
                    .readRecordsToList()) {
                sum = sum.with(record);
            }
            written.put(topic, sum);
        }
        return written;
    }

    /** Returns the bytes of keys and values in each store. */
    private static SortedMap<String, Long> state(TopologyTestDriver driver) {
        SortedMap<String, Long> bytes = new TreeMap<>();
        for (String name : driver.getAllStateStores().keySet()) {
            KeyValueStore<byte[], byte[]> store = driver.getKeyValueStore(name);
            try (KeyValueIterator<byte[], byte[]> rows = store.all()) {
                rows.forEachRemaining(row -> bytes.merge(name, (long) row.key.length + row.value.length, Long::sum));
            }
        }
        return bytes;
    }

    private static void send(TestInputTopic<byte[], byte[]> readings, int fromDay, int toDay) {
        for (int hour = fromDay * HOURS_PER_DAY; hour < toDay * HOURS_PER_DAY; hour++) {
            double noise = new SplittableRandom(hour).nextDouble();
            double daily = Math.cos(2 * Math.PI * hour / HOURS_PER_DAY);
            double value = Math.rint(1000 * (1000 - 600 * daily + 100 * noise)) / 1000;
            Reading reading = Reading.of(SENSOR, START.plus(Duration.ofHours(hour)), value);
            readings.pipeInput(SENSOR.value().getBytes(UTF_8), ReadingJson.bytes(reading));
        }
    }
}
