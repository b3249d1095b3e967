package io.foreflow.forecaster.cli;

import io.foreflow.forecaster.broker.EmbeddedKafka;
import io.foreflow.forecaster.terminal.Environment;
import io.foreflow.forecaster.terminal.Interruption.Following;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "broker",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "Runs the embedded Kafka broker alone, until Ctrl-C.",
        description = {
            "One node without copies or encryption, bound to 127.0.0.1, for trying things out.",
            "The broker keeps its data in its folder and finds it there at the next start."
        })
final class BrokerCommand implements Callable<Integer> {
    private static final Path DEFAULT_DIRECTORY = Path.of("foreflow-data", "broker");
    private static final int MAX_PORT = 65_535;

    private final Environment environment;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "9092",
            description = "Port for clients. Default: ${DEFAULT-VALUE}.")
    private int port;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "Folder of the broker's data. Default: foreflow-data/broker in this folder.")
    private Path directory = DEFAULT_DIRECTORY;

    BrokerCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        if (port < 1 || port > MAX_PORT) {
            throw new ParameterException(spec.commandLine(), "--port (" + port + ") must be from 1 to " + MAX_PORT);
        }
        Path absolute = environment.directory().resolve(directory).normalize();
        try (EmbeddedKafka kafka = EmbeddedKafka.in(absolute, port);
                Following following = environment.interruption().follow()) {
            kafka.start();
            environment
                    .err()
                    .println("Kafka broker at " + kafka.bootstrapServers() + ", kept in " + absolute
                            + ". Ctrl-C ends it.");
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            environment.err().println("Kafka broker ended; what it holds stays in " + absolute + ".");
        }
        return Foreflow.SUCCESS;
    }
}
