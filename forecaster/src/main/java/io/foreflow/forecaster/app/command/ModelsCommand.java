package io.foreflow.forecaster.app.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.foreflow.forecaster.app.LiveServiceConfig;
import io.foreflow.forecaster.app.offline.Training;
import io.foreflow.forecaster.app.terminal.Environment;
import io.foreflow.forecaster.app.terminal.Table;
import io.foreflow.forecaster.registry.Alias;
import io.foreflow.forecaster.registry.ModelPublisher;
import io.foreflow.forecaster.registry.RegisteredModel;
import io.foreflow.ingest.wire.Json;
import io.foreflow.models.bundle.Bundles;
import io.foreflow.models.bundle.ModelBundle.Card;
import io.foreflow.models.bundle.ModelBundle.InferenceTask;
import io.foreflow.models.bundle.ModelBundle.Task;
import io.foreflow.models.forecast.BundleForecaster;
import io.foreflow.models.tabular.ClassTree;
import io.foreflow.models.tabular.Classes;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

@Command(
        name = "models",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        header = "The models topic: which models there are, and which of them are in use.")
final class ModelsCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing: list, publish, promote or export");
    }

    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            header = "Lists the models on the models topic.")
    static final class List implements Callable<Integer> {
        private final Environment environment;

        @Mixin
        private final KafkaOptions kafka = new KafkaOptions();

        @Option(names = "--json", description = "Print one JSON object.")
        private boolean json;

        List(Environment environment) {
            this.environment = environment;
        }

        @Override
        public Integer call() throws Exception {
            LiveServiceConfig config = kafka.load(environment);
            Topics.awaitBroker(environment, config);
            java.util.List<RegisteredModel> models =
                    new ModelPublisher(config.kafka(), config.pipeline().topics()).list();
            if (json) {
                environment.out().println(asJson(models));
            } else if (models.isEmpty()) {
                environment
                        .out()
                        .println("No models on " + config.pipeline().topics().models()
                                + ". Train one: foreflow train --recipe dense --publish");
            } else {
                print(models);
            }
            return Foreflow.SUCCESS;
        }

        private void print(java.util.List<RegisteredModel> models) {
            Table table = new Table("MODEL", "KIND", "ALIAS", "RECIPE", "CREATED", "MASE", "SHA-256");
            models.forEach(model -> table.row(
                    model.ref().toString(),
                    kind(model.bundle().task()),
                    aliases(model),
                    model.bundle().card().build().recipe(),
                    model.bundle().card().build().created().toString(),
                    mase(model.bundle().card()),
                    model.sha256().substring(0, 12)));
            environment.out().print(table);
        }

        /** What a model is for. */
        private static String kind(Task task) {
            if (!(task instanceof InferenceTask inference)) {
                return "forecaster";
            }
            boolean classifies = inference.output() instanceof Classes || inference.output() instanceof ClassTree;
            return (classifies ? "classifier" : "regressor") + " of "
                    + inference.input().kind();
        }

        private static String mase(Card card) {
            return Optional.ofNullable(card.validation().get(BundleForecaster.NETWORK))
                    .map(score -> String.format(Locale.ROOT, "%.3f", score.mase()))
                    .orElse("");
        }

        private static String aliases(RegisteredModel model) {
            String roles = model.aliases().stream().map(Alias::label).sorted().collect(Collectors.joining(", "));
            return roles + (model.forced().isPresent() ? " (forced)" : "");
        }

        private static ObjectNode asJson(java.util.List<RegisteredModel> models) {
            ObjectNode root = Json.MAPPER.createObjectNode();
            ArrayNode array = root.putArray("models");
            for (RegisteredModel model : models) {
                Card card = model.bundle().card();
                ObjectNode node = array.addObject();
                node.put("name", model.ref().name());
                node.put("version", model.ref().version());
                ArrayNode aliases = node.putArray("aliases");
                model.aliases().stream().map(Alias::label).sorted().forEach(aliases::add);
                node.put("forced", model.forced().orElse(null));
                node.put("kind", kind(model.bundle().task()));
                node.put("recipe", card.build().recipe());
                node.put("created", card.build().created().toString());
                node.put("trainingWindows", card.fit().rows());
                node.put("sensors", card.fit().sensors());
                node.put("dataDigest", card.fit().dataDigest());
                node.put("bytes", model.bytes());
                node.put("sha256", model.sha256());
                ObjectNode metrics = node.putObject("metrics");
                card.metrics().forEach((metric, value) -> Training.put(metrics, metric, value));
                ObjectNode validation = node.putObject("validation");
                card.validation().forEach((method, score) -> {
                    ObjectNode numbers = validation.putObject(method);
                    Training.put(numbers, "mae", score.mae());
                    Training.put(numbers, "mase", score.mase());
                });
            }
            return root;
        }
    }

    @Command(
            name = "publish",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            header = "Puts a trained model on the models topic.",
            description = "Services that follow the topic take it over at once if it becomes the champion.")
    static final class Publish implements Callable<Integer> {
        private final Environment environment;

        @Mixin
        private final KafkaOptions kafka = new KafkaOptions();

        @Parameters(paramLabel = "FILE.bundle", description = "As written by foreflow train or foreflow recipes run.")
        @SuppressWarnings("NullAway.Init") // set by picocli
        private Path file;

        @Option(
                names = "--alias",
                paramLabel = "champion|challenger|none",
                defaultValue = "champion",
                converter = RoleConverter.class,
                description = "What the model becomes; ${DEFAULT-VALUE} unless given. The champion is what serve uses.")
        private Role role = new Role(Optional.of(Alias.CHAMPION));

        @Option(names = "--json", description = "Print one JSON object.")
        private boolean json;

        Publish(Environment environment) {
            this.environment = environment;
        }

        @Override
        public Integer call() throws Exception {
            byte[] bytes = Files.readAllBytes(environment.directory().resolve(file));
            Bundles.read(bytes); // a file that is no bundle is refused before a broker is waited for
            LiveServiceConfig config = kafka.load(environment);
            Topics.ensureModels(environment, config);
            ModelPublisher.Published published =
                    new ModelPublisher(config.kafka(), config.pipeline().topics()).publish(bytes, role.alias());
            report(environment, config, published, role.alias(), json, environment.out());
            return Foreflow.SUCCESS;
        }
    }

    /** Says what was published, in words or as JSON. */
    static void report(
            Environment environment,
            LiveServiceConfig config,
            ModelPublisher.Published published,
            Optional<Alias> alias,
            boolean json,
            PrintStream text) {
        String line = published.ref() + (published.added() ? " published" : " was there already") + " on "
                + config.pipeline().topics().models()
                + alias.map(role -> ", now " + role.label() + " of "
                                + published.ref().name())
                        .orElse("");
        if (json) {
            environment.err().println(line);
            ObjectNode node = Json.MAPPER.createObjectNode();
            node.put("name", published.ref().name());
            node.put("version", published.ref().version());
            node.put("sha256", published.sha256());
            node.put("added", published.added());
            node.put("alias", alias.map(Alias::label).orElse(null));
            environment.out().println(node);
        } else {
            text.println(line);
        }
    }

    /** What a model becomes; a type of its own, for picocli would wrap an Optional in another one. */
    record Role(Optional<Alias> alias) {}

    static final class RoleConverter implements ITypeConverter<Role> {
        @Override
        public Role convert(String value) {
            Optional<Alias> alias = Alias.find(value);
            if (alias.isEmpty() && !value.equals("none")) {
                throw new TypeConversionException("'" + value + "' must be champion, challenger or none");
            }
            return new Role(alias);
        }
    }
}
