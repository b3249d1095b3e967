package io.foreflow.forecaster.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.foreflow.forecaster.api.LocalHttp;
import io.foreflow.forecaster.broker.EmbeddedKafka;
import io.foreflow.forecaster.registry.Alias;
import io.foreflow.forecaster.registry.ModelPublisher;
import io.foreflow.forecaster.service.LiveService;
import io.foreflow.forecaster.service.LiveServiceConfig;
import io.foreflow.forecaster.topology.TinyInference;
import io.foreflow.ingest.wire.Json;
import io.foreflow.ingest.wire.TopicNames;
import io.foreflow.models.bundle.Bundles;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs the commands with curl in the documents, and compares the form of the answers with what the documents show. */
@Timeout(300)
class DocumentedCallsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Path ROOT = Path.of(System.getProperty("foreflow.root", ".."));
    private static final List<String> DOCUMENTS = List.of("README.md", "docs/http-api.md", "docs/operating.md");
    private static final String ADDRESS = "http://127.0.0.1:8080";
    private static final String CUT = "…";
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w*)\\n(.*?)^```$");

    @TempDir
    private Path dir;

    private EmbeddedKafka kafka;
    private LiveService service;

    /** A command, and the answer that stands below it. */
    private record Call(String document, String command, String shown) {
        boolean isStream() {
            return command.contains("curl -N");
        }
    }

    @BeforeEach
    void start() throws Exception {
        for (String tool : List.of("bash", "curl")) {
            assumeThat(Arrays.stream(System.getenv("PATH").split(":", -1)).map(Path::of))
                    .as("%s is not installed", tool)
                    .anyMatch(folder -> Files.isExecutable(folder.resolve(tool)));
        }
        kafka = EmbeddedKafka.in(dir.resolve("broker"), EmbeddedKafka.ANY_PORT);
        kafka.start();
        service = new LiveService(LiveServiceConfig.of(kafka.bootstrapServers())
                .withStateDir(dir.resolve("state"))
                .withHttp(LocalHttp.HOST, 0)
                .withPartitions(1)
                .withReplicationFactor(1));
        service.start();
        assertThat(service.awaitReady(PATIENCE)).isTrue();
        new ModelPublisher(LiveServiceConfig.of(kafka.bootstrapServers()).kafka(), TopicNames.DEFAULT)
                .publish(Bundles.write(TinyInference.prices("1", 10)), Optional.of(Alias.CHAMPION));
    }

    @AfterEach
    void stop() {
        if (service != null) {
            service.close();
        }
        if (kafka != null) {
            kafka.close();
        }
    }

    @Test
    void shouldAnswerAsTheDocumentsShow() throws Exception {
        // given
        List<Call> calls = new ArrayList<>();
        for (String document : DOCUMENTS) {
            calls.addAll(calls(document));
        }
        assertThat(calls).hasSizeGreaterThan(8);

        for (Call call : calls) {
            if (call.isStream()) {
                assertThat(stream(call)).as(call.command()).containsAll(events(call.shown()));
            } else {
                // when, then: forecasts come a moment after their readings
                await().atMost(PATIENCE).untilAsserted(() -> assertSameForm(call, run(call)));
            }
        }
    }

    private static List<Call> calls(String document) throws IOException {
        List<Call> calls = new ArrayList<>();
        String command = "";
        Matcher block = BLOCK.matcher(Files.readString(ROOT.resolve(document)));
        while (block.find()) {
            if (!command.isEmpty()) {
                calls.add(new Call(document, command, block.group(2)));
            }
            command = block.group(1).equals("sh") && block.group(2).contains("curl ") ? block.group(2) : "";
        }
        assertThat(command).as("a command without an answer in %s", document).isEmpty();
        return calls;
    }

    private ProcessBuilder bash(Call call) {
        String command = call.command().replace(ADDRESS, "http://127.0.0.1:" + service.httpPort());
        ProcessBuilder process = new ProcessBuilder("bash", "-euo", "pipefail", "-c", command);
        process.environment().putAll(Map.of("LC_ALL", "C.UTF-8", "no_proxy", "*"));
        process.redirectError(ProcessBuilder.Redirect.DISCARD);
        return process;
    }

    private String run(Call call) throws Exception {
        Process process = bash(call).start();
        String answer = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(call.command()).isZero();
        return answer;
    }

    /** Returns the events until those shown have come; a reading is sent once the stream is there. */
    private List<String> stream(Call call) throws Exception {
        List<String> seen = new ArrayList<>();
        Process process = bash(call).start();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("event: ")) {
                    seen.add(line);
                }
                if (line.equals("event: ready")) {
                    LocalHttp.send(
                            LocalHttp.request(service.httpPort(), "/v1/readings", "Content-Type", "application/json")
                                    .POST(BodyPublishers.ofString(
                                            "{\"sensor\":\"pump-7\",\"time\":\"2026-03-01T12:00:00Z\",\"value\":13}")));
                }
                if (seen.containsAll(events(call.shown()))) {
                    return seen;
                }
            }
            return seen;
        } finally {
            process.destroy();
        }
    }

    private static List<String> events(String shown) {
        return shown.lines().filter(line -> line.startsWith("event: ")).toList();
    }

    private static void assertSameForm(Call call, String answer) {
        String what = call.document() + ": " + call.command() + answer;
        if (call.shown().startsWith("{")) {
            assertSameForm(what, "", json(call.shown()), json(answer));
        } else {
            List<String> shown = call.shown().lines().toList();
            List<String> lines = answer.lines().toList();
            assertThat(lines).as(what).hasSizeGreaterThanOrEqualTo(shown.size());
            for (int i = 0; i < shown.size() && !shown.get(i).equals(CUT); i++) {
                assertThat(lines.get(i).split(",", -1))
                        .as(what)
                        .hasSameSizeAs(shown.get(i).split(",", -1));
            }
            assertThat(lines.get(0)).as(what).isEqualTo(shown.get(0));
        }
    }

    private static JsonNode json(String text) {
        return Json.object(text.strip().getBytes(UTF_8));
    }

    /** Compares names of fields and types of values; null stands for any type. */
    private static void assertSameForm(String what, String place, JsonNode shown, JsonNode answer) {
        if (shown.isNull() || answer.isNull()) {
            return;
        }
        assertThat(answer.getNodeType()).as("type of %s in %s", place, what).isEqualTo(shown.getNodeType());
        if (shown.isObject()) {
            assertThat(answer.fieldNames())
                    .toIterable()
                    .as("fields of %s in %s", place, what)
                    .containsExactlyInAnyOrderElementsOf(() -> shown.fieldNames());
            shown.properties()
                    .forEach(field -> assertSameForm(
                            what, place + "/" + field.getKey(), field.getValue(), answer.path(field.getKey())));
        } else if (shown.isArray() && !shown.isEmpty()) {
            assertThat(answer).as("elements of %s in %s", place, what).isNotEmpty();
            assertSameForm(what, place + "/0", shown.path(0), answer.path(0));
        }
    }
}
