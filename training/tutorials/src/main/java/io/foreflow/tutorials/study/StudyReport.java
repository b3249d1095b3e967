package io.foreflow.tutorials.study;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.network.NetworkSummary;
import io.foreflow.models.network.TrainingSpec;
import io.foreflow.models.network.WeightShapes;
import io.foreflow.training.report.HtmlReport;
import io.foreflow.training.report.HtmlTable;
import io.foreflow.training.report.NetworkDiagram;
import io.foreflow.training.report.Wording;
import io.foreflow.tutorials.study.StudyRecipe.Figure;
import io.foreflow.tutorials.study.StudyRecipe.VariantKind;
import io.foreflow.tutorials.study.StudyResult.ProtocolResult;
import io.foreflow.tutorials.study.StudyResult.VariantResult;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The report of a study for people: one HTML file. */
final class StudyReport {
    private static final int SHOWN_TEXTS = 6;

    /** The metrics that say best how good a study is. */
    private static final List<String> TELLING =
            List.of("testAccuracy", "testMae", "foldMae", "foldAccuracy", "validationAccuracy", "validationMae");

    private final StudyResult result;
    private final StudyRecipe recipe;
    private final Machine machine;
    private final Verdicts verdicts;

    StudyReport(StudyResult result, Machine machine) {
        this.result = result;
        this.recipe = result.recipe();
        this.machine = machine;
        this.verdicts = new Verdicts(result);
    }

    HtmlReport html() {
        HtmlReport report =
                HtmlReport.titled("Recipe", recipe.title()).summary(summary()).paragraph(recipe.description());
        report.section("Results");
        result.protocols()
                .values()
                .forEach(protocol -> report.paragraph(label(protocol.protocol().name()) + " protocol: "
                        + protocol.protocol().text()));
        report.add(metrics()).notes(explanations()).add(baselines());
        if (!result.variants().isEmpty()) {
            report.section("Variants").add(variants());
        }
        report.section("Charts");
        StudyFigures.of(result).forEach(report::add);
        texts(report);
        report.section("Data").paragraph("How it differs from the tutorial's: " + recipe.differs());
        result.notes().forEach(report::paragraph);
        rows(report);
        report.section("The network").add(NetworkDiagram.of("Layers and what each reads", recipe.network()));
        report.add(layers());
        trainable(report);
        Map<String, String> facts = machine.provenance(recipe.name(), result.seconds());
        facts.put("Parameters", Wording.count(NetworkSummary.parameters(recipe.network())));
        return report.section("Provenance").facts(facts);
    }

    /** Returns what came out beside what the tutorial says, in one sentence. */
    private String summary() {
        List<Figure> judged = recipe.figures().stream()
                .filter(figure -> verdicts.ours(figure) != null)
                .toList();
        if (judged.isEmpty()) {
            Map<String, Spread> metrics = result.kept().metrics();
            String telling = TELLING.stream()
                    .filter(metrics::containsKey)
                    .findFirst()
                    .orElse(metrics.keySet().iterator().next());
            return named(telling) + ": " + shown(telling, metrics.get(telling)) + "; the tutorial has no figure.";
        }
        Figure figure = judged.get(0);
        long met = judged.stream()
                .filter(each -> !Verdicts.isMissed(each, requireNonNull(verdicts.ours(each))))
                .count();
        return named(figure.metric()) + ": " + shown(figure.metric(), verdicts.ours(figure)) + ", the tutorial's "
                + number(figure.metric(), figure.value()) + "; " + met + " of " + judged.size()
                + " published figures " + (met == 1 ? "is" : "are") + " met.";
    }

    private String named(String metric) {
        return MetricNames.of(metric, recipe.data().unit());
    }

    private void rows(HtmlReport report) {
        HtmlTable table = HtmlTable.of(
                        "Rows and runs by protocol",
                        "protocol",
                        "training rows",
                        "validation rows",
                        "test rows",
                        "runs",
                        "time (seconds)")
                .numericFrom(1);
        for (ProtocolResult protocol : result.protocols().values()) {
            RowSplit cut = protocol.first().cut();
            table.row(
                    protocol.protocol().name(),
                    Wording.count(cut.training().count()),
                    Wording.count(cut.validation().count()),
                    Wording.count(cut.test().count()),
                    Wording.count(protocol.runs().size()),
                    Wording.format("%.1f", protocol.seconds()));
        }
        report.add(table);
    }

