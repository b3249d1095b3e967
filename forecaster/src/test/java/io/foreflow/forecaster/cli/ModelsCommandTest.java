package io.foreflow.forecaster.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.foreflow.forecaster.broker.EmbeddedKafka;
import io.foreflow.forecaster.endtoend.TinyModels;
import io.foreflow.forecaster.registry.GroupFolderFiles;
import io.foreflow.forecaster.topology.TinyInference;
import io.foreflow.ingest.wire.Json;
import io.foreflow.models.bundle.Bundles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Deleting, keeping and repairing on the embedded broker. */
@Timeout(180)
class ModelsCommandTest {
    @TempDir
    private Path directory;

    private EmbeddedKafka kafka;

    @BeforeEach
    void start() throws IOException {
        kafka = EmbeddedKafka.in(directory.resolve("broker"), EmbeddedKafka.ANY_PORT);
        kafka.start();
        for (int version = 1; version <= 4; version++) {
            Files.write(
                    directory.resolve(version + ".bundle"),
                    Bundles.write(TinyInference.prices(Integer.toString(version), version)));
        }
    }

    @AfterEach
    void stop() {
        kafka.close();
    }

    @Test
    void shouldDeleteWhatNoAliasNeedsUnlessTold() throws IOException {
        // given
        json(0, "models", "publish", "1.bundle");
        json(0, "models", "publish", "2.bundle");
        TestTerminal refused = terminal();
        TestTerminal missing = terminal();
        TestTerminal told = terminal();

        // when, then: the champion stays
        assertThat(run(refused, "models", "delete", "prices@2")).isEqualTo(1);
        assertThat(refused.err())
                .contains("foreflow: prices@2 is champion of prices; promote another version first, or delete the alias"
                        + " with it (--with-alias)");
        assertThat(versions()).containsExactly("1", "2");

        // when, then: the one before may go
        assertThat(run(told, "models", "delete", "prices@1")).isZero();
        assertThat(told.out())
                .contains("prices@1 deleted from foreflow.models.v1, ")
                .contains("prices@1 was champion before; it cannot be promoted again");
        assertThat(versions()).containsExactly("2");
        assertThat(run(missing, "models", "delete", "prices@1")).isEqualTo(1);
        assertThat(missing.err()).contains("there is no model prices@1 on topic foreflow.models.v1");

        // when, then: the champion goes with its alias
        JsonNode gone = json(0, "models", "delete", "prices@2", "--with-alias");
        assertThat(gone.path("version").asText()).isEqualTo("2");
        assertThat(gone.path("sha256").asText()).hasSize(64);
        assertThat(gone.path("bytes").asInt()).isPositive();
        assertThat(gone.path("aliases")).hasSize(1).first().satisfies(alias -> assertThat(alias.asText())
                .isEqualTo("champion"));
        assertThat(versions()).isEmpty();

        // when, then: a version can be published again, and nothing else comes back with it
        json(0, "models", "publish", "2.bundle", "--alias", "none");
        assertThat(json(0, "models", "list").at("/models/0/aliases")).isEmpty();
    }

    @Test
    void shouldKeepAsManyVersionsAsItIsTold() throws IOException {
        json(0, "models", "publish", "1.bundle");
        json(0, "models", "publish", "2.bundle", "--alias", "none", "--keep", "0");
        JsonNode third = json(0, "models", "publish", "3.bundle", "--alias", "none", "--keep", "1");
        TestTerminal fourth = terminal();
        TestTerminal wrong = terminal();

        assertThat(third.path("deleted")).hasSize(1).first().satisfies(version -> assertThat(version.asText())
                .isEqualTo("2"));
        assertThat(run(fourth, "models", "publish", "4.bundle", "--alias", "none", "--keep", "1"))
                .isZero();
        assertThat(fourth.out()).contains("deleted older versions: prices@3").doesNotContain("prices@1");
        assertThat(versions()).containsExactly("1", "4");
        assertThat(run(wrong, "models", "publish", "4.bundle", "--keep", "-1")).isEqualTo(2);
        assertThat(wrong.err()).contains("--keep (-1) must be at least 0");
    }

