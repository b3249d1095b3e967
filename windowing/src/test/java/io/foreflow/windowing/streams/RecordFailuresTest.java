package io.foreflow.windowing.streams;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.foreflow.ingest.wire.RejectReason;
import io.foreflow.ingest.wire.RejectedHeaders;
import io.foreflow.ingest.wire.TopicNames;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A record that cannot be written costs its source record, as one that cannot be processed does. */
class RecordFailuresTest {
    private static final TopicNames TOPICS = TopicNames.DEFAULT;

    @TempDir
    Path dir;

    private final List<RejectReason> rejected = new ArrayList<>();

    static List<RuntimeException> failures() {
        return List.of(
                new IllegalArgumentException("an infinite number cannot be written as JSON"),
                new SerializationException("not to be written"),
                new ClassCastException("another type"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void shouldRejectTheRecordOfWhichSomethingCannotBeWritten(RuntimeException failure) {
        // given
        try (TopologyTestDriver driver = driver(failure)) {
            // when
            send(driver, "a", "good");
            send(driver, "b", "bad");
            send(driver, "c", "good");

            // then
            assertThat(output(driver, "out"))
                    .extracting(TestRecord::value)
                    .containsExactly(bytes("good"), bytes("good"));
            assertThat(output(driver, TOPICS.rejected())).singleElement().satisfies(record -> {
                assertThat(record.key()).isEqualTo(bytes("b"));
                assertThat(record.value()).isEqualTo(bytes("bad"));
                assertThat(record.headers().lastHeader(RejectedHeaders.REASON).value())
                        .isEqualTo(bytes("error"));
                assertThat(new String(
                                record.headers()
                                        .lastHeader(RejectedHeaders.DETAIL)
                                        .value(),
                                UTF_8))
                        .contains(failure.getClass().getName());
            });
            assertThat(rejected).containsExactly(RejectReason.ERROR);
        }
    }

    @Test
    void shouldStopWhereWritingFailsForEveryRecord() {
        try (TopologyTestDriver driver = driver(new UncheckedIOException(new IOException("No space left on device")))) {
            assertThatThrownBy(() -> send(driver, "b", "bad")).isInstanceOf(StreamsException.class);
            assertThat(rejected).isEmpty();
        }
    }

    @Test
    void shouldTellFailuresOfOneRecordFromThoseThatOthersWouldMeet() {
        assertThat(List.of(
                        new NullPointerException(),
                        new IllegalStateException(new ArithmeticException()),
                        new StreamsException("wrapped", new ClassCastException()),
                        new SerializationException("one record"),
                        new StackOverflowError()))
                .noneMatch(RecordFailures::isSystemic);
        assertThat(List.of(
                        new KafkaException("broker"),
                        new ProcessorStateException("store"),
                        new IllegalStateException(new ProcessorStateException("store")),
                        new OutOfMemoryError(),
                        new IllegalStateException(new IOException("disk")),
                        new IllegalStateException(new InterruptedException())))
                .allMatch(RecordFailures::isSystemic);
    }

    private TopologyTestDriver driver(RuntimeException failure) {
        Serializer<byte[]> failing = (topic, value) -> {
            if (new String(value, UTF_8).equals("bad")) {
                throw failure;
            }
            return value;
        };
        Topology topology = new Topology()
                .addSource("in", new ByteArrayDeserializer(), new ByteArrayDeserializer(), "in")
                .addProcessor("pass", PassOn::new, "in")
                .addSink("out", "out", new ByteArraySerializer(), failing, "pass");
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "failures");
        settings.put(StreamsConfig.STATE_DIR_CONFIG, dir.toString());
        RecordFailures.addTo(settings, TOPICS, new WindowingListener() {
            @Override
            public void rejected(RejectReason reason) {
                rejected.add(reason);
            }
        });
        return new TopologyTestDriver(topology, settings);
    }

    private static void send(TopologyTestDriver driver, String key, String value) {
        driver.createInputTopic("in", new ByteArraySerializer(), new ByteArraySerializer())
                .pipeInput(bytes(key), bytes(value));
    }

    private static List<TestRecord<byte[], byte[]>> output(TopologyTestDriver driver, String topic) {
        return driver.createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer())
                .readRecordsToList();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static final class PassOn extends ContextualProcessor<byte[], byte[], byte[], byte[]> {
        @Override
        public void process(Record<byte[], byte[]> record) {
            context().forward(record);
        }
    }
}
