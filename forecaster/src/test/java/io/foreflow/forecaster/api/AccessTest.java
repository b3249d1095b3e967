package io.foreflow.forecaster.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests that are refused before a resource sees them. */
class AccessTest {
    private static final Health YES = new Health(List.of(), Map.of());
    private static final String READ = "read-token-of-a-test";
    private static final String WRITE = "write-token-of-a-test";

    @TempDir
    Path dir;

    private final List<HttpApi> open = new ArrayList<>();

    @AfterEach
    void stop() {
        open.forEach(HttpApi::close);
    }

    private HttpApi started(HttpSettings settings) {
        HttpApi api = TestApi.of(settings.with().port(0).build(), () -> YES);
        open.add(api);
        api.start();
        return api;
    }

    private HttpSettings withTokens() throws IOException {
        return HttpSettings.defaults()
                .with()
                .readToken(Optional.of(Files.writeString(dir.resolve("read"), READ + "\n")))
                .writeToken(Optional.of(Files.writeString(dir.resolve("write"), WRITE)))
                .build();
    }

    @Test
    void shouldNeedATokenOnceOneIsConfigured() throws Exception {
        // given
        int port = started(withTokens()).port();

        // when, then
        assertThat(status(port, "/livez")).isEqualTo(200);
        assertThat(status(port, "/readyz")).isEqualTo(200);
        for (String path : List.of("/metrics", "/v1/status", "/v1/sensors", "/nothing")) {
            HttpResponse<String> refused = LocalHttp.get(port, path);
            assertThat(refused.statusCode()).as(path).isEqualTo(401);
            assertThat(refused.headers().firstValue("www-authenticate")).hasValue("Bearer");
            assertThat(refused.headers().firstValue("content-type")).hasValue(Problem.TYPE);
        }
        assertThat(status(port, "/v1/status", "Authorization", "Bearer " + READ))
                .isEqualTo(200);
        assertThat(status(port, "/v1/status", "Authorization", "bearer " + WRITE))
                .isEqualTo(200);
        assertThat(status(port, "/v1/status", "Authorization", "Basic " + READ)).isEqualTo(401);
        assertThat(status(port, "/v1/status", "Authorization", "Bearer")).isEqualTo(401);
        assertThat(post(port, READ)).isEqualTo(401);
        assertThat(post(port, WRITE)).as("starting").isEqualTo(503);
    }

    @Test
    void shouldLetQuestionsBeAskedWithTheTokenForReading() throws Exception {
        // given
        int port = started(withTokens()).port();

        for (String path : List.of("/v1/timeseries/forecast", "/v2/models/a/infer")) {
            // when
            HttpResponse<String> refused = ask(port, path, "none");
            HttpResponse<String> reading = ask(port, path, READ);
            HttpResponse<String> writing = ask(port, path, WRITE);

            // then
            assertThat(refused.statusCode()).as(path).isEqualTo(401);
            assertThat(refused.headers().firstValue("www-authenticate")).hasValue("Bearer");
            assertThat(reading.statusCode()).as(path).isEqualTo(400);
            assertThat(writing.statusCode()).as(path).isEqualTo(400);
        }
        assertThat(status(port, "/v2/health/live")).isEqualTo(200);
        assertThat(status(port, "/v2/health/ready")).isEqualTo(200);
        assertThat(status(port, "/v2")).isEqualTo(401);
    }

    @Test
    void shouldNotTakeAPathThatLeavesAnotherOneForAQuestion() throws Exception {
        // given
        int port = started(withTokens()).port();

        for (String path : List.of(
                "/v2/../v1/readings",
                "/v2/models/../../v1/readings",
                "/v2/models/a/infer/../../../../v1/readings",
                "/v1/timeseries/forecast/../../readings",
                "/v2/models/%2e%2e/%2e%2e/v1/readings",
                "/v2/models/..;/..;/v1/readings")) {
            // when
            String answer = RawHttp.send(
                    port,
                    "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer "
                            + READ + "\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}");

            // then
            assertThat(answer).as(path).matches("(?s)HTTP/1.1 40[014] .*");
            assertThat(answer).as(path).doesNotContain("readings cannot be used");
        }
    }

    @Test
    void shouldLetQuestionsBeAskedOnANetworkWithoutTokens() throws Exception {
        // given
        int port =
                started(HttpSettings.defaults().with().host("0.0.0.0").build()).port();

        // when, then: they are read, other than readings
        assertThat(ask(port, "/v1/timeseries/forecast", "none").statusCode()).isEqualTo(400);
        assertThat(ask(port, "/v2/models/a/infer", "none").statusCode()).isEqualTo(400);
    }

    private static HttpResponse<String> ask(int port, String path, String token) throws Exception {
        return LocalHttp.send(
                LocalHttp.request(port, path, "Authorization", "Bearer " + token, "Content-Type", "application/json")
                        .POST(BodyPublishers.ofString("nonsense")));
    }

    @Test
    void shouldRefuseInTheFormOfTheInferenceProtocol() throws Exception {
        // given
        int port = started(withTokens()).port();

        // when
        List<String> answers = List.of(
                RawHttp.send(port, "GET /v2 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"),
                RawHttp.send(port, "GET /v2 HTTP/1.1\r\nHost: localhost\r\nX: " + "x".repeat(1 << 20) + "\r\n\r\n"),
                withHost(port, "/v2/models/a", "evil.example"));

        // then
        assertThat(answers.get(0)).startsWith("HTTP/1.1 401");
        assertThat(answers.get(1)).startsWith("HTTP/1.1 431");
        assertThat(answers.get(2)).startsWith("HTTP/1.1 421");
        assertThat(answers).allSatisfy(answer -> assertThat(answer)
                .contains("{\"error\":\"")
                .contains("application/json")
                .doesNotContain(Problem.TYPE));
    }

