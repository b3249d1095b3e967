package io.foreflow.forecaster.cli;

import io.foreflow.forecaster.demo.Demo;
import io.foreflow.forecaster.demo.DemoOptions;
import io.foreflow.forecaster.terminal.Environment;
import io.foreflow.training.recipe.Recipes;
import io.foreflow.windowing.calendar.CalendarName;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "Everything on this machine, with nothing installed: readings, Kafka, training, live forecasts.",
        description = {
            "Starts an embedded Kafka broker and the live service, replays the first 80 %% of the readings, trains a network"
                    + " on the windows that came out, publishes the model, replays the rest while it forecasts, and prints"
                    + " its error beside those of the naive forecasts. Without --data the readings are simulated."
        })
final class DemoCommand implements Callable<Integer> {
    private static final int DEFAULT_PORT = 8080;
    private static final int MAX_PORT = 65_535;

    private final Environment environment;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Option(
            names = "--data",
            paramLabel = "FILE.csv[.gz]",
            description =
                    "A table of readings, in any form that foreflow data check reads. Simulated ones unless given.")
    private @Nullable Path data;

    @Mixin
    private final TableFlags table = new TableFlags();

    @Option(
            names = "--network",
            paramLabel = "NAME",
            defaultValue = "lstm",
            description =
                    "dense, simple-rnn, lstm or gru; tutorial-dense, tutorial-simple-rnn or tutorial-lstm see six values only."
                            + " ${DEFAULT-VALUE} unless given.")
    private String network = "lstm";

    @Option(
            names = "--zone",
            paramLabel = "ZONE",
            description = "Of the sensors and of times without an offset, such as America/Chicago; UTC unless given.")
    private ZoneId zone = ZoneOffset.UTC;

    @Mixin
    private final HolidaysOption holidays = new HolidaysOption();

    @Option(names = "--once", description = "End after the replay.")
    private boolean once;

    @Option(names = "--json", description = "Print the result as one JSON object.")
    private boolean json;

    @Option(
            names = "--port",
            paramLabel = "N",
            description = "Of the live service's HTTP; 8080 unless given, with --once any free one.")
    private @Nullable Integer port;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description =
                    "Keep everything in this folder; with a finished demo in it, start that again. Unless given, a"
                            + " temporary folder is used and removed at the end.")
    private @Nullable Path directory;

    DemoCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws Exception {
        if (!Recipes.BUILT_IN.contains(network)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--network ('" + network + "') must be one of " + String.join(", ", Recipes.BUILT_IN));
        }
        if (port != null && (port < 0 || port > MAX_PORT)) {
            throw new ParameterException(
                    spec.commandLine(), "--port (" + port + ") must be from 0 (any free one) to " + MAX_PORT);
        }
        if (data == null && table.isGiven()) {
            throw new ParameterException(spec.commandLine(), "options of a table need a file; add --data FILE");
        }
        DemoOptions options = new DemoOptions(
                Optional.ofNullable(data).map(environment.directory()::resolve),
                table.options(Map.of()),
                network,
                zone,
                holidays.name().orElse(CalendarName.AUTO),
                port != null ? port : once ? 0 : DEFAULT_PORT,
                Optional.ofNullable(directory).map(environment.directory()::resolve),
                once,
                json);
        new Demo(environment, options).run();
        return Foreflow.SUCCESS;
    }
}
