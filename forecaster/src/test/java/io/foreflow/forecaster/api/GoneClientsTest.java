package io.foreflow.forecaster.api;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Clients of event streams that vanish without a word. */
class GoneClientsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int CLIENTS = 3;

    @Test
    void shouldLeaveNothingThatWorksForAClientThatIsGone() throws Exception {
        // given: events of the status every few seconds
        try (HttpApi api = TestApi.of(HttpSettings.defaults().withPort(0), () -> new Health(List.of(), Map.of()))) {
            api.start();
            for (int i = 0; i < CLIENTS; i++) {
                // when: the connection is reset
                vanish(api.port());
            }

            // then: each thread has noticed, and waits for other work
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(writing()).isZero());
            assertThat(LocalHttp.get(api.port(), "/livez").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void shouldLeaveNothingThatWorksAfterTheServiceIsGone() throws Exception {
        // given
        try (Socket client = new Socket()) {
            try (HttpApi api = TestApi.of(HttpSettings.defaults().withPort(0), () -> new Health(List.of(), Map.of()))) {
                api.start();
                client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), api.port()));
                open(client);
                assertThat(writing()).isEqualTo(1);

                // when: the service closes
            }

            // then
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(writing()).isZero());
        }
    }

    private static void vanish(int port) throws IOException {
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
            open(client);
            client.setSoLinger(true, 0);
        }
    }

    private static void open(Socket client) throws IOException {
        client.getOutputStream()
                .write(("GET /v1/events HTTP/1.1\r\nHost: localhost:" + client.getPort() + "\r\n\r\n")
                        .getBytes(US_ASCII));
        BufferedReader answer = new BufferedReader(new InputStreamReader(client.getInputStream(), US_ASCII));
        assertThat(answer.readLine()).startsWith("HTTP/1.1 200");
    }

    /** Returns the number of threads that serve a stream of events, or what is left of one. */
    private static long writing() {
        Map<Thread, StackTraceElement[]> threads = Thread.getAllStackTraces();
        return threads.values().stream()
                .filter(stack -> Arrays.stream(stack)
                        .anyMatch(frame -> frame.getClassName().equals(EventRoutes.class.getName())
                                && frame.getMethodName().equals("write")))
                .count();
    }
}