    @Test
    void shouldPublishListAndExportABundleInTheStore() throws IOException {
        // given a configuration that puts every bundle into a store
        Files.createDirectory(directory.resolve("store"));
        Files.writeString(
                directory.resolve("stored.yaml"),
                "models: {store.location: " + directory.resolve("store") + ", store.above: 0}\n");
        byte[] bundle = Files.readAllBytes(directory.resolve("1.bundle"));

        // when
        json(0, "models", "publish", "1.bundle", "--config", "stored.yaml");
        JsonNode listed = json(0, "models", "list").at("/models/0");

        // then
        String key = listed.path("storeKey").asText();
        assertThat(key).endsWith(Bundles.sha256(bundle) + ".bundle");
        assertThat(directory.resolve("store").resolve(key)).hasBinaryContent(bundle);
        TestTerminal shown = terminal();
        assertThat(run(shown, "models", "show", "prices")).isZero();
        assertThat(shown.out()).contains(key);

        // when it is exported with the store, and without it
        assertThat(run(terminal(), "models", "export", "prices", "--out", "exported.bundle", "--config", "stored.yaml"))
                .isZero();
        TestTerminal without = terminal();

        // then
        assertThat(directory.resolve("exported.bundle")).hasBinaryContent(bundle);
        assertThat(run(without, "models", "export", "prices", "--out", "other.bundle"))
                .isEqualTo(1);
        assertThat(without.err()).contains("set models.store.location");

        // when the store is gone
        Files.move(directory.resolve("store"), directory.resolve("unmounted"));
        TestTerminal away = terminal();

        // then nothing is published, and the message says what to do
        assertThat(run(away, "models", "publish", "2.bundle", "--config", "stored.yaml"))
                .isEqualTo(1);
        assertThat(away.err()).contains("prices@2 was not published").contains("create or mount the folder");
        assertThat(versions()).containsExactly("1");
    }

    @Test
    void shouldRepairWhatABadRecordLiesOver() throws Exception {
        // given
        json(0, "models", "publish", "1.bundle");
        assertThat(json(0, "models", "repair").path("repaired")).isEmpty();
        byte[] bundle = Files.readAllBytes(directory.resolve("1.bundle"));
        try (KafkaProducer<byte[], byte[]> vandal = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            vandal.send(new ProducerRecord<>(
                            "foreflow.models.v1",
                            ("prices@1#" + Bundles.sha256(bundle)).getBytes(UTF_8),
                            "junk".getBytes(UTF_8)))
                    .get();
        }
        TestTerminal repaired = terminal();

        // when
        assertThat(run(repaired, "models", "repair")).isZero();

        // then
        assertThat(repaired.out())
                .contains("saved: model prices@1")
                .contains("saved: alias prices/champion on prices@1 (none would be left)");
        assertThat(versions()).containsExactly("1");
        assertThat(json(0, "models", "repair").path("repaired")).isEmpty();
    }

    @Test
    void shouldRollBackAndTellTheHistory() throws IOException {
        // given
        json(0, "models", "publish", "1.bundle");
        json(0, "models", "publish", "2.bundle", "--reason", "trained on May");
        TestTerminal rolledBack = terminal();
        TestTerminal told = terminal();
        TestTerminal refused = terminal();
        TestTerminal champion = terminal();

        // when, then
        assertThat(run(rolledBack, "models", "rollback", "prices", "--reason", "worse on Sundays"))
                .isZero();
        assertThat(rolledBack.out()).isEqualToIgnoringNewLines("prices@1 is champion again, in place of version 2");
        assertThat(run(told, "models", "history", "prices")).isZero();
        assertThat(told.out())
                .containsPattern("promoted +prices +1 +2 +\\S+@\\S+ +trained on May")
                .containsPattern("rolled-back +prices +2 +1 +\\S+@\\S+ +worse on Sundays");
        assertThat(json(0, "models", "history").path("events")).hasSize(5);
        assertThat(run(champion, "models", "history", "prices", "--at", "2999-01-01T00:00:00Z"))
                .isZero();
        assertThat(champion.out()).isEqualToIgnoringNewLines("prices@1");

        // when, then: there is nothing further back
        assertThat(run(refused, "models", "rollback", "prices")).isEqualTo(1);
        assertThat(refused.err()).contains("foreflow: no predecessor of prices@1 is on the models topic");
    }

