package io.foreflow.forecaster.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.foreflow.forecaster.metrics.ServiceMetrics.MetricsText;
import io.foreflow.forecaster.query.DriverService;
import io.foreflow.forecaster.registry.ModelSnapshot;
import io.foreflow.forecaster.registry.Routing;
import io.foreflow.forecaster.registry.Routing.Route;
import io.foreflow.forecaster.registry.Snapshots;
import io.foreflow.forecaster.topology.FakeModel;
import io.foreflow.forecaster.topology.PipelineConfig;
import io.foreflow.forecaster.topology.ServingModel;
import io.foreflow.forecaster.topology.ServingModels;
import io.foreflow.forecaster.topology.TestStreams;
import io.foreflow.ingest.wire.Json;
import io.foreflow.models.forecast.Forecaster.Forecasted;
import io.foreflow.models.forecast.Forecaster.Unable;
import io.foreflow.models.forecast.Forecaster.UnableReason;
import io.foreflow.models.forecast.IntervalStarts;
import io.foreflow.models.forecast.IntervalStarts.SeenSensor;
import io.foreflow.models.forecast.IntervalTracker;
import io.foreflow.models.forecast.TargetBounds;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.Step;
import io.foreflow.models.series.Values;
import io.foreflow.models.series.Window;
import io.foreflow.models.series.WindowShape;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Forecasts of histories in requests, compared with those of the service. */
@SuppressWarnings("NullAway.Init")
class TimeSeriesApiTest {
    /** Forecasts what was measured at these times of the day, and tells the level apart. */
    private static final FakeModel MODEL = FakeModel.of(
            "7",
            window -> new Forecasted(
                    Values.generate(
                            window.shape().horizon(),
                            lead -> window.history().at(window.shape().history() - 1) + lead + window.level() / 3),
                    "network"));

    private static final FakeModel OTHER = FakeModel.of(
            "3", window -> new Forecasted(Values.generate(window.shape().horizon(), lead -> 7), "network"));
    private static final ModelSnapshot ROUTED = Snapshots.start()
            .routed(new Routing(List.of(new Route("pump-*", "other"), new Route("*", "default"))))
            .snapshot();

    @TempDir
    Path dir;

    private volatile Optional<ServingModel> champion = Optional.of(MODEL);
    private DriverService service;
    private HttpApi api;

    private void start(PipelineConfig config) {
        service = new DriverService(config, dir, TestStreams.everywhere(() -> champion));
        Health yes = new Health(List.of(), Map.of());
        api = new HttpApi(
                HttpSettings.defaults().with().port(0).build(),
                new Probes(() -> yes, () -> yes, accept -> new MetricsText("text/plain", "")),
                ServiceRoutesBuilder.builder(TestApi.routes(service))
                        .windowing(config.windowing())
                        .models(() -> ROUTED)
                        .forecasting(name -> new ServingModels(
                                name, name.equals("other") ? Optional.of(OTHER) : champion, Optional.empty()))
                        .build());
        api.start();
    }

    @AfterEach
    void stop() {
        api.close();
        service.close();
    }

    private static double wave(int hour) {
        return 100 + hour % 24 + hour % 7;
    }

    @Test
    void shouldForecastWhatTheServiceForecastsOfTheSameReadings() throws Exception {
        // given: a gap of two hours, which is imputed
        start(TestStreams.ONE_A_BUCKET);
        service.send("a", 0, 50, TimeSeriesApiTest::wave);
        service.send("a", 52, 200, TimeSeriesApiTest::wave);
        List<byte[]> published = service.forecasts();
        JsonNode expected = Json.object(published.get(published.size() - 1));

        // when
        JsonNode content =
                content(post(body(series(hour -> hour == 50 || hour == 51 ? "null" : "" + wave(hour), 200), 24)));

        // then
        assertThat(content.path("mean_forecast")).isEqualTo(expected.path("values"));
        assertThat(content.path("start_timestamp").asText())
                .isEqualTo(expected.path("origin").asText())
                .isEqualTo("2026-02-09T08:00:00Z");
        assertThat(content.path("method").asText()).isEqualTo("network");
        assertThat(content.path("model_version").asText()).isEqualTo("7");
        assertThat(content.path("fallback").asBoolean()).isFalse();
        assertThat(content.path("fallback_reason").isNull()).isTrue();
    }

