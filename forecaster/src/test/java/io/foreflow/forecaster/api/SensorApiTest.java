package io.foreflow.forecaster.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.foreflow.forecaster.alerts.AlertCondition;
import io.foreflow.forecaster.alerts.AlertCondition.ForecastCondition;
import io.foreflow.forecaster.alerts.AlertCondition.ForecastPart;
import io.foreflow.forecaster.alerts.AlertCondition.Inequality;
import io.foreflow.forecaster.alerts.AlertRule;
import io.foreflow.forecaster.alerts.AlertRules;
import io.foreflow.forecaster.metrics.ServiceMetrics.MetricsText;
import io.foreflow.forecaster.query.DriverService;
import io.foreflow.forecaster.query.SmallEnsemble;
import io.foreflow.forecaster.topology.TestStreams;
import io.foreflow.ingest.wire.Json;
import io.foreflow.models.series.SensorPattern;
import java.io.ByteArrayInputStream;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.apache.kafka.streams.state.HostInfo;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The paths that read the state of sensors. */
class SensorApiTest {
    @TempDir
    Path dir;

    private DriverService service;
    private HttpApi api;

    @BeforeEach
    void start() {
        service = new DriverService(TestStreams.ONE_A_BUCKET, dir);
        api = started(service);
    }

    @AfterEach
    void stop() {
        api.close();
        service.close();
    }

    private static HttpApi started(DriverService service) {
        Health yes = new Health(List.of(), Map.of());
        HttpApi started = new HttpApi(
                HttpSettings.defaults().with().port(0).build(),
                new Probes(() -> yes, () -> yes, accept -> new MetricsText("text/plain", "")),
                TestApi.routes(service));
        started.start();
        return started;
    }

    @Test
    void shouldAnswerWithTheNewestForecastAsOnTheTopic() throws Exception {
        // given
        service.send("pump 7/a", 0, 60, hour -> 100 + hour % 24);

        // when
        HttpResponse<String> answer = get("/v1/forecasts/pump%207%2Fa");

        // then
        List<byte[]> published = service.forecasts();
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(new String(published.get(published.size() - 1), UTF_8));
        assertThat(answer.headers().firstValue("content-type")).hasValue("application/json");
    }

    @Test
    void shouldAnswerWithoutABodyWhenTheClientHasIt() throws Exception {
        // given
        service.send("a", 0, 60, hour -> 100 + hour % 24);
        String tag = get("/v1/forecasts/a").headers().firstValue("etag").orElseThrow();

        // when
        HttpResponse<String> same = get("/v1/forecasts/a", "If-None-Match", "\"other\", " + tag);
        service.send("a", 60, 61, hour -> 7);
        HttpResponse<String> newer = get("/v1/forecasts/a", "If-None-Match", tag);

        // then
        assertThat(same.statusCode()).isEqualTo(304);
        assertThat(same.body()).isEmpty();
        assertThat(newer.statusCode()).isEqualTo(200);
        assertThat(newer.headers().firstValue("etag")).isNotEmpty().isNotEqualTo(java.util.Optional.of(tag));
    }

    @Test
    void shouldAnswerInCsv() throws Exception {
        // given
        service.send("a", 0, 60, hour -> 100 + hour % 24);

        // when
        HttpResponse<String> answer = get("/v1/forecasts/a?as=csv");

        // then
        assertThat(answer.headers().firstValue("content-type")).hasValue("text/csv; charset=utf-8");
        List<String> lines = answer.body().lines().toList();
        assertThat(lines).hasSize(25);
        assertThat(lines.get(0)).isEqualTo("time,value,lower,upper");
        assertThat(lines.get(1)).matches("2026-02-03T12:00:00Z,[-0-9.E]+,[-0-9.E]+,[-0-9.E]+");
    }

