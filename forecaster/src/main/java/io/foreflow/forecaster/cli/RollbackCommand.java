package io.foreflow.forecaster.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.foreflow.forecaster.registry.AliasMove;
import io.foreflow.forecaster.registry.GroupRollback;
import io.foreflow.forecaster.registry.ModelPublisher;
import io.foreflow.forecaster.registry.Retention;
import io.foreflow.forecaster.registry.Routing;
import io.foreflow.forecaster.service.LiveServiceConfig;
import io.foreflow.forecaster.terminal.Environment;
import io.foreflow.ingest.wire.Json;
import io.foreflow.models.forecast.ModelRef;
import java.io.PrintStream;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "rollback",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "Makes the champion's predecessor champion again. Services take it over at once.",
        description = {
            "A second rollback goes back further. foreflow models promote returns to the version that was left.",
            "With --groups the latest publication of the groups of NAME is taken back in one step: the champions that "
                    + "it has changed, and its routes, unless they were changed since."
        })
final class RollbackCommand implements Callable<Integer> {
    private final Environment environment;

    @Mixin
    private final KafkaOptions kafka = new KafkaOptions();

    @Parameters(paramLabel = "NAME", description = "Name of the model.")
    private String name = "";

    @Option(names = "--groups", description = "Goes back with all groups of the model, NAME and NAME.*.")
    private boolean groups;

    @Mixin
    private final ReasonOption reason = new ReasonOption();

    @Option(names = "--json", description = "Prints one JSON object.")
    private boolean json;

    RollbackCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws Exception {
        LiveServiceConfig config = kafka.load(environment);
        Topics.ensureModels(environment, config);
        ModelPublisher publisher = reason.publisher(environment, config, Retention.DEFAULT);
        if (groups) {
            report(GroupRollback.rollback(publisher, name));
            return Foreflow.SUCCESS;
        }
        AliasMove move = publisher.rollback(name);
        ModelRef now = move.target().target();
        String left = move.from().map(ModelRef::version).orElse("none");
        if (json) {
            ObjectNode node = Json.MAPPER.createObjectNode();
            node.put("name", now.name());
            node.put("version", now.version());
            node.put("from", left);
            environment.out().println(node);
        } else {
            environment.out().println(now + " is champion again, in place of version " + left);
        }
        return Foreflow.SUCCESS;
    }

    private void report(GroupRollback rollback) {
        PrintStream text = json ? environment.err() : environment.out();
        rollback.moves()
                .forEach(move -> text.println(move.target().target() + " is champion again, in place of version "
                        + move.from().map(ModelRef::version).orElse("none")));
        rollback.kept().forEach(ref -> text.println(ref + " stays champion: it has no predecessor on the topic"));
        Optional<Routing> routes = rollback.routes().to();
        String now = routes.map(Routing::toString).orElse("those of the configuration");
        text.println(rollback.routes().changes() ? "routes are again " + now : "routes stay " + now);
        if (json) {
            ObjectNode node = Json.MAPPER.createObjectNode();
            node.put("name", name);
            node.put("publishedAt", rollback.at().toString());
            ArrayNode models = node.putArray("models");
            rollback.moves().forEach(move -> models.addObject()
                    .put("name", move.target().target().name())
                    .put("version", move.target().target().version())
                    .put("from", move.from().map(ModelRef::version).orElse(null)));
            ArrayNode kept = node.putArray("kept");
            rollback.kept().forEach(ref -> kept.add(ref.toString()));
            node.put("routesChanged", rollback.routes().changes());
            node.put("routes", routes.map(Routing::toString).orElse(null));
            environment.out().println(node);
        }
    }
}
