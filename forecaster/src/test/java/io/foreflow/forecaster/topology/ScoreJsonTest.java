package io.foreflow.forecaster.topology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.foreflow.forecaster.registry.Author;
import io.foreflow.forecaster.registry.ModelAction;
import io.foreflow.forecaster.registry.ModelEvent;
import io.foreflow.forecaster.registry.ModelEventJson;
import io.foreflow.forecaster.registry.Routing;
import io.foreflow.forecaster.registry.Routing.Route;
import io.foreflow.ingest.wire.TopicFormat;
import io.foreflow.models.forecast.Baseline;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.score.PairedErrors;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.common.header.Headers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScoreJsonTest {
    private static final Instant NOW = Instant.parse("2026-03-01T06:00:01.250Z");

    @Test
    void shouldWriteAndReadTheBytesThatArePromisedForAScore() {
        assertThat(new String(ScoreJson.write(Scores.score()), UTF_8)).isEqualTo(golden("score.json"));
        assertThat(ScoreJson.read(bytes(golden("score.json")))).isEqualTo(Scores.score());
    }

    @Test
    void shouldWriteAndReadTheBytesThatArePromisedForARetrainingRequest() {
        assertThat(new String(RetrainingRequestJson.write(Scores.request()), UTF_8))
                .isEqualTo(golden("retraining-request.json"));
        assertThat(RetrainingRequestJson.read(bytes(golden("retraining-request.json"))))
                .isEqualTo(Scores.request());
    }

    @Test
    void shouldWriteAndReadTheBytesThatArePromisedForAComparison() {
        // given
        PairedErrors paired = PairedErrorsJson.read(bytes(golden("comparison.json")));

        // then
        assertThat(paired.count()).isEqualTo(2);
        assertThat(paired.shadowSum()).isEqualTo(1.75);
        assertThat(paired.baselineSums()).containsEntry(Baseline.YESTERDAY, 2.0);
        assertThat(new String(PairedErrorsJson.write(paired), UTF_8)).isEqualTo(golden("comparison.json"));
    }

    @Test
    void shouldWriteAndReadTheBytesThatArePromisedForAnEventOfAModel() {
        // given
        ModelEvent event = new ModelEvent(
                Instant.parse("2026-03-03T10:00:00Z"),
                ModelAction.PROMOTED,
                "default",
                Optional.of(new ModelRef("default", "20260301T000000Z-1")),
                Optional.of(new ModelRef("default", "20260302T000000Z-1")),
                new Author("ada@host", Optional.of("better on Sundays")));

        // then
        assertThat(new String(ModelEventJson.write(event), UTF_8)).isEqualTo(golden("model-event.json"));
        assertThat(ModelEventJson.read(bytes(golden("model-event.json")))).isEqualTo(event);
    }

    @Test
    void shouldWriteAndReadTheBytesThatArePromisedForAChangeOfRoutes() {
        // given
        Routing routing = new Routing(List.of(new Route("i880-*", "traffic"), new Route("*", "default")));
        ModelEvent event = new ModelEvent(
                Instant.parse("2026-03-03T10:00:00Z"),
                ModelAction.ROUTED,
                ModelEvent.ALL,
                Optional.empty(),
                Optional.empty(),
                Optional.of(routing),
                new Author("ada@host", Optional.empty()));

        // then
        assertThat(new String(ModelEventJson.write(event), UTF_8)).isEqualTo(golden("model-event-routed.json"));
        assertThat(ModelEventJson.read(bytes(golden("model-event-routed.json"))))
                .isEqualTo(event);
    }

    @Test
    void shouldIgnoreFieldsThatItDoesNotKnow() {
        String more = "{\"later\":{\"x\":[1]},";
        assertThat(ScoreJson.read(bytes(golden("score.json").replaceFirst("\\{", more))))
                .isEqualTo(Scores.score());
        assertThat(RetrainingRequestJson.read(
                        bytes(golden("retraining-request.json").replaceFirst("\\{", more))))
                .isEqualTo(Scores.request());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"actual\":106.0|\"actual\":null",
                "\"step\":\"PT1H\"|\"step\":\"an hour\"",
                "\"inside\":[true,false,null]|\"inside\":[1,0,null]",
                "\"inside\":[true,false,null]|\"inside\":true",
                "\"inside\":[true,false,null]|\"inside\":[true]",
                "\"yardsticks\":[4.0,4.5,null]|\"yardsticks\":[4.0]",
                "\"errors\":|\"mistakes\":",
                "\"rolling\":|\"rollling\":",
                "\"models\":[|\"modells\":[",
                "\"lastLead\":0|\"lastLead\":3",
                "\"role\":\"challenger\"|\"role\":\"champion\"",
                "[0.25,null,null]|[0.25]",
                "\"steps\":12|\"steps\":1.5",
            })
    void shouldRefuseAScoreWithABadField(String good, String bad) {
        // given
        String bytes = golden("score.json").replace(good, bad);

        // when, then
        assertThatThrownBy(() -> ScoreJson.read(bytes(bytes)))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .isNotBlank()
                .doesNotContain("\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"\"model\":|\"muddle\":", "\"mase\":|\"maze\":", "\"statistic\":96.25|\"statistic\":\"96\""})
    void shouldRefuseARequestWithABadField(String good, String bad) {
        // given
        String bytes = golden("retraining-request.json").replace(good, bad);

        // when, then
        assertThatThrownBy(() -> RetrainingRequestJson.read(bytes(bytes)))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .isNotBlank()
                .doesNotContain("\n");
    }

    @Test
    void shouldSayInTheHeadersWhatTheRecordIs() {
        assertThat(text(new OutputValues(TopicFormat.JSON).headers(Scores.score(), NOW)))
                .containsEntry("ce_specversion", "1.0")
                .containsEntry("ce_type", "io.foreflow.score.v1")
                .containsEntry("ce_source", "/foreflow/forecaster")
                .containsEntry("ce_time", "2026-03-01T06:00:01.250Z")
                .containsEntry("content-type", "application/json")
                .containsKey("ce_id");
        assertThat(text(RetrainingRequestJson.headers(Scores.request(), NOW)))
                .containsEntry("ce_type", "io.foreflow.retraining-request.v1")
                .containsKey("ce_id");
    }

    private static Map<String, String> text(Headers headers) {
        Map<String, String> text = new TreeMap<>();
        headers.forEach(header -> text.put(header.key(), new String(header.value(), UTF_8)));
        return text;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static String golden(String name) {
        try (InputStream in =
                Objects.requireNonNull(ScoreJsonTest.class.getResourceAsStream("/golden/v1/" + name), name)) {
            return new String(in.readAllBytes(), UTF_8).stripTrailing();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
