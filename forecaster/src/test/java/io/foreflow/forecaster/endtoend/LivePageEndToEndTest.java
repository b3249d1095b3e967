package io.foreflow.forecaster.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreflow.forecaster.api.LocalHttp;
import io.foreflow.forecaster.api.PageBrowser;
import io.foreflow.forecaster.broker.EmbeddedKafka;
import io.foreflow.forecaster.offline.TopicReader;
import io.foreflow.forecaster.registry.Alias;
import io.foreflow.forecaster.registry.ModelPublisher;
import io.foreflow.forecaster.service.LiveService;
import io.foreflow.forecaster.service.LiveServiceConfig;
import io.foreflow.ingest.wire.Json;
import io.foreflow.ingest.wire.TopicNames;
import io.foreflow.models.bundle.Bundles;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The live page of a live service on a real broker. */
class LivePageEndToEndTest {
    private static final Instant START = Instant.parse("2026-02-01T00:00:00Z");

    @TempDir
    private Path dir;

    @Test
    void shouldShowNewForecastsAndNewModelsWhileItIsOpen() throws Exception {
        try (PageBrowser browser = PageBrowser.open();
                EmbeddedKafka kafka = EmbeddedKafka.in(dir.resolve("broker"), EmbeddedKafka.ANY_PORT)) {
            kafka.start();
            LiveServiceConfig config = LiveServiceConfig.of(kafka.bootstrapServers())
                    .withStateDir(dir.resolve("state"))
                    .withHttp(LocalHttp.HOST, 0)
                    .withPartitions(2)
                    .withReplicationFactor(1);
            try (LiveService service = new LiveService(config)) {
                // given: an open page
                service.start();
                assertThat(service.awaitReady(Duration.ofMinutes(1))).isTrue();
                int port = service.httpPort();
                push(port, 0, 60);
                browser.show(1280, "light");
                browser.look(port, "");
                browser.await("#facts", "Tue 3 Feb 2026 12:00");
                browser.await("#facts", "fallback");
                browser.await("#link", "live");
                browser.perform("window.neverLoadedAgain = true");

                // when: an hour
                push(port, 60, 61);

                // then
                browser.await("#facts", "Tue 3 Feb 2026 13:00");
                assertThat(browser.rows("#values"))
                        .filteredOn(row -> !row.get(3).equals("–"))
                        .hasSize(24)
                        .first()
                        .satisfies(row -> assertThat(row.get(0)).isEqualTo("Tue 3 Feb 2026 13:00"));

                // when: a model
                browser.await("#service", "no champion yet");
                new ModelPublisher(config.kafka(), TopicNames.DEFAULT)
                        .publish(Bundles.write(TinyModels.level("v1", ZoneId.of("UTC"))), Optional.of(Alias.CHAMPION));
                browser.await("#service", "champion default@v1");
                push(port, 61, 62);

                // then
                browser.await("#facts", "default@v1");
                new ModelPublisher(config.kafka(), TopicNames.DEFAULT)
                        .publish(Bundles.write(TinyModels.level("v2", ZoneId.of("UTC"))), Optional.of(Alias.CHAMPION));
                browser.await("#service", "champion default@v2");
                push(port, 62, 63);
                browser.await("#facts", "default@v2");
                assertThat(browser.script("return window.neverLoadedAgain")).isEqualTo(true);
                assertThat(browser.console()).isEmpty();
                assertNoneLostOrDoubled(config, 63);
            }
        }
    }

    private static void assertNoneLostOrDoubled(LiveServiceConfig config, int hours) {
        List<String> origins = new ArrayList<>();
        new TopicReader(config.kafka())
                .read(
                        TopicNames.DEFAULT.forecasts(),
                        forecast -> origins.add(Json.text(Json.object(forecast.value()), "origin")));
        assertThat(origins).doesNotHaveDuplicates().hasSize(hours);
    }

    /** Pushes hourly readings of the hours [from, to). */
    private static void push(int port, int from, int to) throws Exception {
        String lines = IntStream.range(from, to)
                .mapToObj(hour -> "{\"sensor\":\"a\",\"time\":\"" + START.plus(Duration.ofHours(hour)) + "\",\"value\":"
                        + (100 + hour % 24) + "}")
                .collect(Collectors.joining("\n"));
        assertThat(LocalHttp.send(LocalHttp.request(port, "/v1/readings", "Content-Type", "application/x-ndjson")
                                .POST(BodyPublishers.ofString(lines)))
                        .statusCode())
                .isEqualTo(202);
    }
}
