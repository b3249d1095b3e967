package io.foreflow.forecaster.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.foreflow.forecaster.endtoend.TinyModels;
import io.foreflow.forecaster.metrics.ServiceMetrics.MetricsText;
import io.foreflow.forecaster.topology.TestModels;
import io.foreflow.forecaster.topology.TinyInference;
import io.foreflow.ingest.wire.Json;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The Open Inference Protocol with models whose answers can be worked out by hand. */
class InferenceApiTest {
    private static final String ROOMS = "{\"name\":\"rooms\",\"datatype\":\"FP64\",\"shape\":[2],\"data\":[6,7.5]}";
    private static final String AGE = "{\"name\":\"age\",\"datatype\":\"INT64\",\"shape\":[2,1],\"data\":[[0],[3]]}";

    private final TestModels models = new TestModels();
    private Health ready = new Health(List.of(), Map.of());
    private HttpApi api;

    @BeforeEach
    void start() {
        models.publish(TinyInference.prices("1", 10));
        models.publish(TinyInference.prices("2", 20));
        models.publish(TinyInference.steps("1"));
        models.publish(TinyInference.reviews("1"));
        models.publish(TinyInference.pictures("1"));
        models.publish(TinyModels.level("1", ZoneId.of("UTC")));
        api = new HttpApi(
                HttpSettings.defaults().with().port(0).build(),
                new Probes(() -> ready, () -> ready, accept -> new MetricsText("text/plain", "")),
                TestApi.routes(models));
        api.start();
    }

    @AfterEach
    void stop() {
        api.close();
        assertThat(models.open()).as("open replicas").isZero();
    }

    @Test
    void shouldTellWhatItIs() throws Exception {
        assertThat(ok(get("/v2"))).isEqualTo("{\"name\":\"foreflow\",\"version\":\"0.1.0\",\"extensions\":[]}");
        assertThat(ok(get("/v2/health/live"))).isEqualTo("{\"live\":true}");
        assertThat(ok(get("/v2/health/ready"))).isEqualTo("{\"ready\":true}");
        assertThat(ok(get("/v2/models/prices/ready"))).isEqualTo("{\"name\":\"prices\",\"ready\":true}");

        ready = new Health(List.of("streams are REBALANCING"), Map.of());
        error(get("/v2/health/ready"), 503, "not ready: streams are REBALANCING");
    }

    @Test
    void shouldDescribeTheTensorsOfAModel() throws Exception {
        assertThat(ok(get("/v2/models/prices/versions/1")))
                .isEqualTo(
                        "{\"name\":\"prices\",\"versions\":[],\"platform\":\"foreflow\",\"inputs\":["
                                + "{\"name\":\"rooms\",\"datatype\":\"FP64\",\"shape\":[-1]},"
                                + "{\"name\":\"age\",\"datatype\":\"FP64\",\"shape\":[-1]}],\"outputs\":["
                                + "{\"name\":\"price\",\"datatype\":\"FP64\",\"shape\":[-1],\"parameters\":{\"unit\":\"USD\"}}]}");
        assertThat(ok(get("/v2/models/pictures")))
                .contains("\"inputs\":[{\"name\":\"picture\",\"datatype\":\"BYTES\",\"shape\":[-1],"
                        + "\"parameters\":{\"content_type\":\"base64\"}}]")
                .contains("{\"name\":\"class\",\"datatype\":\"BYTES\",\"shape\":[-1]}")
                .contains("{\"name\":\"probabilities\",\"datatype\":\"FP64\",\"shape\":[-1,3],"
                        + "\"parameters\":{\"labels\":[\"dark\",\"middling\",\"bright\"]}}");
        assertThat(ok(get("/v2/models/reviews")))
                .contains("{\"name\":\"text\",\"datatype\":\"BYTES\",\"shape\":[-1]}")
                .contains("{\"name\":\"unknownWordShare\",\"datatype\":\"FP64\",\"shape\":[-1]}");
    }