    private HtmlTable layers() {
        HtmlTable table = HtmlTable.of(
                        "Layers; " + Wording.count(NetworkSummary.parameters(recipe.network())) + " parameters in all",
                        "layer",
                        "type",
                        "output shape",
                        "parameters",
                        "reads")
                .numeric(3);
        NetworkSummary.rows(recipe.network())
                .forEach(row -> table.row(
                        row.name(),
                        row.kind(),
                        row.output().toString(),
                        Wording.count(row.parameters()),
                        String.join(", ", row.inputs())));
        return table;
    }

    private void trainable(HtmlReport report) {
        for (int i = 0; i < recipe.phases().size(); i++) {
            var phase = recipe.phases().get(i);
            if (!phase.frozen().isEmpty()) {
                report.paragraph(String.format(
                        Locale.ROOT,
                        "Phase %d: %,d parameters are fitted, %,d are frozen.",
                        i + 1,
                        NetworkSummary.parameters(recipe.network()) - frozen(phase),
                        frozen(phase)));
            }
        }
    }

    /** Returns the number of parameters that a phase leaves as they are. */
    private long frozen(TrainingSpec phase) {
        return WeightShapes.of(recipe.network()).entrySet().stream()
                .filter(weight -> phase.isFrozen(
                        weight.getKey().substring(0, weight.getKey().indexOf('/'))))
                .mapToLong(weight -> weight.getValue().size())
                .sum();
    }

    private Set<String> metricNames() {
        Set<String> names = new LinkedHashSet<>();
        recipe.figures().forEach(figure -> names.add(figure.metric()));
        result.protocols()
                .values()
                .forEach(protocol -> names.addAll(protocol.metrics().keySet()));
        return names;
    }

    private HtmlTable metrics() {
        boolean compared = !recipe.figures().isEmpty();
        List<String> columns = new ArrayList<>(compared ? List.of("the tutorial") : List.of());
        result.protocols().keySet().forEach(protocol -> columns.add("ours, " + protocol));
        String runs = result.kept().runs().size() > 1 ? ", mean ± deviation of the runs" : "";
        HtmlTable table = HtmlTable.of(
                (compared ? "The tutorial's figures beside ours" : "Metrics") + runs,
                List.of("metric"),
                Stream.concat(columns.stream(), compared ? Stream.of("verdict") : Stream.of())
                        .toList());
        for (int column = 1; column <= columns.size(); column++) {
            table.numeric(column);
        }
        for (String name : metricNames()) {
            Optional<Figure> figure = figure(name);
            List<String> cells = new ArrayList<>();
            if (compared) {
                cells.add(figure.map(value -> number(name, value.value())).orElse(""));
            }
            result.protocols()
                    .values()
                    .forEach(
                            protocol -> cells.add(shown(name, protocol.metrics().get(name))));
            if (compared) {
                cells.add(figure.map(verdicts::of).orElse(""));
            }
            table.row(List.of(named(name)), cells, figure.isPresent());
        }
        return table;
    }

    private Optional<Figure> figure(String metric) {
        return recipe.figures().stream()
                .filter(figure -> figure.metric().equals(metric))
                .findFirst();
    }

    private List<String> explanations() {
        List<String> notes = new ArrayList<>();
        for (Figure figure : recipe.figures()) {
            Spread ours = verdicts.ours(figure);
            if (ours != null && Verdicts.isMissed(figure, ours)) {
                notes.add(named(figure.metric()) + ": the tutorial's " + number(figure.metric(), figure.value())
                        + ", ours "
                        + shown(figure.metric(), ours) + ". "
                        + (figure.explanation().isEmpty() ? "Not explained." : figure.explanation()));
            }
        }
        return notes;
    }

    private HtmlTable baselines() {
        HtmlTable table = HtmlTable.of("What needs no training reaches", "baseline", "protocol", "metric", "value")
                .numeric(3);
        for (ProtocolResult protocol : result.protocols().values()) {
            protocol.baselines()
                    .forEach((name, metrics) -> metrics.forEach((metric, value) ->
                            table.row(name, protocol.protocol().name(), named(metric), number(metric, value))));
        }
        return table;
    }

