package io.foreflow.forecaster.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.foreflow.forecaster.offline.Training;
import io.foreflow.forecaster.registry.Alias;
import io.foreflow.forecaster.registry.GroupPublication;
import io.foreflow.forecaster.registry.GroupedModels;
import io.foreflow.forecaster.registry.ModelPublisher;
import io.foreflow.forecaster.registry.RegisteredModel;
import io.foreflow.forecaster.registry.Retention;
import io.foreflow.forecaster.service.LiveServiceConfig;
import io.foreflow.forecaster.terminal.Environment;
import io.foreflow.forecaster.terminal.TextTable;
import io.foreflow.ingest.wire.Json;
import io.foreflow.models.bundle.Bundles;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.model.ModelCard;
import io.foreflow.models.model.ModelForecaster;
import java.io.IOException;
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
        header =
                "Lists, publishes, compares, promotes, routes, rolls back, exports and deletes models on the models topic.")
final class ModelsCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "a command is missing: list, show, publish, promote, rollback, diff, history, route, delete, repair or export");
    }

    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            header = "Lists the models on the models topic.")
    static final class ModelsListCommand implements Callable<Integer> {
        private final Environment environment;

        @Mixin
        private final KafkaOptions kafka = new KafkaOptions();

        @Option(names = "--json", description = "Prints one JSON object.")
        private boolean json;

        ModelsListCommand(Environment environment) {
            this.environment = environment;
        }

        @Override
        public Integer call() throws Exception {
            LiveServiceConfig config = kafka.load(environment);
            Topics.awaitBroker(environment, config);
            java.util.List<RegisteredModel> models = config.publisher().list();
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
            TextTable table = new TextTable("MODEL", "KIND", "ALIAS", "RECIPE", "CREATED", "MASE", "SHA-256");
            models.forEach(model -> table.row(
                    model.ref().toString(),
                    model.kind().label(),
                    aliases(model),
                    model.card().build().recipe(),
                    model.card().build().created().toString(),
                    mase(model.card()),
                    model.sha256().substring(0, 12)));
            environment.out().print(table);
        }

        private static String mase(ModelCard card) {
            return Optional.ofNullable(card.validation().get(ModelForecaster.NETWORK))
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
            models.forEach(model -> array.add(ModelsCommand.asJson(model)));
            return root;
        }
    }

    /** Returns the facts of a model. */
    static ObjectNode asJson(RegisteredModel model) {
        ModelCard card = model.card();
        ObjectNode node = Json.MAPPER.createObjectNode();
        node.put("name", model.ref().name());
        node.put("version", model.ref().version());
        ArrayNode aliases = node.putArray("aliases");
        model.aliases().stream().map(Alias::label).sorted().forEach(aliases::add);
        node.put("forced", model.forced().orElse(null));
        node.put("kind", model.kind().label());
        node.put("recipe", card.build().recipe());
        node.put("created", card.build().created().toString());
        node.put("trainingWindows", card.fit().rows());
        node.put("sensors", card.fit().sensors());
        node.put("dataDigest", card.fit().dataDigest());
        node.put("bytes", model.bytes());
        node.put("sha256", model.sha256());
        model.stored().ifPresent(stored -> node.put("storeKey", stored.key()));
        ObjectNode metrics = node.putObject("metrics");
        card.metrics().forEach((metric, value) -> Training.put(metrics, metric, value));
        ObjectNode validation = node.putObject("validation");
        card.validation().forEach((method, score) -> {
            ObjectNode numbers = validation.putObject(method);
            Training.put(numbers, "mae", score.mae());
            Training.put(numbers, "mase", score.mase());
        });
        return node;
    }

    @Command(
            name = "publish",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            header = "Publishes a trained model on the models topic, or the models of a training by groups.",
            description = {
                "If the model becomes the champion, running services take it over at once.",
                "Of a folder with groups.json, the groups that the gate let pass become champions, and the routes lead "
                        + "to them, in one step. Routes of other models stay. A publication that was interrupted "
                        + "goes on when the command is run again."
            })
    static final class Publish implements Callable<Integer> {
        private final Environment environment;

        @Mixin
        private final KafkaOptions kafka = new KafkaOptions();

        @Parameters(
                paramLabel = "FILE.bundle|FOLDER",
                description =
                        "Bundle, as written by foreflow train, foreflow recipes run or foreflow models export; or "
                                + "folder with groups.json, as written by foreflow train --groups.")
        @SuppressWarnings("NullAway.Init") // set by picocli
        private Path file;

        @Option(
                names = "--alias",
                paramLabel = "champion|challenger|none",
                defaultValue = "champion",
                converter = RoleConverter.class,
                description = "Alias of the model; serve uses the champion. Default: ${DEFAULT-VALUE}.")
        private Role role = new Role(Optional.of(Alias.CHAMPION));

        @Option(
                names = "--force",
                description = "Of a folder: makes also groups champion that the gate has refused; the alias says so.")
        private boolean force;

        @Mixin
        private final KeepOption keep = new KeepOption();

        @Mixin
        private final ReasonOption reason = new ReasonOption();

        @Option(names = "--json", description = "Prints one JSON object.")
        private boolean json;

        @Spec
        @SuppressWarnings("NullAway.Init") // set by picocli
        private CommandSpec spec;

        Publish(Environment environment) {
            this.environment = environment;
        }

        @Override
        public Integer call() throws Exception {
            Retention retention = keep.retention();
            Path path = environment.directory().resolve(file);
            if (Files.isDirectory(path)) {
                return publishGroups(path, retention);
            }
            if (force) {
                throw new ParameterException(spec.commandLine(), "--force is for a folder; a bundle needs no force");
            }
            byte[] bytes = Files.readAllBytes(path);
            Bundles.read(bytes); // A file that is not a bundle is refused before the command waits for a broker.
            LiveServiceConfig config = kafka.load(environment);
            Topics.ensureModels(environment, config);
            ModelPublisher.PublishedModel published =
                    reason.publisher(environment, config, retention).publish(bytes, role.alias());
            report(environment, config, published, role.alias(), json, environment.out());
            return Foreflow.SUCCESS;
        }

        private Integer publishGroups(Path folder, Retention retention) throws IOException, InterruptedException {
            if (!role.alias().equals(Optional.of(Alias.CHAMPION))) {
                throw new ParameterException(
                        spec.commandLine(), "--alias is for a bundle; the groups of a folder become champions");
            }
            GroupedModels models = GroupedModels.read(folder);
            LiveServiceConfig config = kafka.load(environment);
            Topics.ensureModels(environment, config);
            GroupPublication.PublishedGroups published = GroupPublication.publish(
                    reason.publisher(environment, config, retention), models, config.routing(), force);
            GroupReport.print(environment, config.pipeline().topics().models(), published, json);
            return Foreflow.SUCCESS;
        }
    }

    @Command(
            name = "delete",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            header = "Deletes a model from the models topic.",
            description =
                    "Services drop it at once. The broker frees the space when it compacts the topic. A champion or "
                            + "challenger is deleted only with --with-alias.")
    static final class Delete implements Callable<Integer> {
        private final Environment environment;

        @Mixin
        private final KafkaOptions kafka = new KafkaOptions();

        @Parameters(
                paramLabel = "NAME@VERSION",
                converter = PromoteCommand.RefConverter.class,
                description = "Model on the models topic.")
        @SuppressWarnings("NullAway.Init") // set by picocli
        private ModelRef ref;

        @Option(
                names = "--with-alias",
                description =
                        "Also deletes a champion or challenger, together with its alias. Without a champion every "
                                + "forecast is a fallback.")
        private boolean withAlias;

        @Mixin
        private final ReasonOption reason = new ReasonOption();

        @Option(names = "--json", description = "Prints one JSON object.")
        private boolean json;

        Delete(Environment environment) {
            this.environment = environment;
        }

        @Override
        public Integer call() throws Exception {
            LiveServiceConfig config = kafka.load(environment);
            Topics.ensureModels(environment, config);
            String topic = config.pipeline().topics().models();
            ModelPublisher.Deleted deleted =
                    reason.publisher(environment, config, Retention.DEFAULT).delete(ref, withAlias);
            PrintStream text = json ? environment.err() : environment.out();
            text.printf(
                    "%s deleted from %s, %,d bytes%n",
                    ref, topic, deleted.model().bytes());
            deleted.aliases().forEach(alias -> text.printf("%s has no %s any more%n", ref.name(), alias.label()));
            deleted.rollback()
                    .forEach(alias ->
                            text.printf("%s was %s before; it cannot be promoted again%n", ref, alias.label()));
            if (json) {
                ObjectNode node = Json.MAPPER.createObjectNode();
                node.put("name", ref.name());
                node.put("version", ref.version());
                node.put("sha256", deleted.model().sha256());
                node.put("bytes", deleted.model().bytes());
                ArrayNode aliases = node.putArray("aliases");
                deleted.aliases().forEach(alias -> aliases.add(alias.label()));
                environment.out().println(node);
            }
            return Foreflow.SUCCESS;
        }
    }

    @Command(
            name = "repair",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            header = "Writes models and aliases again that a bad record hides.",
            description = "A running service still uses them. A service that starts after the broker has compacted the "
                    + "topic would not find them. The log and the metric foreflow_models_at_risk report such records.")
    static final class Repair implements Callable<Integer> {
        private final Environment environment;

        @Mixin
        private final KafkaOptions kafka = new KafkaOptions();

        @Option(names = "--json", description = "Prints one JSON object.")
        private boolean json;

        Repair(Environment environment) {
            this.environment = environment;
        }

        @Override
        public Integer call() throws Exception {
            LiveServiceConfig config = kafka.load(environment);
            Topics.awaitBroker(environment, config);
            String topic = config.pipeline().topics().models();
            java.util.List<String> repaired = config.publisher().repair();
            PrintStream text = json ? environment.err() : environment.out();
            repaired.forEach(what -> text.println("saved: " + what));
            if (repaired.isEmpty()) {
                text.println("nothing to repair on " + topic + ": a restart loses nothing");
            }
            if (json) {
                ObjectNode node = Json.MAPPER.createObjectNode();
                ArrayNode all = node.putArray("repaired");
                repaired.forEach(all::add);
                environment.out().println(node);
            }
            return Foreflow.SUCCESS;
        }
    }

    /** Reports a publication, in words or as JSON. */
    static void report(
            Environment environment,
            LiveServiceConfig config,
            ModelPublisher.PublishedModel published,
            Optional<Alias> alias,
            boolean json,
            PrintStream text) {
        String line = published.ref() + (published.added() ? " published" : " was there already") + " on "
                + config.pipeline().topics().models()
                + alias.map(role -> ", now " + role.label() + " of "
                                + published.ref().name())
                        .orElse("");
        String deleted = published.deleted().isEmpty()
                ? ""
                : "deleted older versions: "
                        + published.deleted().stream().map(ModelRef::toString).collect(Collectors.joining(", "));
        PrintStream lines = json ? environment.err() : text;
        lines.println(line);
        if (!deleted.isEmpty()) {
            lines.println(deleted);
        }
        if (json) {
            ObjectNode node = Json.MAPPER.createObjectNode();
            node.put("name", published.ref().name());
            node.put("version", published.ref().version());
            node.put("sha256", published.sha256());
            node.put("added", published.added());
            node.put("alias", alias.map(Alias::label).orElse(null));
            ArrayNode versions = node.putArray("deleted");
            published.deleted().forEach(ref -> versions.add(ref.version()));
            environment.out().println(node);
        }
    }

    /** The role of a published model. It is a type of its own because picocli would wrap an Optional in another one. */
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