    @Test
    void shouldAnswerEachRowWithTheChampionOrTheNamedVersion() throws Exception {
        // when
        String champion = ok(infer("prices", "{\"id\":\"42\",\"inputs\":[" + ROOMS + "," + AGE + "]}"));
        String former = ok(infer("prices/versions/1", "{\"inputs\":[" + AGE + "," + ROOMS + "]}"));

        // then
        assertThat(champion)
                .isEqualTo("{\"model_name\":\"prices\",\"model_version\":\"2\",\"id\":\"42\",\"outputs\":["
                        + "{\"name\":\"price\",\"datatype\":\"FP64\",\"shape\":[2],\"parameters\":{\"unit\":\"USD\"},"
                        + "\"data\":[120000.0,153000.0]}]}");
        assertThat(former)
                .contains("\"model_version\":\"1\"")
                .contains("[60000.0,78000.0]")
                .doesNotContain("\"id\"");
    }

    @Test
    void shouldAnswerWithSeveralValues() throws Exception {
        assertThat(
                        ok(
                                infer(
                                        "steps",
                                        "{\"inputs\":[{\"name\":\"last\",\"datatype\":\"BOOL\",\"shape\":[2],\"data\":[true,false]}]}")))
                .contains("{\"name\":\"next\",\"datatype\":\"FP64\",\"shape\":[2],\"parameters\":{\"unit\":\"cars/h\"},"
                        + "\"data\":[2.0,1.0]}")
                .contains("\"name\":\"after\"")
                .contains("\"data\":[3.0,2.0]");
    }

    @Test
    void shouldClassifyTexts() throws Exception {
        // when
        JsonNode outputs = outputs(infer(
                "reviews",
                "{\"inputs\":[{\"name\":\"text\",\"datatype\":\"BYTES\",\"shape\":[2],"
                        + "\"data\":[\"so good\",\"bad\"]}]}"));

        // then
        assertThat(outputs.path(0).path("data").toString()).isEqualTo("[\"positive\",\"negative\"]");
        assertThat(outputs.path(1).path("shape").toString()).isEqualTo("[2,2]");
        JsonNode probabilities = outputs.path(1).path("data");
        assertThat(probabilities.path(0).doubleValue() + probabilities.path(1).doubleValue())
                .isEqualTo(1, within(1e-6));
        assertThat(probabilities.path(1).doubleValue()).isGreaterThan(0.8);
        assertThat(probabilities.path(2).doubleValue()).isGreaterThan(0.8);
        assertThat(outputs.path(2).path("data").toString()).isEqualTo("[0.5,0.0]");
    }

    @Test
    void shouldClassifyPicturesAndGiveTheWantedTensorsAlone() throws Exception {
        // when
        JsonNode outputs = outputs(infer(
                "pictures",
                "{\"inputs\":[{\"name\":\"picture\",\"datatype\":\"BYTES\",\"shape\":[2],\"data\":[\"" + picture(0)
                        + "\",\"" + picture(255) + "\"]}],\"outputs\":[{\"name\":\"class\"}]}"));

        // then
        assertThat(outputs).hasSize(1);
        assertThat(outputs.path(0).path("data").toString()).isEqualTo("[\"dark\",\"bright\"]");
    }

    @Test
    void shouldAnswerManyRowsInTheirOrder() throws Exception {
        // when: more than are computed at once
        String numbers = IntStream.range(0, 1_000).mapToObj(String::valueOf).collect(Collectors.joining(","));
        JsonNode outputs = outputs(infer(
                "steps",
                "{\"inputs\":[{\"name\":\"last\",\"datatype\":\"FP32\",\"shape\":[1000],\"data\":[" + numbers
                        + "]}]}"));

        // then
        for (int row = 0; row < 1_000; row++) {
            assertThat(outputs.path(0).path("data").path(row).doubleValue()).isEqualTo(row + 1.0);
        }
    }