    private HtmlTable variants() {
        List<String> shown = headline();
        HtmlTable table = HtmlTable.of(
                        "The same system, changed",
                        List.of("variant", "protocol", "parameters"),
                        shown.stream().map(this::named).toList())
                .numericFrom(2);
        for (ProtocolResult protocol : result.protocols().values()) {
            table.emphasised(cells(
                    recipe.name(),
                    protocol.protocol().name(),
                    NetworkSummary.parameters(recipe.network()),
                    protocol.metrics(),
                    shown));
        }
        for (VariantResult variant : result.variants()) {
            String kind = variant.variant().kind() == VariantKind.TWIN ? " (the simple twin)" : "";
            table.row(cells(
                    variant.variant().name() + kind + ": " + variant.variant().text(),
                    variant.protocol().name(),
                    variant.parameters(),
                    variant.metrics(),
                    shown));
        }
        return table;
    }

    private String[] cells(
            String name, String protocol, long parameters, Map<String, Spread> metrics, List<String> shown) {
        List<String> cells = new ArrayList<>(List.of(name, protocol, Wording.count(parameters)));
        shown.forEach(metric -> cells.add(shown(metric, metrics.get(metric))));
        return cells.toArray(String[]::new);
    }

    /** The metrics worth a column: those of the main runs and variants that judge, not those that describe. */
    private List<String> headline() {
        Set<String> names = new LinkedHashSet<>(metricNames());
        result.variants().forEach(variant -> names.addAll(variant.metrics().keySet()));
        return names.stream()
                .filter(
                        name -> name.matches(
                                "(test|validation|fold)(Accuracy|Top3Accuracy|AccuracyWithPriors|Mae|Loss)|bestEpoch|lateValidationLoss"))
                .toList();
    }

    private void texts(HtmlReport report) {
        ProtocolResult kept = result.kept();
        if (!(kept.source() instanceof TextSource source)) {
            return;
        }
        report.section("Single texts")
                .paragraph("The first words as the network sees them: those out of its vocabulary are question marks. "
                        + "Each has a number: 1 begins a text, 2 stands for a word that is not in the vocabulary.");
        HtmlTable table = HtmlTable.of(
                        "Texts and the network's decisions",
                        "text",
                        "its first words' numbers",
                        "true class",
                        "decision",
                        "probability")
                .numeric(4);
        PredictedRows predictions = kept.first().evaluated();
        int step = Math.max(1, predictions.rows() / SHOWN_TEXTS);
        for (int row = 0; row < predictions.rows() && row / step < SHOWN_TEXTS; row += step) {
            table.row(
                    source.shown(
                            kept.first().model().input(),
                            kept.first().evaluatedRows().at(row)),
                    source.shownIds(
                            kept.first().model().input(),
                            kept.first().evaluatedRows().at(row)),
                    source.classes().get(predictions.label(row)),
                    source.classes().get(predictions.decision(row)),
                    String.format(Locale.ROOT, "%.3f", predictions.confidence(row)));
        }
        report.add(table);
    }

    private static String label(String protocol) {
        return protocol.substring(0, 1).toUpperCase(Locale.ROOT) + protocol.substring(1);
    }

    /** Returns mean and spread of several runs. */
    private static String shown(String metric, @Nullable Spread spread) {
        if (spread == null) {
            return "";
        }
        return number(metric, spread.mean())
                + (Double.isNaN(spread.deviation())
                        ? ""
                        : " ± " + String.format(Locale.ROOT, format(metric, spread.mean()), spread.deviation()));
    }

    /** Returns the number with as many digits as the metric is worth. */
    static String number(String metric, double value) {
        return String.format(Locale.ROOT, format(metric, value), value);
    }

    private static String format(String metric, double value) {
        if (metric.endsWith("Epoch") || metric.endsWith("Epochs")) {
            return value == Math.rint(value) ? "%.0f" : "%.1f";
        }
        double size = Math.abs(value);
        return size >= 1000 ? "%,.0f" : size >= 10 ? "%.1f" : "%.4f";
    }
}
