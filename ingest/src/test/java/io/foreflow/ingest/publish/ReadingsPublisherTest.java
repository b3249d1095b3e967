package io.foreflow.ingest.publish;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.foreflow.ingest.table.TableOptions;
import io.foreflow.ingest.table.TableReadings;
import io.foreflow.ingest.wire.InputMapping;
import io.foreflow.ingest.wire.ReadingParser;
import io.foreflow.ingest.wire.TopicNames;
import io.foreflow.models.series.BucketGrid;
import io.foreflow.models.series.Reading;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.Step;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.zip.GZIPOutputStream;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadingsPublisherTest {
    private static BucketGrid hours(SensorId sensor) {
        return BucketGrid.of(Step.HOUR, ZoneOffset.UTC);
    }

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant TIME = Instant.parse("2021-01-01T00:00:00Z");
    private static final String HEADER = "sensor_id,timestamp,value\n";

    private final SettableClock clock = new SettableClock(NOW);
    private final List<Duration> pauses = new ArrayList<>();
    private final LimitedProducer producer = new LimitedProducer();
    private final ReadingsPublisher publisher = new ReadingsPublisher(producer, TopicNames.DEFAULT, clock, pause -> {
        pauses.add(pause);
        clock.now = clock.now.plus(pause);
    });

    @TempDir
    Path folder;

    @Test
    void shouldPublishReadingsKeyedBySensor() throws Exception {
        // given
        Path file = file("a,2021-01-01T00:00,1.5", "ü,2021-01-01T00:00,2");

        // when
        PublishResult published = publish(file, Speed.MAX);

        // then
        assertThat(published).isEqualTo(new PublishResult(2, 0, Optional.empty()));
        assertThat(published.isClean()).isTrue();
        assertThat(readings())
                .containsExactly(Reading.of(SensorId.of("a"), TIME, 1.5), Reading.of(SensorId.of("ü"), TIME, 2));
        assertThat(producer.history()).allSatisfy(sent -> {
            assertThat(sent.topic()).isEqualTo("foreflow.readings.v1");
            assertThat(sent.partition()).isNull();
        });
        assertThat(producer.flushed()).isTrue();
    }

    @Test
    void shouldSendBadRowsAsTheyStandToTheRejectedTopic() throws Exception {
        // given
        Path file = file("a,2021-01-01T00:00,1", "a,2021-01-01T01:00,NaN", "a,2021-01-01T02:00,3");

        // when
        PublishResult published = publish(file, Speed.MAX);

        // then
        assertThat(published).isEqualTo(new PublishResult(2, 1, Optional.empty()));
        assertThat(published.isClean()).isFalse();
        ProducerRecord<byte[], byte[]> rejected = producer.history().get(1);
        assertThat(rejected.topic()).isEqualTo("foreflow.readings.rejected.v1");
        assertThat(new String(rejected.value(), UTF_8)).isEqualTo("a,2021-01-01T01:00,NaN");
        assertThat(header(rejected, "foreflow.reason")).isEqualTo("badValue");
        assertThat(header(rejected, "foreflow.detail")).contains("NaN");
        assertThat(header(rejected, "foreflow.file")).isEqualTo("flow.csv");
        assertThat(header(rejected, "foreflow.line")).isEqualTo("3");
    }

    @Test
    void shouldKeepThePaceOfEventTime() throws Exception {
        // given an hour a second; the third reading is late, so it is due at once
        Path file =
                file("a,2021-01-01T00:00,1", "a,2021-01-01T02:00,1", "a,2021-01-01T01:00,1", "a,2021-01-01T03:00,1");

        // when
        publish(file, Speed.parse("3600"));

        // then
        assertThat(pauses).containsExactly(Duration.ofSeconds(2), Duration.ofSeconds(1));
    }

    @Test
    void shouldNotWaitAtFullSpeedOrWhenBehind() throws Exception {
        // given
        Path file = file("a,2021-01-01T00:00,1", "a,2021-01-01T02:00,1");

        // when
        publish(file, Speed.MAX);

        // then
        assertThat(pauses).isEmpty();
    }

    @Test
    void shouldStopWhenInterrupted() throws Exception {
        // given
        Path file = file("a,2021-01-01T00:00,1", "a,2021-01-01T02:00,1");
        ReadingsPublisher interrupted = new ReadingsPublisher(producer, TopicNames.DEFAULT, clock, pause -> {
            throw new InterruptedException();
        });

        // then
        try (TableReadings csv = TableReadings.open(file, TableOptions.NONE, ZoneOffset.UTC)) {
            assertThatThrownBy(() -> interrupted.publish(csv, new Speed(1), PublishListener.NONE))
                    .isInstanceOf(InterruptedException.class);
        }
        assertThat(producer.history()).hasSize(1);
    }

    @Test
    void shouldStopWhenInterruptedWhileSending() throws Exception {
        // given
        producer.sendException = new InterruptException("interrupted");
        Path file = file("a,2021-01-01T00:00,1");

        // then
        assertThatThrownBy(() -> publish(file, Speed.MAX)).isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void shouldRejectARecordOverTheSizeLimitWithItsBeginning() throws Exception {
        // given a limit of 100 bytes on the readings topic
        producer.limit = 100;
        String longName = "x".repeat(150);
        Path file = file("a,2021-01-01T00:00,1", longName + ",2021-01-01T00:00,2", "a,2021-01-01T01:00,3");

        // when
        PublishResult published = publish(file, Speed.MAX);

        // then
        assertThat(published).isEqualTo(new PublishResult(2, 1, Optional.empty()));
        ProducerRecord<byte[], byte[]> rejected = producer.history().stream()
                .filter(sent -> sent.topic().equals("foreflow.readings.rejected.v1"))
                .findFirst()
                .orElseThrow();
        assertThat(header(rejected, "foreflow.reason")).isEqualTo("recordTooLarge");
        assertThat(header(rejected, "foreflow.detail")).contains("bytes is over the size limit");
        assertThat(new String(rejected.key(), UTF_8)).isEqualTo(longName);
        assertThat(new String(rejected.value(), UTF_8)).startsWith("{\"sensor\":\"xxx");
    }

    @Test
    void shouldCutARejectedRowThatIsItselfOverTheSizeLimit() throws Exception {
        // given
        producer.limit = 20_000;
        Path file = file("a,2021-01-01T00:00,1", "y".repeat(300_000), "a,2021-01-01T01:00,3");

        // when
        PublishResult published = publish(file, Speed.MAX);

        // then
        assertThat(published).isEqualTo(new PublishResult(2, 1, Optional.empty()));
        ProducerRecord<byte[], byte[]> rejected =
                producer.history().get(producer.history().size() - 1);
        assertThat(rejected.value()).hasSize(16 * 1024);
        assertThat(header(rejected, "foreflow.detail")).contains("300000 bytes");
        assertThat(header(rejected, "foreflow.line")).isEqualTo("3");
    }

    @Test
    void shouldFailWithCountsWhenRecordsCannotBeDelivered() throws Exception {
        // given the broker goes away after two records
        producer.failAfter = 2;
        Path file =
                file("a,2021-01-01T00:00,1", "a,2021-01-01T01:00,1", "a,2021-01-01T02:00,1", "a,2021-01-01T03:00,1");

        // then
        assertThatThrownBy(() -> publish(file, Speed.MAX))
                .isInstanceOfSatisfying(DeliveryException.class, e -> {
                    assertThat(e.delivered()).isEqualTo(2);
                    assertThat(e.failed()).isEqualTo(1);
                })
                .hasMessageContaining("1 of 3 records could not be delivered to foreflow.readings.v1")
                .hasMessageContaining("kafka.bootstrap.servers");
    }

    @Test
    void shouldReportATruncatedFileAndSendNoFinalReading() throws Exception {
        // given
        StringBuilder text = new StringBuilder(HEADER);
        for (int i = 0; i < 20_000; i++) {
            text.append("a,")
                    .append(TIME.plusSeconds(i * 60L))
                    .append(',')
                    .append(i * i % 97)
                    .append('\n');
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.toString().getBytes(UTF_8));
        }
        Path file =
                Files.write(folder.resolve("flow.csv.gz"), Arrays.copyOf(bytes.toByteArray(), bytes.size() * 2 / 3));

        // when
        PublishResult published = publish(file, Speed.MAX);

        // then
        assertThat(published.readings())
                .isBetween(1_000L, 19_000L)
                .isEqualTo(producer.history().size());
        assertThat(published.incomplete()).hasValueSatisfying(problem -> assertThat(problem)
                .contains("damaged or cut off")
                .contains("after line " + (published.readings() + 1)));
        assertThat(published.isClean()).isFalse();
        assertThatThrownBy(() -> publisher.publishFinal(ReadingsPublisherTest::hours, 24))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void shouldSendOneFinalReadingASensor() throws Exception {
        // given two files, out of order
        publish(file("a,2021-01-01T05:00,1", "a,2021-01-01T03:00,1"), Speed.MAX);
        publish(file("b,2025-12-31T12:00,1"), Speed.MAX);
        producer.clear();

        // when
        int sensors = publisher.publishFinal(ReadingsPublisherTest::hours, 24);

        // then 25 steps later, but not after now
        assertThat(sensors).isEqualTo(2);
        assertThat(readings())
                .containsExactly(
                        Reading.timeOnly(SensorId.of("a"), Instant.parse("2021-01-02T06:00:00Z")),
                        Reading.timeOnly(SensorId.of("b"), NOW));
    }

    @Test
    void shouldSendTheFinalReadingLateEnoughWhereDaysHaveTwentyFiveHours() {
        // given: days in New York, whose clocks go back on 2021-11-07
        BucketGrid days = BucketGrid.of(Step.of(Duration.ofDays(1)), ZoneId.of("America/New_York"));
        Instant last = Instant.parse("2021-11-01T04:00:00Z");

        // when
        Reading end = ReadingsPublisher.finalReading(SensorId.of("a"), last, days, 24, NOW);

        // then: 25 local days later
        assertThat(end.time()).isEqualTo(Instant.parse("2021-11-26T05:00:00Z"));
        assertThat(days.indexOf(end.time())).isEqualTo(days.indexOf(last) + 25);
    }

    @Test
    void shouldNotTakeAnAnnouncementForTheEnd() throws Exception {
        // given: what is announced of the next day
        Path file = Files.writeString(
                folder.resolve("announced.csv"),
                "sensor_id,timestamp,value,temp\na,2021-01-01T05:00,1,2\na,2021-01-02T05:00,,3\n");
        try (TableReadings csv =
                TableReadings.open(file, TableOptions.NONE.withCovariates(List.of("temp")), ZoneOffset.UTC)) {
            publisher.publish(csv, Speed.MAX, (rows, position, size) -> {});
        }
        assertThat(readings())
                .contains(Reading.announcement(
                        SensorId.of("a"), Instant.parse("2021-01-02T05:00:00Z"), Map.of("temp", 3.0)));
        producer.clear();

        // when
        publisher.publishFinal(ReadingsPublisherTest::hours, 24);

        // then
        assertThat(readings())
                .containsExactly(Reading.timeOnly(SensorId.of("a"), Instant.parse("2021-01-02T06:00:00Z")));
    }

    @Test
    void shouldTellHowFarItIs() throws Exception {
        // given
        StringBuilder text = new StringBuilder(HEADER);
        for (int i = 0; i < 600; i++) {
            text.append("a,").append(TIME.plusSeconds(i * 60L)).append(",1\n");
        }
        Path file = Files.writeString(folder.resolve("flow.csv"), text.toString());
        List<String> heard = new ArrayList<>();

        // when
        try (TableReadings csv = TableReadings.open(file, TableOptions.NONE, ZoneOffset.UTC)) {
            publisher.publish(csv, Speed.MAX, (rows, position, size) -> heard.add(rows + " " + (position == size)));
        }

        // then
        assertThat(heard).containsExactly("256 true", "512 true", "600 true");
    }

    @Test
    void shouldInsistOnAnOrderedLog() {
        // when
        Map<String, Object> settings = ReadingsPublisher.producerSettings(Map.of(
                "bootstrap.servers",
                "b:9092",
                "acks",
                "1",
                "linger.ms",
                "5",
                "security.protocol",
                "SSL",
                "max.in.flight.requests.per.connection",
                "5"));

        // then
        assertThat(settings)
                .containsEntry("acks", "all")
                .containsEntry("enable.idempotence", "true")
                .containsEntry("max.in.flight.requests.per.connection", "1")
                .containsEntry("linger.ms", "5")
                .containsEntry("security.protocol", "SSL")
                .containsEntry("bootstrap.servers", "b:9092");
        assertThatThrownBy(() -> ReadingsPublisher.producerSettings(Map.of("partitioner.class", "x")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("kafka.partitioner.class");
    }

    @Test
    void shouldReadSpeeds() {
        assertThat(Speed.parse("max")).isEqualTo(Speed.MAX);
        assertThat(Speed.parse("3600")).isEqualTo(new Speed(3600));
        for (String wrong : List.of("0", "-1", "NaN", "Infinity", "fast", "")) {
            assertThatThrownBy(() -> Speed.parse(wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("speed (" + wrong + ") must be max or a factor");
        }
    }

    @Test
    void shouldAddCounts() {
        assertThat(new PublishResult(1, 2, Optional.of("x"))
                        .plus(PublishResult.NOTHING)
                        .plus(new PublishResult(3, 4, Optional.of("y"))))
                .isEqualTo(new PublishResult(4, 6, Optional.of("x")));
    }

    private Path file(String... rows) throws IOException {
        return Files.writeString(folder.resolve("flow.csv"), HEADER + String.join("\n", rows));
    }

    private PublishResult publish(Path file, Speed speed) throws IOException, InterruptedException {
        try (TableReadings csv = TableReadings.open(file, TableOptions.NONE, ZoneOffset.UTC)) {
            return publisher.publish(csv, speed, PublishListener.NONE);
        }
    }

    private List<Reading> readings() {
        ReadingParser parser = new ReadingParser(InputMapping.NATIVE);
        return producer.history().stream()
                .map(sent -> ((ReadingParser.Accepted) parser.parse(sent.key(), sent.value())).reading())
                .toList();
    }

    private static String header(ProducerRecord<byte[], byte[]> sent, String name) {
        Header header = sent.headers().lastHeader(name);
        return header == null ? "" : new String(header.value(), UTF_8);
    }

    private static final class SettableClock extends Clock {
        private Instant now;

        SettableClock(Instant now) {
            this.now = now;
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }
    }

    /** Refuses records as the real producer does: through the callback. */
    private static final class LimitedProducer extends MockProducer<byte[], byte[]> {
        private int limit = Integer.MAX_VALUE;
        private int failAfter = Integer.MAX_VALUE;

        LimitedProducer() {
            super(Cluster.empty(), true, null, new ByteArraySerializer(), new ByteArraySerializer());
        }

        @Override
        public synchronized Future<RecordMetadata> send(
                ProducerRecord<byte[], byte[]> sent, @Nullable Callback callback) {
            RuntimeException problem = null;
            if (sent.value().length > limit && !isCut(sent)) {
                problem = new RecordTooLargeException("too large");
            } else if (history().size() >= failAfter) {
                problem = new TimeoutException("the broker is gone");
            }
            if (problem == null) {
                return super.send(sent, callback);
            }
            if (callback != null) {
                callback.onCompletion(null, problem);
            }
            return CompletableFuture.failedFuture(problem);
        }

        private static boolean isCut(ProducerRecord<byte[], byte[]> sent) {
            return header(sent, "foreflow.reason").equals("recordTooLarge");
        }
    }
}