    @Test
    void shouldShowSetAndClearRoutes() throws IOException {
        // given
        Files.write(directory.resolve("level.bundle"), Bundles.write(TinyModels.level("1", ZoneId.of("UTC"))));
        json(0, "models", "publish", "level.bundle");
        json(0, "models", "publish", "1.bundle");
        TestTerminal refused = terminal();
        TestTerminal wrong = terminal();
        TestTerminal set = terminal();
        TestTerminal again = terminal();
        TestTerminal shown = terminal();
        TestTerminal status = terminal();
        TestTerminal history = terminal();
        TestTerminal cleared = terminal();

        // when, then: everything that is wrong is told at once
        assertThat(run(refused, "models", "route", "set", "a-*=prices", "a-1=other", "a-*=default"))
                .isEqualTo(1);
        assertThat(refused.err())
                .contains("the route a-1=other matches no sensor, because a-*=prices comes before it")
                .contains("the route a-*=default matches no sensor")
                .contains("the last route must be for the sensors *")
                .contains("the model prices does not forecast: its champion is a regressor of columns")
                .contains("the model other has no champion; publish one first");
        assertThat(run(wrong, "models", "route", "set", "a-*", "*=B c")).isEqualTo(2);
        assertThat(wrong.err())
                .contains(
                        "'a-*': a route must be sensors and their model, such as i880-*=traffic; '*=B c': model name");
        assertThat(json(0, "models", "route").path("source").asText()).isEqualTo("configuration");

        // when, then
        assertThat(run(set, "models", "route", "set", "a-*=default", "*=default", "--reason", "a try"))
                .isZero();
        assertThat(set.out())
                .contains("routes on foreflow.models.v1 are now a-*=default, *=default, before: those of the"
                        + " configuration");
        assertThat(run(again, "models", "route", "set", "a-*=default", "*=default"))
                .isZero();
        assertThat(again.out()).contains("routes are a-*=default, *=default already; nothing was written");
        assertThat(run(shown, "models", "route")).isZero();
        assertThat(shown.out())
                .containsPattern("SENSORS +MODEL +CHAMPION")
                .containsPattern("a-\\* +default +1")
                .contains("from foreflow.models.v1, since ");
        assertThat(run(status, "status")).isZero();
        assertThat(status.out()).contains("routes      a-*=default, *=default, from the topic");
        assertThat(run(history, "models", "history", "default")).isZero();
        assertThat(history.out()).containsPattern("routed +\\* +– +a-\\*=default, \\*=default +\\S+ +a try");
        assertThat(run(cleared, "models", "route", "clear")).isZero();
        assertThat(cleared.out()).contains("are now those of the configuration, before: a-*=default, *=default");
        assertThat(json(0, "models", "route").path("source").asText()).isEqualTo("configuration");
    }

