package io.foreflow.forecaster.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.foreflow.forecaster.topology.OutputValues;
import io.foreflow.ingest.wire.TopicNames;
import io.foreflow.models.forecast.Forecast;
import io.foreflow.models.series.SensorId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A service whose clock is set by an hour, beside one with a steady clock. Debian's libfaketime sets it, for the process
 * of the service alone. Without that library the test is skipped, unless the variable {@code FOREFLOW_REQUIRE_DOCKER}
 * is 1.
 */
class SteppedClockTest {
    private static final int PARTITIONS = 2;

    /** Hours of each sensor that are sent between two settings of the clock. */
    private static final int HOURS = 60;

    private static final String PLAIN = "+0";
    private static final String AHEAD = "+3600";
    private static final String BEHIND = "-3600";

    private static final List<SensorId> SENSORS = IntStream.range(0, 4)
            .mapToObj(number -> SensorId.of("pump-" + number))
            .toList();

    @TempDir
    Path dir;

    /** Number of services that were started, by the prefix of their topics. */
    private final Map<String, Integer> starts = new TreeMap<>();

    @Test
    void shouldForecastAsWithASteadyClock() throws Exception {
        // given
        Path library = library();
        // The last of four parts ends with the present hour.
        int end = Math.toIntExact(Duration.between(Series.START, Instant.now()).toHours()) + 1;
        int next = end - 4 * HOURS;
        try (EmbeddedCluster cluster = EmbeddedCluster.start()) {
            TopicNames topics = TopicNames.DEFAULT;
            TopicNames steadyTopics = new TopicNames("steady");
            TestTopics.createOwn(cluster.bootstrapServers(), topics, PARTITIONS);
            TestTopics.createOwn(cluster.bootstrapServers(), steadyTopics, PARTITIONS);
            try (Sender sender = new Sender(cluster.bootstrapServers(), topics.readings());
                    Sender steadySender = new Sender(cluster.bootstrapServers(), steadyTopics.readings());
                    ForecastCount forecasts = new ForecastCount(cluster.bootstrapServers(), topics.forecasts());
                    ForecastCount steady = new ForecastCount(cluster.bootstrapServers(), steadyTopics.forecasts())) {
                List<Sender> senders = List.of(sender, steadySender);

                // when
                setClock(PLAIN);
                try (ServeProcess service = serve(cluster, "foreflow", faked(library))) {
                    next = send(senders, next);
                    forecasts.await(SENSORS.size() * (HOURS - 1), service);
                    setClock(AHEAD);
                    service.awaitTrue(() -> service.timesSaid("clock was set forward") == 1);
                    next = send(senders, next);
                    forecasts.await(SENSORS.size() * (2 * HOURS - 1), service);
                    setClock(PLAIN);

                    // then: Kafka's clients would stand still for an hour
                    assertThat(service.exitCode()).as(service.said()).isEqualTo(1);
                    assertThat(service.timesSaid("foreflow: The service stops: the machine's clock was set back by"))
                            .isEqualTo(1);
                }

                // when: a supervisor starts it again, and the clock is set an hour behind that of the broker
                try (ServeProcess service = serve(cluster, "foreflow", faked(library))) {
                    next = send(senders, next);
                    forecasts.await(SENSORS.size() * (3 * HOURS - 1), service);
                    setClock(BEHIND);
                    assertThat(service.exitCode()).as(service.said()).isEqualTo(1);
                }
                try (ServeProcess service = serve(cluster, "foreflow", faked(library))) {
                    next = send(senders, next);
                    forecasts.await(SENSORS.size() * (4 * HOURS - 1), service);
                    service.stop();
                }
                try (ServeProcess service = serve(cluster, "steady", Map.of())) {
                    steady.await(SENSORS.size() * (4 * HOURS - 1), service);
                    service.stop();
                }
            }

            // then
            assertThat(next).isEqualTo(end);
            assertThat(rejected(cluster, topics)).isEmpty();
            assertThat(forecasts(cluster, topics)).isEqualTo(forecasts(cluster, steadyTopics));
        }
    }

    private static int send(List<Sender> senders, int from) {
        for (Sender sender : senders) {
            for (SensorId sensor : SENSORS) {
                sender.send(Series.hours(sensor, from, from + HOURS));
            }
        }
        return from + HOURS;
    }

    /** Returns what was forecast for each sensor and origin, which must have one forecast. */
    private static Map<String, String> forecasts(EmbeddedCluster cluster, TopicNames topics) {
        try (CommittedReader reader = new CommittedReader(cluster.bootstrapServers(), topics.forecasts())) {
            Map<String, String> values = new TreeMap<>();
            for (ConsumerRecord<byte[], byte[]> record : reader.all()) {
                Forecast forecast = OutputValues.readForecast(record.value());
                String before = values.put(
                        forecast.sensor() + " " + forecast.origin(),
                        forecast.method() + " " + forecast.values() + " " + forecast.interval());
                assertThat(before).as("an earlier forecast than %s", forecast).isNull();
            }
            return values;
        }
    }

    private static List<ConsumerRecord<byte[], byte[]>> rejected(EmbeddedCluster cluster, TopicNames topics) {
        try (CommittedReader reader = new CommittedReader(cluster.bootstrapServers(), topics.rejected())) {
            return List.copyOf(reader.all());
        }
    }

    /** @param offset from the machine's clock, in seconds with a sign */
    private void setClock(String offset) throws IOException {
        Path fresh = Files.writeString(dir.resolve("clock.new"), offset + "\n");
        Files.move(fresh, dir.resolve("clock"), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Returns what fakes the clock, and neither the monotonic one nor the waits that are measured with it. */
    private Map<String, String> faked(Path library) {
        return Map.of(
                "LD_PRELOAD", library.toString(),
                "FAKETIME_TIMESTAMP_FILE", dir.resolve("clock").toString(),
                "FAKETIME_CACHE_DURATION", "1",
                "FAKETIME_DONT_FAKE_MONOTONIC", "1",
                "FAKETIME_FORCE_MONOTONIC_FIX", "0",
                "NO_FAKE_STAT", "1");
    }

    private static Path library() throws IOException {
        try (Stream<Path> folders = Files.list(Path.of("/usr/lib"))) {
            Optional<Path> found = folders.map(
                            folder -> folder.resolve("faketime").resolve("libfaketime.so.1"))
                    .filter(Files::exists)
                    .findFirst();
            if (found.isEmpty()) {
                String reason = "libfaketime is not here: install Debian's package faketime";
                if ("1".equals(System.getenv("FOREFLOW_REQUIRE_DOCKER"))) {
                    fail(reason);
                }
                Assumptions.abort(reason);
            }
            return found.get();
        }
    }

    /** Starts a service and waits until it runs. */
    private ServeProcess serve(EmbeddedCluster cluster, String prefix, Map<String, String> variables)
            throws IOException {
        Path folder = Files.createDirectories(dir.resolve(prefix));
        int wanted = starts.getOrDefault(prefix, 0) + 1;
        starts.put(prefix, wanted);
        ServeProcess service = ServeProcess.start(
                "serve", folder, """
                kafka:
                  bootstrap.servers: %s
                  session.timeout.ms: 6000
                  num.stream.threads: 1
                application:
                  id: %s
                topics:
                  prefix: %s
                  partitions: %d
                state:
                  dir: foreflow-state
                http:
                  port: 0
                """.formatted(cluster.bootstrapServers(), prefix, prefix, PARTITIONS), variables);
        service.awaitTrue(() -> service.timesSaid("Streams: RUNNING after REBALANCING") >= wanted);
        return service;
    }
}
