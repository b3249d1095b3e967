package io.foreflow.tutorials.study;

import io.foreflow.models.engine.FitResult;
import io.foreflow.models.engine.FitResult.EpochLoss;
import io.foreflow.models.engine.Rows;
import io.foreflow.models.tabular.Columns;
import io.foreflow.training.fit.LearningCurve;
import io.foreflow.training.report.Chart;
import io.foreflow.training.report.ConfusionMatrix;
import io.foreflow.training.report.Curve;
import io.foreflow.training.report.Curve.Style;
import io.foreflow.training.report.PictureGrid;
import io.foreflow.training.report.ReportPart;
import io.foreflow.training.report.ReportPicture;
import io.foreflow.tutorials.study.StudyResult.ProtocolResult;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/** The charts and pictures of a study. */
final class StudyFigures {
    private static final int SHOWN_PICTURES = 20;
    private static final int SHOWN_VIEWS = 9;
    private static final int COLUMNS = 5;
    private static final int VIEW_COLUMNS = 3;

    /** Epochs of a long fit. */
    private static final int LONG = 100;

    private final StudyResult result;
    private final StudyRecipe recipe;
    private final List<ReportPart> figures = new ArrayList<>();

    private StudyFigures(StudyResult result) {
        this.result = result;
        this.recipe = result.recipe();
    }

    static List<ReportPart> of(StudyResult result) {
        StudyFigures all = new StudyFigures(result);
        result.protocols().values().forEach(all::protocol);
        if (!result.overlay().isEmpty()) {
            all.overlay();
        }
        return all.figures;
    }

    @SuppressWarnings("ReferenceEquality") // one of the results is the kept one
    private void protocol(ProtocolResult protocol) {
        RunResult run = protocol.first();
        String name = protocol.protocol().name();
        run.fit().or(run::refit).filter(fit -> fit.epochs().size() > 1).ifPresent(fit -> curves(name, fit));
        if (!run.history().isEmpty()) {
            history(protocol);
        }
        RowSource source = protocol.source();
        if (!source.classes().isEmpty()) {
            figures.add(ConfusionMatrix.of(
                    "True classes in rows, the network's decisions in columns: " + judged(protocol) + ", " + name
                            + " protocol, seed 0. The deeper the colour, the larger the share of the true class.",
                    source.classes(),
                    run.evaluated().confusion(source.classes().size())));
        } else if (source instanceof TableSource table && table.features().size() == 1) {
            line(protocol, table);
        } else if (!(source instanceof WindowSource)) {
            predictedActual(protocol);
        }
        if (source instanceof PictureSource pictures && protocol == result.kept()) {
            pictures(protocol, pictures);
        }
    }

    private static String judged(ProtocolResult protocol) {
        RowSplit cut = protocol.first().cut();
        return !cut.test().isEmpty() ? "test rows" : !cut.validation().isEmpty() ? "validation rows" : "training rows";
    }

    private static double[] numbers(List<EpochLoss> epochs, ToDoubleFunction<EpochLoss> number) {
        return epochs.stream().mapToDouble(number).toArray();
    }

    private static boolean isThere(List<EpochLoss> epochs, ToDoubleFunction<EpochLoss> number) {
        return epochs.stream().mapToDouble(number).allMatch(Double::isFinite);
    }

    private void curves(String protocol, FitResult fit) {
        String by = " by epoch, " + protocol + " protocol, seed 0";
        figures.add(LearningCurve.of(fit, "Loss" + by, recipe.plan().loss()));
        if (isThere(fit.epochs(), EpochLoss::metric)) {
            String title = isClassification() ? "Accuracy" : "Mean absolute error";
            figures.add(
                    LearningCurve.of(fit, title + by, metricLabel(), EpochLoss::metric, EpochLoss::validationMetric));
        }
    }

    private boolean isClassification() {
        return !result.kept().source().classes().isEmpty();
    }

    private String metricLabel() {
        return isClassification() ? "accuracy" : "mean absolute error (scaled as it is learnt)";
    }

    private void history(ProtocolResult protocol) {
        List<EpochLoss> history = protocol.first().history();
        int cut = protocol.protocol().history().orElseThrow().cut();
        ToDoubleFunction<EpochLoss> number =
                isThere(history, EpochLoss::validationMetric) ? EpochLoss::validationMetric : EpochLoss::validationLoss;
        figures.add(Chart.of("Mean validation error of the folds by epoch", "epoch", metricLabel())
                .captioned(cut > 0 ? "The first " + cut + " epochs are left out." : "All epochs.")
                .add(Curve.over(1, "validation", numbers(history, number), Style.SOLID, 1))
                .after(cut));
    }

    private void line(ProtocolResult protocol, TableSource table) {
        RunResult run = protocol.first();
        DataSpec.TargetColumn target = ((DataSpec.TableData) recipe.data()).target();
        String feature = table.features().get(0);
        double[] answers = lineOf(run);
        Chart chart = Chart.of(
                        "Rows and the fitted line, " + protocol.protocol().name() + " protocol",
                        feature,
                        target.name() + " (" + target.unit() + ")")
                .captioned(String.format(
                        Locale.ROOT, "%s = %.2f · %s %+.2f", target.name(), answers[0], feature, answers[1]));
        int colour = 0;
        double[] ends = {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY};
        Map<String, RowSplit.RowNumbers> kinds = Map.of(
                "training", run.cut().training(),
                "validation", run.cut().validation(),
                "test", run.cut().test());
        for (String kind : List.of("training", "validation", "test")) {
            RowSplit.RowNumbers rows = kinds.getOrDefault(kind, run.cut().training());
            if (!rows.isEmpty()) {
                double[] x = new double[rows.count()];
                double[] y = new double[rows.count()];
                for (int i = 0; i < x.length; i++) {
                    x[i] = table.feature(rows.at(i));
                    table.copyTarget(rows.at(i), y, i);
                    ends[0] = Math.min(ends[0], x[i]);
                    ends[1] = Math.max(ends[1], x[i]);
                }
                chart.add(Curve.points(kind, x, y, colour++));
            }
        }
        double[] heights =
                Arrays.stream(ends).map(x -> answers[0] * x + answers[1]).toArray();
        figures.add(chart.add(Curve.straight("fitted", ends, heights, colour)));
    }

