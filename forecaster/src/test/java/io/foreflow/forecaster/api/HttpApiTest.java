package io.foreflow.forecaster.api;

import static io.foreflow.forecaster.api.LocalHttp.HOST;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.foreflow.forecaster.metrics.ServiceMetrics.MetricsText;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class HttpApiTest {
    private static final Health YES = new Health(List.of(), Map.of("streams", "RUNNING"));
    private static final Health NO = new Health(List.of("streams are REBALANCING"), Map.of());

    @Test
    void shouldAnswerProbesAndMetrics() throws Exception {
        // given
        try (HttpApi api = api(0, () -> YES, () -> YES)) {
            api.start();

            // when
            HttpResponse<String> live = LocalHttp.get(api.port(), "/livez");
            HttpResponse<String> ready = LocalHttp.get(api.port(), "/readyz");
            HttpResponse<String> metrics = LocalHttp.get(api.port(), "/metrics");

            // then
            assertThat(live.statusCode()).isEqualTo(200);
            assertThat(live.body()).isEqualTo("{\"live\":true,\"problems\":[],\"streams\":\"RUNNING\"}");
            assertThat(ready.statusCode()).isEqualTo(200);
            assertThat(ready.headers().firstValue("content-type")).hasValue("application/json");
            assertThat(metrics.body()).isEqualTo("foreflow_up 1\n");
            assertThat(metrics.headers().firstValue("content-type"))
                    .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain; version=0.0.4"));
        }
    }

    @Test
    void shouldSayWhyNot() throws Exception {
        // given
        try (HttpApi api = api(0, () -> YES, () -> NO)) {
            api.start();

            // when
            HttpResponse<String> ready = LocalHttp.get(api.port(), "/readyz");

            // then
            assertThat(ready.statusCode()).isEqualTo(503);
            assertThat(ready.body()).isEqualTo("{\"ready\":false,\"problems\":[\"streams are REBALANCING\"]}");
        }
    }

    @Test
    void shouldNotKnowOtherPaths() throws Exception {
        // given
        try (HttpApi api = api(0, () -> YES, () -> YES)) {
            api.start();

            // when, then
            assertThat(LocalHttp.get(api.port(), "/elsewhere").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void shouldSayOnEachPathWhatItWaitsForWhileTheBrokerDoesNotAnswer() throws Exception {
        // given
        OpenApiFile description = new OpenApiFile();
        String series = "{\"inputs\":[{\"series\":[1,2,3,4,5,6],\"frequency\":\"H\","
                + "\"start_timestamp\":\"2026-03-01T00:00:00Z\"}],\"options\":{\"horizon\":1}}";
        try (HttpApi api = api(0, () -> YES, () -> NO)) {
            api.start();

            // when
            Map<String, HttpResponse<String>> answers = new TreeMap<>();
            for (String path : List.of(
                    "/v1/sensors",
                    "/v1/sensors/{sensor}",
                    "/v1/forecasts/{sensor}",
                    "/v1/scores/{sensor}",
                    "/v1/models",
                    "/v1/models/{name}",
                    "/v2/health/ready",
                    "/v2/models/{name}",
                    "/v2/models/{name}/ready",
                    "/v2/models/{name}/versions/{version}")) {
                answers.put("get " + path, LocalHttp.get(api.port(), path.replaceAll("\\{\\w+}", "a")));
            }
            answers.put(
                    "post /v1/readings",
                    post(api, "/v1/readings", "{\"sensor\":\"a\",\"time\":\"2026-03-01T00:00:00Z\",\"value\":1}"));
            answers.put("post /v1/timeseries/forecast", post(api, "/v1/timeseries/forecast", series));
            answers.put("post /v2/models/{name}/infer", post(api, "/v2/models/a/infer", "{\"inputs\":[]}"));

            // then
            answers.forEach((operation, answer) -> {
                description.check(operation, answer);
                assertThat(answer.statusCode()).as(operation).isEqualTo(503);
                assertThat(answer.headers().firstValue("retry-after"))
                        .as(operation)
                        .isPresent();
                assertThat(answer.body())
                        .as(operation)
                        .containsAnyOf("the models topic has not been read", "the broker has not answered", "streams");
            });
        }
    }

    private static HttpResponse<String> post(HttpApi api, String path, String body) throws Exception {
        return LocalHttp.send(LocalHttp.request(api.port(), path, "Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)));
    }

    @Test
    void shouldSayInOneLineThatThePortIsInUse() throws IOException {
        // given
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                HttpApi api = api(other.getLocalPort(), () -> YES, () -> YES)) {

            // when, then
            assertThatThrownBy(api::start)
                    .isInstanceOf(BindException.class)
                    .hasMessageContaining(HOST + ":" + other.getLocalPort())
                    .hasMessageContaining("in use")
                    .hasMessageContaining("http.port")
                    .message()
                    .doesNotContain("\n");
        }
    }

    @Test
    void shouldSayThatAnAddressIsNotOurs() {
        // given
        try (HttpApi api = TestApi.of(
                HttpSettings.defaults().with().host("192.0.2.1").port(0).build(), () -> YES)) {

            // when, then
            assertThatThrownBy(api::start)
                    .isInstanceOf(BindException.class)
                    .hasMessageContaining("192.0.2.1")
                    .hasMessageContaining("http.host");
        }
    }

    private static HttpApi api(int port, Supplier<Health> live, Supplier<Health> ready) {
        return new HttpApi(
                HttpSettings.defaults().with().port(port).build(),
                new Probes(live, ready, accept -> new MetricsText("text/plain; version=0.0.4", "foreflow_up 1\n")),
                TestApi.routes());
    }
}
