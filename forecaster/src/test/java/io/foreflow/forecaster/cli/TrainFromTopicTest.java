package io.foreflow.forecaster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.foreflow.forecaster.api.LocalHttp;
import io.foreflow.forecaster.broker.EmbeddedKafka;
import io.foreflow.forecaster.service.LiveService;
import io.foreflow.forecaster.service.LiveServiceConfig;
import io.foreflow.forecaster.topology.PipelineConfig;
import io.foreflow.ingest.wire.Json;
import io.foreflow.ingest.wire.TopicFormat;
import io.foreflow.models.bundle.Bundles;
import io.foreflow.windowing.streams.OutputTopics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Training from topics: of the readings, whatever the service does; of the training windows that the service writes,
 * while it is ahead, behind, or not there.
 */
@Timeout(300)
class TrainFromTopicTest {
    @TempDir
    private Path directory;

    private EmbeddedKafka kafka;

    @BeforeEach
    void start() {
        kafka = EmbeddedKafka.in(directory.resolve("broker"), EmbeddedKafka.ANY_PORT);
        kafka.start();
    }

    @AfterEach
    void stop() {
        kafka.close();
    }

    @Test
    void shouldTrainOnTheReadingsAlthoughNoServiceRuns() throws Exception {
        // given
        ingest("first.csv", 0, 40);
        TestTerminal first = terminal();
        TestTerminal more = terminal();

        // when
        int exit = run(first, train("first"));
        ingest("second.csv", 40, 60);
        int again = run(more, train("more"));

        // then: the last origin of 40 days is that with 24 steps of target and 24 of late readings after it
        assertThat(exit).as(first.err()).isZero();
        assertThat(again).as(more.err()).isZero();
        assertThat(windows(first)).isEqualTo(2 * (40 * 24 - 6 - 24 - 24));
        assertThat(windows(more)).isEqualTo(2 * (60 * 24 - 6 - 24 - 24));
    }

    @Test
    void shouldTrainGroupsOnTheReadingsThatHaveArrived() throws Exception {
        // given
        ingest("first.csv", 0, 40);
        TestTerminal single = terminal();
        TestTerminal grouped = terminal();
        TestTerminal resumed = terminal();
        String[] groups = {
            "train", "--recipe", "tutorial-dense", "--out", "groups", "--group", "north=n*", "--group", "south=s*"
        };
        String[] resume =
                Stream.concat(Stream.of(groups), Stream.of("--resume")).toArray(String[]::new);

        // when
        assertThat(run(single, train("single"))).as(single.err()).isZero();
        assertThat(run(grouped, groups)).as(grouped.err()).isZero();
        ingest("second.csv", 40, 60);
        assertThat(run(resumed, resume)).as(resumed.err()).isZero();

        // then: the shared model has seen both sensors, and each group one
        JsonNode trained = Json.MAPPER.readTree(grouped.out()).path("groups");
        assertThat(trained.path(0).path("windows").asInt()).isEqualTo(40 * 24 - 6 - 24 - 24);
        assertThat(trained.path(2).path("windows").asInt()).isEqualTo(windows(single));
        String shared = trained.path(2).path("bundle").asText();
        assertThat(Bundles.read(Files.readAllBytes(directory.resolve("groups").resolve(shared)))
                        .card()
                        .fit()
                        .dataDigest())
                .isEqualTo(Json.MAPPER.readTree(single.out()).path("dataDigest").asText());

        // then: readings that arrived later change nothing
        assertThat(resumed.err()).contains("; 0 to train, 3 done");
    }

    @Test
    void shouldSayHowManyReadingsATrainingWindowTakes() throws Exception {
        // given
        ingest("short.csv", 0, 2);
        TestTerminal terminal = terminal();

        // when
        int exit = run(terminal, train("short"));

        // then
        assertThat(exit).isEqualTo(1);
        assertThat(terminal.err())
                .contains("the readings on foreflow.readings.v1 make no training window yet; it takes 30 buckets in a"
                        + " row, and readings until 24 steps after them");
    }

