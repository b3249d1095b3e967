package io.foreflow.tutorials.study;

import io.foreflow.models.network.NetworkSummary;
import io.foreflow.models.network.TrainingSpec;
import io.foreflow.models.network.WeightShapes;
import io.foreflow.training.report.HtmlReport;
import io.foreflow.training.report.HtmlTable;
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
import org.jspecify.annotations.Nullable;

/** What a study says of itself to people: one HTML file. */
final class StudyReport {
    private static final int SHOWN_TEXTS = 6;

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

    HtmlReport html(List<Drawing> drawings) {
        HtmlReport report = HtmlReport.titled(recipe.title())
                .subtitle(String.format(
                        Locale.ROOT,
                        "recipe %s · %,d parameters · %s",
                        recipe.name(),
                        NetworkSummary.parameters(recipe.network()),
                        machine.ran(result.seconds())))
                .paragraph(recipe.description());
        report.section("Data").paragraph("How it differs from the tutorial's: " + recipe.differs());
        result.notes().forEach(report::paragraph);
        rows(report);
        report.section("Results");
        result.protocols()
                .values()
                .forEach(protocol -> report.paragraph(label(protocol.protocol().name()) + " protocol: "
                        + protocol.protocol().text()));
        report.table(metrics());
        List<String> missed = explanations();
        if (!missed.isEmpty()) {
            report.notes(missed);
        }
        report.table(baselines());
        if (!result.variants().isEmpty()) {
            report.section("Beside it");
            report.table(variants());
        }
        report.section("Pictures");
        drawings.stream()
                .filter(drawing -> !drawing.name().equals("network"))
                .forEach(drawing -> report.figure(drawing.png(), drawing.alt(), drawing.caption()));
        texts(report);
        report.section("The network").preformatted(NetworkSummary.of(recipe.network()));
        trainable(report);
        drawings.stream()
                .filter(drawing -> drawing.name().equals("network"))
                .forEach(drawing -> report.figure(drawing.png(), drawing.alt(), drawing.caption()));
        return report;
    }

    private void rows(HtmlReport report) {
        HtmlTable table = HtmlTable.of("protocol", "training rows", "validation rows", "test rows", "runs", "seconds")
                .numeric(1, 2, 3, 4, 5);
        for (ProtocolResult protocol : result.protocols().values()) {
            RowSplit cut = protocol.first().cut();
            table.row(
                    protocol.protocol().name(),
                    count(cut.training().count()),
                    count(cut.validation().count()),
                    count(cut.test().count()),
                    count(protocol.runs().size()),
                    String.format(Locale.ROOT, "%.1f", protocol.seconds()));
        }
        report.table(table);
    }

    private void trainable(HtmlReport report) {
        for (int i = 0; i < recipe.phases().size(); i++) {
            var phase = recipe.phases().get(i);
            if (!phase.frozen().isEmpty()) {
                long frozen = frozen(phase);
                report.paragraph(String.format(
                        Locale.ROOT,
                        "Phase %d: %,d parameters are fitted, %,d are frozen.",
                        i + 1,
                        NetworkSummary.parameters(recipe.network()) - frozen,
                        frozen));
            }
        }
    }

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
        List<String> header = new ArrayList<>(List.of("metric", "the tutorial"));
        result.protocols().keySet().forEach(protocol -> header.add("ours, " + protocol));
        header.add("");
        HtmlTable table = HtmlTable.of(header.toArray(String[]::new));
        table.numeric(1, 2, header.size() - 2);
        for (String name : metricNames()) {
            Optional<Figure> figure = figure(name);
            List<String> cells = new ArrayList<>(List.of(
                    name, figure.map(value -> number(name, value.value())).orElse("")));
            for (ProtocolResult protocol : result.protocols().values()) {
                cells.add(shown(name, protocol.metrics().get(name)));
            }
            cells.add(figure.map(verdicts::of).orElse(""));
            if (figure.isPresent()) {
                table.emphasised(cells.toArray(String[]::new));
            } else {
                table.row(cells.toArray(String[]::new));
            }
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
                notes.add(figure.metric() + ": the tutorial's " + number(figure.metric(), figure.value()) + ", ours "
                        + shown(figure.metric(), ours) + ". "
                        + (figure.explanation().isEmpty() ? "Not explained." : figure.explanation()));
            }
        }
        return notes;
    }

    private HtmlTable baselines() {
        HtmlTable table =
                HtmlTable.of("without training", "protocol", "metric", "value").numeric(3);
        for (ProtocolResult protocol : result.protocols().values()) {
            protocol.baselines()
                    .forEach((name, metrics) -> metrics.forEach((metric, value) ->
                            table.row(name, protocol.protocol().name(), metric, number(metric, value))));
        }
        return table;
    }

    private HtmlTable variants() {
        List<String> shown = headline();
        List<String> header = new ArrayList<>(List.of("", "protocol", "parameters"));
        header.addAll(shown);
        HtmlTable table = HtmlTable.of(header.toArray(String[]::new));
        for (int i = 2; i < header.size(); i++) {
            table.numeric(i);
        }
        for (ProtocolResult protocol : result.protocols().values()) {
            table.emphasised(cells(
                    recipe.name(), protocol.protocol().name(), NetworkSummary.parameters(recipe.network()), protocol.metrics(), shown));
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
        List<String> cells = new ArrayList<>(List.of(name, protocol, count(parameters)));
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
        HtmlTable table = HtmlTable.of("text", "its first words' numbers", "true class", "decision", "probability")
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
        report.table(table);
    }

    private static String label(String protocol) {
        return protocol.substring(0, 1).toUpperCase(Locale.ROOT) + protocol.substring(1);
    }

    private static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** Mean and spread of several runs. */
    private static String shown(String metric, @Nullable Spread spread) {
        if (spread == null) {
            return "";
        }
        return number(metric, spread.mean())
                + (Double.isNaN(spread.deviation()) ? "" : " ± " + number(metric, spread.deviation()));
    }

    /** With as many digits as the metric is worth. */
    static String number(String metric, double value) {
        if (metric.endsWith("Epoch") || metric.endsWith("Epochs")) {
            return String.format(Locale.ROOT, value == Math.rint(value) ? "%.0f" : "%.1f", value);
        }
        double size = Math.abs(value);
        return String.format(Locale.ROOT, size >= 1000 ? "%,.0f" : size >= 10 ? "%.1f" : "%.4f", value);
    }
}
