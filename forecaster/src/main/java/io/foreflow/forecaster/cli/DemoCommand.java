package io.foreflow.forecaster.cli;

import io.foreflow.forecaster.api.HttpSettings;
import io.foreflow.forecaster.demo.Demo;
import io.foreflow.forecaster.demo.DemoOptions;
import io.foreflow.forecaster.demo.DemoOptionsBuilder;
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
        header = "Shows everything on this machine, with nothing installed: readings, Kafka, training, live "
                + "forecasts.",
        description = {
            "Starts an embedded Kafka broker and the live service, and replays the first 80 %% of the "
                    + "readings. Then it trains a network on the resulting windows, publishes the model, replays the "
                    + "rest while the service forecasts with it, and prints its error beside the baselines' errors. "
                    + "The live page shows all of that. Simulated readings go on, an hour a second, until Ctrl-C."
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
            description = "Table of readings, in any form that foreflow data check reads. Default: simulated readings.")
    private @Nullable Path data;

    @Mixin
    private final TableFlags table = new TableFlags();

    @Option(
            names = "--network",
            paramLabel = "NAME",
            defaultValue = "lstm",
            description = "Network to train: dense, simple-rnn, lstm or gru; tutorial-dense, tutorial-simple-rnn or "
                    + "tutorial-lstm, which see six values only. Default: ${DEFAULT-VALUE}.")
    private String network = "lstm";

    @Option(
            names = "--zone",
            paramLabel = "ZONE",
            description =
                    "Time zone of the sensors and of timestamps without an offset, such as America/Chicago. Default:"
                            + " UTC.")
    private ZoneId zone = ZoneOffset.UTC;

    @Mixin
    private final HolidaysOption holidays = new HolidaysOption();

    @Option(names = "--once", description = "Stops after the replay.")
    private boolean once;

    @Option(names = "--json", description = "Prints the result as one JSON object.")
    private boolean json;

    @Option(
            names = "--port",
            paramLabel = "N",
            description = "HTTP port of the live service. Default: 8080; with --once any free port.")
    private @Nullable Integer port;

    @Option(
            names = "--host",
            paramLabel = "HOST",
            description = "Address that the live page is bound to. Default: ${DEFAULT-VALUE}, this machine only.")
    private String host = HttpSettings.DEFAULT_HOST;

    @Option(names = "--no-browser", description = "Does not open the live page on a desktop.")
    private boolean noBrowser;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "Folder of the demo's data. A finished demo in it starts again. Default: a temporary folder, "
                    + "removed at the end.")
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
        DemoOptions options = DemoOptionsBuilder.builder()
                .data(data == null ? Optional.empty() : Optional.of(InputFile.of(environment, data)))
                .table(table.options(Map.of()))
                .network(network)
                .zone(zone)
                .holidays(holidays.name().orElse(CalendarName.AUTO))
                .httpHost(host)
                .httpPort(port != null ? port : once ? 0 : DEFAULT_PORT)
                .directory(Optional.ofNullable(directory).map(environment.directory()::resolve))
                .once(once)
                .json(json)
                .hour(DemoOptions.DEFAULT_HOUR)
                .browser(!once && !json && !noBrowser)
                .build();
        new Demo(environment, options).run();
        return Foreflow.SUCCESS;
    }
}