    @Test
    void shouldBoundAForecastAsTheServiceBoundsTheFirstOneOfASensor() throws Exception {
        // given: a model that brings errors of this sensor, and a history of one step
        WindowShape shape = new WindowShape(Step.HOUR, 1, 24);
        champion = Optional.of(MODEL.with(
                TargetBounds.NOT_NEGATIVE,
                IntervalStarts.of(Map.of(SensorId.of("a"), new SeenSensor(erring(shape), 500)))));
        start(TestStreams.ONE_A_BUCKET.withWindowing(
                TestStreams.ONE_A_BUCKET.windowing().withShape(shape)));
        service.send("a", 0, 1, TimeSeriesApiTest::wave);
        JsonNode first = Json.object(service.forecasts().get(0));

        // when
        JsonNode content = content(post(body(series(hour -> "" + wave(hour), 1), 24)));

        // then
        assertThat(first.path("upper")).hasSize(24);
        assertThat(content.path("mean_forecast")).isEqualTo(first.path("values"));
        assertThat(content.path("quantiles").path("0.05")).isEqualTo(first.path("lower"));
        assertThat(content.path("quantiles").path("0.95")).isEqualTo(first.path("upper"));
    }

    /** Returns a tracker after fifty errors of 1,000. */
    private static IntervalTracker erring(WindowShape shape) {
        IntervalTracker tracker = IntervalTracker.start(shape.horizon());
        for (int i = 0; i < 50; i++) {
            tracker = tracker.observe(
                    Window.builder(SensorId.of("a"), DriverService.START, shape, ZoneId.of("UTC"))
                            .build(),
                    Values.generate(shape.horizon(), lead -> 1_000),
                    Values.generate(shape.horizon(), lead -> 1),
                    Values.missing(shape.horizon()));
        }
        return tracker;
    }

    @Test
    void shouldShortenTheForecastAndGiveTheWantedQuantiles() throws Exception {
        // given
        start(TestStreams.ONE_A_BUCKET);

        // when
        JsonNode content = content(post(body(series(hour -> "" + wave(hour), 400), 3)
                .replace("\"horizon\":3", "\"horizon\":3,\"quantiles\":[0.95]")));

        // then
        assertThat(content.path("mean_forecast")).hasSize(3);
        assertThat(content.path("quantiles").fieldNames()).toIterable().containsExactly("0.95");
        assertThat(content.path("quantiles").path("0.95")).hasSize(3);
        for (int lead = 0; lead < 3; lead++) {
            assertThat(content.path("quantiles").path("0.95").path(lead).doubleValue())
                    .isGreaterThanOrEqualTo(
                            content.path("mean_forecast").path(lead).doubleValue());
        }
    }

    @Test
    void shouldReadTimesInPlaceOfAStartAndAZone() throws Exception {
        // given
        start(TestStreams.ONE_A_BUCKET);
        String times = IntStream.range(0, 60)
                .mapToObj(hour ->
                        "\"" + DriverService.START.plus(Duration.ofHours(hour)).plusSeconds(60 * (hour % 50)) + "\"")
                .collect(Collectors.joining(","));

        // when
        JsonNode regular = content(post(body(series(hour -> "" + wave(hour), 60), 24)));
        JsonNode irregular = content(post(body(
                "{\"series\":" + values(hour -> "" + wave(hour), 60) + ",\"timestamps\":[" + times
                        + "],\"zone\":\"Europe/Zurich\"}",
                24)));

        // then
        assertThat(irregular.path("mean_forecast")).isEqualTo(regular.path("mean_forecast"));
        assertThat(irregular.path("start_timestamp")).isEqualTo(regular.path("start_timestamp"));
        assertThat(irregular.path("frequency").asText()).isEqualTo("PT1H");
    }

    @Test
    void shouldLabelAFallback() throws Exception {
        // given
        start(TestStreams.ONE_A_BUCKET);

        // when, then: no model
        champion = Optional.empty();
        assertFallback("noModel");

        // when, then: a model that cannot, and one that throws
        champion = Optional.of(FakeModel.of("8", window -> new Unable(UnableReason.TOO_LITTLE_MEMORY)));
        assertFallback("tooLittleMemory");
        champion = Optional.of(FakeModel.of("9", window -> {
            throw new IllegalStateException("broken");
        }));
        assertFallback("error");
    }