    /** Slope and intercept of a network that is one linear neuron on one column. */
    private static double[] lineOf(RunResult run) {
        var column = ((Columns) run.model().input()).columns().get(0);
        String layer = run.model().network().output();
        double scale = Targets.scale(run.model().output());
        double slope = run.model().weights().get(layer, "kernel").at(0) / column.scale();
        double intercept = run.model().weights().get(layer, "bias").at(0) - slope * column.shift();
        return new double[] {
            slope * scale, intercept * scale + Targets.shift(run.model().output())
        };
    }

    private void predictedActual(ProtocolResult protocol) {
        RunResult run = protocol.first();
        double scale = Targets.scale(run.model().output());
        double shift = Targets.shift(run.model().output());
        PredictedRows predictions = run.evaluated();
        double[] actual = new double[predictions.rows()];
        double[] predicted = new double[actual.length];
        for (int row = 0; row < actual.length; row++) {
            actual[row] = predictions.target(row, 0) * scale + shift;
            predicted[row] = predictions.result(row, 0) * scale + shift;
        }
        DataSpec.TargetColumn target = ((DataSpec.TableData) recipe.data()).target();
        String quantity = target.name() + " (" + target.unit() + ")";
        double[] ends = {
            DoubleStream.of(actual).min().orElseThrow(),
            DoubleStream.of(actual).max().orElseThrow()
        };
        figures.add(Chart.of(
                        "Predicted over actual values, " + protocol.protocol().name() + " protocol, seed 0",
                        "actual " + quantity,
                        "predicted " + quantity)
                .add(Curve.points(judged(protocol), actual, predicted, 0))
                .add(Curve.straight("predicted = actual", ends, ends, 7))
                .equalAxes());
    }

    private void pictures(ProtocolResult protocol, PictureSource source) {
        RunResult run = protocol.first();
        List<ReportPicture> shown = new ArrayList<>();
        int step = Math.max(1, run.evaluated().rows() / SHOWN_PICTURES);
        for (int row = 0; row < run.evaluated().rows() && shown.size() < SHOWN_PICTURES; row += step) {
            int decision = run.evaluated().decision(row);
            String caption = String.format(
                    Locale.ROOT,
                    "%s %.0f %%",
                    source.classes().get(decision),
                    100 * run.evaluated().confidence(row));
            shown.add(picture(source, run.evaluatedRows().at(row), caption)
                    .framed(decision == run.evaluated().label(row)));
        }
        figures.add(PictureGrid.of(
                "Pictures out of the " + judged(protocol),
                "The network's decision and its probability; right ones have a green frame, wrong ones a broken red one.",
                shown,
                COLUMNS));
        if (source.isAugmented()) {
            augmented(source, run);
        }
    }

    private static ReportPicture picture(PictureSource source, int row, String caption) {
        var pictures = source.pictures();
        float[] values = new float[pictures.height() * pictures.width() * pictures.channels()];
        pictures.copy(row, values, 0);
        return ReportPicture.of(values, pictures.height(), pictures.width(), pictures.channels(), caption);
    }

    private void augmented(PictureSource source, RunResult run) {
        int[] first = {run.cut().training().at(0)};
        Rows rows = source.inputs(run.model().input(), first, true, 0);
        var pictures = source.pictures();
        List<ReportPicture> views = new ArrayList<>();
        for (int epoch = 1; epoch <= SHOWN_VIEWS; epoch++) {
            float[] values = new float[rows.rowShape().size()];
            rows.forEpoch(epoch).copyRow(0, values, 0);
            views.add(ReportPicture.of(
                    values, pictures.height(), pictures.width(), pictures.channels(), "epoch " + epoch));
        }
        figures.add(PictureGrid.of(
                "One training picture as nine epochs see it",
                "Flipped, turned and zoomed by chance.",
                views,
                VIEW_COLUMNS));
    }

    private void overlay() {
        Chart chart = Chart.of(
                        "Losses of all networks by epoch",
                        "epoch",
                        LearningCurve.nameOf(recipe.plan().loss()))
                .captioned("Seed 0, published protocol: training dashed, validation solid.");
        RunResult own = result.protocols().values().iterator().next().first();
        overlay(chart, recipe.name(), own, 0);
        int colour = 1;
        for (Map.Entry<String, RunResult> other : result.overlay().entrySet()) {
            overlay(chart, other.getKey(), other.getValue(), colour++);
        }
        // The first steps fall so far that nothing could be told apart after them.
        figures.add(recipe.plan().epochs() > LONG ? chart.after(LONG / 2.0) : chart);
    }

    private static void overlay(Chart chart, String name, RunResult run, int colour) {
        List<EpochLoss> epochs = run.fit().orElseThrow().epochs();
        chart.add(Curve.over(1, name + ", training", numbers(epochs, EpochLoss::loss), Style.DASHED, colour));
        chart.add(
                Curve.over(1, name + ", validation", numbers(epochs, EpochLoss::validationLoss), Style.SOLID, colour));
    }
}