    @Test
    void shouldCompressWhatIsWorthIt() throws Exception {
        // given
        service.send("a", 0, 60, hour -> 100 + hour % 24);

        // when
        HttpResponse<byte[]> answer = HttpClient.newHttpClient()
                .send(
                        LocalHttp.request(api.port(), "/v1/sensors/a", "Accept-Encoding", "gzip")
                                .build(),
                        BodyHandlers.ofByteArray());

        // then
        assertThat(answer.headers().firstValue("content-encoding")).hasValue("gzip");
        byte[] body = new GZIPInputStream(new ByteArrayInputStream(answer.body())).readAllBytes();
        assertThat(Json.object(body).path("values")).hasSize(60);
    }

    @Test
    void shouldShowASensorItsScoresAndItsForecastsThatWait() throws Exception {
        // given
        service.send("a", 0, 200, hour -> 100 + hour % 24 + hour % 7);

        // when
        JsonNode sensor = Json.object(get("/v1/sensors/a").body().getBytes(UTF_8));
        JsonNode scores = Json.object(get("/v1/scores/a").body().getBytes(UTF_8));

        // then
        assertThat(sensor.path("status").asText()).isEqualTo("replaying");
        assertThat(sensor.path("from").asText()).isEqualTo("2026-02-01T00:00:00Z");
        assertThat(sensor.path("forecast").path("values")).hasSize(24);
        assertThat(sensor.path("waiting").path(0).path("values")).hasSize(24);
        assertThat(scores.path("byLead")).hasSize(24);
        assertThat(scores.path("rolling").path("mase").path("forecast").isNumber())
                .isTrue();
    }

    @Test
    void shouldExplainAForecastAndTellItsShares() throws Exception {
        // given
        service.models().use(SmallEnsemble.of("v1", "UTC"));
        service.send("a", 0, 24 * 20, hour -> 100 + hour % 24 + hour % 7);
        service.send("b/c", 0, 3, hour -> 100);

        // when
        HttpResponse<String> answer = get("/v1/forecasts/a/explain");
        HttpResponse<String> fallback = get("/v1/forecasts/b%2Fc/explain");
        JsonNode sensor = Json.object(get("/v1/sensors/a").body().getBytes(UTF_8));

        // then
        OpenApiFile description = new OpenApiFile();
        description.check("get /v1/forecasts/{sensor}/explain", answer);
        description.check("get /v1/forecasts/{sensor}/explain", fallback);
        description.check("get /v1/sensors/{sensor}", get("/v1/sensors/a"));
        JsonNode explained = Json.object(answer.body().getBytes(UTF_8));
        assertThat(explained.path("exact").asBoolean()).isTrue();
        assertThat(explained.path("members")).hasSize(3);
        assertThat(explained.path("contributions").size()).isBetween(3, 11);
        double sum = explained.path("reference").path(5).asDouble();
        for (JsonNode contribution : explained.path("contributions")) {
            sum += contribution.path("values").path(5).asDouble();
        }
        assertThat(sum).isCloseTo(explained.path("values").path(5).asDouble(), within(1e-9));
        assertThat(sensor.path("shares").path("sensor-ridge").asDouble()).isEqualTo(0.5);
        assertThat(Json.object(fallback.body().getBytes(UTF_8)).path("model").isNull())
                .isTrue();
    }

    @Test
    void shouldPageThroughSensors() throws Exception {
        // given
        List.of("a", "b", "c").forEach(id -> service.send(id, 0, 1, hour -> 1));

        // when
        JsonNode first = Json.object(get("/v1/sensors?limit=2").body().getBytes(UTF_8));
        JsonNode second = Json.object(get("/v1/sensors?limit=2&after=b").body().getBytes(UTF_8));

        // then
        assertThat(first.path("sensors"))
                .extracting(row -> row.path("sensor").asText())
                .containsExactly("a", "b");
        assertThat(first.path("next").asText()).isEqualTo("b");
        assertThat(second.path("sensors"))
                .extracting(row -> row.path("sensor").asText())
                .containsExactly("c");
        assertThat(second.path("next").isNull()).isTrue();
    }

