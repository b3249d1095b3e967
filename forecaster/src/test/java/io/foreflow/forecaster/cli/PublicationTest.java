package io.foreflow.forecaster.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.foreflow.forecaster.api.LocalHttp;
import io.foreflow.forecaster.broker.EmbeddedKafka;
import io.foreflow.forecaster.service.LiveService;
import io.foreflow.forecaster.service.LiveServiceConfig;
import io.foreflow.forecaster.topology.TinyInference;
import io.foreflow.ingest.wire.Json;
import io.foreflow.models.bundle.Bundles;
import io.foreflow.models.model.TrainedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Training, publishing and promoting on the embedded broker, beside a live service that follows. */
@Timeout(300)
class PublicationTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    private EmbeddedKafka kafka;

    @BeforeEach
    void start() throws IOException {
        kafka = EmbeddedKafka.in(directory.resolve("broker"), EmbeddedKafka.ANY_PORT);
        kafka.start();
        Files.writeString(directory.resolve("readings.csv"), TentMapReadings.csv(0, 60));
        Files.writeString(directory.resolve("later.csv"), TentMapReadings.csv(0, 75));
    }

    @AfterEach
    void stop() {
        kafka.close();
    }

    @Test
    void shouldLetOnlyTheBetterModelForecastUnlessForced() throws Exception {
        try (LiveService service = new LiveService(LiveServiceConfig.of(kafka.bootstrapServers())
                .withStateDir(directory.resolve("state"))
                .withHttp(LocalHttp.HOST, 0)
                .withPartitions(1)
                .withReplicationFactor(1)
                .withCreateTopics(true))) {
            // given: a service, and a model that beats everything
            service.start();
            JsonNode good = json(0, train("dense", "good"));
            String better =
                    good.path("name").asText() + "@" + good.path("version").asText();
            assertThat(good.path("published").asBoolean()).isTrue();
            assertThat(good.at("/gate/passes").asBoolean()).isTrue();
            awaitForecastsWith(service, better);

            // when one comes that sees six lags
            TestTerminal refused = terminal();
            JsonNode poor = json(refused, 1, train("tutorial-dense", "poor"));

            // then it is refused, and its report says why
            assertThat(refused.err()).contains("foreflow: not published: MASE ").contains("--force");
            assertThat(poor.path("published").asBoolean()).isFalse();
            assertThat(poor.at("/gate/rivals/champion").asDouble())
                    .isEqualTo(good.at("/gate/candidate").asDouble());
            JsonNode report =
                    Json.MAPPER.readTree(directory.resolve("poor.report.json").toFile());
            assertThat(report.path("gate")).isEqualTo(poor.path("gate"));
            assertThat(report.at("/gate/losses/0/leads")).isNotEmpty();
            assertThat(directory.resolve("poor.report.html"))
                    .content()
                    .contains("<h2>The gate</h2>\n<p>It is refused: ");
            assertThat(Bundles.read(Files.readAllBytes(directory.resolve("poor.bundle")))
                            .card()
                            .forced())
                    .isFalse();
            assertThat(json(0, "models", "list").path("models"))
                    .singleElement()
                    .satisfies(model -> assertThat(model.path("aliases")).hasSize(1));

            // when it is forced
            JsonNode forced = json(0, train("tutorial-dense", "forced", "--force"));

            // then it forecasts, and that it was forced is kept with it and with the alias
            String worse =
                    forced.path("name").asText() + "@" + forced.path("version").asText();
            awaitForecastsWith(service, worse);
            byte[] bundle = Files.readAllBytes(directory.resolve("forced.bundle"));
            assertThat(Bundles.read(bundle).card().forced()).isTrue();
            JsonNode champion = model(worse);
            assertThat(champion.path("sha256").asText()).isEqualTo(Bundles.sha256(bundle));
            assertThat(champion.path("forced").asText()).startsWith("MASE ").contains(" does not beat ");

            // when the better one is promoted again
            JsonNode back = json(0, "models", "promote", better, "--from", "readings.csv", "--zone", "UTC");

            // then it forecasts
            assertThat(back.path("promoted").asBoolean()).isTrue();
            assertThat(back.path("forced").isNull()).isTrue();
            assertThat(back.at("/gate/candidate")).isEqualTo(good.at("/gate/candidate"));
            assertThat(back.at("/gate/rivals/champion")).isEqualTo(poor.at("/gate/candidate"));
            awaitForecastsWith(service, better);
            assertThat(model(better).path("forced").isNull()).isTrue();

            // when the worse one is to be promoted, with the windows of its training and without
            TestTerminal judged = terminal();
            TestTerminal unjudged = terminal();
            JsonNode loser = json(judged, 1, "models", "promote", worse, "--from", "readings.csv", "--zone", "UTC");
            JsonNode unknown = json(unjudged, 1, "models", "promote", worse);

            // then it is refused
            assertThat(loser.path("promoted").asBoolean()).isFalse();
            assertThat(loser.at("/gate/best").asText()).isNotEmpty();
            assertThat(judged.err()).contains("foreflow: not promoted: MASE ").contains("--force");
            assertThat(loser.path("notJudged").isNull()).isTrue();
            assertThat(unknown.path("gate").isNull()).isTrue();
            assertThat(unknown.at("/notJudged/reason").asText()).isEqualTo("noWindows");
            assertThat(unknown.at("/notJudged/detail").asText())
                    .startsWith("the readings on foreflow.readings.v1 make no training window yet");
            assertThat(unjudged.err())
                    .contains("not promoted: the readings on foreflow.readings.v1 make no training window yet");
            assertThat(model(better).path("aliases")).hasSize(1);

            // when one is to be promoted that is not there
            TestTerminal missing = terminal();
            int exitCode = missing.run("models", "promote", "default@1", "--bootstrap", kafka.bootstrapServers());

            // then that is said
            assertThat(exitCode).isEqualTo(1);
            assertThat(missing.err()).hasLineCount(1).contains("there is no model default@1 on foreflow.models.v1");

            // when it is forced without being judged
            json(0, "models", "promote", worse, "--force");

            // then that is kept with the alias
            assertThat(model(worse).path("forced").asText())
                    .startsWith("the readings on foreflow.readings.v1 make no training window yet");
            awaitForecastsWith(service, worse);

            // when the better one is promoted once two weeks have come after its training
            JsonNode later = json(0, "models", "promote", better, "--from", "later.csv", "--zone", "UTC");

            // then these judge
            assertThat(later.at("/gate/notes/0").asText())
                    .startsWith("compared on windows that came after the training");
            assertThat(later.at("/gate/candidate").asDouble())
                    .isNotEqualTo(good.at("/gate/candidate").asDouble());
            awaitForecastsWith(service, better);
        }
    }

    @Test
    void shouldNotSayThatAModelWasForcedThatTheBrokerRefused() throws Exception {
        // given: a topic that takes no bundle
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic("foreflow.models.v1", 1, (short) 1)
                            .configs(Map.of(
                                    "cleanup.policy",
                                    "compact",
                                    "message.timestamp.type",
                                    "LogAppendTime",
                                    "max.message.bytes",
                                    "1000"))))
                    .all()
                    .get();
        }
        TestTerminal refused = terminal();

        // when
        int exitCode = refused.run(Stream.concat(
                        Arrays.stream(train("tutorial-dense", "forced", "--force")),
                        Stream.of("--bootstrap", kafka.bootstrapServers()))
                .toArray(String[]::new));

        // then
        assertThat(exitCode).isEqualTo(1);
        assertThat(refused.err()).contains("a record is larger than its topic takes");
        assertThat(Bundles.read(Files.readAllBytes(directory.resolve("forced.bundle")))
                        .card()
                        .forced())
                .isFalse();
        assertThat(directory.resolve("forced.report.html")).content().contains("<h2>The gate</h2>\n<p>It is refused: ");
    }

    @Test
    void shouldPromoteAModelThatDoesNotForecastByForceOnly() throws IOException {
        // given
        TrainedModel prices = TinyInference.prices("1", 1);
        String ref = prices.ref().toString();
        Files.write(directory.resolve("prices.bundle"), Bundles.write(prices));
        json(0, "models", "publish", "prices.bundle", "--alias", "none");
        TestTerminal refused = terminal();

        // when
        JsonNode alone = json(refused, 1, "models", "promote", ref);
        JsonNode forced = json(0, "models", "promote", ref, "--force");
        JsonNode again = json(0, "models", "promote", ref);
        JsonNode published = json(0, "models", "publish", "prices.bundle");

        // then
        assertThat(alone.path("promoted").asBoolean()).isFalse();
        assertThat(refused.err()).contains("is not a forecaster").contains("--force");
        assertThat(forced.path("forced").asText()).contains("is not a forecaster");
        assertThat(alone.at("/notJudged/reason").asText()).isEqualTo("notAForecaster");
        assertThat(forced.path("notJudged")).isEqualTo(alone.path("notJudged"));
        assertThat(again.path("promoted").asBoolean()).isFalse();
        assertThat(again.at("/notJudged/reason").asText()).isEqualTo("alreadyChampion");
        assertThat(published.path("alias").asText()).isEqualTo("champion");
        assertThat(model(ref).path("forced").asText()).contains("is not a forecaster");
    }

    @Test
    void shouldPublishTheModelsOfGroupsWithTheirRoutesInOneStep() throws Exception {
        // given
        TestTerminal terminal = terminal();

        // when
        int exit = terminal.run(
                "train",
                "--recipe",
                "dense",
                "--from",
                "readings.csv",
                "--zone",
                "UTC",
                "--name",
                "traffic",
                "--group",
                "north=north",
                "--out",
                "grouped",
                "--publish",
                "--bootstrap",
                kafka.bootstrapServers());

        // then
        assertThat(exit).as(terminal.err()).isZero();
        assertThat(terminal.out())
                .containsSubsequence(
                        "groups.json", "traffic: 2 models of version ", "now champion: traffic.north, traffic");
        assertThat(json(0, "models", "list").path("models"))
                .allSatisfy(model -> assertThat(model.at("/aliases/0").asText()).isEqualTo("champion"))
                .extracting(model -> model.path("name").asText())
                .containsExactlyInAnyOrder("traffic.north", "traffic");
        JsonNode routes = json(0, "models", "route");
        assertThat(routes.at("/routes/0/sensors").asText()).isEqualTo("north");
        assertThat(routes.at("/routes/0/model").asText()).isEqualTo("traffic.north");
    }

    private static String[] train(String recipe, String stem, String... more) {
        String[] arguments = {
            "train",
            "--recipe",
            recipe,
            "--from",
            "readings.csv",
            "--zone",
            "UTC",
            "--publish",
            "--out",
            stem + ".bundle"
        };
        return Stream.concat(Arrays.stream(arguments), Arrays.stream(more)).toArray(String[]::new);
    }

    private TestTerminal terminal() {
        return new TestTerminal(directory, Map.of());
    }

    private JsonNode json(int exitCode, String... arguments) throws IOException {
        return json(terminal(), exitCode, arguments);
    }

    /** Of the one object that a command prints. */
    private JsonNode json(TestTerminal terminal, int exitCode, String... arguments) throws IOException {
        String[] all = Stream.concat(
                        Arrays.stream(arguments), Stream.of("--json", "--bootstrap", kafka.bootstrapServers()))
                .toArray(String[]::new);
        assertThat(terminal.run(all)).as(terminal.err()).isEqualTo(exitCode);
        return Json.MAPPER.readTree(terminal.out());
    }

    private JsonNode model(String ref) throws IOException {
        for (JsonNode model : json(0, "models", "list").path("models")) {
            if (ref.equals(
                    model.path("name").asText() + "@" + model.path("version").asText())) {
                return model;
            }
        }
        throw new AssertionError("no model " + ref);
    }

    private static void awaitForecastsWith(LiveService service, String ref) {
        await().atMost(PATIENCE)
                .until(() -> LocalHttp.get(service.httpPort(), "/readyz").body().contains(ref));
    }
}
