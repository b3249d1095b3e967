package io.foreflow.forecaster.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.foreflow.forecaster.registry.RecordKey.AliasKey;
import io.foreflow.forecaster.registry.RecordKey.BundleKey;
import io.foreflow.forecaster.registry.RecordKey.RoutesKey;
import io.foreflow.forecaster.registry.SensorSelector.ListSelector;
import io.foreflow.forecaster.registry.SensorSelector.PatternSelector;
import io.foreflow.forecaster.store.StoredBundle;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.model.BuildFacts;
import io.foreflow.models.model.FitFacts;
import io.foreflow.models.model.ModelCard;
import io.foreflow.models.model.ValidationScore;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.SensorPattern;
import io.foreflow.models.series.SensorShare;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelRecordsTest {
    private static final String SHA256 = "0f".repeat(32);
    private static final Routing ROUTING =
            new Routing(List.of(new Routing.Route("i880-*", "traffic"), new Routing.Route("*", "default")));
    private static final Routing GROUPS = new Routing(List.of(
            new Routing.Route(new PatternSelector(SensorPattern.of("i880-*"), new SensorShare("011")), "traffic.011"),
            new Routing.Route(new ListSelector(List.of(SensorId.of("pump-1"), SensorId.of("pump-2"))), "traffic.north"),
            new Routing.Route("*", "traffic")));
    private static final AliasTarget TARGET = new AliasTarget(
            ModelRef.parse("freeway@v3"),
            "0f".repeat(32),
            List.of(ModelRef.parse("freeway@v2"), ModelRef.parse("freeway@v1")));

    @Test
    void shouldKeepWhyATargetHadBeenRefused() {
        // given
        AliasTarget forced =
                new AliasTarget(TARGET.target(), TARGET.sha256(), TARGET.previous(), Optional.of("worse than ridge"));

        // when
        AliasTarget read = ModelRecords.alias(ModelRecords.alias(forced));

        // then: who does not know the field, or has none, reads the same target
        assertThat(read).isEqualTo(forced);
        assertThat(ModelRecords.alias(ModelRecords.alias(TARGET)).forced()).isEmpty();
    }

    @Test
    void shouldWriteAndReadTheGoldenBytesOfAnAlias() throws IOException {
        assertThat(ModelRecords.alias(TARGET)).isEqualTo(golden("model-alias.json"));
        assertThat(ModelRecords.alias(golden("model-alias.json"))).isEqualTo(TARGET);
    }

    @Test
    void shouldWriteAndReadTheGoldenBytesOfAReference() throws Exception {
        // given
        BundleReference reference = new BundleReference(
                StoredBundle.of("ab".repeat(32), 9_000_000),
                new ModelKind(true, "forecaster"),
                new ModelCard(
                        new BuildFacts(
                                "dense", Instant.parse("2026-01-31T12:00:00Z"), "fused", "0.1.0", "17", "Linux amd64"),
                        new FitFacts("none", 100, 2, 1, 3, 2),
                        Map.of(
                                "network", new ValidationScore(1.5, 0.75),
                                "usual", new ValidationScore(2.0, Double.NaN))));

        // then
        assertThat(ModelRecords.reference(reference)).isEqualTo(golden("model-reference.json"));
        assertThat(ModelRecords.reference(golden("model-reference.json"))).isEqualTo(reference);
        assertThat(ModelRecords.isReference(golden("model-reference.json"))).isTrue();
        assertThat(ModelRecords.isReference(golden("model-alias.json"))).isFalse();
    }

    @Test
    void shouldWriteAndReadTheGoldenBytesOfRoutes() throws IOException {
        assertThat(ModelRecords.routes(ROUTING)).isEqualTo(golden("model-routes.json"));
        assertThat(ModelRecords.routes(golden("model-routes.json"))).isEqualTo(ROUTING);
        assertThat(ModelRecords.routes(GROUPS)).isEqualTo(golden("model-routes-groups.json"));
        assertThat(ModelRecords.routes(golden("model-routes-groups.json"))).isEqualTo(GROUPS);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{} | routes must be an array",
                "[] | one JSON object",
                "{\"routes\": []} | the last route must be for the sensors *",
                "{\"routes\": [{\"sensors\": \"*\", \"model\": \"A b\"}]} | routes[0]: model name (A b)",
                "{\"routes\": [{\"sensors\": \"*\"}, 7]} | routes[0]: the field model must be text",
                "{\"routes\": [{\"sensors\": \"*\", \"share\": \"012\", \"model\": \"a\"}]} | share (012) must be",
                "{\"routes\": [{\"sensors\": \"a\", \"share\": \"01\", \"model\": \"a\"}]} | the share 01 needs a pattern",
                "{\"routes\": [{\"in\": [], \"model\": \"a\"}]} | the list of sensors must not be empty",
                "{\"routes\": [{\"in\": [\"x\", \"x\"], \"model\": \"a\"}]} | names x twice",
                "{\"routes\": [{\"in\": [1], \"model\": \"a\"}]} | each a text",
                "{\"routes\": [{\"in\": \"x\", \"model\": \"a\"}]} | in must be an array",
                "{\"routes\": [{\"in\": [\"x\"], \"sensors\": \"*\", \"model\": \"a\"}]} | in stands beside sensors",
            })
    void shouldRefuseOtherRoutes(String value, String problem) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ModelRecords.routes(value.getBytes(UTF_8)))
                .withMessageContaining(problem);
    }

    @Test
    void shouldWriteAndReadKeys() {
        BundleKey bundle = new BundleKey(ModelRef.parse("freeway@v3"), SHA256);
        AliasKey champion = new AliasKey(new AliasName("freeway", Alias.CHAMPION), SHA256);
        AliasKey challenger = new AliasKey(new AliasName("freeway", Alias.CHALLENGER), SHA256);

        assertThat(ModelRecords.key(bundle)).isEqualTo(("freeway@v3#" + SHA256).getBytes(UTF_8));
        assertThat(ModelRecords.key(champion)).isEqualTo(("freeway/champion#" + SHA256).getBytes(UTF_8));
        assertThat(ModelRecords.key(challenger)).isEqualTo(("freeway/challenger#" + SHA256).getBytes(UTF_8));
        RoutesKey routes = new RoutesKey(SHA256);
        assertThat(ModelRecords.key(routes)).isEqualTo(("routes#" + SHA256).getBytes(UTF_8));
        assertThat(List.of(bundle, champion, challenger, routes))
                .allSatisfy(key ->
                        assertThat(ModelRecords.key(ModelRecords.key(key))).isEqualTo(key));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "freeway@v1",
                "freeway/champion",
                "freeway@v1#",
                "freeway@v1#abc",
                "freeway#SHA",
                "freeway@#SHA",
                "@v1#SHA",
                "Freeway@v1#SHA",
                "freeway/emperor#SHA",
                "freeway@v1/champion/x#SHA",
                "freeway@v1#SHA#SHA"
            })
    void shouldRefuseOtherKeys(String key) {
        byte[] bytes = key.replace("SHA", SHA256).getBytes(UTF_8);

        assertThatIllegalArgumentException().isThrownBy(() -> ModelRecords.key(bytes));
    }

    @Test
    void shouldRefuseKeysThatAreNotTextOrTooLong() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ModelRecords.key(new byte[] {(byte) 0xC3, (byte) 0x28}))
                .withMessageContaining("UTF-8");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ModelRecords.key("a".repeat(2_000).getBytes(UTF_8)))
                .withMessageContaining("2000 bytes");
    }

    @Test
    void shouldIgnoreUnknownFieldsOfAnAlias() {
        String later = new String(ModelRecords.alias(TARGET), UTF_8).replace("{", "{\"reason\": {\"who\": []}, ");

        assertThat(ModelRecords.alias(later.getBytes(UTF_8))).isEqualTo(TARGET);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "~~ | one JSON object",
                "[] | one JSON object",
                "{} {} | one JSON object",
                "{ | not JSON",
                "{} | target must be a text",
                "{\"target\": 1} | target must be a text",
                "{\"target\": \"freeway\"} | NAME@VERSION",
                "{\"target\": \"freeway@v1\"} | sha256 must be a text",
                "{\"target\": \"freeway@v1\", \"sha256\": \"abc\"} | 64 lower-case",
                "{\"target\": \"freeway@v1\", \"sha256\": \"SHA\", \"previous\": 1} | previous must be an array",
                "{\"target\": \"freeway@v1\", \"sha256\": \"SHA\", \"previous\": [1]} | NAME@VERSION",
            })
    void shouldRefuseADamagedAlias(String json, String message) {
        byte[] value = json.replace("SHA", "0f".repeat(32)).getBytes(UTF_8);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> ModelRecords.alias(value))
                .withMessageContaining(message);
    }

    @Test
    void shouldKeepOnlySoManyPreviousTargets() {
        String previous = "\"freeway@v0\",".repeat(AliasTarget.MAX_PREVIOUS + 5);
        String json = new String(ModelRecords.alias(TARGET), UTF_8)
                .replaceAll("\"previous\":.*", "\"previous\":[" + previous + "\"freeway@v0\"]}");

        assertThat(ModelRecords.alias(json.getBytes(UTF_8)).previous()).hasSize(AliasTarget.MAX_PREVIOUS);
    }

    @Test
    void shouldNeedACompactedTopicThatTakesTheLargestBundle() {
        assertThat(ModelRecords.topicConfig())
                .containsEntry("cleanup.policy", "compact")
                .containsEntry("message.timestamp.type", "LogAppendTime")
                .containsEntry("max.message.bytes", "67174400")
                .hasSize(3);
    }

    private static byte[] golden(String name) throws IOException {
        try (InputStream file =
                requireNonNull(ModelRecordsTest.class.getResourceAsStream("/golden/v1/" + name), "golden file")) {
            return file.readAllBytes();
        }
    }
}
