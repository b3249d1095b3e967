package io.foreflow.forecaster.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.foreflow.ingest.wire.Json;
import io.foreflow.ingest.wire.TopicNames;
import io.foreflow.models.series.SensorId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A service that is asked to end, on a busy machine and at any moment. {@code -Dforeflow.stops=N} sets how often,
 * {@code -Dforeflow.stops.hours=N} the hours of each sensor; the times are left in {@code target/stops.json}.
 */
class StopTest {
    private static final int STOPS = Integer.getInteger("foreflow.stops", 2);
    private static final int HOURS = Integer.getInteger("foreflow.stops.hours", 1_000);
    private static final int STARTS = Integer.getInteger("foreflow.starts", 3);
    private static final long SEED = Long.getLong("foreflow.seed", 47);
    private static final int PARTITIONS = 12;
    private static final int REVISION_HORIZON = 24;

    /** A start on an idle machine takes about as long. */
    private static final int LONGEST_MILLIS = 4_000;

    private static final List<SensorId> SENSORS = IntStream.range(0, 50)
            .mapToObj(number -> SensorId.of("pump-" + number))
            .toList();

    @TempDir
    Path dir;

    @Test
    void shouldStopInTheMiddleOfABacklogAndLoseNothing() throws Exception {
        // given
        int wanted = SENSORS.size() * HOURS;
        List<Double> seconds = new ArrayList<>();
        try (EmbeddedCluster cluster = EmbeddedCluster.start()) {
            TopicNames topics = TopicNames.DEFAULT;
            TestTopics.createOwn(cluster.bootstrapServers(), topics, PARTITIONS);
            send(cluster, topics);
            try (ForecastCount forecasts = new ForecastCount(cluster.bootstrapServers(), topics.forecasts())) {
                try (BusyProcessors busy = BusyProcessors.start()) {
                    for (int stop = 1; stop <= STOPS; stop++) {
                        try (ServeProcess service = serve(cluster.bootstrapServers())) {
                            forecasts.await(wanted * stop / (STOPS + 1), service);

                            // when
                            long begun = System.nanoTime();
                            service.signal("TERM");
                            if (stop % 2 == 0) {
                                service.signal("INT");
                            }

                            // then
                            assertThat(service.exitCode()).as(service.said()).isZero();
                            seconds.add((System.nanoTime() - begun) / 1e9);
                            assertThat(service.said()).doesNotContain("did not end within");
                        }
                    }
                }
                forecasts.readOn();
                report(seconds, forecasts.distinct());
                assertThat(forecasts.distinct())
                        .as("forecasts after the last stop")
                        .isLessThan(wanted);
                try (ServeProcess service = serve(cluster.bootstrapServers())) {
                    forecasts.await(wanted, service);
                    service.stop();
                }
                forecasts.readOn();
                assertThat(forecasts.doubled()).as("forecasts that came twice").isZero();
                assertThat(forecasts.distinct()).isEqualTo(wanted);
            }
        }
    }

    @Test
    void shouldStopAtAnyMomentOfItsStart() throws Exception {
        // given
        Random random = new Random(SEED);
        int wanted = SENSORS.size() * HOURS;
        try (EmbeddedCluster cluster = EmbeddedCluster.start()) {
            TopicNames topics = TopicNames.DEFAULT;
            TestTopics.createOwn(cluster.bootstrapServers(), topics, PARTITIONS);
            send(cluster, topics);
            try (ForecastCount forecasts = new ForecastCount(cluster.bootstrapServers(), topics.forecasts())) {
                for (int start = 1; start <= STARTS; start++) {
                    try (ServeProcess service = serve(cluster.bootstrapServers())) {
                        int begun = start;
                        service.awaitTrue(() -> service.timesSaid("HTTP listens on") == begun);
                        service.mustLive(Duration.ofMillis(random.nextInt(LONGEST_MILLIS)));

                        // when
                        service.signal("TERM");

                        // then
                        assertThat(service.exitCode()).as(service.said()).isZero();
                    }
                    // The next start restores the state that this one has made.
                    ServeProcess.deleteFolder(dir.resolve("foreflow-state"));
                }
                try (ServeProcess service = serve(cluster.bootstrapServers())) {
                    forecasts.await(wanted, service);
                    service.stop();
                }
                forecasts.readOn();
                assertThat(forecasts.doubled()).as("forecasts that came twice").isZero();
                assertThat(forecasts.distinct()).isEqualTo(wanted);
            }
        }
    }

    @Test
    void shouldStopWhileItWaitsForABroker() throws Exception {
        // given
        try (ServeProcess service = serve("127.0.0.1:" + portThatNobodyListensOn())) {
            service.awaitTrue(() -> service.timesSaid("waiting for a Kafka broker") == 1);

            // when
            service.signal("TERM");
            service.signal("TERM");

            // then
            assertThat(service.exitCode()).as(service.said()).isZero();
        }
    }

    /** Busy processes, one for each processor of the machine. */
    private record BusyProcessors(List<Process> processes) implements AutoCloseable {
        static BusyProcessors start() throws IOException {
            List<Process> started = new ArrayList<>();
            for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
                started.add(new ProcessBuilder("sh", "-c", "while :; do :; done").start());
            }
            return new BusyProcessors(started);
        }

        @Override
        public void close() throws InterruptedException {
            for (Process process : processes) {
                process.destroyForcibly().waitFor();
            }
        }
    }

    private static void send(EmbeddedCluster cluster, TopicNames topics) {
        try (Sender sender = new Sender(cluster.bootstrapServers(), topics.readings())) {
            for (SensorId sensor : SENSORS) {
                sender.send(Series.hours(sensor, 0, HOURS));
                sender.send(List.of(Series.last(sensor, HOURS, REVISION_HORIZON)));
            }
        }
    }

    private static void report(List<Double> seconds, int forecasts) throws IOException {
        byte[] json = Json.object(body -> {
            body.writeNumberField("sensors", SENSORS.size());
            body.writeNumberField("partitions", PARTITIONS);
            body.writeNumberField(
                    "processorsAndBusyProcesses", Runtime.getRuntime().availableProcessors());
            body.writeNumberField("readings", SENSORS.size() * HOURS);
            body.writeNumberField("forecastsWhenStoppedLast", forecasts);
            body.writeArrayFieldStart("secondsToTheEnd");
            for (double one : seconds) {
                body.writeNumber(Math.round(one * 10) / 10.0);
            }
            body.writeEndArray();
        });
        Files.writeString(Path.of("target", "stops.json"), new String(json, UTF_8) + "\n");
    }

    private static int portThatNobodyListensOn() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private ServeProcess serve(String bootstrapServers) throws IOException {
        return ServeProcess.start(dir, """
                kafka:
                  bootstrap.servers: %s
                topics:
                  partitions: %d
                state:
                  dir: foreflow-state
                http:
                  port: 0
                """.formatted(bootstrapServers, PARTITIONS));
    }
}