    @Test
    void shouldRefuseAWrongTokenAsOftenAsItComes() throws Exception {
        // given
        int port = started(withTokens()).port();

        // when, then
        for (int i = 0; i < 1_000; i++) {
            assertThat(status(port, "/v1/status", "Authorization", "Bearer " + READ.substring(1) + i))
                    .isEqualTo(401);
        }
        assertThat(status(port, "/v1/status", "Authorization", "Bearer " + READ))
                .isEqualTo(200);
    }

    @Test
    void shouldRefuseToWriteOnANetworkWithoutAToken() throws Exception {
        // given
        int port =
                started(HttpSettings.defaults().with().host("0.0.0.0").build()).port();

        // when
        HttpResponse<String> refused =
                LocalHttp.send(LocalHttp.request(port, "/v1/readings").POST(BodyPublishers.ofString("{}")));

        // then
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body()).contains("http.writeToken");
        assertThat(status(port, "/v1/status")).isEqualTo(200);
    }

    @Test
    void shouldSayThatATokenCannotBeUsed() throws IOException {
        // given
        HttpSettings missing = HttpSettings.defaults()
                .with()
                .readToken(Optional.of(dir.resolve("missing")))
                .build();
        HttpSettings tooShort = HttpSettings.defaults()
                .with()
                .writeToken(Optional.of(Files.writeString(dir.resolve("short"), "secret")))
                .build();

        // when, then
        assertThatThrownBy(() -> TestApi.of(missing, () -> YES))
                .isInstanceOf(BindException.class)
                .hasMessageContaining("http.readToken");
        assertThatThrownBy(() -> TestApi.of(tooShort, () -> YES))
                .isInstanceOf(BindException.class)
                .hasMessageContaining("http.writeToken")
                .message()
                .doesNotContain("secret");
    }

    @Test
    void shouldAnswerToItsOwnNamesAlone() throws Exception {
        // given
        int port = started(HttpSettings.defaults()
                        .with()
                        .names(List.of("Foreflow.Example"))
                        .advertised(Optional.of("node-1:8080"))
                        .build())
                .port();

        // when, then
        for (String host : List.of(
                "localhost", "127.0.0.1:" + port, "[::1]:8080", "10.1.2.3", "foreflow.example:8080", "NODE-1")) {
            assertThat(withHost(port, "/v1/status", host)).as(host).startsWith("HTTP/1.1 200");
        }
        for (String host : List.of("evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "node-2")) {
            String answer = withHost(port, "/v1/status", host);
            assertThat(answer).as(host).startsWith("HTTP/1.1 421").contains(Problem.TYPE);
        }
        assertThat(withHost(port, "/readyz", "evil.example")).startsWith("HTTP/1.1 200");
    }

    @Test
    void shouldRefuseHeadersOfAMegabyteAndPathsThatLeaveTheRoot() throws Exception {
        // given
        int port = started(HttpSettings.defaults()).port();

        // when
        String large = RawHttp.send(
                port, "GET /v1/status HTTP/1.1\r\nHost: localhost\r\nX: " + "x".repeat(1 << 20) + "\r\n\r\n");

        // then
        assertThat(large).startsWith("HTTP/1.1 431").contains(Problem.TYPE);
        for (String path : List.of("/v1/../../etc/passwd", "/v1/%2e%2e/%2e%2e/etc/passwd", "/v1/..;/status", "/..")) {
            String answer =
                    RawHttp.send(port, "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            assertThat(answer).as(path).matches("(?s)HTTP/1.1 (400|404) .*").contains(Problem.TYPE);
        }
        assertThat(RawHttp.send(port, "nonsense\r\n\r\n")).startsWith("HTTP/1.1 400");
    }

    @Test
    void shouldLimitTheRequestsOfAnAddress() throws Exception {
        // given
        int port = started(HttpSettings.defaults().with().requestsPerSecond(5).build())
                .port();

        // when
        List<HttpResponse<String>> answers = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            answers.add(LocalHttp.get(port, "/livez"));
        }

        // then
        assertThat(answers.get(0).statusCode()).isEqualTo(200);
        assertThat(answers)
                .filteredOn(answer -> answer.statusCode() == 429)
                .isNotEmpty()
                .allSatisfy(answer -> {
                    assertThat(answer.headers().firstValue("content-type")).hasValue(Problem.TYPE);
                    assertThat(answer.headers().firstValue("retry-after")).hasValue("1");
                });
    }

    @Test
    void shouldAnswerWhileAThousandConnectionsAreIdle() throws Exception {
        // given
        int port = started(HttpSettings.defaults()).port();
        List<Socket> idle = new ArrayList<>();
        try {
            for (int i = 0; i < 1_000; i++) {
                idle.add(new Socket(InetAddress.getLoopbackAddress(), port));
            }

            // when, then
            assertThat(status(port, "/v1/status")).isEqualTo(200);
        } finally {
            for (Socket socket : idle) {
                socket.close();
            }
        }
    }

    private static int status(int port, String path, String... headers) throws Exception {
        return LocalHttp.send(LocalHttp.request(port, path, headers)).statusCode();
    }

    private static int post(int port, String token) throws Exception {
        return LocalHttp.send(LocalHttp.request(port, "/v1/readings", "Authorization", "Bearer " + token)
                        .POST(BodyPublishers.ofString("{}")))
                .statusCode();
    }

    private static String withHost(int port, String path, String host) throws IOException {
        return RawHttp.send(port, "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
    }
}
