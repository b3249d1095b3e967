package io.foreflow.tutorials.study;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.foreflow.models.network.NetworkSummary;
import io.foreflow.models.tabular.ClassTree;
import io.foreflow.models.tabular.ClassTree.Child;
import io.foreflow.models.tabular.ClassTree.Further;
import io.foreflow.models.tabular.ClassTree.Leaf;
import io.foreflow.training.report.HtmlReport;
import io.foreflow.training.report.HtmlTable;
import io.foreflow.training.report.Wording;
import io.foreflow.tutorials.tree.Dendrogram;
import io.foreflow.tutorials.tree.SplitNetworks;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A tree of classifiers beside the flat one, as a report. */
final class ClassTreeReport {
    /** The table's names of the metrics. */
    private static final Map<String, String> METRICS = metricNames();

    private final ClassTreeTutorial recipe;
    private final List<ClassTreeRun> runs;
    private final ClassTreeRun first;
    private final ClassTree tree;
    private final double seconds;
    private final Machine machine;

    ClassTreeReport(ClassTreeTutorial recipe, List<ClassTreeRun> runs, double seconds, Machine machine) {
        this.recipe = recipe;
        this.runs = runs;
        this.first = runs.get(0);
        this.tree = (ClassTree) first.tree().output();
        this.seconds = seconds;
        this.machine = machine;
    }

    private static Map<String, String> metricNames() {
        Map<String, String> names = new LinkedHashMap<>();
        names.put("Accuracy", "test accuracy");
        names.put("Top3Accuracy", "test accuracy, three guesses");
        names.put("Loss", "test loss");
        names.put("MeanRecall", "mean recall of the classes");
        names.put("RareRecall", "recall of the rare classes' rows");
        names.put("AccuracyWithoutPriors", "test accuracy, priors taken out");
        names.put("MeanRecallWithoutPriors", "mean recall, priors taken out");
        names.put("RareRecallWithoutPriors", "recall of the rare classes' rows, priors taken out");
        return names;
    }

    private static double number(ClassTreeRun run, String metric) {
        return requireNonNull(run.metrics().get(metric));
    }

    private Spread spread(String metric) {
        return Spread.of(runs.stream().map(run -> number(run, metric)).toList());
    }

    private Spread difference(String metric) {
        return Spread.of(runs.stream()
                .map(run -> number(run, "tree" + metric) - number(run, "flat" + metric))
                .toList());
    }

    private static String shown(Spread spread) {
        return String.format(Locale.ROOT, "%.4f", spread.mean())
                + (Double.isNaN(spread.deviation()) ? "" : String.format(Locale.ROOT, " ± %.4f", spread.deviation()));
    }

    HtmlReport html() {
        HtmlReport report = HtmlReport.titled("Recipe", recipe.title())
                .summary(String.format(
                        Locale.ROOT,
                        "The tree of classifiers decides %s of the test rows rightly, the flat classifier %s.",
                        Wording.percent(spread("treeAccuracy").mean()),
                        Wording.percent(spread("flatAccuracy").mean())))
                .paragraph(recipe.description());
        report.section("Tree against flat classifier").add(comparison());
        report.paragraph(String.format(
                Locale.ROOT,
                "Rare classes have at most %,d training rows. With priors taken out, each class's probability is divided"
                        + " by its share of the training rows: what would be decided if all classes were as frequent.",
                recipe.rare()));
        report.section("The tree")
                .add(Dendrogram.of("Which classes are alike", tree.labels(), first.clustering(), recipe.groups())
                        .captioned(
                                "Classes that the flat classifier takes for each other, put together by average linkage;"
                                        + " seed 0. To the right: Hellinger's distance between the mean probabilities of the classes'"
                                        + " rows. Dashed: where the tree's levels are cut."))
                .add(splits());
        report.section("Class by class").add(classes());
        report.section("Data")
                .paragraph("As the recipe " + Wording.code(recipe.study().name()) + " has them: "
                        + recipe.study().differs())
                .paragraph(String.format(
                        Locale.ROOT,
                        "%,d training rows, %,d validation rows that say which classes are alike and how long to fit,"
                                + " %,d test rows; %d classes. The tree and the flat classifier are then fitted to"
                                + " training and validation rows.",
                        first.cut().training().count(),
                        first.cut().validation().count(),
                        first.cut().test().count(),
                        tree.labels().size()));
        if (!first.unseen().isEmpty()) {
            report.paragraph("Without validation rows, so that training rows had to say what they are like: "
                    + String.join(", ", first.unseen()) + ".");
        }
        Map<String, String> facts = machine.provenance(recipe.name(), seconds);
        facts.put(
                "Parameters",
                Wording.count(NetworkSummary.parameters(first.tree().network())) + ", of the flat classifier "
                        + Wording.count(NetworkSummary.parameters(recipe.study().network())));
        return report.section("Provenance").facts(facts);
    }