    @Test
    void shouldShowTheOpenAlertsOfASensorAndPageThroughThoseOfAll() throws Exception {
        // given: rules that nearly every forecast meets; one for some sensors alone
        AlertCondition above = new ForecastCondition(ForecastPart.FORECAST, Inequality.ABOVE, 0, Optional.empty(), 1);
        AlertRules rules = new AlertRules(List.of(
                new AlertRule("some", SensorPattern.of("?1"), above),
                new AlertRule("all", SensorPattern.of("*"), above)));
        api.close();
        service.close();
        service = new DriverService(TestStreams.ONE_A_BUCKET.withAlerts(rules), dir.resolve("alerts"));
        api = started(service);
        List.of("a1", "b1", "c2", "d2").forEach(id -> service.send(id, 0, 3, hour -> id.equals("c2") ? -1 : 100));

        // when
        HttpResponse<String> first = get("/v1/alerts?limit=1");
        HttpResponse<String> rest = get("/v1/alerts?limit=2&after=a1");
        HttpResponse<String> some = get("/v1/alerts?prefix=d");
        HttpResponse<String> sensor = get("/v1/sensors/b1");

        // then
        OpenApiFile description = new OpenApiFile();
        List.of(first, rest, some).forEach(answer -> description.check("get /v1/alerts", answer));
        description.check("get /v1/sensors/{sensor}", sensor);
        assertThat(alerts(first)).containsExactly("a1 all", "a1 some");
        assertThat(next(first)).isEqualTo("a1");
        assertThat(alerts(rest)).containsExactly("b1 all", "b1 some", "d2 all");
        assertThat(next(rest)).isNull();
        assertThat(alerts(some)).containsExactly("d2 all");
        assertThat(alerts(sensor)).containsExactly("b1 all", "b1 some");
        assertThat(alerts(get("/v1/sensors/c2"))).isEmpty();

        // and the alerts of another instance come together with those of this one
        try (DriverService other = new DriverService(TestStreams.ONE_A_BUCKET.withAlerts(rules), dir.resolve("other"));
                HttpApi owner = started(other)) {
            List.of("b0", "e1").forEach(id -> other.send(id, 0, 3, hour -> 100));
            service.moveTo(new HostInfo(LocalHttp.HOST, owner.port()));
            assertThat(alerts(get("/v1/alerts"))).containsExactly("b0 all", "e1 all", "e1 some");
        }
    }

    private static List<String> alerts(HttpResponse<String> answer) {
        List<String> alerts = new ArrayList<>();
        Json.object(answer.body().getBytes(UTF_8))
                .path("alerts")
                .forEach(alert -> alerts.add(
                        alert.path("sensor").asText() + " " + alert.path("rule").asText()));
        return alerts;
    }

    private static @Nullable String next(HttpResponse<String> answer) {
        return Json.object(answer.body().getBytes(UTF_8)).path("next").textValue();
    }

    @Test
    void shouldSayWhatIsWrongWithARequest() throws Exception {
        problem(get("/v1/forecasts/unknown"), 404, "unknown");
        problem(get("/v1/sensors/unknown"), 404, "unknown");
        problem(get("/v1/forecasts/unknown/explain"), 404, "no forecast");
        problem(get("/v1/scores/unknown"), 404, "unknown");
        problem(get("/v1/models/unknown"), 404, "no model");
        problem(get("/v1/sensors?after=%00"), 400, "after");
        problem(get("/v1/sensors?limit=0"), 400, "limit");
        problem(get("/v1/alerts?limit=0"), 400, "limit");
        problem(get("/v1/sensors?limit=x"), 400, "limit");
        problem(get("/v1/sensors/%01"), 400, "sensor");
        problem(get("/v1/forecasts/a?as=xml"), 400, "as must be one of csv, json");
        problem(get("/v1/nothing"), 404, "no such path");
        problem(LocalHttp.send(LocalHttp.request(api.port(), "/v1/sensors").DELETE()), 405, "method");
    }

