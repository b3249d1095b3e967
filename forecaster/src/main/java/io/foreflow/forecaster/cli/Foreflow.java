package io.foreflow.forecaster.cli;

import io.foreflow.forecaster.bench.EngineBench;
import io.foreflow.forecaster.bench.PipelineLoad;
import io.foreflow.forecaster.broker.EmbeddedKafkaException;
import io.foreflow.forecaster.config.ConfigException;
import io.foreflow.forecaster.registry.RegistryException;
import io.foreflow.forecaster.service.LiveServiceException;
import io.foreflow.forecaster.terminal.CommandException;
import io.foreflow.forecaster.terminal.Environment;
import io.foreflow.forecaster.terminal.Version;
import io.foreflow.ingest.publish.DeliveryException;
import io.foreflow.ingest.publish.TopicException;
import io.foreflow.ingest.table.UnusableFileException;
import io.foreflow.models.bundle.BundleException;
import io.foreflow.models.engine.EngineUnavailableException;
import io.foreflow.training.data.DatasetException;
import io.foreflow.training.job.FailedTrainingException;
import io.foreflow.training.recipe.InvalidRecipeException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.time.ZoneId;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The root of all commands. Exit codes: 0 success, 1 failure, 2 wrong usage. Results go to standard output, everything
 * else to standard error.
 */
@Command(
        name = "foreflow",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        sortOptions = false,
        header = "Turns topics of sensor readings into live 24-hour forecasts.",
        footer = {
            "",
            "Start here: foreflow demo",
            "Every command has --help. Exit codes: 0 success, 1 failure, 2 wrong usage."
        })
public final class Foreflow implements Runnable {
    public static final int SUCCESS = 0;
    public static final int FAILURE = 1;
    public static final int WRONG_USAGE = 2;

    /** Exit code after Ctrl-C, as shells have it. */
    public static final int INTERRUPTED = 130;

    private final Environment environment;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Option(names = "--debug", scope = ScopeType.INHERIT, description = "Also prints the stack trace of an error.")
    private boolean debug;

    public Foreflow(Environment environment) {
        this.environment = environment;
    }

    /** Runs one command line and returns the exit code. */
    public int run(String... arguments) {
        return commandLine().execute(arguments);
    }

    CommandLine commandLine() {
        CommandLine line = new CommandLine(this);
        line.addSubcommand(new DemoCommand(environment));
        line.addSubcommand(new BrokerCommand(environment));
        line.addSubcommand(new IngestCommand(environment));
        line.addSubcommand(new ServeCommand(environment));
        line.addSubcommand(new StatusCommand(environment));
        line.addSubcommand(new SinkCommand(environment));
        line.addSubcommand(new TrainCommand(environment));
        line.addSubcommand(new RetrainCommand(environment));
        line.addSubcommand(new BacktestCommand(environment));
        line.addSubcommand(new PredictCommand(environment));
        line.addSubcommand(modelsCommand());
        line.addSubcommand(topicsCommand());
        line.addSubcommand(recipesCommand());
        line.addSubcommand(dataCommand());
        line.addSubcommand(new BenchCommand(environment, EngineBench.Effort.FULL, PipelineLoad.FULL));
        line.addSubcommand(new CommandLine.HelpCommand());
        line.registerConverter(ZoneId.class, new ZoneConverter());
        line.setOut(new PrintWriter(environment.out(), true, StandardCharsets.UTF_8));
        line.setErr(new PrintWriter(environment.err(), true, StandardCharsets.UTF_8));
        line.setParameterExceptionHandler((e, arguments) -> wrongUsage(e));
        line.setExecutionExceptionHandler((e, failed, parsed) -> {
            // A command found a contradiction between its options after reading all of them.
            if (e instanceof ParameterException usage) {
                return wrongUsage(usage);
            }
            return failure(e);
        });
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setUsageHelpAutoWidth(true);
        return line;
    }

