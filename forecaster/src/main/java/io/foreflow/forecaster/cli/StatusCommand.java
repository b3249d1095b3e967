package io.foreflow.forecaster.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.foreflow.forecaster.api.HttpSettings;
import io.foreflow.forecaster.api.StatusJson;
import io.foreflow.forecaster.query.PipelineMonitor;
import io.foreflow.forecaster.query.PipelineProgress;
import io.foreflow.forecaster.registry.ModelSnapshot;
import io.foreflow.forecaster.registry.RegistryException;
import io.foreflow.forecaster.registry.RoutesJson;
import io.foreflow.forecaster.registry.Routing.Route;
import io.foreflow.forecaster.service.LiveServiceConfig;
import io.foreflow.forecaster.terminal.Environment;
import io.foreflow.ingest.wire.Json;
import io.foreflow.ingest.wire.TopicNames;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "Shows what runs and how it is: readings behind, sensors, models, newest reading and forecast.",
        description = {
            "Asks the service at http.advertised, or at http.host and http.port. If none answers there, Kafka tells what "
                    + "it knows: readings behind, models, newest reading and forecast."
        })
final class StatusCommand implements Callable<Integer> {
    private static final Duration WITHIN = Duration.ofSeconds(5);

    /** Maximum number of routes that are shown; foreflow models route shows all. */
    private static final int MOST_ROUTES = 5;

    private final Environment environment;

    @Mixin
    private final KafkaOptions kafka = new KafkaOptions();

    @Option(names = "--url", paramLabel = "URL", description = "Address of the service, such as http://node-1:8080.")
    private @Nullable String url;

    @Option(names = "--json", description = "Prints one JSON object.")
    private boolean json;

    StatusCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws Exception {
        LiveServiceConfig config = kafka.load(environment);
        List<String> problems = new ArrayList<>();
        Optional<byte[]> answer = ofService(config, problems);
        byte[] status = answer.isPresent() ? answer.get() : ofKafka(config, problems);
        if (json) {
            environment.out().println(new String(status, UTF_8));
        } else {
            environment.out().print(text(Json.object(status)));
        }
        return Foreflow.SUCCESS;
    }

    /** Returns what the service says; empty with a problem if it does not answer. */
    private Optional<byte[]> ofService(LiveServiceConfig config, List<String> problems) throws InterruptedException {
        String address = url == null ? address(config.http()) : url;
        try {
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(URI.create(address + "/v1/status")).timeout(WITHIN);
            Optional<Path> token = config.http().readToken();
            if (token.isPresent()) {
                request.header(
                        "Authorization",
                        "Bearer " + Files.readString(token.get()).strip());
            }
            HttpResponse<byte[]> answer = HttpClient.newBuilder()
                    .connectTimeout(WITHIN)
                    .build()
                    .send(request.build(), BodyHandlers.ofByteArray());
            if (answer.statusCode() == 200
                    && Json.text(Json.object(answer.body()), "application").equals(config.applicationId())) {
                return Optional.of(answer.body());
            }
            problems.add("what answers at " + address + " is not this service (status " + answer.statusCode() + ")");
        } catch (IOException | IllegalArgumentException e) {
            problems.add("no service answers at " + address + ", so that its sensors are unknown");
        }
        return Optional.empty();
    }

    private static String address(HttpSettings http) {
        return (http.keystore().isPresent() ? "https://" : "http://") + http.advertisedHost() + ":"
                + http.advertisedPort(http.port());
    }

    private byte[] ofKafka(LiveServiceConfig config, List<String> problems) throws InterruptedException {
        Topics.awaitBroker(environment, config);
        TopicNames topics = config.pipeline().topics();
        PipelineProgress progress;
        try (PipelineMonitor monitor = new PipelineMonitor(
                config.kafka(),
                config.applicationId(),
                config.pipeline().input().topic(topics),
                topics.forecasts())) {
            progress = monitor.progress();
        }
        return new StatusJson(
                        config.facts(""),
                        Optional.empty(),
                        Optional.of(progress),
                        Optional.empty(),
                        models(config, problems),
                        problems)
                .bytes();
    }

    private static Optional<ModelSnapshot> models(LiveServiceConfig config, List<String> problems) {
        try {
            return Optional.of(config.publisher().snapshot());
        } catch (RegistryException e) {
            problems.add(String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private static String text(JsonNode status) {
        StringBuilder text = new StringBuilder();
        line(
                text,
                "service",
                status.path("instance").isNull()
                        ? "none runs here"
                        : status.path("application").asText() + " at "
                                + status.path("instance").asText());
        line(
                text,
                "readings",
                status.path("topics").path("readings").asText() + ", "
                        + (status.path("behind").isNull()
                                ? "unknown how far"
                                : status.path("behind").asText() + " behind")
                        + newest(status.path("newestReading")));
        line(
                text,
                "forecasts",
                status.path("topics").path("forecasts").asText() + newest(status.path("newestForecast")));
        JsonNode sensors = status.path("sensors");
        line(
                text,
                "sensors",
                sensors.isObject()
                        ? sensors.path("live").asText() + " live, "
                                + sensors.path("replaying").asText() + " replaying, "
                                + sensors.path("stale").asText() + " stale"
                        : "unknown");
        line(text, "champion", model(status.path("champion")));
        line(text, "challenger", model(status.path("challenger")));
        JsonNode routing = status.path("routing");
        if (routing.isObject()) {
            line(text, "routes", routes(routing));
        }
        status.path("problems").forEach(problem -> line(text, "problem", problem.asText()));
        return text.toString();
    }

    private static String routes(JsonNode routing) {
        List<String> routes = RoutesJson.list(routing.path("routes")).stream()
                .map(Route::toString)
                .toList();
        String shown = String.join(", ", routes.subList(0, Math.min(MOST_ROUTES, routes.size())));
        return shown + (routes.size() > MOST_ROUTES ? ", ... (" + routes.size() + " in all)" : "") + ", from the "
                + routing.path("source").asText();
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append(String.format("%-11s %s%n", name, value));
    }

    private static String newest(JsonNode time) {
        return time.isNull() ? ", none yet" : ", newest " + time.asText();
    }

    private static String model(JsonNode model) {
        return model.isNull()
                ? "none"
                : model.path("name").asText() + "@" + model.path("version").asText();
    }
}
