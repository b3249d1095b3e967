package io.foreflow.forecaster.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.foreflow.ingest.wire.TopicNames;
import io.javalin.Javalin;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EventsTest {
    private static final int MAX_STREAMS = 3;

    private final EventHub hub = new EventHub();
    private final AtomicInteger listening = new AtomicInteger();
    private EventRoutes routes;
    private Javalin server;

    @BeforeEach
    void start() {
        routes = new EventRoutes(
                hub,
                new EventSource() {
                    @Override
                    public void listen() {
                        listening.incrementAndGet();
                    }

                    @Override
                    public void close() {}
                },
                MAX_STREAMS);
        server = Javalin.create(config -> {
                    config.startup.showJavalinBanner = false;
                    config.routes.exception(ProblemException.class, (problem, context) -> context.status(
                                    problem.problem().status())
                            .result(problem.problem().bytes()));
                    routes.addTo(config.routes);
                })
                .start(LocalHttp.HOST, 0);
        hub.ready();
    }

    @AfterEach
    void stop() {
        routes.close();
        server.stop();
    }

    @Test
    void shouldStreamWhatIsAskedFor() throws Exception {
        // given
        try (Client all = new Client("/v1/events");
                Client one = new Client("/v1/events?sensor=a&types=forecast,status")) {
            all.await("ready");
            one.await("ready");

            // when
            hub.publish(event("f0-1", "forecast", "b"));
            hub.publish(event("s0-1", "score", "a"));
            hub.publish(event("f0-2", "forecast", "a"));
            hub.publish(ServiceEvent.of("status", "{\"behind\":0}".getBytes(UTF_8)));

            // then
            assertThat(all.events(4))
                    .containsExactly(
                            "f0-1 forecast {\"n\":\"f0-1\"}",
                            "s0-1 score {\"n\":\"s0-1\"}",
                            "f0-2 forecast {\"n\":\"f0-2\"}",
                            " status {\"behind\":0}");
            assertThat(one.events(2)).containsExactly("f0-2 forecast {\"n\":\"f0-2\"}", " status {\"behind\":0}");
            assertThat(listening).hasValue(2);
        }
    }

    @Test
    void shouldResumeAfterTheLastEventThatAClientHas() throws Exception {
        // given
        hub.publish(event("f0-1", "forecast", "a"));
        hub.publish(event("f0-2", "forecast", "b"));
        hub.publish(event("f0-3", "forecast", "a"));

        // when
        try (Client client = new Client("/v1/events?sensor=a", "Last-Event-ID", "f0-1")) {
            // then
            assertThat(client.events(2)).containsExactly("f0-3 forecast {\"n\":\"f0-3\"}", " ready {}");
        }
    }

    @Test
    void shouldSayThatEventsAreMissingWhenItCannotResume() throws Exception {
        try (Client client = new Client("/v1/events", "Last-Event-ID", "f9-9")) {
            assertThat(client.events(2).get(0)).startsWith(" reset {");
        }
    }

    @Test
    void shouldTellAllClientsThatEventsMayBeMissing() throws Exception {
        // given
        try (Client client = new Client("/v1/events")) {
            client.await("ready");

            // when
            hub.interrupted();
            hub.ready();

            // then
            assertThat(client.events(2))
                    .satisfiesExactly(reset -> assertThat(reset).startsWith(" reset {"), ready -> assertThat(ready)
                            .isEqualTo(" ready {}"));
        }
    }

    @Test
    void shouldDropASlowReaderAndTellIt() throws Exception {
        // given: a client that does not read
        try (Client client = new Client("/v1/events")) {
            client.await("ready");

            // when
            byte[] large = ("{\"x\":\"" + "x".repeat(10_000) + "\"}").getBytes(UTF_8);
            for (int i = 0; i < 2 * (EventHub.CAPACITY + EventHub.KEPT); i++) {
                hub.publish(ServiceEvent.of("status", large));
            }

            // then
            Awaitility.await().until(() -> !hub.hasSubscriptions() || client.reader.ready());
            List<String> read = client.rest();
            assertThat(read.get(read.size() - 1)).startsWith(" dropped {\"lost\":");
        }
        Awaitility.await().until(() -> !hub.hasSubscriptions());
    }

    @Test
    void shouldNotOpenMoreStreamsThanAllowed() throws Exception {
        // given
        List<Client> clients = new ArrayList<>();
        try {
            for (int i = 0; i < MAX_STREAMS; i++) {
                clients.add(new Client("/v1/events"));
                clients.get(i).await("ready");
            }

            // when
            HttpResponse<String> refused = LocalHttp.get(server.port(), "/v1/events");

            // then
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.body()).contains("http.eventStreams");
        } finally {
            for (Client client : clients) {
                client.close();
            }
        }
    }

    @Test
    void shouldRefuseUnknownTypes() throws Exception {
        assertThat(LocalHttp.get(server.port(), "/v1/events?types=all").statusCode())
                .isEqualTo(400);
        assertThat(LocalHttp.get(server.port(), "/v1/events?sensor=%00").statusCode())
                .isEqualTo(400);
    }

    @Test
    void shouldReadCommittedRecordsWhileSomebodyListens() {
        // given
        TopicNames topics = TopicNames.DEFAULT;
        TopicPartition forecasts = new TopicPartition(topics.forecasts(), 0);
        TopicPartition scores = new TopicPartition(topics.scores(), 0);
        MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("latest");
        TopicPartition alerts = new TopicPartition(topics.alerts(), 0);
        for (TopicPartition partition : List.of(forecasts, scores, alerts)) {
            consumer.updatePartitions(
                    partition.topic(), List.of(new PartitionInfo(partition.topic(), 0, null, null, null)));
        }
        consumer.updateEndOffsets(Map.of(forecasts, 7L, scores, 0L, alerts, 3L));
        try (EventTail tail = new EventTail(
                () -> consumer, () -> topics, hub, Optional::empty, () -> "{\"behind\":0}".getBytes(UTF_8))) {
            EventSubscription subscription =
                    hub.subscribe(event -> event.sensor().equals(Optional.of("a")), Optional.empty());

            // when
            tail.listen();
            Awaitility.await().until(() -> consumer.assignment().size() == 3);
            consumer.schedulePollTask(() -> {
                consumer.addRecord(new ConsumerRecord<>(
                        topics.forecasts(), 0, 7, "a".getBytes(UTF_8), "{\"sensor\":\"a\"}".getBytes(UTF_8)));
                consumer.addRecord(new ConsumerRecord<>(
                        topics.alerts(), 0, 3, "a".getBytes(UTF_8), "{\"rule\":\"full\"}".getBytes(UTF_8)));
            });

            // then
            List<String> frames = new ArrayList<>();
            Awaitility.await().until(() -> {
                subscription.next(10).ifPresent(event -> frames.add(new String(event.frame(), UTF_8)));
                return frames.containsAll(List.of(
                        "id: f0-7\nevent: forecast\ndata: {\"sensor\":\"a\"}\n\n",
                        "id: a0-3\nevent: alert\ndata: {\"rule\":\"full\"}\n\n"));
            });
        }
    }

    private static ServiceEvent event(String id, String type, String sensor) {
        return new ServiceEvent(
                Optional.of(id), type, Optional.of(sensor), () -> ("{\"n\":\"" + id + "\"}").getBytes(UTF_8));
    }

    /** Reads a stream of events as lines. */
    private final class Client implements AutoCloseable {
        private final Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        private final BufferedReader reader;

        Client(String path, String... header) throws IOException {
            socket.setSoTimeout(20_000);
            String headers = header.length == 0 ? "" : header[0] + ": " + header[1] + "\r\n";
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.0\r\nHost: localhost\r\n" + headers + "\r\n").getBytes(UTF_8));
            reader = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
            assertThat(reader.readLine()).contains("200");
            for (String line = reader.readLine(); !line.isEmpty(); line = reader.readLine()) {
                assertThat(line.toLowerCase(java.util.Locale.ROOT)).doesNotContain("content-length");
            }
        }

        void await(String type) throws IOException {
            while (!events(1).get(0).contains(" " + type + " ")) {
                // The next one may be it.
            }
        }

        /** Returns the next events as "ID TYPE DATA". */
        List<String> events(int count) throws IOException {
            List<String> events = new ArrayList<>();
            while (events.size() < count) {
                String event = next();
                if (event == null) {
                    throw new AssertionError("end of the stream after " + events);
                }
                events.add(event);
            }
            return events;
        }

        List<String> rest() throws IOException {
            List<String> events = new ArrayList<>();
            for (String event = next(); event != null; event = next()) {
                events.add(event);
            }
            return events;
        }

        private @Nullable String next() throws IOException {
            String id = "";
            String type = "";
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (line.startsWith("id: ")) {
                    id = line.substring(4);
                } else if (line.startsWith("event: ")) {
                    type = line.substring(7);
                } else if (line.startsWith("data: ")) {
                    return id + " " + type + " " + line.substring(6);
                }
            }
            return null;
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
