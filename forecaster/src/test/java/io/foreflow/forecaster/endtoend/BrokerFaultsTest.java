package io.foreflow.forecaster.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.foreflow.ingest.wire.InputMapping;
import io.foreflow.ingest.wire.Json;
import io.foreflow.ingest.wire.ReadingParser;
import io.foreflow.ingest.wire.TopicNames;
import io.foreflow.models.series.Reading;
import io.foreflow.models.series.SensorId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two instances on three brokers that are killed, restarted in turn, cut off and paused while readings come.
 * {@code -Dforeflow.rounds=N} repeats that; the counts are left in {@code target/brokers.json}, and what the instances
 * said in {@code target/brokers-N.log}.
 *
 * <p>Skipped where there is no Docker engine, as {@link ContainerClusterTest} is.
 */
@EnabledIf("io.foreflow.forecaster.endtoend.ContainerClusterTest#requiredOrPossible")
class BrokerFaultsTest {
    private static final int ROUNDS = Integer.getInteger("foreflow.rounds", 1);
    private static final int PARTITIONS = 4;
    private static final int REVISION_HORIZON = 24;

    /**
     * A broker that does not answer is given up after 9 s, and a transaction is aborted 10 s after its begin: both happen
     * meanwhile.
     */
    private static final Duration AWAY = Duration.ofSeconds(20);

    private static final List<SensorId> SENSORS = IntStream.range(0, 8)
            .mapToObj(number -> SensorId.of("pump-" + number))
            .toList();

    private final TopicNames topics = TopicNames.DEFAULT;

    @TempDir
    Path dir;

