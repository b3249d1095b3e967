package io.foreflow.forecaster.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.foreflow.forecaster.lifecycle.LifecycleRules;
import io.foreflow.forecaster.lifecycle.PairedTotals;
import io.foreflow.forecaster.lifecycle.Trial;
import io.foreflow.forecaster.lifecycle.TrialSummary;
import io.foreflow.forecaster.offline.TopicReader;
import io.foreflow.forecaster.offline.Training;
import io.foreflow.forecaster.registry.RegisteredModel;
import io.foreflow.forecaster.service.LiveServiceConfig;
import io.foreflow.forecaster.terminal.CommandException;
import io.foreflow.forecaster.terminal.Environment;
import io.foreflow.forecaster.terminal.TextTable;
import io.foreflow.forecaster.topology.PairedErrorsJson;
import io.foreflow.ingest.wire.Json;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.score.PairedErrors;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "diff",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "Compares the champion with the model that forecasts in its shadow, on the same live forecasts.",
        description =
                "Errors are scaled: 1 is the error of yesterday's value. p is the probability of such a difference "
                        + "if both were equally good, by a paired test of the days.")
final class DiffCommand implements Callable<Integer> {
    /** Leads that are printed, if the horizon has them. */
    private static final List<Integer> LEADS = List.of(1, 2, 3, 6, 12, 18, 24, 48, 96, 168, 288);

    private final Environment environment;

    @Mixin
    private final KafkaOptions kafka = new KafkaOptions();

    @Parameters(paramLabel = "NAME", description = "Name of the model.")
    private String name = "";

    @Option(names = "--json", description = "Prints one JSON object.")
    private boolean json;

    DiffCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws Exception {
        LiveServiceConfig config = kafka.load(environment);
        Topics.awaitBroker(environment, config);
        Optional<ModelRef> champion =
                config.publisher().snapshot().champion(name).map(RegisteredModel::ref);
        if (champion.isEmpty()) {
            throw new CommandException("model " + name + " has no champion; foreflow models list shows what there is");
        }
        TrialSummary summary = summary(config, champion.get())
                .orElseThrow(() -> new CommandException("nothing has been compared with " + champion.get()
                        + " yet: a challenger is compared from the second value on that comes after its publication"));
        if (json) {
            environment.out().println(asJson(summary));
        } else {
            print(summary, config.lifecycle());
        }
        return Foreflow.SUCCESS;
    }

    /** Returns the comparison of a champion with its shadow so far, read from the topic of comparisons. */
    static Optional<TrialSummary> summary(LiveServiceConfig config, ModelRef champion) {
        TrialSummary.Collector collector = new TrialSummary.Collector();
        new TopicReader(config.kafka()).read(config.pipeline().topics().comparisons(), record -> {
            PairedErrors errors = PairedErrorsJson.read(record.value());
            if (errors.champion().name().equals(champion.name())) {
                collector.add(errors);
            }
        });
        return collector.summary(Optional.of(champion));
    }

    private void print(TrialSummary summary, LifecycleRules rules) {
        Trial trial = summary.trial();
        PairedTotals total = trial.total();
        String shadow = trial.shadow().version() + " (" + trial.role().label() + ")";
        TextTable table = new TextTable("LEAD", "FORECASTS", trial.champion().version(), shadow, "CHANGE");
        summary.byLead().stream()
                .filter(means -> LEADS.contains(means.lead()) && means.count() > 0)
                .forEach(means ->
                        row(table, Integer.toString(means.lead()), means.count(), means.champion(), means.shadow()));
        row(table, "all", total.count(), total.championMean(), total.shadowMean());
        environment.out().print(table);
        environment
                .out()
                .printf(
                        Locale.ROOT,
                        "%n%s to %s, %d days; %d sensors better, %d worse; p = %s%n",
                        trial.start(),
                        trial.start().plus(trial.length()),
                        trial.days(),
                        summary.sensorsWon(),
                        summary.sensorsLost(),
                        Double.isNaN(trial.pValue())
                                ? "unknown before the second day"
                                : String.format(Locale.ROOT, "%.4f", trial.pValue()));
        rules.withPromotes(true).withRollsBack(true).decide(trial).ifPresent(decision -> environment
                .out()
                .println("The rule's figures are met: " + decision.reason()));
    }

    private static void row(TextTable table, String lead, long count, double champion, double shadow) {
        table.row(
                lead,
                String.format(Locale.ROOT, "%,d", count),
                String.format(Locale.ROOT, "%.3f", champion),
                String.format(Locale.ROOT, "%.3f", shadow),
                String.format(Locale.ROOT, "%+.1f%%", 100 * (shadow / champion - 1)));
    }

    static ObjectNode asJson(TrialSummary summary) {
        Trial trial = summary.trial();
        PairedTotals total = trial.total();
        ObjectNode node = Json.MAPPER.createObjectNode();
        node.put("champion", trial.champion().toString());
        node.put("shadow", trial.shadow().toString());
        node.put("role", trial.role().label());
        node.put("from", trial.start().toString());
        node.put("days", trial.days());
        node.put("forecasts", total.count());
        ObjectNode mase = node.putObject("mase");
        Training.put(mase, "champion", total.championMean());
        Training.put(mase, "shadow", total.shadowMean());
        Training.put(node, "p", trial.pValue());
        node.put("sensorsBetter", summary.sensorsWon());
        node.put("sensorsWorse", summary.sensorsLost());
        ArrayNode leads = node.putArray("leads");
        summary.byLead().forEach(means -> {
            ObjectNode lead = leads.addObject();
            lead.put("lead", means.lead());
            lead.put("forecasts", means.count());
            Training.put(lead, "champion", means.champion());
            Training.put(lead, "shadow", means.shadow());
        });
        return node;
    }
}
