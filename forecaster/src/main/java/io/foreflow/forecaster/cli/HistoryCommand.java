package io.foreflow.forecaster.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.foreflow.forecaster.registry.ModelEvent;
import io.foreflow.forecaster.registry.ModelHistory;
import io.foreflow.forecaster.registry.Routing;
import io.foreflow.forecaster.service.LiveServiceConfig;
import io.foreflow.forecaster.terminal.Environment;
import io.foreflow.forecaster.terminal.TextTable;
import io.foreflow.ingest.wire.Json;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.series.SensorId;
import java.time.Instant;
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
        name = "history",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "Prints who changed which model, when and why.",
        description = "With --at it prints the champion at that time; with --sensor too, that of the sensor's model.")
final class HistoryCommand implements Callable<Integer> {
    private final Environment environment;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Mixin
    private final KafkaOptions kafka = new KafkaOptions();

    @Parameters(paramLabel = "NAME", arity = "0..1", description = "Name of the model. Default: all.")
    private @Nullable String name;

    @Option(names = "--at", paramLabel = "TIME", description = "Time with a zone, such as 2026-03-03T10:00:00Z.")
    private @Nullable Instant at;

    @Option(names = "--sensor", paramLabel = "ID", description = "With --at: sensor whose model counts.")
    private @Nullable String sensor;

    @Option(names = "--json", description = "Prints one JSON object.")
    private boolean json;

    HistoryCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws Exception {
        if (sensor != null && (at == null || name != null)) {
            throw new ParameterException(spec.commandLine(), "--sensor needs --at, and no name of a model");
        }
        LiveServiceConfig config = kafka.load(environment);
        Topics.awaitBroker(environment, config);
        ModelHistory history =
                ModelHistory.read(config.kafka(), config.pipeline().topics());
        if (at != null) {
            return printChampion(
                    history, name == null ? model(history.routingAt(at).orElse(config.routing())) : name, at);
        }
        List<ModelEvent> events = name == null ? history.events() : history.of(name);
        if (json) {
            environment.out().println(new String(ModelHistory.json(events), UTF_8));
        } else if (events.isEmpty()) {
            environment
                    .out()
                    .println("No changes on " + config.pipeline().topics().modelEvents());
        } else {
            print(events);
        }
        return Foreflow.SUCCESS;
    }

    /** Returns the model of the sensor, or without one that of most sensors. */
    private String model(Routing routing) {
        if (sensor == null) {
            return routing.defaultModel();
        }
        try {
            return routing.modelOf(SensorId.of(sensor));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--sensor: " + e.getMessage(), e);
        }
    }

    private int printChampion(ModelHistory history, String model, Instant time) {
        Optional<ModelRef> champion = history.championAt(model, time);
        if (json) {
            environment
                    .out()
                    .println(Json.MAPPER
                            .createObjectNode()
                            .put("name", model)
                            .put("version", champion.map(ModelRef::version).orElse(null)));
        } else {
            environment.out().println(champion.map(ModelRef::toString).orElse("no champion of " + model));
        }
        return Foreflow.SUCCESS;
    }

    private void print(List<ModelEvent> events) {
        TextTable table = new TextTable("TIME", "EVENT", "MODEL", "FROM", "TO", "BY", "REASON");
        events.forEach(event -> table.row(
                event.time().toString(),
                event.action().label(),
                event.name(),
                event.from().map(ModelRef::version).orElse("–"),
                event.routes()
                        .map(Routing::toString)
                        .or(() -> event.to().map(ModelRef::version))
                        .orElse("–"),
                event.author().name(),
                event.author().reason().orElse("")));
        environment.out().print(table);
    }
}