    private void assertFallback(String reason) throws Exception {
        JsonNode content = content(post(body(series(hour -> "" + wave(hour), 60), 24)));
        assertThat(content.path("fallback").asBoolean()).isTrue();
        assertThat(content.path("fallback_reason").asText()).isEqualTo(reason);
        assertThat(content.path("model_version").isNull()).isTrue();
        assertThat(content.path("mean_forecast")).hasSize(24);
    }

    @Test
    void shouldForecastEachInput() throws Exception {
        // given
        start(TestStreams.ONE_A_BUCKET);

        // when
        HttpResponse<String> answer = post(
                body(series(hour -> "1", 60) + "," + series(hour -> "2", 60).replace("\"a\"", "\"b\""), 2));

        // then
        JsonNode outputs = Json.object(answer.body().getBytes(UTF_8)).path("outputs");
        assertThat(outputs)
                .extracting(
                        output -> output.path("content").path(0).path("name").asText())
                .containsExactly("a", "b");
        assertThat(outputs.path(1)
                        .path("content")
                        .path(0)
                        .path("mean_forecast")
                        .path(0)
                        .doubleValue())
                .isGreaterThan(outputs.path(0)
                        .path("content")
                        .path(0)
                        .path("mean_forecast")
                        .path(0)
                        .doubleValue());
    }

    @Test
    void shouldSayWhatIsWrongWithAnInput() throws Exception {
        // given
        start(TestStreams.ONE_A_BUCKET);
        List<String> cases = List.of(
                "\"series\":[1,2,3]|is too short: it covers 3 steps of PT1H; at least 6 are needed",
                "\"series\":[null,null]|holds no value",
                "\"series\":[]|must be an array of numbers",
                "\"series\":[[1],[2]]|series[0] ([1]) must be a finite number, or null",
                "\"series\":[1,2,3,4,5,6,7,8,9,null,null,null,null]|lacks its last 4 values; at most 3 (window.maxGap)",
                "\"series\":[1,null,null,null,null,2,null,null,null,3]|leave most steps of PT1H without a value: 3 of 10",
                "\"series\":[1,2,3,4,5,6e40]|is further from 0 than",
                "\"frequency\":\"D\"|frequency (\"D\") must be H or hour or PT1H, the step of this service",
                "\"frequency\":7|frequency (7) must be H or hour or PT1H",
                "\"start_timestamp\":\"2026-02-01T00:00:00\"|has no zone",
                "\"start_timestamp\":\"1026-02-01T00:00:00Z\"|must be from the year 1900",
                "\"start_timestamp\":null|needs start_timestamp, the time of the first value, or timestamps",
                "\"timestamps\":[]|must have start_timestamp or timestamps, not both",
                "\"zone\":\"Mars\"|zone (\"Mars\") must be a time zone",
                "\"type\":\"multivariate_time_series\"|must be univariate_time_series",
                "\"name\":\"\"|is no sensor",
                "\"name\":5|name (5) must be text");

        for (String one : cases) {
            String field = one.split("\\|", -1)[0];
            String problem = one.split("\\|", -1)[1];
            String input = "{\"name\":\"a\",\"series\":[1,2,3,4,5,6,7,8],\"frequency\":\"H\","
                    + "\"start_timestamp\":\"2026-02-01T00:00:00Z\"," + field + "}";

            // when
            HttpResponse<String> answer = post(body(input, 24));

            // then
            problem(answer, 400, problem);
            assertThat(answer.body()).contains("inputs[0]");
        }
    }

    @Test
    void shouldSayWhatIsWrongWithTimes() throws Exception {
        // given
        start(TestStreams.ONE_A_BUCKET);
        List<String> cases = List.of(
                "\"2026-02-01T00:00:00Z\",\"2026-02-01T02:00:00Z\",\"2026-02-01T01:00:00Z\"|sort the values by time",
                "\"2026-02-01T00:00:00Z\",\"2026-02-01T01:00:00Z\",\"2026-02-01T01:00:00Z\"|give each time once",
                "\"2026-02-01T00:00:00Z\",\"soon\",\"2026-02-01T01:00:00Z\"|timestamps[1] cannot be read",
                "\"2026-02-01T00:00:00Z\"|must be an array of 3 times, one for each value",
                "\"2026-02-01T00:00:00Z\",\"2026-02-02T00:00:00Z\",\"2026-02-03T00:00:00Z\"|3 of 49 have one");

        for (String one : cases) {
            String times = one.split("\\|", -1)[0];
            String problem = one.split("\\|", -1)[1];
            // when, then
            problem(post(body("{\"series\":[1,2,3],\"timestamps\":[" + times + "]}", 24)), 400, problem);
        }
    }

