package io.foreflow.forecaster.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.foreflow.forecaster.lifecycle.PairedTotals;
import io.foreflow.forecaster.lifecycle.PairedTotals.BaselineTotals;
import io.foreflow.forecaster.lifecycle.Trial;
import io.foreflow.forecaster.metrics.ServiceMetrics.MetricsText;
import io.foreflow.forecaster.query.DriverService;
import io.foreflow.forecaster.registry.Alias;
import io.foreflow.forecaster.registry.Snapshots;
import io.foreflow.forecaster.topology.TestStreams;
import io.foreflow.ingest.wire.Json;
import io.foreflow.models.forecast.Baseline;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.score.ShadowRole;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LifecycleRoutesTest {
    private static final ModelRef V1 = ModelRef.parse("flow@1");
    private static final ModelRef V2 = ModelRef.parse("flow@2");
    private static final OpenApiFile FILE = new OpenApiFile();
    private static final long FIRST_HOUR = 500_000;

    @TempDir
    private Path dir;

    private final Snapshots snapshots = Snapshots.start()
            .published(V1)
            .published(V2)
            .promoted(V1, Alias.CHAMPION)
            .promoted(V2, Alias.CHALLENGER);
    private final FakeDesk desk = new FakeDesk(snapshots);
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
                        .desk(desk)
                        .build());
        api.start();
    }

    @AfterEach
    void stop() {
        api.close();
        service.close();
    }

    @Test
    void shouldTellTheTrial() throws Exception {
        // given
        desk.show(trial(V1, V2, 3, 0.9));

        // when
        JsonNode trial = ok("get /v1/models/{name}/trial", get("/v1/models/flow/trial"));

        // then
        assertThat(trial.path("champion").asText()).isEqualTo("1");
        assertThat(trial.path("shadow").asText()).isEqualTo("2");
        assertThat(trial.path("role").asText()).isEqualTo("challenger");
        assertThat(trial.path("days").asInt()).isEqualTo(3);
        assertThat(trial.at("/mase/shadow").asDouble()).isEqualTo(0.9);
    }

    @Test
    void shouldTellThatNothingIsCompared() throws Exception {
        problem("get /v1/models/{name}/trial", get("/v1/models/flow/trial"), 404, "publish a challenger");
        desk.show(trial(V2, V1, 3, 0.9));
        problem("get /v1/models/{name}/trial", get("/v1/models/flow/trial"), 404, "publish a challenger");
    }

    @Test
    void shouldPromoteAChallengerThatHasProvedItself() throws Exception {
        // given
        desk.show(trial(V1, V2, 8, 0.7));

        // when
        JsonNode done = ok(
                "post /v1/models/{name}/promote",
                post("/v1/models/flow/promote", "{\"version\": \"2\", \"reason\": \"Sundays\"}"));

        // then
        assertThat(done.path("version").asText()).isEqualTo("2");
        assertThat(done.path("from").asText()).isEqualTo("1");
        assertThat(done.path("forced").isNull()).isTrue();
        assertThat(snapshots.snapshot().champion("flow").orElseThrow().ref()).isEqualTo(V2);
        JsonNode history = ok("get /v1/models/{name}/history", get("/v1/models/flow/history"));
        assertThat(history.at("/events/0/by").asText()).startsWith("HTTP from ");
        assertThat(history.at("/events/0/reason").asText()).isEqualTo("Sundays");
    }

    @Test
    void shouldPromoteWhatHasNotProvedItselfByForceOnly() throws Exception {
        // given
        desk.show(trial(V1, V2, 3, 0.7));

        // when, then
        problem(
                "post /v1/models/{name}/promote",
                post("/v1/models/flow/promote", "{\"version\": \"2\"}"),
                409,
                "flow@2 has MASE 0.700 where the champion has 1.000, over 3 of 7 days");
        assertThat(snapshots.snapshot().champion("flow").orElseThrow().ref()).isEqualTo(V1);

        // when, then
        JsonNode forced = ok(
                "post /v1/models/{name}/promote",
                post("/v1/models/flow/promote", "{\"version\": \"2\", \"force\": true}"));
        assertThat(forced.path("forced").asText()).contains("over 3 of 7 days");
        problem(
                "post /v1/models/{name}/promote",
                post("/v1/models/flow/promote", "{\"version\": \"2\"}"),
                409,
                "flow@2 is the champion already");
    }

    @Test
    void shouldRollBack() throws Exception {
        // given
        snapshots.promoted(V2, Alias.CHAMPION);

        // when
        JsonNode done = ok("post /v1/models/{name}/rollback", post("/v1/models/flow/rollback", "{}"));

        // then
        assertThat(done.path("version").asText()).isEqualTo("1");
        assertThat(done.path("from").asText()).isEqualTo("2");
        problem(
                "post /v1/models/{name}/rollback",
                post("/v1/models/flow/rollback", "{}"),
                409,
                "no predecessor of flow@1 is on the models topic");
    }

    @Test
    void shouldRefuseWhatCannotBeMeant() throws Exception {
        String promote = "post /v1/models/{name}/promote";
        problem(promote, post("/v1/models/flow/promote", "{}"), 400, "must name the version");
        problem(promote, post("/v1/models/flow/promote", "{\"version\": \"a b\"}"), 400, "model version (a b)");
        problem(promote, post("/v1/models/flow/promote", "{\"version\": \"9\"}"), 404, "no version 9 of flow");
        problem(promote, post("/v1/models/pumps/promote", "{\"version\": \"1\"}"), 404, "no model of that name");
        problem(promote, post("/v1/models/flow/promote", "[]"), 400, "the body cannot be read");
        problem("get /v1/models/{name}/history", get("/v1/models/pumps/history"), 404, "no model of that name");
    }

    private static Trial trial(ModelRef champion, ModelRef shadow, int days, double mase) {
        SortedMap<Long, PairedTotals> byHour = new TreeMap<>();
        for (long hour = FIRST_HOUR; hour < FIRST_HOUR + 24L * days; hour++) {
            byHour.put(
                    hour,
                    new PairedTotals(
                            10,
                            10,
                            10 * mase,
                            Collections.nCopies(Baseline.values().length, new BaselineTotals(20, 10, 10 * mase))));
        }
        return new Trial(champion, shadow, ShadowRole.CHALLENGER, byHour);
    }

    private HttpResponse<String> get(String path) throws Exception {
        return LocalHttp.get(api.port(), path);
    }

    private HttpResponse<String> post(String path, String body) throws Exception {
        return LocalHttp.send(LocalHttp.request(api.port(), path, "Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)));
    }

    private static JsonNode ok(String operation, HttpResponse<String> answer) {
        FILE.check(operation, answer);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Json.object(answer.body().getBytes(StandardCharsets.UTF_8));
    }

    private static void problem(String operation, HttpResponse<String> answer, int status, String detail) {
        FILE.check(operation, answer);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.body()).contains(detail);
    }
}