    @Test
    void shouldAnswerManyRequestsAtATime() {
        // when
        List<CompletableFuture<String>> asked = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            int value = i;
            asked.add(CompletableFuture.supplyAsync(() -> {
                try {
                    return ok(infer(
                            "steps",
                            "{\"inputs\":[{\"name\":\"last\",\"datatype\":\"INT32\",\"shape\":[1],\"data\":[" + value
                                    + "]}]}"));
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            }));
        }

        // then
        for (int i = 0; i < asked.size(); i++) {
            assertThat(asked.get(i).join()).contains("\"data\":[" + (i + 1) + ".0]");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"name\":\"rooms\",\"datatype\":\"BYTES\",\"shape\":[1],\"data\":[\"6\"]}"
                        + "|tensor rooms: datatype \"BYTES\" must be FP64, or another type of numbers, or BOOL",
                "{\"name\":\"rooms\",\"datatype\":\"FP64\",\"shape\":[1,2],\"data\":[6,7]}"
                        + "|tensor rooms: shape [1,2] must be [ROWS] or [ROWS, 1], with at least one row",
                "{\"name\":\"rooms\",\"datatype\":\"FP64\",\"shape\":[0],\"data\":[]}|tensor rooms: shape [0] must be",
                "{\"name\":\"rooms\",\"datatype\":\"FP64\",\"data\":[6]}|tensor rooms: shape absent must be [ROWS]",
                "{\"name\":\"rooms\",\"shape\":[1],\"data\":[6]}|tensor rooms: datatype absent must be FP64",
                "{\"name\":\"rooms\",\"datatype\":\"FP64\",\"shape\":[2],\"data\":[6]}"
                        + "|tensor rooms: data holds 1 elements that do not fit shape [2]",
                "{\"name\":\"rooms\",\"datatype\":\"FP64\",\"shape\":[2],\"data\":[[6,7]]}"
                        + "|tensor rooms: data holds arrays that do not fit shape [2]",
                "{\"name\":\"rooms\",\"datatype\":\"FP64\",\"shape\":[1],\"data\":6}|tensor rooms: data must be an array",
                "{\"name\":\"rooms\",\"datatype\":\"FP64\",\"shape\":[1],\"data\":[\"6\"]}"
                        + "|tensor rooms: data[0] (\"6\") must hold finite numbers, as FP64 does",
                "{\"name\":\"rooms\",\"datatype\":\"FP64\",\"shape\":[1],\"data\":[1e999]}|must hold finite numbers",
                "{\"name\":\"rooms\",\"datatype\":\"UINT8\",\"shape\":[1],\"data\":[256]}"
                        + "|data[0] (256) must hold whole numbers from 0 to 255, as UINT8 does",
                "{\"name\":\"rooms\",\"datatype\":\"INT8\",\"shape\":[1],\"data\":[1.5]}"
                        + "|must hold whole numbers from -128 to 127, as INT8 does",
                "{\"name\":\"rooms\",\"datatype\":\"BOOL\",\"shape\":[1],\"data\":[1]}|must hold true or false",
                "{\"name\":\"garden\",\"datatype\":\"FP64\",\"shape\":[1],\"data\":[1]}"
                        + "|the model reads no tensor \"garden\"; it reads rooms (FP64), age (FP64)",
                "{\"name\":\"rooms\",\"datatype\":\"FP64\",\"shape\":[1],\"data\":[1]}|a tensor is missing: age (FP64)",
                "7|inputs[0] must be an object with a name",
            })
    void shouldSayWhatIsWrongWithATensor(String tensor, String problem) throws Exception {
        error(infer("prices", "{\"inputs\":[" + tensor + "]}"), 400, problem);
    }

    @Test
    void shouldNameAllProblemsAtOnce() throws Exception {
        // when
        HttpResponse<String> tensors = infer(
                "prices",
                "{\"id\":7,\"inputs\":[{\"name\":\"rooms\",\"datatype\":\"FP\",\"shape\":[],\"data\":[]}," + AGE + ","
                        + AGE + "],\"outputs\":[{\"name\":\"rent\"}]}");
        HttpResponse<String> batches = infer(
                "prices",
                "{\"inputs\":[" + ROOMS + ",{\"name\":\"age\",\"datatype\":\"FP64\",\"shape\":[1],\"data\":[1]}]}");
        HttpResponse<String> rows = infer(
                "reviews",
                "{\"inputs\":[{\"name\":\"text\",\"datatype\":\"BYTES\",\"shape\":[3],\"data\":[\"\",\"good\",\"!\"]}]}");

        // then
        error(tensors, 400, "id must be text");
        assertThat(tensors.body())
                .contains("tensor rooms: datatype")
                .contains("tensor rooms: shape [] must be")
                .contains("tensor age is given twice")
                .contains("outputs[0] ({\\\"name\\\":\\\"rent\\\"}) must name one of price (FP64)");
        error(batches, 400, "tensor age has 1 rows where rooms has 2");
        error(rows, 400, "row 0: the text holds no word; row 2: the text holds no word");
    }