    @Test
    void shouldSetRoutesWithSharesAndLists() throws IOException {
        // given
        Files.write(directory.resolve("level.bundle"), Bundles.write(TinyModels.level("1", ZoneId.of("UTC"))));
        json(0, "models", "publish", "level.bundle");
        Files.writeString(directory.resolve("routes.json"), """
                {"routes": [{"in": ["a", "b", "c", "d"], "model": "default"},
                            {"sensors": "*", "share": "01", "model": "default"},
                            {"sensors": "*", "model": "default"}]}""");
        Files.writeString(directory.resolve("wrong.json"), "{\"routes\": [{\"in\": [], \"model\": \"default\"}]}");
        TestTerminal set = terminal();
        TestTerminal both = terminal();
        TestTerminal wrong = terminal();

        // when, then
        assertThat(run(set, "models", "route", "set", "--file", "routes.json")).isZero();
        assertThat(set.out()).contains("are now {a, b, c and 1 more}=default, *#01=default, *=default, before");
        JsonNode shown = json(0, "models", "route");
        assertThat(shown.at("/routes/0/in/3").asText()).isEqualTo("d");
        assertThat(shown.at("/routes/1/share").asText()).isEqualTo("01");
        assertThat(shown.at("/routes/1/champion").asText()).isEqualTo("1");
        Files.writeString(directory.resolve("shown.json"), shown.toString());
        assertThat(json(0, "models", "route", "set", "--file", "shown.json")
                        .path("changed")
                        .asBoolean())
                .isFalse();
        assertThat(json(0, "models", "route", "set", "*#01=default", "*=default")
                        .path("to")
                        .asText())
                .isEqualTo("*#01=default, *=default");
        assertThat(run(both, "models", "route", "set", "*=default", "--file", "routes.json"))
                .isEqualTo(2);
        assertThat(both.err()).contains("give either routes, such as '*=default', or --file FILE.json");
        assertThat(run(wrong, "models", "route", "set", "--file", "wrong.json")).isEqualTo(2);
        assertThat(wrong.err()).contains("wrong.json: routes[0]: the list of sensors must not be empty");
        assertThat(run(terminal(), "models", "route", "clear")).isZero();
        assertThat(json(0, "models", "route").path("source").asText()).isEqualTo("configuration");
    }

    @Test
    void shouldPublishAndRollBackATrainingByGroups() throws IOException {
        // given
        new GroupFolderFiles(directory.resolve("first"), "flow", "1")
                .share("0", true)
                .share("1", false)
                .shared(true)
                .write();
        new GroupFolderFiles(directory.resolve("second"), "flow", "2")
                .share("0", true)
                .shared(true)
                .write();
        TestTerminal published = terminal();
        TestTerminal again = terminal();
        TestTerminal back = terminal();
        TestTerminal nothing = terminal();
        TestTerminal wrong = terminal();

        // when, then: the last route is that of another model, so that the shared one serves the refused group
        assertThat(run(published, "models", "publish", "first", "--reason", "groups"))
                .isZero();
        assertThat(published.out())
                .contains("flow: 3 models of version 1 on foreflow.models.v1, 3 sent, 0 there already")
                .contains("now champion: flow.0, flow")
                .contains("refused by the gate: flow.1@1 (worse than ridge); it has no champion and gets no route")
                .contains("routes on foreflow.models.v1 are now *#0=flow.0, *#1=flow, *=default");
        assertThat(run(again, "models", "publish", "first")).isZero();
        assertThat(again.out()).contains("0 sent, 3 there already", "no champion has changed", "already");
        JsonNode second = json(0, "models", "publish", "second");
        assertThat(second.path("sent").asInt()).isEqualTo(2);
        assertThat(second.path("promoted").toString()).isEqualTo("[\"flow.0\",\"flow\"]");
        assertThat(second.path("routes").asText()).isEqualTo("*#0=flow.0, *=default");

        // when, then
        assertThat(run(back, "models", "rollback", "flow", "--groups")).isZero();
        assertThat(back.out())
                .contains("flow.0@1 is champion again, in place of version 2")
                .contains("flow@1 is champion again, in place of version 2")
                .contains("routes are again *#0=flow.0, *#1=flow, *=default");
        JsonNode first = json(0, "models", "rollback", "flow", "--groups");
        assertThat(first.path("kept").toString()).isEqualTo("[\"flow.0@1\",\"flow@1\"]");
        assertThat(first.path("routesChanged").asBoolean()).isTrue();
        assertThat(run(nothing, "models", "rollback", "flow", "--groups")).isEqualTo(1);
        assertThat(nothing.err()).contains("no earlier champion of flow or its groups is on the models topic");
        assertThat(run(wrong, "models", "publish", "second", "--alias", "challenger"))
                .isEqualTo(2);
        assertThat(wrong.err()).contains("--alias is for a bundle; the groups of a folder become champions");
        assertThat(json(0, "models", "route").path("source").asText()).isEqualTo("configuration");
    }

