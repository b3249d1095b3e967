package io.foreflow.forecaster.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.foreflow.forecaster.metrics.ServiceMetrics.MetricsText;
import io.foreflow.forecaster.query.DriverService;
import io.foreflow.forecaster.registry.Alias;
import io.foreflow.forecaster.registry.Routing;
import io.foreflow.forecaster.registry.Routing.Route;
import io.foreflow.forecaster.registry.Snapshots;
import io.foreflow.forecaster.topology.TestStreams;
import io.foreflow.ingest.wire.Json;
import io.foreflow.models.forecast.ModelRef;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RoutingRoutesTest {
    private static final String PATH = "/v1/routes";
    private static final ModelRef DEFAULT = ModelRef.parse("default@1");
    private static final ModelRef TRAFFIC = ModelRef.parse("traffic@1");
    private static final OpenApiFile FILE = new OpenApiFile();
    private static final String GOOD = """
            {"routes": [{"sensors": "i880-*", "model": "traffic"}, {"sensors": "*", "model": "default"}],
             "reason": "the freeway has a model of its own"}""";

    @TempDir
    private Path dir;

    private final Snapshots snapshots = Snapshots.start()
            .published(DEFAULT)
            .published(TRAFFIC)
            .promoted(DEFAULT, Alias.CHAMPION)
            .promoted(TRAFFIC, Alias.CHAMPION);
    private DriverService service;
    private HttpApi api;

    @BeforeEach
    void start() {
        service = new DriverService(TestStreams.ONE_A_BUCKET, dir);
        Health yes = new Health(List.of(), Map.of());
        api = new HttpApi(
                HttpSettings.defaults().with().port(0).build(),
                new Probes(() -> yes, () -> yes, accept -> new MetricsText("text/plain", "")),
                ServiceRoutesBuilder.builder(TestApi.routes(service))
                        .models(snapshots::snapshot)
                        .desk(new FakeDesk(snapshots))
                        .build());
        api.start();
    }

    @AfterEach
    void stop() {
        api.close();
        service.close();
    }

    @Test
    void shouldTellTheRoutesOfTheConfigurationUntilThereAreOthers() throws Exception {
        // when
        JsonNode configured = ok("get", get());
        JsonNode set = ok("put", put(GOOD));

        // then
        assertThat(configured.path("source").asText()).isEqualTo("configuration");
        assertThat(configured.path("routes").toString()).isEqualTo("[{\"sensors\":\"*\",\"model\":\"default\"}]");
        assertThat(set.path("source").asText()).isEqualTo("topic");
        assertThat(set.at("/routes/0/model").asText()).isEqualTo("traffic");
        assertThat(ok("get", get())).isEqualTo(set);
        JsonNode event = Json.object(LocalHttp.get(api.port(), "/v1/models/traffic/history")
                        .body()
                        .getBytes(StandardCharsets.UTF_8))
                .at("/events/0");
        assertThat(event.path("event").asText()).isEqualTo("routed");
        assertThat(event.path("routes")).isEqualTo(set.path("routes"));
        assertThat(event.path("reason").asText()).isEqualTo("the freeway has a model of its own");
        JsonNode status =
                Json.object(LocalHttp.get(api.port(), "/v1/status").body().getBytes(StandardCharsets.UTF_8));
        assertThat(status.path("routing")).isEqualTo(set);
    }

    @Test
    void shouldGoBackToTheConfiguration() throws Exception {
        // given
        ok("put", put(GOOD));

        // when
        JsonNode cleared = ok("delete", delete("?reason=over"));

        // then
        assertThat(cleared.path("source").asText()).isEqualTo("configuration");
        assertThat(snapshots.snapshot().routing()).isEmpty();
    }

    @Test
    void shouldLoseNoUpdateOfSomebodyElse() throws Exception {
        // given
        String seen = get().headers().firstValue("ETag").orElseThrow();
        snapshots.routed(new Routing(List.of(new Route("pump-?", "traffic"), new Route("*", "default"))));

        // when, then
        problem("put", put(GOOD, "If-Match", seen), 412, "somebody else has changed the routes");
        problem("delete", delete("", "If-Match", seen), 412, "somebody else has changed the routes");
        assertThat(snapshots.snapshot().routing()).hasToString("Optional[pump-?=traffic, *=default]");

        // when, then
        String now = get().headers().firstValue("ETag").orElseThrow();
        HttpResponse<String> set = put(GOOD, "If-Match", now);
        assertThat(set.headers().firstValue("ETag")).isEqualTo(get().headers().firstValue("ETag"));
        ok("put", set);
    }

    @Test
    void shouldRouteSharesAndListsOfSensors() throws Exception {
        // when
        JsonNode set = ok("put", put("""
                {"routes": [{"in": ["a", "b"], "model": "traffic"}, {"sensors": "i880-*", "share": "01", "model": "traffic"},
                            {"sensors": "*", "model": "default"}]}"""));

        // then
        assertThat(set.at("/routes/0/in").toString()).isEqualTo("[\"a\",\"b\"]");
        assertThat(set.at("/routes/1/share").asText()).isEqualTo("01");
        assertThat(ok("get", get())).isEqualTo(set);
        problem(
                "put",
                put("""
                        {"routes": [{"in": ["a"], "sensors": "*", "model": "default"}, {"sensors": "*", "share": "2", "model": "default"}]}"""),
                400,
                "routes[0]: in stands beside sensors or share; give a pattern or a list of ids; routes[1]: share (2)");
    }

    @Test
    void shouldNameAllProblemsAtOnce() throws Exception {
        problem(
                "put",
                put("""
                        {"routes": [{"sensors": "i880-*", "model": "pumps"}, {"sensors": "i880-?", "model": "default"}]}"""),
                400,
                "the route i880-?=default matches no sensor, because i880-*=pumps comes before it; leave one of them"
                        + " out, or put it first; the last route must be for the sensors *, such as *=default; the"
                        + " model pumps has no champion; publish one first");
        problem(
                "put",
                put("{\"routes\": [{\"sensors\": \" \", \"model\": \"default\"}, {\"sensors\": \"*\"}, 7]}"),
                400,
                "routes[0]: a pattern of sensors must not be blank; routes[1]: the field model must be text, not absent;"
                        + " routes[2]: the field sensors must be text");
        problem("put", put("{}"), 400, "routes must be an array");
        problem("put", put("[]"), 400, "the body cannot be read");
        assertThat(snapshots.snapshot().routing()).isEmpty();
    }

    private HttpResponse<String> get() throws Exception {
        return LocalHttp.get(api.port(), PATH);
    }

    private HttpResponse<String> put(String body, String... headers) throws Exception {
        return LocalHttp.send(LocalHttp.request(api.port(), PATH, headers)
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(body)));
    }

    private HttpResponse<String> delete(String query, String... headers) throws Exception {
        return LocalHttp.send(
                LocalHttp.request(api.port(), PATH + query, headers).DELETE());
    }

    private static JsonNode ok(String method, HttpResponse<String> answer) {
        FILE.check(method + " " + PATH, answer);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Json.object(answer.body().getBytes(StandardCharsets.UTF_8));
    }

    private static void problem(String method, HttpResponse<String> answer, int status, String detail) {
        FILE.check(method + " " + PATH, answer);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.body()).contains(detail);
    }
}