    private CommandLine modelsCommand() {
        CommandLine models = new CommandLine(new ModelsCommand());
        models.addSubcommand(new ModelsCommand.ModelsListCommand(environment));
        models.addSubcommand(new ShowCommand(environment));
        models.addSubcommand(new ModelsCommand.Publish(environment));
        models.addSubcommand(new PromoteCommand(environment));
        models.addSubcommand(new RollbackCommand(environment));
        models.addSubcommand(new DiffCommand(environment));
        models.addSubcommand(new HistoryCommand(environment));
        CommandLine route = new CommandLine(new RouteCommand(environment));
        route.addSubcommand(new RouteCommand.SetRoutes(environment));
        route.addSubcommand(new RouteCommand.ClearRoutes(environment));
        models.addSubcommand(route);
        models.addSubcommand(new ModelsCommand.Delete(environment));
        models.addSubcommand(new ModelsCommand.Repair(environment));
        models.addSubcommand(new ExportCommand(environment));
        return models;
    }

    private CommandLine topicsCommand() {
        CommandLine topics = new CommandLine(new TopicsCommand());
        topics.addSubcommand(new TopicsCatCommand(environment));
        topics.addSubcommand(new TopicsCreateCommand(environment));
        return topics;
    }

    private CommandLine dataCommand() {
        CommandLine data = new CommandLine(new DataCommand());
        data.addSubcommand(new DataCheckCommand(environment));
        data.addSubcommand(new DataHolidaysCommand(environment));
        data.addSubcommand(new DataCommand.DataListCommand(environment));
        data.addSubcommand(new DataCommand.Fetch(environment));
        return data;
    }

    private CommandLine recipesCommand() {
        CommandLine recipes = new CommandLine(new RecipesCommand());
        recipes.addSubcommand(new RecipesCommand.RecipesListCommand(environment));
        recipes.addSubcommand(new RecipesCommand.Show(environment));
        recipes.addSubcommand(new RunRecipeCommand(environment));
        return recipes;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }

    private int wrongUsage(ParameterException e) {
        CommandLine command = e.getCommandLine();
        StringBuilder line = new StringBuilder("foreflow: ").append(e.getMessage());
        if (e instanceof UnmatchedArgumentException unmatched) {
            var suggestions = unmatched.getSuggestions();
            if (!suggestions.isEmpty()) {
                line.append("; did you mean '").append(suggestions.get(0)).append("'?");
            }
        }
        line.append(". Try '").append(command.getCommandSpec().qualifiedName()).append(" --help'.");
        environment.err().println(line);
        if (debug) {
            e.printStackTrace(environment.err());
        }
        return WRONG_USAGE;
    }

    private int failure(Throwable e) {
        if (environment.interruption().isWished()) {
            // The exception may be anything that the interruption broke off.
            environment.err().println("foreflow: interrupted");
            return INTERRUPTED;
        }
        environment.err().println("foreflow: " + message(e));
        if (debug) {
            e.printStackTrace(environment.err());
        }
        return FAILURE;
    }

    static String message(Throwable e) {
        if (e instanceof CommandException
                || e instanceof ConfigException
                || e instanceof EmbeddedKafkaException
                || e instanceof LiveServiceException
                || e instanceof TopicException
                || e instanceof DeliveryException
                || e instanceof RegistryException
                || e instanceof BundleException
                || e instanceof FailedTrainingException
                || e instanceof InvalidRecipeException
                || e instanceof EngineUnavailableException
                || e instanceof DatasetException
                || e instanceof UnusableFileException) {
            return String.valueOf(e.getMessage());
        }
        if (e instanceof UncheckedIOException && e.getCause() != null) {
            return message(e.getCause());
        }
        if (e instanceof NoSuchFileException missing) {
            return missing.getFile() + " does not exist";
        }
        if (e instanceof FileAlreadyExistsException existing) {
            return existing.getFile() + " exists already";
        }
        return "unexpected " + e.getClass().getSimpleName() + ": " + e.getMessage()
                + ". Run it again with --debug to see where";
    }
}
