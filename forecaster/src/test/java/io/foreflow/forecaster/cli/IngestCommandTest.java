package io.foreflow.forecaster.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.foreflow.forecaster.broker.EmbeddedKafka;
import io.foreflow.forecaster.offline.TopicReader;
import io.foreflow.forecaster.service.LiveService;
import io.foreflow.forecaster.service.LiveServiceConfig;
import io.foreflow.forecaster.topology.PipelineConfig;
import io.foreflow.ingest.wire.InputMapping;
import io.foreflow.ingest.wire.ReadingParser;
import io.foreflow.ingest.wire.TopicNames;
import io.foreflow.models.series.Reading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** Tables of people, sent to a real broker. */
@TestInstance(Lifecycle.PER_CLASS)
class IngestCommandTest {
    @TempDir
    private Path directory;

    @SuppressWarnings("NullAway.Init") // set before the tests
    private EmbeddedKafka kafka;

    @BeforeAll
    void start(@TempDir Path broker) {
        kafka = EmbeddedKafka.in(broker, EmbeddedKafka.ANY_PORT);
        kafka.start();
    }

    @AfterAll
    void stop() {
        kafka.close();
    }

    @Test
    void shouldSendAForeignTableAndSayHowItWasRead() throws IOException {
        // given: newest rows first over the hour that comes twice
        write(
                "newest.csv",
                "Zeitpunkt;Zähler",
                "26.10.2025 04:00;40",
                "26.10.2025 03:00;30",
                "26.10.2025 02:00;22",
                "26.10.2025 02:00;21,5",
                "26.10.2025 01:00;10");

        // when
        TestTerminal terminal = ingest(0, "newest", "newest.csv", "--zone", "Europe/Berlin");

        // then
        assertThat(terminal.err())
                .contains("note: newest.csv: cells are separated by semicolons; decimals stand after a comma")
                .contains("the newest rows come first");
        assertThat(terminal.out()).contains("5 readings sent to newest.readings.v1, 0 rejected");
        assertThat(readings("newest"))
                .containsExactly(
                        "Zähler 2025-10-26T03:00:00Z 40.0",
                        "Zähler 2025-10-26T02:00:00Z 30.0",
                        "Zähler 2025-10-26T01:00:00Z 22.0",
                        "Zähler 2025-10-26T00:00:00Z 21.5",
                        "Zähler 2025-10-25T23:00:00Z 10.0");
    }

    @Test
    void shouldShowTheFirstRejectedRowOfEachReason() throws IOException {
        // given
        write(
                "bad.csv",
                "sensor_id,timestamp,value",
                "a,2025-06-01T00:00Z,1",
                "a,2025-06-01T01:00Z,much",
                "a,2025-06-01T02:00Z,more",
                "a,yesterday,4",
                "a,2025-06-01T04:00Z,5");

        // when
        TestTerminal terminal = ingest(1, "bad", "bad.csv");

        // then
        assertThat(terminal.err())
                .contains("rejected, badTime: 1 of bad.csv, the first in line 5: the time (yesterday)")
                .contains("rejected, badValue: 2 of bad.csv, the first in line 3: the value (much)");
        assertThat(terminal.out())
                .contains("2 readings sent to bad.readings.v1, 3 rejected to bad.readings.rejected.v1");
    }

    @Test
    void shouldSendNothingWhenOneFileCannotBeRead() throws IOException {
        // given: a good file, and two of which every row fails
        write("good.csv", "sensor_id,timestamp,value", "a,2025-06-01T00:00Z,1");
        List<String> rows = new ArrayList<>(List.of("sensor_id,timestamp,value"));
        for (int i = 0; i < 30; i++) {
            rows.add("a,sometime,1");
        }
        Files.write(directory.resolve("times.csv"), rows, UTF_8);
        Files.write(
                directory.resolve("values.csv"),
                rows.stream()
                        .map(row -> row.replace("sometime,1", "2025-06-01T00:00Z,?"))
                        .toList(),
                UTF_8);

        // when
        TestTerminal terminal = ingest(1, "none", "good.csv", "times.csv", "values.csv");

        // then: both are named, and there is not even a topic
        assertThat(terminal.err())
                .contains("times.csv: all of the first 30 rows fail for the same reason, line 2: the time (sometime)")
                .contains("values.csv: all of the first 30 rows fail for the same reason, line 2: the value (?)")
                .doesNotContain("created the topic");
        assertThat(terminal.out()).isEmpty();
    }

    @Test
    void shouldReturnWhenTheForecastsAreThere() throws Exception {
        // given: 48 hours, and a service
        String[] lines = IntStream.range(0, 48)
                .mapToObj(
                        hour -> "a," + Instant.parse("2026-02-01T00:00:00Z").plus(Duration.ofHours(hour)) + "," + hour)
                .toArray(String[]::new);
        write("hours.csv", "sensor_id,timestamp,value", String.join(System.lineSeparator(), lines));
        ingest(0, "waited", "hours.csv");
        LiveServiceConfig config = LiveServiceConfig.of(kafka.bootstrapServers());
        try (LiveService service =
                new LiveService(config.withPipeline(PipelineConfig.defaults().withTopics(new TopicNames("waited")))
                        .withHttp(config.http().withPort(0))
                        .withPartitions(1)
                        .withReplicationFactor(1)
                        .withStateDir(directory.resolve("state")))) {
            service.start();

            // when: the same again, and one more hour
            write("more.csv", "sensor_id,timestamp,value", lines[47], "a,2026-02-03T00:00:00Z,48");
            ingest(0, "waited", "more.csv", "--wait");

            // then: a bucket closes with its reading, once their number is learnt
            List<String> forecasts = new ArrayList<>();
            new TopicReader(Map.of("bootstrap.servers", kafka.bootstrapServers()))
                    .read("waited.forecasts.v1", record -> forecasts.add(new String(record.value(), UTF_8)));
            assertThat(forecasts).last().asString().contains("\"origin\":\"2026-02-03T01:00:00Z\"");
        }
    }

    private TestTerminal ingest(int exitCode, String prefix, String... arguments) {
        TestTerminal terminal = new TestTerminal(
                directory, Map.of("FOREFLOW_TOPICS_PREFIX", prefix, "FOREFLOW_TOPICS_PARTITIONS", "1"));
        List<String> all = new ArrayList<>(List.of("ingest", "--bootstrap", kafka.bootstrapServers()));
        all.addAll(List.of(arguments));
        assertThat(terminal.run(all.toArray(String[]::new))).as(terminal.err()).isEqualTo(exitCode);
        return terminal;
    }

    private List<String> readings(String prefix) {
        List<String> readings = new ArrayList<>();
        new TopicReader(Map.of("bootstrap.servers", kafka.bootstrapServers()))
                .read(prefix + ".readings.v1", record -> readings.add(text(record.key(), record.value())));
        return readings;
    }

    private static String text(byte[] key, byte[] value) {
        Reading reading = ((ReadingParser.Accepted) new ReadingParser(InputMapping.NATIVE).parse(key, value)).reading();
        return reading.sensor() + " " + reading.time() + " " + reading.value();
    }

    private void write(String name, String... lines) throws IOException {
        Files.write(directory.resolve(name), List.of(lines), UTF_8);
    }
}