    @Test
    void shouldNameAllProblemsAtOnce() throws Exception {
        // given
        start(TestStreams.ONE_A_BUCKET);

        // when
        HttpResponse<String> answer = post("{\"inputs\":[{\"frequency\":\"W\",\"series\":1,\"zone\":\"x/y/z\"},7],"
                + "\"options\":{\"horizon\":48,\"quantiles\":[0.5]}}");

        // then
        problem(answer, 400, "options.horizon (48) must be a whole number from 1 to 24");
        assertThat(answer.body())
                .contains("options.quantiles ([0.5]) must be an array of 0.05 and 0.95")
                .contains("inputs[0].frequency")
                .contains("inputs[0].series")
                .contains("inputs[0].zone")
                .contains("inputs[1] must be an object");
    }

    @Test
    void shouldForecastWithTheModelThatIsNamed() throws Exception {
        // given
        start(TestStreams.ONE_A_BUCKET);
        String good = body(series(hour -> "" + wave(hour), 60), 24);

        // when
        HttpResponse<String> answer = post(good.replaceFirst("\\{", "{\"model\":\"other\","));

        // then
        assertThat(Json.object(answer.body().getBytes(UTF_8)).path("model").asText())
                .isEqualTo("other");
        assertThat(content(answer).path("model_version").asText()).isEqualTo("3");
        assertThat(content(answer).path("mean_forecast"))
                .allSatisfy(value -> assertThat(value.doubleValue()).isEqualTo(7));
        assertThat(content(post(good)).path("model_version").asText()).isEqualTo("7");
    }

    @Test
    void shouldRefuseOtherModelsAndBodies() throws Exception {
        // given
        start(TestStreams.ONE_A_BUCKET);
        String good = body(series(hour -> "" + wave(hour), 60), 24);

        // when, then
        assertThat(post(good.replaceFirst("\\{", "{\"model\":\"default\",")).statusCode())
                .isEqualTo(200);
        problem(
                post(good.replaceFirst("\\{", "{\"model\":\"timesfm\",")),
                404,
                "model (\"timesfm\") must be other or default, or be left out for default");
        problem(post(good.replaceFirst("\\{", "{\"model\":null,")), 404, "model (null) must be other or default");
        problem(post("{}"), 400, "inputs must be an array");
        problem(post("[1]"), 400, "a JSON object is expected");
        problem(post("{\"inputs\":"), 400, "cannot be read");
        problem(post(" ".repeat(HttpApi.MAX_BODY + 1)), 413, "bytes");
        problem(
                LocalHttp.send(LocalHttp.request(api.port(), TimeSeriesRoutes.PATH, "Content-Type", "text/plain")
                        .POST(BodyPublishers.ofString(good))),
                415,
                "application/json");
    }

    private static String values(IntFunction<String> value, int hours) {
        return IntStream.range(0, hours).mapToObj(value).collect(Collectors.joining(",", "[", "]"));
    }

    private static String series(IntFunction<String> value, int hours) {
        return "{\"type\":\"univariate_time_series\",\"name\":\"a\",\"frequency\":\"H\",\"start_timestamp\":\""
                + DriverService.START + "\",\"series\":" + values(value, hours) + "}";
    }

    private static String body(String inputs, int horizon) {
        return "{\"inputs\":[" + inputs + "],\"options\":{\"horizon\":" + horizon + "}}";
    }

    private static JsonNode content(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Json.object(answer.body().getBytes(UTF_8))
                .path("outputs")
                .path(0)
                .path("content")
                .path(0);
    }

    private HttpResponse<String> post(String body) throws Exception {
        return LocalHttp.send(LocalHttp.request(api.port(), TimeSeriesRoutes.PATH, "Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)));
    }

    private static void problem(HttpResponse<String> answer, int status, String detail) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("content-type")).hasValue(Problem.TYPE);
        assertThat(Json.object(answer.body().getBytes(UTF_8)).path("detail").asText())
                .contains(detail);
    }
}
