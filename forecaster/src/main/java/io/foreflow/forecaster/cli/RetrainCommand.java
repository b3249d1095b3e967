package io.foreflow.forecaster.cli;

import io.foreflow.forecaster.registry.Alias;
import io.foreflow.forecaster.registry.ModelPublisher;
import io.foreflow.forecaster.registry.Retention;
import io.foreflow.forecaster.service.LiveServiceConfig;
import io.foreflow.forecaster.terminal.Environment;
import io.foreflow.ingest.wire.TopicNames;
import io.foreflow.models.forecast.ModelRef;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "retrain",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "Trains a model again on the readings of the topic, and publishes it as challenger.",
        description = {
            "Trains with the recipe of the champion, and publishes the model if it beats every baseline and ridge on "
                    + "validation; with --as champion, also the present champion. Does nothing if no day of new training windows has come, or if "
                    + "promotion.auto is on and a challenger is on trial. One run at a time retrains a model. A run "
                    + "that is killed leaves nothing half published."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:published, or nothing to do",
            "1:failed",
            "2:wrong usage",
            "3:refused by the gate",
            "4:another run is retraining the model"
        })
final class RetrainCommand implements Callable<Integer> {
    private final Environment environment;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Mixin
    private final KafkaOptions kafka = new KafkaOptions();

    @Parameters(
            paramLabel = "NAME",
            arity = "0..1",
            description =
                    "Name of the model. Default: that of most sensors (foreflow models route); with --watch, all.")
    private @Nullable String name;

    @Option(
            names = "--recipe",
            paramLabel = "NAME|FILE.yaml",
            description = "Recipe to train. Default: that of the champion; without a champion, default.")
    private @Nullable String recipe;

    @Option(
            names = "--as",
            paramLabel = "champion|challenger",
            defaultValue = "challenger",
            converter = AliasConverter.class,
            description = "Alias of the model. Default: ${DEFAULT-VALUE}.")
    private Alias alias = Alias.CHALLENGER;

    @Option(names = "--always", description = "Trains even if there is nothing new, or a challenger is on trial.")
    private boolean always;

    @Option(
            names = "--watch",
            description = "Follows the topic of retraining requests until Ctrl-C, and retrains the models that they "
                    + "name.")
    private boolean watch;

    @Mixin
    private final TopicWindowsOptions source = new TopicWindowsOptions();

    @Mixin
    private final CovariatesOption covariates = new CovariatesOption();

    @Option(
            names = "--out",
            paramLabel = "FOLDER",
            description = "Folder for NAME-VERSION.bundle and its report. Default: this folder.")
    private Path folder = Path.of("");

    @Mixin
    private final KeepOption keep = new KeepOption();

    @Mixin
    private final ReasonOption reason = new ReasonOption();

    @Option(names = "--json", description = "Prints one JSON object for each run.")
    private boolean json;

    RetrainCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws Exception {
        if (source.contradict()) {
            throw new ParameterException(spec.commandLine(), "--wait and --behind-ok exclude each other");
        }
        Retention retention = keep.retention();
        if (name != null) {
            requireModelName(name);
        }
        LiveServiceConfig config = kafka.load(environment);
        TopicNames topics = config.pipeline().topics();
        Retraining retraining = new Retraining(
                environment,
                config,
                new Retraining.Settings(Optional.ofNullable(recipe), alias, always, folder, json),
                () -> covariates.applyTo(source.read(environment, config, "Give the topic more readings")));
        if (!watch) {
            Topics.ensureModels(environment, config);
            ModelPublisher publisher = reason.publisher(environment, config, retention);
            String model = name == null
                    ? publisher.snapshot().routing(config.routing()).defaultModel()
                    : name;
            return retraining.run(model, publisher).exitCode();
        }
        Topics.ensure(environment, config, topics.models(), topics.modelEvents(), topics.retrainingRequests());
        Function<String, ModelPublisher> publishers =
                otherwise -> reason.publisher(environment, config, retention, Optional.of(otherwise));
        new RetrainingWatch(environment, config, retraining, publishers, Optional.ofNullable(name)).run();
        return Foreflow.SUCCESS;
    }

    private void requireModelName(String model) {
        try {
            new ModelRef(model, "any"); // checks the name
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }
}