    @Test
    void shouldSayThatAPictureCannotBeRead() throws Exception {
        String tensor = "{\"name\":\"picture\",\"datatype\":\"BYTES\",\"shape\":[1],\"data\":[\"%s\"]}";
        error(infer("pictures", "{\"inputs\":[" + tensor.formatted("?") + "]}"), 400, "in Base64");
        error(infer("pictures", "{\"inputs\":[" + tensor.formatted("AAAA") + "]}"), 400, "row 0: ");
    }

    @Test
    void shouldAnswerInTheProtocolsFormWhateverIsWrong() throws Exception {
        error(get("/v2/models/unknown"), 404, "there is no champion of the model unknown");
        error(get("/v2/models/prices/versions/9"), 404, "there is no model prices@9");
        error(get("/v2/models/prices/versions/9/ready"), 404, "there is no model prices@9");
        error(get("/v2/models/PRICES!"), 404, "must match");
        error(get("/v2/models/default"), 404, "is a forecaster");
        error(infer("default", "{\"inputs\":[]}"), 404, "is a forecaster");
        error(infer("unknown", "{\"inputs\":[]}"), 404, "no champion");
        error(get("/v2/nothing"), 404, "no such path");
        error(get("/v2/models/prices/infer"), 405, "method");
        error(infer("prices", "nonsense"), 400, "cannot be read");
        error(infer("prices", "[]"), 400, "a JSON object is expected");
        error(
                infer("prices", "{}"),
                400,
                "inputs must be an array of tensors; the model reads rooms (FP64), age (FP64)");
        error(infer("prices", " ".repeat(HttpApi.MAX_BODY + 1)), 413, "bytes");
        error(
                LocalHttp.send(
                        LocalHttp.request(api.port(), "/v2/models/prices/infer").POST(BodyPublishers.ofString("{}"))),
                415,
                "application/json");
    }

    @Test
    void shouldSayThatAModelFails() throws Exception {
        // given
        String request = "{\"inputs\":[{\"name\":\"last\",\"datatype\":\"FP64\",\"shape\":[2],\"data\":[1,2]}]}";
        ok(infer("steps", request));

        // when, then
        models.breakAnswering();
        HttpResponse<String> failed = infer("steps", request);
        error(failed, 500, "the model steps@1 failed; the service's log says how");
        assertThat(failed.body()).doesNotContain("row");
        models.breakOpening();
        HttpResponse<String> unusable = infer("reviews", request);
        error(unusable, 503, "the model reviews@1 cannot be run");
        assertThat(unusable.headers().firstValue("retry-after")).hasValue("5");
        error(get("/v2/models/reviews/ready"), 503, "cannot be run");
    }

    private static String picture(int brightness) throws Exception {
        BufferedImage image = new BufferedImage(1, 1, BufferedImage.TYPE_BYTE_GRAY);
        image.getRaster().setSample(0, 0, 0, brightness);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(image, "png", bytes);
        return Base64.getEncoder().encodeToString(bytes.toByteArray());
    }

    private HttpResponse<String> get(String path) throws Exception {
        return LocalHttp.get(api.port(), path);
    }

    private HttpResponse<String> infer(String model, String body) throws Exception {
        return LocalHttp.send(
                LocalHttp.request(api.port(), "/v2/models/" + model + "/infer", "Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body)));
    }

    private static String ok(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type")).hasValue("application/json");
        return answer.body();
    }

    private static JsonNode outputs(HttpResponse<String> answer) {
        return Json.object(ok(answer).getBytes(UTF_8)).path("outputs");
    }

    private static void error(HttpResponse<String> answer, int status, String error) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("content-type")).hasValue("application/json");
        JsonNode json = Json.object(answer.body().getBytes(UTF_8));
        assertThat(json.fieldNames()).toIterable().containsExactly("error");
        assertThat(json.path("error").asText()).contains(error);
    }
}
