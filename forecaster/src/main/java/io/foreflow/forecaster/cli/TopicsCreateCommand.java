package io.foreflow.forecaster.cli;

import io.foreflow.forecaster.service.LiveServiceConfig;
import io.foreflow.forecaster.terminal.Environment;
import io.foreflow.ingest.publish.TopicAdmin;
import io.foreflow.ingest.publish.TopicPlan;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "create",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header =
                "Creates a topic of your own, for readings. Foreflow's own topics need no command: serve creates them.")
final class TopicsCreateCommand implements Callable<Integer> {
    /** The names that Kafka takes. */
    private static final Pattern NAME = Pattern.compile("(?!\\.{1,2}$)[a-zA-Z0-9._-]{1,249}");

    private final Environment environment;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Mixin
    private final KafkaOptions kafka = new KafkaOptions();

    @Parameters(paramLabel = "TOPIC", description = "Name of the topic, such as meters.")
    private String topic = "";

    @Option(
            names = "--partitions",
            paramLabel = "N",
            description = "Number of partitions. It can never change. Default: topics.partitions of the configuration.")
    private int partitions;

    TopicsCreateCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws Exception {
        boolean given = spec.commandLine().getParseResult().hasMatchedOption("--partitions");
        if (given && partitions < 1) {
            throw new ParameterException(spec.commandLine(), "--partitions (" + partitions + ") must be at least 1");
        }
        if (!NAME.matcher(topic).matches()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "'" + topic + "' must be 1 to 249 letters, digits, dots, underscores and hyphens, and not . or ..");
        }
        LiveServiceConfig config = kafka.load(environment);
        TopicPlan plan = new TopicPlan(
                topic, given ? partitions : config.partitions(), given, config.replicationFactor(), Map.of());
        List<String> created;
        try (TopicAdmin admin = TopicAdmin.connect(
                config.kafka(), true, config.brokerWait(), environment.clock(), environment.err()::println)) {
            created = admin.ensure(List.of(plan));
        }
        if (created.isEmpty()) {
            environment.err().println("the topic " + topic + " exists already");
        }
        return Foreflow.SUCCESS;
    }
}