    private HtmlTable comparison() {
        HtmlTable table = HtmlTable.of(
                        "Mean" + (runs.size() > 1 ? " and deviation" : "") + " of " + Wording.count(runs.size(), "run"),
                        "metric",
                        "flat",
                        "tree",
                        "tree − flat")
                .numericFrom(1);
        METRICS.forEach((metric, text) -> table.row(
                text, shown(spread("flat" + metric)), shown(spread("tree" + metric)), shown(difference(metric))));
        return table;
    }

    private HtmlTable splits() {
        HtmlTable table = HtmlTable.of("The splits of the tree", "split", "training rows", "children")
                .numeric(1);
        int[] counts = first.counts();
        for (int split = 0; split < tree.splits().size(); split++) {
            int[] children = SplitNetworks.children(tree, split);
            int rows = IntStream.range(0, children.length)
                    .filter(label -> children[label] >= 0)
                    .map(label -> counts[label])
                    .sum();
            table.row(
                    split == 0 ? "0 (root)" : Integer.toString(split),
                    String.format(Locale.ROOT, "%,d", rows),
                    tree.splits().get(split).children().stream().map(this::name).collect(Collectors.joining(" · ")));
        }
        return table;
    }

    private String name(Child child) {
        return child instanceof Leaf leaf ? tree.labels().get(leaf.label()) : "split " + ((Further) child).split();
    }

    private HtmlTable classes() {
        HtmlTable table = HtmlTable.of(
                        "Recall: which share of the class's test rows is decided rightly, over all runs; the rarest class"
                                + " first",
                        "class",
                        "training rows",
                        "prior",
                        "test rows",
                        "recall, flat",
                        "recall, tree",
                        "difference")
                .numericFrom(1);
        int[] counts = first.counts();
        double[] priors = first.priors();
        IntStream.range(0, counts.length)
                .boxed()
                .sorted(Comparator.comparingInt((Integer label) -> counts[label]))
                .forEach(label -> {
                    double flat = recall(label, false);
                    double own = recall(label, true);
                    table.row(
                            tree.labels().get(label),
                            String.format(Locale.ROOT, "%,d", counts[label]),
                            String.format(Locale.ROOT, "%.4f", priors[label]),
                            String.format(Locale.ROOT, "%,d", testRows(label)),
                            number(flat),
                            number(own),
                            number(own - flat));
                });
        return table;
    }

    private static String number(double value) {
        return Double.isNaN(value) ? "–" : String.format(Locale.ROOT, "%.3f", value);
    }

    private long testRows(int label) {
        return Arrays.stream(first.confusion(true)[label]).sum();
    }

    /** Returns the recall of a class; NaN without test rows. */
    private double recall(int label, boolean ofTree) {
        long right = 0;
        for (ClassTreeRun run : runs) {
            right += run.confusion(ofTree)[label][label];
        }
        return testRows(label) == 0 ? Double.NaN : (double) right / runs.size() / testRows(label);
    }

    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("recipe", recipe.name());
        json.put("study", recipe.study().name());
        json.put("protocol", recipe.protocol().name());
        json.put("parameters", NetworkSummary.parameters(first.tree().network()));
        json.put("flatParameters", NetworkSummary.parameters(recipe.study().network()));
        json.put("runs", runs.size());
        json.put("epochs", first.epochs());
        json.put("seconds", seconds);
        ObjectNode metrics = json.putObject("metrics");
        metrics.put("testAccuracy", spread("treeAccuracy").mean());
        metrics.put("testTop3Accuracy", spread("treeTop3Accuracy").mean());
        ObjectNode deviations = json.putObject("deviations");
        for (String which : List.of("flat", "tree")) {
            METRICS.keySet().forEach(metric -> {
                Spread spread = spread(which + metric);
                put(metrics, which + metric, spread.mean());
                put(deviations, which + metric, spread.deviation());
            });
        }
        ArrayNode splits = json.putArray("splits");
        tree.splits().forEach(split -> {
            ArrayNode children = splits.addArray();
            split.children().forEach(child -> children.add(name(child)));
        });
        ArrayNode classes = json.putArray("classes");
        int[] counts = first.counts();
        double[] priors = first.priors();
        for (int label = 0; label < counts.length; label++) {
            ObjectNode node = classes.addObject()
                    .put("class", tree.labels().get(label))
                    .put("trainingRows", counts[label])
                    .put("prior", priors[label])
                    .put("testRows", testRows(label));
            put(node, "flatRecall", recall(label, false));
            put(node, "treeRecall", recall(label, true));
        }
        machine.writeTo(json);
        return json;
    }

    /** Writes a number; null where it is not known. */
    private static void put(ObjectNode node, String name, double value) {
        if (Double.isNaN(value)) {
            node.putNull(name);
        } else {
            node.put(name, value);
        }
    }

    Map<String, String> headline() {
        Map<String, String> headline = new LinkedHashMap<>();
        for (String metric : List.of("Accuracy", "Top3Accuracy", "MeanRecall", "RareRecall")) {
            headline.put("flat " + METRICS.get(metric), shown(spread("flat" + metric)));
            headline.put("tree " + METRICS.get(metric), shown(spread("tree" + metric)));
        }
        return headline;
    }
}
