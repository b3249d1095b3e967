package io.foreflow.forecaster.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.foreflow.forecaster.registry.ModelPublisher;
import io.foreflow.forecaster.registry.ModelSnapshot;
import io.foreflow.forecaster.registry.Retention;
import io.foreflow.forecaster.registry.RoutesChange;
import io.foreflow.forecaster.registry.Routing;
import io.foreflow.forecaster.registry.Routing.Route;
import io.foreflow.forecaster.service.LiveServiceConfig;
import io.foreflow.forecaster.terminal.Environment;
import io.foreflow.forecaster.terminal.TextTable;
import io.foreflow.ingest.wire.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
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
        ModelSnapshot snapshot =
                new ModelPublisher(config.kafka(), config.pipeline().topics()).snapshot();
        if (json) {
            environment.out().println(asJson(snapshot, config));
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
                        route.sensors().text(),
                        route.model(),
                        champion(snapshot, route).orElse("none")));
        environment.out().print(table);
        environment
                .out()
                .println(snapshot.routedSince()
                        .map(since -> "from " + config.pipeline().topics().models() + ", since " + since)
                        .orElse("from the configuration (forecast.models, forecast.model)"));
    }

    private static ObjectNode asJson(ModelSnapshot snapshot, LiveServiceConfig config) {
        ObjectNode node = Json.MAPPER.createObjectNode();
        node.put("source", snapshot.routing().isPresent() ? "topic" : "configuration");
        node.put("since", snapshot.routedSince().map(Instant::toString).orElse(null));
        ArrayNode routes = node.putArray("routes");
        snapshot.routing(config.routing()).routes().forEach(route -> routes.addObject()
                .put("sensors", route.sensors().text())
                .put("model", route.model())
                .put("champion", champion(snapshot, route).orElse(null)));
        return node;
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
                        + "makes after it has read them and the champions."
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
                arity = "1..*",
                description =
                        "Routes in their order, such as 'i880-*=traffic' '*=default'. * stands for any text, ? for "
                                + "one character.")
        private List<String> routes = List.of();

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

        private List<Route> parse() {
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