    @Test
    void shouldAnswer503WithATimeWhileStateIsRestoredAndNeverAnEmptyList() throws Exception {
        // given
        service.send("a", 0, 60, hour -> 1);

        // when
        service.restoring(true);

        // then
        for (String path : List.of(
                "/v1/sensors",
                "/v1/alerts",
                "/v1/sensors/a",
                "/v1/forecasts/a",
                "/v1/forecasts/a/explain",
                "/v1/scores/a")) {
            HttpResponse<String> answer = get(path);
            problem(answer, 503, "restored");
            assertThat(answer.headers().firstValue("retry-after")).hasValue("2");
        }
        JsonNode status = Json.object(get("/v1/status").body().getBytes(UTF_8));
        assertThat(status.path("sensors").isNull()).isTrue();
        assertThat(status.path("problems").path(0).asText()).contains("restored");
        assertThat(status.path("behind").asInt()).isEqualTo(3);
    }

    @Test
    void shouldLetTheOwnerOfASensorAnswer() throws Exception {
        // given
        try (DriverService other = new DriverService(TestStreams.ONE_A_BUCKET, dir.resolve("other"));
                HttpApi owner = started(other)) {
            other.send("a", 0, 60, hour -> 100 + hour % 24);
            service.moveTo(new HostInfo(LocalHttp.HOST, owner.port()));

            // when
            HttpResponse<String> forecast = get("/v1/forecasts/a");
            HttpResponse<String> unknown = get("/v1/forecasts/b");
            HttpResponse<String> explained = get("/v1/forecasts/a/explain");
            HttpResponse<String> list = get("/v1/sensors");
            HttpResponse<String> status = get("/v1/status");
            String tag = forecast.headers().firstValue("etag").orElseThrow();
            HttpResponse<String> same = get("/v1/forecasts/a", "If-None-Match", tag);

            // then
            List<byte[]> published = other.forecasts();
            assertThat(forecast.body()).isEqualTo(new String(published.get(published.size() - 1), UTF_8));
            assertThat(same.statusCode()).isEqualTo(304);
            assertThat(explained.statusCode()).isEqualTo(200);
            problem(unknown, 404, "no forecast");
            assertThat(list.body()).contains("\"sensor\":\"a\"");
            assertThat(Json.object(status.body().getBytes(UTF_8))
                            .path("sensors")
                            .path("replaying")
                            .asInt())
                    .isEqualTo(1);
        }
    }

    @Test
    void shouldNotForwardTwiceNorListInPartWhileASensorMoves() throws Exception {
        // given: each instance believes that the other one is the owner
        try (DriverService other = new DriverService(TestStreams.ONE_A_BUCKET, dir.resolve("other"));
                HttpApi owner = started(other)) {
            service.moveTo(new HostInfo(LocalHttp.HOST, owner.port()));
            other.moveTo(new HostInfo(LocalHttp.HOST, api.port()));

            // when, then
            problem(get("/v1/forecasts/a"), 503, "moves");
            problem(get("/v1/sensors"), 503, "partitions move");
        }
    }

    @Test
    void shouldSayThatAnotherInstanceDoesNotAnswer() throws Exception {
        // given
        service.moveTo(new HostInfo(LocalHttp.HOST, 1));

        // when, then
        problem(get("/v1/forecasts/a"), 503, "does not answer");
        problem(get("/v1/sensors"), 503, "does not answer");
    }

    private HttpResponse<String> get(String path, String... headers) throws Exception {
        return LocalHttp.send(LocalHttp.request(api.port(), path, headers));
    }

    private static void problem(HttpResponse<String> answer, int status, String detail) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("content-type")).hasValue(Problem.TYPE);
        JsonNode problem = Json.object(answer.body().getBytes(UTF_8));
        assertThat(problem.path("status").asInt()).isEqualTo(status);
        assertThat(problem.path("detail").asText()).contains(detail);
    }
}
