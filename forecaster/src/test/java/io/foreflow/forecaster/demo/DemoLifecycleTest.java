package io.foreflow.forecaster.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.foreflow.forecaster.endtoend.TinyModels;
import io.foreflow.forecaster.offline.TopicReader;
import io.foreflow.forecaster.registry.Alias;
import io.foreflow.forecaster.registry.ModelAction;
import io.foreflow.forecaster.registry.ModelEvent;
import io.foreflow.forecaster.registry.ModelHistory;
import io.foreflow.forecaster.registry.ModelPublisher;
import io.foreflow.forecaster.service.LiveServiceConfig;
import io.foreflow.forecaster.terminal.Environment;
import io.foreflow.forecaster.terminal.Interruption;
import io.foreflow.forecaster.topology.OutputValues;
import io.foreflow.ingest.table.TableOptions;
import io.foreflow.ingest.wire.TopicNames;
import io.foreflow.models.bundle.Bundles;
import io.foreflow.models.forecast.Forecast;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.Window;
import io.foreflow.windowing.calendar.CalendarName;
import io.foreflow.windowing.wire.WindowJson;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Publishes a bad model while the demo runs, and looks at what a user sees. */
@Timeout(300)
class DemoLifecycleTest {
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final Pattern BROKER = Pattern.compile("--bootstrap ([0-9.:]+)\\.\\R");
    private static final ZoneId UTC = ZoneId.of("UTC");
    private static final SensorId FIRST = SensorId.of("freeway-1");
    private static final ModelRef BAD = new ModelRef("default", "bad");

    @TempDir
    private Path directory;

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final Interruption interruption = new Interruption();
    private CompletableFuture<Void> demo = CompletableFuture.completedFuture(null);

    @Test
    void shouldRollABadModelBackByItself() throws Exception {
        // given
        demo = CompletableFuture.runAsync(this::run);
        await().atMost(PATIENCE).until(() -> demo.isDone() || err().contains("The simulated freeway goes on"));
        assertThat(demo).as(this::err).isNotDone();
        Matcher broker = BROKER.matcher(err());
        assertThat(broker.find()).as(err()).isTrue();
        Map<String, String> kafka = LiveServiceConfig.of(broker.group(1)).kafka();
        ModelEvent first = last(history(kafka));

        // when
        new ModelPublisher(kafka, TopicNames.DEFAULT)
                .publish(
                        Bundles.write(TinyModels.aside(BAD.version(), UTC, 20)),
                        Optional.of(Alias.CHAMPION),
                        Optional.of("worse than everything"));

        // then
        await().atMost(PATIENCE)
                .until(() -> demo.isDone() || last(history(kafka)).action() == ModelAction.ROLLED_BACK);
        assertThat(demo).as(this::err).isNotDone();
        ModelEvent last = last(history(kafka));
        assertThat(last.author().name()).isEqualTo("rule rollback.auto");
        assertThat(last.from()).contains(BAD);
        assertThat(last.to()).isEqualTo(first.to());
        String good = first.to().orElseThrow().version();
        await().atMost(PATIENCE).until(() -> bySensor(kafka).values().stream()
                .allMatch(made -> swaps(made).size() > 2));
        Set<Instant> windows = windows(kafka, FIRST);
        Map<SensorId, List<Forecast>> made = bySensor(kafka);
        made.values().forEach(one -> assertThat(swaps(one)).containsExactly(good, BAD.version(), good));
        assertThat(made.getOrDefault(FIRST, List.of()))
                .extracting(Forecast::origin)
                .doesNotHaveDuplicates()
                .containsAll(windows);

        // when, then: Ctrl-C ends it
        stop();
        assertThat(err()).contains("Ending ...");
    }

    /** Ends the demo, so that its broker is gone before its folder is. */
    @AfterEach
    void stop() throws Exception {
        interruption.request(Duration.ZERO);
        demo.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    private void run() {
        PrintStream out = new PrintStream(printed, true, UTF_8);
        Environment environment =
                new Environment(Map.of(), directory, out, out, false, Clock.systemUTC(), interruption);
        DemoOptions options = DemoOptionsBuilder.builder()
                .data(Optional.empty())
                .table(TableOptions.NONE)
                .network("tutorial-dense")
                .zone(UTC)
                .holidays(CalendarName.AUTO)
                .httpHost("127.0.0.1")
                .httpPort(0)
                .directory(Optional.of(directory.resolve("demo")))
                .once(false)
                .json(false)
                .hour(Duration.ofMillis(20))
                .browser(false)
                .build();
        try {
            new Demo(environment, options).run();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private String err() {
        return printed.toString(UTF_8);
    }

    private static List<ModelEvent> history(Map<String, String> kafka) {
        return ModelHistory.read(kafka, TopicNames.DEFAULT).events();
    }

    /** Returns the first forecasts of each origin by sensor, in their order. */
    private static Map<SensorId, List<Forecast>> bySensor(Map<String, String> kafka) {
        List<Forecast> made = new ArrayList<>();
        new TopicReader(kafka)
                .read(TopicNames.DEFAULT.forecasts(), record -> made.add(OutputValues.readForecast(record.value())));
        return made.stream().filter(forecast -> forecast.revision() == 0).collect(groupingBy(Forecast::sensor));
    }

    /** Returns the origins of a sensor's windows. */
    private static Set<Instant> windows(Map<String, String> kafka, SensorId sensor) {
        Set<Instant> origins = new HashSet<>();
        new TopicReader(kafka).read(TopicNames.DEFAULT.windows(), record -> {
            Window window = WindowJson.readWindow(record.value());
            if (window.sensor().equals(sensor)) {
                origins.add(window.origin());
            }
        });
        return origins;
    }

    /** Returns the versions that forecast one after the other. */
    private static List<String> swaps(List<Forecast> made) {
        List<String> versions = new ArrayList<>();
        made.stream()
                .flatMap(forecast -> forecast.model().stream())
                .map(ModelRef::version)
                .forEach(version -> {
                    if (versions.isEmpty() || !last(versions).equals(version)) {
                        versions.add(version);
                    }
                });
        return versions;
    }

    private static <T> T last(List<T> list) {
        return list.get(list.size() - 1);
    }
}
