package io.foreflow.forecaster.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreflow.forecaster.registry.Alias;
import io.foreflow.forecaster.registry.ModelPublisher;
import io.foreflow.forecaster.topology.ForecastJson;
import io.foreflow.ingest.publish.TopicAdmin;
import io.foreflow.ingest.publish.TopicPlan;
import io.foreflow.ingest.wire.TopicNames;
import io.foreflow.models.bundle.Bundles;
import io.foreflow.models.series.SensorId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a service that forecasts with a network has loaded: the classes of its engine, and none of the other's. */
class EngineLoadingTest {
    private static final ZoneId UTC = ZoneId.of("UTC");
    private static final String FUSED = "io.foreflow.models.engine.fused.FusedPredictor";

    /** The sixth and all later ones close with six hours known, which is what the network reads. */
    private static final int HOURS = 30;

    @TempDir
    private Path dir;

    @Test
    void shouldForecastWithoutAnyClassOfDeeplearning4jWhenNoModelNeedsIt() throws Exception {
        // given a small network and the default choice, when it forecasts
        List<String> classes = classesOfAServiceThatForecasts("auto");

        // then
        assertThat(classes).contains(FUSED).noneMatch(EngineLoadingTest::isOfDeeplearning4j);
    }

    @Test
    void shouldLoadDeeplearning4jWhenItIsAskedFor() throws Exception {
        // given the same network and the other engine, when it forecasts
        List<String> classes = classesOfAServiceThatForecasts("dl4j");

        // then the test above would have seen such classes
        assertThat(classes)
                .anyMatch(name -> name.startsWith("org.deeplearning4j."))
                .anyMatch(name -> name.startsWith("org.nd4j."))
                .anyMatch(name -> name.startsWith("org.bytedeco."))
                .doesNotContain(FUSED);
    }

    private static boolean isOfDeeplearning4j(String name) {
        return Stream.of("org.deeplearning4j.", "org.nd4j.", "org.bytedeco.").anyMatch(name::startsWith);
    }

    /** Starts serve with a champion on its topic, waits for forecasts that it made, ends it, and reads Java's own log. */
    private List<String> classesOfAServiceThatForecasts(String engine) throws IOException, InterruptedException {
        TopicNames topics = TopicNames.DEFAULT;
        Path loaded = dir.resolve("classes.log");
        try (EmbeddedCluster cluster = EmbeddedCluster.start()) {
            Map<String, String> kafka = Map.of("bootstrap.servers", cluster.bootstrapServers());
            try (TopicAdmin admin =
                    TopicAdmin.connect(kafka, true, Duration.ofSeconds(30), Clock.systemUTC(), line -> {})) {
                admin.ensure(TopicPlan.all(topics, 1, 1));
            }
            new ModelPublisher(kafka, topics)
                    .publish(Bundles.write(TinyModels.level("v1", UTC)), Optional.of(Alias.CHAMPION));
            try (Sender sender = new Sender(cluster.bootstrapServers(), topics.readings())) {
                sender.send(Series.hours(SensorId.of("a"), 0, HOURS));
            }
            try (CommittedReader forecasts = new CommittedReader(cluster.bootstrapServers(), topics.forecasts());
                    ServeProcess serve = ServeProcess.start(
                            dir,
                            """
                            kafka: {bootstrap.servers: "%s"}
                            topics: {partitions: 1}
                            forecast: {engine: %s}
                            http: {port: 0}
                            """.formatted(cluster.bootstrapServers(), engine),
                            "--add-modules",
                            "jdk.incubator.vector",
                            "-Xlog:class+load:file=" + loaded)) {
                serve.awaitTrue(() -> forecasts.all().stream()
                        .map(record -> ForecastJson.read(record.value()))
                        .anyMatch(forecast -> forecast.method().equals("network")));
                serve.stop();
            }
        }
        // [1.234s][info][class,load] the.Name source: where from
        try (Stream<String> lines = Files.lines(loaded)) {
            return lines.map(line -> line.replaceFirst("^\\S*] +", "").replaceFirst(" .*", ""))
                    .toList();
        }
    }
}
