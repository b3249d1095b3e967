package io.foreflow.forecaster.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.foreflow.forecaster.registry.AliasMove;
import io.foreflow.forecaster.registry.Retention;
import io.foreflow.forecaster.service.LiveServiceConfig;
import io.foreflow.forecaster.terminal.Environment;
import io.foreflow.ingest.wire.Json;
import io.foreflow.models.forecast.ModelRef;
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
        description =
                "A second rollback goes back further. foreflow models promote returns to the version that was left.")
final class RollbackCommand implements Callable<Integer> {
    private final Environment environment;

    @Mixin
    private final KafkaOptions kafka = new KafkaOptions();

    @Parameters(paramLabel = "NAME", description = "Name of the model.")
    private String name = "";

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
        AliasMove move =
                reason.publisher(environment, config, Retention.DEFAULT).rollback(name);
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
}