    @Test
    void shouldTellTheModelOfASensorAtATime() throws IOException {
        // given
        Files.write(directory.resolve("level.bundle"), Bundles.write(TinyModels.level("1", ZoneId.of("UTC"))));
        json(0, "models", "publish", "level.bundle");
        TestTerminal told = terminal();
        TestTerminal wrong = terminal();

        // when, then
        assertThat(run(told, "models", "history", "--at", "2999-01-01T00:00:00Z", "--sensor", "a"))
                .isZero();
        assertThat(told.out()).isEqualToIgnoringNewLines("default@1");
        assertThat(run(wrong, "models", "history", "--sensor", "a")).isEqualTo(2);
        assertThat(wrong.err()).contains("--sensor needs --at, and no name of a model");
    }

    @Test
    void shouldShowAModel() throws IOException {
        // given
        json(0, "models", "publish", "1.bundle", "--reason", "the first");
        json(0, "models", "publish", "2.bundle", "--alias", "challenger");
        TestTerminal shown = terminal();
        TestTerminal missing = terminal();

        // when, then
        assertThat(run(shown, "models", "show", "prices")).isZero();
        assertThat(shown.out())
                .contains("model       prices@1, regressor of columns")
                .contains("aliases     champion")
                .containsPattern("size +[0-9,]+ bytes, SHA-256 [0-9a-f]{64}")
                .containsPattern("published +\\S+ by \\S+@\\S+: the first")
                .contains("trial       none");
        JsonNode challenger = json(0, "models", "show", "prices@challenger");
        assertThat(challenger.path("version").asText()).isEqualTo("2");
        assertThat(challenger.at("/published/by").asText()).contains("@");
        assertThat(challenger.path("trial").isNull()).isTrue();
        assertThat(json(0, "models", "show", "prices@2")).isEqualTo(challenger);
        assertThat(run(missing, "models", "show", "prices@9")).isEqualTo(1);
        assertThat(missing.err()).contains("there is no model prices@9 on foreflow.models.v1");
    }

    @Test
    void shouldExportABundleThatAnotherClusterTakesAsTheSameVersion() throws IOException {
        // given
        json(0, "models", "publish", "1.bundle");
        TestTerminal exported = terminal();

        // when
        assertThat(run(exported, "models", "export", "prices@champion")).isZero();

        // then
        byte[] file = Files.readAllBytes(directory.resolve("prices-1.bundle"));
        assertThat(file).isEqualTo(Files.readAllBytes(directory.resolve("1.bundle")));
        assertThat(exported.out()).contains("SHA-256 " + Bundles.sha256(file));
        assertThat(json(0, "models", "publish", "prices-1.bundle").path("added").asBoolean())
                .isFalse();
    }

    private List<String> versions() throws IOException {
        List<String> versions = new ArrayList<>();
        json(0, "models", "list")
                .path("models")
                .forEach(model -> versions.add(model.path("version").asText()));
        return versions;
    }

    private JsonNode json(int exitCode, String... arguments) throws IOException {
        TestTerminal terminal = terminal();
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--json");
        assertThat(run(terminal, all.toArray(String[]::new))).as(terminal.err()).isEqualTo(exitCode);
        return Json.MAPPER.readTree(terminal.out());
    }

    private int run(TestTerminal terminal, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--bootstrap", kafka.bootstrapServers()));
        return terminal.run(all.toArray(String[]::new));
    }

    private TestTerminal terminal() {
        return new TestTerminal(directory, Map.of());
    }
}
