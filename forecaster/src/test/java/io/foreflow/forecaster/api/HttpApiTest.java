package io.foreflow.forecaster.api;

import static io.foreflow.forecaster.api.LocalHttp.HOST;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.foreflow.forecaster.metrics.ServiceMetrics.MetricsText;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
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
