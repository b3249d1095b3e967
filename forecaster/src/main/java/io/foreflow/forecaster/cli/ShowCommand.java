package io.foreflow.forecaster.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.foreflow.forecaster.lifecycle.Trial;
import io.foreflow.forecaster.lifecycle.TrialSummary;
import io.foreflow.forecaster.registry.Alias;
import io.foreflow.forecaster.registry.ModelAction;
import io.foreflow.forecaster.registry.ModelEvent;
import io.foreflow.forecaster.registry.ModelHistory;
import io.foreflow.forecaster.registry.ModelSnapshot;
import io.foreflow.forecaster.registry.RegisteredModel;
import io.foreflow.forecaster.registry.Routing.Route;
import io.foreflow.forecaster.service.LiveServiceConfig;
import io.foreflow.forecaster.terminal.Environment;
import io.foreflow.forecaster.terminal.TextTable;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.model.BuildFacts;
import io.foreflow.models.model.FitFacts;
import io.foreflow.models.model.ModelCard;
import io.foreflow.models.model.ValidationBlock;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "show",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "Shows a model: its card, scores at training, aliases, publication, sensors and trial.")
final class ShowCommand implements Callable<Integer> {
    private static final int SHOWN_DIGITS = 12;

    private final Environment environment;

    @Mixin
    private final KafkaOptions kafka = new KafkaOptions();

    @Parameters(
            paramLabel = "NAME[@VERSION|@ALIAS]",
            description =
                    "Model on the models topic, such as default, default@challenger or default@20260302T000000Z-1. "
                            + "Default: the champion.")
    private String model = "";

    @Option(names = "--json", description = "Prints one JSON object.")
    private boolean json;

    ShowCommand(Environment environment) {
        this.environment = environment;
    }

    /**
     * Everything that is known of a model.
     *
     * @param published event of its publication; empty if it was published before the history began
     * @param routes routes that lead to it
     * @param trial trial in which it takes part
     */
    private record Shown(
            RegisteredModel model, Optional<ModelEvent> published, List<Route> routes, Optional<TrialSummary> trial) {}

    @Override
    public Integer call() throws Exception {
        LiveServiceConfig config = kafka.load(environment);
        Topics.awaitBroker(environment, config);
        ModelSnapshot snapshot = config.publisher().snapshot();
        RegisteredModel found =
                BundleSource.registered(snapshot, model, config.pipeline().topics());
        Shown shown = shown(config, snapshot, found);
        if (json) {
            environment.out().println(asJson(shown));
        } else {
            print(shown, environment.out());
        }
        return Foreflow.SUCCESS;
    }

    private static Shown shown(LiveServiceConfig config, ModelSnapshot snapshot, RegisteredModel found) {
        ModelRef ref = found.ref();
        Optional<ModelEvent> published =
                ModelHistory.read(config.kafka(), config.pipeline().topics()).of(ref.name()).stream()
                        .filter(event -> event.action() == ModelAction.PUBLISHED
                                && event.to().equals(Optional.of(ref)))
                        .reduce((earlier, later) -> later);
        List<Route> routes = found.aliases().contains(Alias.CHAMPION)
                ? snapshot.routing(config.routing()).routes().stream()
                        .filter(route -> route.model().equals(ref.name()))
                        .toList()
                : List.of();
        Optional<TrialSummary> trial = snapshot.champion(ref.name())
                .flatMap(champion -> DiffCommand.summary(config, champion.ref()))
                .filter(summary -> summary.trial().champion().equals(ref)
                        || summary.trial().shadow().equals(ref));
        return new Shown(found, published, routes, trial);
    }

