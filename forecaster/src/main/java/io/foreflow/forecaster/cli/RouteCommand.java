package io.foreflow.forecaster.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.foreflow.forecaster.registry.ModelSnapshot;
import io.foreflow.forecaster.registry.Retention;
import io.foreflow.forecaster.registry.RoutesChange;
import io.foreflow.forecaster.registry.RoutesJson;
import io.foreflow.forecaster.registry.Routing;
import io.foreflow.forecaster.registry.Routing.Route;
import io.foreflow.forecaster.service.LiveServiceConfig;
import io.foreflow.forecaster.terminal.Environment;
import io.foreflow.forecaster.terminal.TextTable;
import io.foreflow.ingest.wire.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "route",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        synopsisSubcommandLabel = "[COMMAND]",
        header = "Shows which model serves which sensors. set changes it, clear goes back to the configuration.")
final class RouteCommand implements Callable<Integer> {
    private final Environment environment;

    @Mixin
    private final KafkaOptions kafka = new KafkaOptions();

    @Option(names = "--json", description = "Prints one JSON object.")
    private boolean json;

    RouteCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws Exception {
        LiveServiceConfig config = kafka.load(environment);
        Topics.awaitBroker(environment, config);
        ModelSnapshot snapshot = config.publisher().snapshot();
        if (json) {
            environment.out().println(new String(asJson(snapshot, config), UTF_8));
        } else {
            print(snapshot, config);
        }
        return Foreflow.SUCCESS;
    }

    private void print(ModelSnapshot snapshot, LiveServiceConfig config) {
        TextTable table = new TextTable("SENSORS", "MODEL", "CHAMPION");
        snapshot.routing(config.routing())
                .routes()
                .forEach(route -> table.row(
                        route.sensors().toString(),
                        route.model(),
                        champion(snapshot, route).orElse("none")));
        environment.out().print(table);
        environment
                .out()
                .println(snapshot.routedSince()
                        .map(since -> "from " + config.pipeline().topics().models() + ", since " + since)
                        .orElse("from the configuration (forecast.models, forecast.model)"));
    }

    private static byte[] asJson(ModelSnapshot snapshot, LiveServiceConfig config) {
        return Json.object(json -> {
            json.writeStringField("source", snapshot.routing().isPresent() ? "topic" : "configuration");
            json.writeStringField(
                    "since", snapshot.routedSince().map(Instant::toString).orElse(null));
            json.writeArrayFieldStart("routes");
            for (Route route : snapshot.routing(config.routing()).routes()) {
                json.writeStartObject();
                RoutesJson.writeSensors(json, route.sensors());
                json.writeStringField("model", route.model());
                json.writeStringField("champion", champion(snapshot, route).orElse(null));
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    private static Optional<String> champion(ModelSnapshot snapshot, Route route) {
        return snapshot.champion(route.model()).map(model -> model.ref().version());
    }

    @Command(
            name = "set",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            header = "Sets which model serves which sensors. Services apply it without a restart.",
            description = {
                "The first route that matches a sensor counts. The last one must be for all sensors. All routes are "
                        + "replaced, also those of the configuration.",
                "Each model must have a champion that forecasts. A service applies the routes to the forecasts that it "
                        + "makes after it has read them and the champions.",
                "A # and bits after a pattern select a share of its sensors: those whose SHA-256 begins with these "
                        + "bits. '*#0=one' '*=two' gives each model half of the sensors. Lists of sensors need --file."
            })
    static final class SetRoutes implements Callable<Integer> {
        private final Environment environment;

        @Spec
        @SuppressWarnings("NullAway.Init") // set by picocli
        private CommandSpec spec;

        @Mixin
        private final KafkaOptions kafka = new KafkaOptions();

        @Parameters(
                paramLabel = "SENSORS=MODEL",
                arity = "0..*",
                description =
                        "Routes in their order, such as 'i880-*=traffic' '*=default'. * stands for any text, ? for "
                                + "one character.")
        private List<String> routes = List.of();

        @Option(
                names = "--file",
                paramLabel = "FILE.json",
                description = "Reads the routes from a file in the form that foreflow models route --json prints.")
        private @Nullable Path file;

        @Mixin
        private final ReasonOption reason = new ReasonOption();

        @Option(names = "--json", description = "Prints one JSON object.")
        private boolean json;

        SetRoutes(Environment environment) {
            this.environment = environment;
        }

        @Override
        public Integer call() throws Exception {
            List<Route> asked = parse();
            LiveServiceConfig config = kafka.load(environment);
            Topics.ensureModels(environment, config);
            RoutesChange change =
                    reason.publisher(environment, config, Retention.DEFAULT).route(asked, before -> true);
            report(environment, config, change, json);
            return Foreflow.SUCCESS;
        }

        private List<Route> parse() throws IOException {
            if (routes.isEmpty() == (file == null)) {
                throw new ParameterException(
                        spec.commandLine(), "give either routes, such as '*=default', or --file FILE.json");
            }
            if (file != null) {
                try {
                    return RoutesJson.list(Json.object(
                                    Files.readAllBytes(environment.directory().resolve(file)))
                            .path("routes"));
                } catch (IllegalArgumentException e) {
                    throw new ParameterException(spec.commandLine(), file + ": " + e.getMessage(), e);
                }
            }
            List<Route> parsed = new ArrayList<>();
            List<String> problems = new ArrayList<>();
            for (String text : routes) {
                try {
                    parsed.add(Route.parse(text));
                } catch (IllegalArgumentException e) {
                    problems.add("'" + text + "': " + e.getMessage());
                }
            }
            if (!problems.isEmpty()) {
                throw new ParameterException(spec.commandLine(), String.join("; ", problems));
            }
            return parsed;
        }
    }

    @Command(
            name = "clear",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            header = "Goes back to the routes of the configuration (forecast.models, forecast.model).")
    static final class ClearRoutes implements Callable<Integer> {
        private final Environment environment;

        @Mixin
        private final KafkaOptions kafka = new KafkaOptions();

        @Mixin
        private final ReasonOption reason = new ReasonOption();

        @Option(names = "--json", description = "Prints one JSON object.")
        private boolean json;

        ClearRoutes(Environment environment) {
            this.environment = environment;
        }

        @Override
        public Integer call() throws Exception {
            LiveServiceConfig config = kafka.load(environment);
            Topics.ensureModels(environment, config);
            RoutesChange change =
                    reason.publisher(environment, config, Retention.DEFAULT).clearRoutes(before -> true);
            report(environment, config, change, json);
            return Foreflow.SUCCESS;
        }
    }

    private static void report(Environment environment, LiveServiceConfig config, RoutesChange change, boolean json) {
        if (json) {
            environment
                    .out()
                    .println(Json.MAPPER
                            .createObjectNode()
                            .put("changed", change.changes())
                            .put("from", change.from().map(Routing::toString).orElse(null))
                            .put("to", change.to().map(Routing::toString).orElse(null)));
            return;
        }
        String now = change.to().map(Routing::toString).orElse("those of the configuration");
        String topic = config.pipeline().topics().models();
        environment
                .out()
                .println(
                        change.changes()
                                ? "routes on " + topic + " are now " + now + ", before: "
                                        + change.from().map(Routing::toString).orElse("those of the configuration")
                                : "routes are " + now + " already; nothing was written to " + topic);
    }
}