    @Test
    void shouldTrainOnAllTrainingWindowsOrSayHowFarTheServiceIs() throws Exception {
        // given: readings, and no service
        Files.writeString(directory.resolve("foreflow.yaml"), "topics: {trainingWindows: true}");
        ingest("first.csv", 0, 40);
        TestTerminal never = terminal();

        // when
        int refused = run(never, train("never"));

        // then
        assertThat(refused).as(never.err()).isEqualTo(1);
        assertThat(never.err())
                .contains("foreflow: no service with application.id foreflow has read foreflow.readings.v1: 1,920"
                        + " readings wait there. Start it with this configuration (foreflow serve)");
        assertThat(directory.resolve("never.bundle")).doesNotExist();

        // when the service runs, and is waited for
        int windows;
        try (LiveService service = service()) {
            service.start();
            TestTerminal waited = terminal();
            assertThat(run(waited, train("waited", "--wait"))).as(waited.err()).isZero();
            windows = windows(waited);
            // then: 40 days of two sensors, less what a window needs before and after
            assertThat(windows).isGreaterThan(1_500);

            // then it is up to date, so that nothing is waited for
            TestTerminal atOnce = terminal();
            assertThat(run(atOnce, train("atonce"))).as(atOnce.err()).isZero();
            assertThat(windows(atOnce)).isEqualTo(windows);
        }

        // when it has ended and there are more readings
        ingest("second.csv", 40, 60);
        TestTerminal behind = terminal();
        TestTerminal judged = terminal();
        TestTerminal anyway = terminal();

        // then: only who says so trains on a part
        assertThat(run(behind, train("behind"))).isEqualTo(1);
        assertThat(behind.err())
                .contains("foreflow: the service (application.id foreflow) is 960 readings behind on"
                        + " foreflow.readings.v1 and is not running")
                .contains("--behind-ok");
        assertThat(run(anyway, train("anyway", "--behind-ok"))).as(anyway.err()).isZero();
        assertThat(windows(anyway)).isEqualTo(windows);

        // then: nor does anybody judge on a part
        assertThat(run(terminal(), "models", "publish", "waited.bundle", "--alias", "none"))
                .isZero();
        String ref = Bundles.read(Files.readAllBytes(directory.resolve("waited.bundle")))
                .ref()
                .toString();
        assertThat(run(judged, "models", "promote", ref)).isEqualTo(1);
        JsonNode judgement = Json.MAPPER.readTree(judged.out());
        assertThat(judgement.at("/notJudged/reason").asText()).isEqualTo("serviceBehind");
        assertThat(judged.err()).contains("not promoted: the service").contains("960 readings behind");
    }

    @Test
    void shouldRefuseOptionsOfTheTopicForAFile() {
        TestTerminal file = terminal();
        TestTerminal both = terminal();

        assertThat(file.run("train", "--recipe", "dense", "--from", "a.csv", "--wait"))
                .isEqualTo(2);
        assertThat(both.run("train", "--recipe", "dense", "--wait", "--behind-ok"))
                .isEqualTo(2);

        assertThat(file.err()).contains("--wait is for a topic, not for files");
        assertThat(both.err()).contains("--wait and --behind-ok exclude each other");
    }

    private LiveService service() {
        return new LiveService(LiveServiceConfig.of(kafka.bootstrapServers())
                .withPipeline(PipelineConfig.defaults().withOutputs(new OutputTopics(false, true, TopicFormat.AUTO)))
                .withStateDir(directory.resolve("state"))
                .withHttp(LocalHttp.HOST, 0));
    }

    private void ingest(String name, int from, int to) throws IOException {
        Instant start = Instant.parse("2025-06-02T00:00:00Z");
        StringBuilder csv = new StringBuilder("sensor_id,timestamp,value\n");
        for (String sensor : new String[] {"north", "south"}) {
            for (int hour = 24 * from; hour < 24 * to; hour++) {
                csv.append(sensor)
                        .append(',')
                        .append(start.plus(hour, ChronoUnit.HOURS))
                        .append(',')
                        .append(100 + 10 * (hour % 24) + hour % 7)
                        .append('\n');
            }
        }
        Files.writeString(directory.resolve(name), csv);
        TestTerminal terminal = terminal();
        assertThat(terminal.run("ingest", name, "--zone", "UTC", "--bootstrap", kafka.bootstrapServers()))
                .as(terminal.err())
                .isZero();
    }

    private static String[] train(String stem, String... more) {
        List<String> arguments =
                new ArrayList<>(List.of("train", "--recipe", "tutorial-dense", "--out", stem + ".bundle"));
        arguments.addAll(List.of(more));
        return arguments.toArray(String[]::new);
    }

    private int run(TestTerminal terminal, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--json", "--bootstrap", kafka.bootstrapServers()));
        return terminal.run(all.toArray(String[]::new));
    }

    private static int windows(TestTerminal terminal) throws IOException {
        return Json.MAPPER.readTree(terminal.out()).path("trainingWindows").asInt();
    }

    private TestTerminal terminal() {
        return new TestTerminal(directory, Map.of());
    }
}