    private static void print(Shown shown, PrintStream out) {
        RegisteredModel model = shown.model();
        BuildFacts build = model.card().build();
        FitFacts fit = model.card().fit();
        line(out, "model", model.ref() + ", " + model.kind().label());
        line(out, "aliases", aliases(model));
        line(out, "sensors", sensors(shown));
        line(out, "size", String.format(Locale.ROOT, "%,d bytes, SHA-256 %s", model.bytes(), model.sha256()));
        model.stored().ifPresent(stored -> line(out, "store", stored.key()));
        line(out, "published", shown.published().map(ShowCommand::publication).orElse("unknown by whom"));
        line(out, "trained", build.created() + " with recipe " + build.recipe());
        line(
                out,
                "with",
                "Foreflow " + build.foreflow() + ", engine " + build.engine() + ", Java " + build.jdk() + ", "
                        + build.architecture());
        line(
                out,
                "on",
                String.format(
                        Locale.ROOT,
                        "%,d rows%s, data %s",
                        fit.rows(),
                        fit.sensors() == 0 ? "" : " of " + fit.sensors() + " sensors",
                        fit.dataDigest()
                                .substring(
                                        0,
                                        Math.min(SHOWN_DIGITS, fit.dataDigest().length()))));
        line(out, "fit", fit.epochs() + " epochs, the best was " + fit.bestEpoch() + ", seed " + fit.seed());
        model.card().block().ifPresent(block -> line(out, "validation", block.from() + " to " + block.to()));
        line(out, "trial", shown.trial().map(ShowCommand::trial).orElse("none"));
        printScores(model.card(), out);
    }

    private static void printScores(ModelCard card, PrintStream out) {
        if (!card.validation().isEmpty()) {
            TextTable table = new TextTable("VALIDATION", "MAE", "MASE");
            new TreeMap<>(card.validation())
                    .forEach((method, score) -> table.row(
                            method,
                            String.format(Locale.ROOT, "%,.1f", score.mae()),
                            String.format(Locale.ROOT, "%.3f", score.mase())));
            out.println();
            out.print(table);
        }
        if (!card.metrics().isEmpty()) {
            TextTable table = new TextTable("METRIC", "VALUE");
            new TreeMap<>(card.metrics()).forEach((metric, value) -> table.row(metric, number(value)));
            out.println();
            out.print(table);
        }
    }

    private static String number(double value) {
        return Double.isNaN(value) ? "unknown" : String.format(Locale.ROOT, "%.4f", value);
    }

    private static void line(PrintStream out, String name, String value) {
        out.printf("%-11s %s%n", name, value);
    }

    private static String aliases(RegisteredModel model) {
        String roles = model.aliases().stream().map(Alias::label).sorted().collect(Collectors.joining(", "));
        return (roles.isEmpty() ? "none" : roles)
                + model.forced().map(reason -> ", by force: " + reason).orElse("");
    }

    private static String sensors(Shown shown) {
        return shown.routes().isEmpty()
                ? "none"
                : shown.routes().stream()
                        .map(route -> route.sensors().toString())
                        .collect(Collectors.joining(", "));
    }

    private static String publication(ModelEvent event) {
        return event.time() + " by " + event.author().name()
                + event.author().reason().map(reason -> ": " + reason).orElse("");
    }

    private static String trial(TrialSummary summary) {
        Trial trial = summary.trial();
        return String.format(
                Locale.ROOT,
                "%s %s has MASE %.3f where the champion %s has %.3f, over %d days",
                trial.role().label(),
                trial.shadow().version(),
                trial.total().shadowMean(),
                trial.champion().version(),
                trial.total().championMean(),
                trial.days());
    }

    private static ObjectNode asJson(Shown shown) {
        ModelCard card = shown.model().card();
        ObjectNode node = ModelsCommand.asJson(shown.model());
        node.put("engine", card.build().engine());
        node.put("foreflow", card.build().foreflow());
        node.put("jdk", card.build().jdk());
        node.put("architecture", card.build().architecture());
        node.put("seed", card.fit().seed());
        node.put("epochs", card.fit().epochs());
        node.put("bestEpoch", card.fit().bestEpoch());
        ObjectNode block = node.putObject("block");
        block.put(
                "from",
                card.block().map(ValidationBlock::from).map(Object::toString).orElse(null));
        block.put(
                "to",
                card.block().map(ValidationBlock::to).map(Object::toString).orElse(null));
        ObjectNode published = node.putObject("published");
        published.put(
                "at", shown.published().map(event -> event.time().toString()).orElse(null));
        published.put(
                "by", shown.published().map(event -> event.author().name()).orElse(null));
        published.put(
                "reason",
                shown.published().flatMap(event -> event.author().reason()).orElse(null));
        ArrayNode served = node.putArray("servedSensors");
        shown.routes().forEach(route -> served.add(route.sensors().toString()));
        node.set("trial", shown.trial().map(DiffCommand::asJson).orElse(null));
        return node;
    }
}