    @Test
    void shouldMakeEveryForecastOnceWhateverHappensToABroker() throws Exception {
        // given
        try (ThreeBrokers brokers = ThreeBrokers.start()) {
            TestTopics.createOwn(brokers.bootstrapServers(), topics, PARTITIONS);
            ServeProcess[] instances = {serve(brokers, 0), serve(brokers, 1)};
            try (Sender sender = Sender.patient(brokers.bootstrapServers(), topics.readings());
                    ForecastCount forecasts = new ForecastCount(brokers.bootstrapServers(), topics.forecasts());
                    SteadyReadings sending = new SteadyReadings(sender, SENSORS)) {
                awaitForecasts(sending, forecasts, instances);

                // when
                for (int round = 0; round < ROUNDS; round++) {
                    brokers.awaitInSync();
                    int killed = brokers.coordinatorOf("foreflow");
                    brokers.kill(killed);
                    awaitForecasts(sending, forecasts, instances);
                    brokers.startAgain(killed);
                    awaitForecasts(sending, forecasts, instances);

                    for (int restarted = 1; restarted <= ThreeBrokers.COUNT; restarted++) {
                        brokers.awaitInSync();
                        brokers.stop(restarted);
                        brokers.startAgain(restarted);
                    }
                    awaitForecasts(sending, forecasts, instances);

                    brokers.awaitInSync();
                    int lonely = brokers.controller();
                    brokers.cutOff(lonely);
                    runOn(instances);
                    brokers.reconnect(lonely);
                    awaitForecasts(sending, forecasts, instances);

                    brokers.awaitInSync();
                    int leader = brokers.leaderOf(topics.forecasts(), round % PARTITIONS);
                    brokers.pause(leader);
                    runOn(instances);
                    brokers.resume(leader);
                    awaitForecasts(sending, forecasts, instances);
                }
                int hours = sending.end();
                for (SensorId sensor : SENSORS) {
                    sender.send(List.of(Series.last(sensor, hours, REVISION_HORIZON)));
                }
                forecasts.await(SENSORS.size() * hours, instances);
                for (ServeProcess instance : instances) {
                    instance.stop();
                }

                // then
                forecasts.readOn();
                List<Reading> readings = readings(brokers);
                report(readings, forecasts, instances);
                assertThat(readings).hasSize(SENSORS.size() * hours).doesNotHaveDuplicates();
                assertThat(readings)
                        .as("readings that have a forecast")
                        .allMatch(reading ->
                                forecasts.has(reading.sensor(), reading.time().plus(Duration.ofHours(1))));
                assertThat(forecasts.doubled()).as("forecasts that came twice").isZero();
                assertThat(forecasts.distinct()).isEqualTo(readings.size());
                assertThat(copies(brokers)).isNotEmpty().allSatisfy((topic, copies) -> assertThat(copies)
                        .as(topic)
                        .isEqualTo("3 copies, 2 to write"));
            } finally {
                for (int instance = 0; instance < instances.length; instance++) {
                    instances[instance].close();
                    Files.copy(
                            folder(instance).resolve("serve.log"),
                            Path.of("target", "brokers-" + instance + ".log"),
                            StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }

    /** Waits for the forecasts of all that has been sent. The latest hour of a sensor is open until a later reading. */
    private static void awaitForecasts(SteadyReadings sending, ForecastCount forecasts, ServeProcess[] instances)
            throws IOException {
        int begun = sending.hours();
        await().atMost(Duration.ofMinutes(3)).until(() -> sending.hours() > begun);
        forecasts.await(SENSORS.size() * (sending.hours() - 1), instances);
    }

    /** Lets the time of a fault pass, in which no instance may end. */
    private static void runOn(ServeProcess[] instances) {
        await().during(AWAY).atMost(AWAY.multipliedBy(2)).until(() -> List.of(instances).stream()
                .allMatch(ServeProcess::isAlive));
    }

    /** Returns the readings with a value that are on the topic. */
    private List<Reading> readings(ThreeBrokers brokers) {
        ReadingParser parser = new ReadingParser(InputMapping.NATIVE);
        try (CommittedReader reader = new CommittedReader(brokers.bootstrapServers(), topics.readings())) {
            return reader.all().stream()
                    .map(record -> ((ReadingParser.Accepted) parser.parse(record.key(), record.value())).reading())
                    .filter(reading -> reading.value() != null)
                    .toList();
        }
    }

    /** Returns how Foreflow's topics are replicated, the changelogs of Streams included. */
    private static Map<String, String> copies(ThreeBrokers brokers) throws ExecutionException, InterruptedException {
        Map<String, TopicDescription> own = new TreeMap<>(brokers.topics());
        own.keySet().removeIf(name -> !name.startsWith("foreflow"));
        var settings = brokers.admin()
                .describeConfigs(own.keySet().stream()
                        .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                        .toList())
                .all()
                .get();
        Map<String, String> copies = new TreeMap<>();
        settings.forEach((topic, config) -> copies.put(
                topic.name(),
                requireNonNull(own.get(topic.name())).partitions().stream()
                                .map(partition -> partition.replicas().size())
                                .distinct()
                                .map(String::valueOf)
                                .collect(Collectors.joining(" or "))
                        + " copies, " + config.get("min.insync.replicas").value() + " to write"));
        return copies;
    }

    private static void report(List<Reading> readings, ForecastCount forecasts, ServeProcess[] instances)
            throws IOException {
        StringBuilder said = new StringBuilder();
        for (ServeProcess instance : instances) {
            said.append(instance.said());
        }
        long lost = readings.stream()
                .distinct()
                .filter(reading ->
                        !forecasts.has(reading.sensor(), reading.time().plus(Duration.ofHours(1))))
                .count();
        byte[] json = Json.object(body -> {
            body.writeNumberField("rounds", ROUNDS);
            body.writeNumberField("killed", ROUNDS);
            body.writeNumberField("restarted", ThreeBrokers.COUNT * ROUNDS);
            body.writeNumberField("cutOff", ROUNDS);
            body.writeNumberField("paused", ROUNDS);
            body.writeNumberField("readings", readings.size());
            body.writeNumberField("forecasts", forecasts.distinct());
            body.writeNumberField("lost", lost);
            body.writeNumberField("doubled", forecasts.doubled());
            ClientFailures.write(body, said.toString());
        });
        Files.writeString(Path.of("target", "brokers.json"), new String(json, UTF_8) + "\n");
    }

    private Path folder(int instance) {
        return dir.resolve("instance-" + instance);
    }

    private ServeProcess serve(ThreeBrokers brokers, int instance) throws IOException {
        return ServeProcess.start(
                Files.createDirectories(folder(instance)),
                """
                kafka:
                  bootstrap.servers: %s
                topics:
                  partitions: %d
                state:
                  dir: foreflow-state
                http:
                  port: 0
                """.formatted(brokers.bootstrapServers(), PARTITIONS),
                ServeProcess.OWN_LOG);
    }
}
