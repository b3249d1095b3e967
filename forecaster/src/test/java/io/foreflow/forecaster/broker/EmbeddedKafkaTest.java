package io.foreflow.forecaster.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class EmbeddedKafkaTest {
    private static final String TOPIC = "things";

    @TempDir
    private Path directory;

    @Test
    void shouldHoldWhatWasCommittedWhenStartedAgainOnTheSameDirectory() throws Exception {
        // given
        try (EmbeddedKafka kafka = EmbeddedKafka.in(directory, EmbeddedKafka.ANY_PORT)) {
            kafka.start();
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
                admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1)))
                        .all()
                        .get();
            }
            sendInTransaction(kafka, "one");
        }

        // when
        try (EmbeddedKafka kafka = EmbeddedKafka.in(directory, EmbeddedKafka.ANY_PORT)) {
            kafka.start();
            sendInTransaction(kafka, "two");

            // then
            assertThat(readCommitted(kafka, 2)).containsExactly("one", "two");
        }
    }

    @Test
    void shouldRefuseTheDirectoryOfABrokerThatRuns() {
        try (EmbeddedKafka first = EmbeddedKafka.in(directory, EmbeddedKafka.ANY_PORT);
                EmbeddedKafka second = EmbeddedKafka.in(directory, EmbeddedKafka.ANY_PORT)) {
            // given
            first.start();

            // when, then
            assertThatThrownBy(second::start)
                    .isInstanceOf(EmbeddedKafkaException.class)
                    .hasMessageContaining("another broker is running on " + directory)
                    .hasMessageContaining("--dir");
        }
    }

    @Test
    void shouldSayThatAPortIsInUseBeforeAnythingIsWritten() throws IOException {
        // given
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Path untouched = directory.resolve("untouched");
            EmbeddedKafka kafka = EmbeddedKafka.in(untouched, taken.getLocalPort());

            // when, then
            assertThatThrownBy(kafka::start)
                    .isInstanceOf(EmbeddedKafkaException.class)
                    .hasMessageContaining("port " + taken.getLocalPort())
                    .hasMessageContaining("--port");
            assertThat(untouched).doesNotExist();
        }
    }

    @Test
    void shouldSayWhichFolderCannotBeMade() throws IOException {
        // given
        Path file = Files.writeString(directory.resolve("file"), "not a folder");
        EmbeddedKafka kafka = EmbeddedKafka.in(file, EmbeddedKafka.ANY_PORT);

        // when, then
        assertThatThrownBy(kafka::start)
                .isInstanceOf(EmbeddedKafkaException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("--dir");
    }

    @Test
    void shouldStartAgainAfterItWasKilled() throws Exception {
        // given
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process killed = new ProcessBuilder(
                        java,
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        BrokerToKill.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (var lines = killed.inputReader()) {
            assertThat(lines.lines().anyMatch(line -> line.equals(BrokerToKill.WRITTEN)))
                    .isTrue();
        } finally {
            killed.destroyForcibly().waitFor(30, TimeUnit.SECONDS);
        }

        // when
        try (EmbeddedKafka kafka = EmbeddedKafka.in(directory, EmbeddedKafka.ANY_PORT)) {
            kafka.start();

            // then
            assertThat(readCommitted(kafka, 1)).containsExactly("before the kill");
        }
    }

    /** A process that starts a broker, writes one record, says so, and then waits to be killed. */
    static final class BrokerToKill {
        static final String WRITTEN = "written";

        private BrokerToKill() {}

        public static void main(String[] args) throws Exception {
            try (EmbeddedKafka kafka = EmbeddedKafka.in(Path.of(args[0]), EmbeddedKafka.ANY_PORT)) {
                kafka.start();
                try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
                    admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1)))
                            .all()
                            .get();
                }
                sendInTransaction(kafka, "before the kill");
                System.out.println(WRITTEN);
                Thread.currentThread().join();
            }
        }
    }

    private static void sendInTransaction(EmbeddedKafka kafka, String value) throws Exception {
        Map<String, Object> config =
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "transactional.id", "embedded-kafka-test");
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(config, new StringSerializer(), new StringSerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(TOPIC, value)).get();
            producer.commitTransaction();
        }
    }

    private static List<String> readCommitted(EmbeddedKafka kafka, int count) {
        Map<String, Object> config = Map.of(
                "bootstrap.servers",
                kafka.bootstrapServers(),
                "isolation.level",
                "read_committed",
                "auto.offset.reset",
                "earliest");
        List<String> values = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer())) {
            consumer.assign(List.of(new TopicPartition(TOPIC, 0)));
            while (values.size() < count) {
                for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofSeconds(1))) {
                    values.add(record.value());
                }
            }
        }
        return values;
    }
}
