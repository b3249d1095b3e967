package io.foreflow.forecaster.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.foreflow.forecaster.api.LocalHttp;
import io.foreflow.ingest.wire.Json;
import io.foreflow.ingest.wire.TopicNames;
import io.foreflow.models.series.SensorId;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The only broker is killed and stays away. {@code -Dforeflow.away=SECONDS} sets for how long; the counts are left in
 * {@code target/away.json}, and what the service said in {@code target/away.log}.
 */
class BrokerAwayTest {
    private static final Duration AWAY = Duration.ofSeconds(Integer.getInteger("foreflow.away", 15));
    private static final int PARTITIONS = 4;

    /** More threads than a small machine would have: each meets the fault. */
    private static final int THREADS = 4;

    private static final int HOURS = 500;
    private static final int REVISION_HORIZON = 24;
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    /** Maximum time until {@code /readyz} names the broker. */
    private static final Duration NOTICED_WITHIN = Duration.ofSeconds(15);

    private static final List<SensorId> SENSORS = IntStream.range(0, 8)
            .mapToObj(number -> SensorId.of("pump-" + number))
            .toList();

    @TempDir
    Path dir;

    @Test
    void shouldSayThatTheBrokerIsAwayAndContinueWhenItIsBack() throws Exception {
        // given: a service in the middle of its work, which has much before it
        int brokerPort = freePort();
        int httpPort = freePort();
        String bootstrapServers = LocalHttp.HOST + ":" + brokerPort;
        TopicNames topics = TopicNames.DEFAULT;
        Path data = Files.createDirectories(dir.resolve("broker"));
        Path state = Files.createDirectories(dir.resolve("service"));
        ServeProcess broker = ServeProcess.broker(data, brokerPort);
        try {
            TestTopics.createOwn(bootstrapServers, topics, PARTITIONS);
            try (ServeProcess service = serve(state, bootstrapServers, httpPort);
                    Sender sender = Sender.patient(bootstrapServers, topics.readings());
                    ForecastCount forecasts = new ForecastCount(bootstrapServers, topics.forecasts())) {
                ServeProcess[] running = {service};
                send(sender, 0, HOURS);
                forecasts.await(1, running);

                // when
                broker.kill();

                // then: the probes tell, and the service waits
                await().atMost(NOTICED_WITHIN)
                        .until(() -> LocalHttp.get(httpPort, "/readyz").statusCode() == 503);
                String problem = LocalHttp.get(httpPort, "/readyz").body();
                assertThat(problem).contains("Kafka");
                await().during(AWAY)
                        .atMost(AWAY.multipliedBy(2))
                        .until(() -> service.isAlive()
                                && LocalHttp.get(httpPort, "/livez").statusCode() == 200);

                // when
                broker = ServeProcess.broker(data, brokerPort);

                // then
                await().atMost(PATIENCE)
                        .ignoreException(IOException.class)
                        .until(() -> LocalHttp.get(httpPort, "/readyz").statusCode() == 200);
                send(sender, HOURS, 2 * HOURS);
                for (SensorId sensor : SENSORS) {
                    sender.send(List.of(Series.last(sensor, 2 * HOURS, REVISION_HORIZON)));
                }
                forecasts.await(SENSORS.size() * 2 * HOURS, running);
                service.stop();
                forecasts.readOn();
                report(problem, forecasts, service);
                assertThat(forecasts.doubled()).as("forecasts that came twice").isZero();
                assertThat(forecasts.distinct()).isEqualTo(SENSORS.size() * 2 * HOURS);
            } finally {
                Files.copy(
                        state.resolve("serve.log"), Path.of("target", "away.log"), StandardCopyOption.REPLACE_EXISTING);
            }
        } finally {
            broker.close();
        }
    }

    private static void send(Sender sender, int from, int to) {
        for (SensorId sensor : SENSORS) {
            sender.send(Series.hours(sensor, from, to));
        }
    }

    private static void report(String problem, ForecastCount forecasts, ServeProcess service) throws IOException {
        int readings = SENSORS.size() * 2 * HOURS;
        String said = service.said();
        byte[] json = Json.object(body -> {
            body.writeNumberField("secondsAway", AWAY.toSeconds());
            body.writeStringField("readyz", problem);
            body.writeNumberField("threads", THREADS);
            body.writeNumberField("readings", readings);
            body.writeNumberField("forecasts", forecasts.distinct());
            body.writeNumberField("lost", readings - forecasts.distinct());
            body.writeNumberField("doubled", forecasts.doubled());
            ClientFailures.write(body, said);
        });
        Files.writeString(Path.of("target", "away.json"), new String(json, UTF_8) + "\n");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static ServeProcess serve(Path folder, String bootstrapServers, int httpPort) throws IOException {
        return ServeProcess.start(
                folder, """
                kafka:
                  bootstrap.servers: %s
                  num.stream.threads: %d
                topics:
                  partitions: %d
                state:
                  dir: foreflow-state
                http:
                  port: %d
                """.formatted(bootstrapServers, THREADS, PARTITIONS, httpPort), ServeProcess.OWN_LOG);
    }
}
