package io.foreflow.tutorials.study;

import io.foreflow.models.engine.FitResult;
import io.foreflow.models.engine.FitResult.EpochLoss;
import io.foreflow.models.engine.Rows;
import io.foreflow.models.tabular.Columns;
import io.foreflow.training.report.ConfusionMatrix;
import io.foreflow.training.report.Curve;
import io.foreflow.training.report.Curves;
import io.foreflow.training.report.NetworkDiagram;
import io.foreflow.training.report.Picture;
import io.foreflow.training.report.PictureGrid;
import io.foreflow.training.report.Points;
import io.foreflow.training.report.PredictedActual;
import io.foreflow.training.report.ScatterWithLine;
import io.foreflow.training.report.ScatterWithLine.Line;
import io.foreflow.tutorials.study.StudyResult.ProtocolResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** The pictures of a study. */
final class Drawings {
    /** Places in the palette: green and red. */
    private static final int RIGHT = 2;

    private static final int WRONG = 1;
    private static final int SHOWN_PICTURES = 20;
    private static final int SHOWN_VIEWS = 9;
    private static final int COLUMNS = 5;
    private static final int VIEW_COLUMNS = 3;

    /** Epochs of a long fit. */
    private static final int LONG = 100;

    private final StudyResult result;
    private final StudyRecipe recipe;
    private final List<Drawing> drawings = new ArrayList<>();

    private Drawings(StudyResult result) {
        this.result = result;
        this.recipe = result.recipe();
    }

    static List<Drawing> of(StudyResult result) {
        Drawings all = new Drawings(result);
        all.add(
                "network",
                NetworkDiagram.png(result.recipe().name(), result.recipe().network()),
                "The network as a graph",
                "The network.");
        result.protocols().values().forEach(all::protocol);
        if (!result.overlay().isEmpty()) {
            all.overlay();
        }
        return all.drawings;
    }

    private void add(String name, byte[] png, String alt, String caption) {
        drawings.add(new Drawing(name, png, alt, caption));
    }

    private void protocol(ProtocolResult protocol) {
        RunResult run = protocol.first();
        String name = protocol.protocol().name();
        run.fit().filter(fit -> fit.epochs().size() > 1).ifPresent(fit -> curves(name, fit));
        run.refit()
                .filter(fit -> fit.epochs().size() > 1 && run.fit().isEmpty())
                .ifPresent(fit -> curves(name, fit));
        if (!run.history().isEmpty()) {
            history(protocol);
        }
        RowSource source = protocol.source();
        if (!source.classes().isEmpty()) {
            add(
                    name + "-confusion",
                    ConfusionMatrix.of(
                                    source.classes(),
                                    run.evaluated().confusion(source.classes().size()))
                            .png(recipe.name() + ", " + name),
                    "Confusion matrix",
                    "True classes in rows, the network's decisions in columns; " + judged(protocol) + ", " + name
                            + " protocol, seed 0.");
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
        List<EpochLoss> epochs = fit.epochs();
        curve(
                protocol,
                protocol + "-loss",
                epochs,
                "loss (" + recipe.plan().loss().label() + ")",
                EpochLoss::loss,
                EpochLoss::validationLoss,
                fit.bestEpoch());
        if (isThere(epochs, EpochLoss::metric)) {
            String metric = metricLabel();
            curve(
                    protocol,
                    protocol + "-" + (isClassification() ? "accuracy" : "mae"),
                    epochs,
                    metric,
                    EpochLoss::metric,
                    EpochLoss::validationMetric,
                    fit.bestEpoch());
        }
    }

    private boolean isClassification() {
        return !result.kept().source().classes().isEmpty();
    }

    private String metricLabel() {
        return isClassification() ? "accuracy" : "mean absolute error (scaled as it is learnt)";
    }

    private void curve(
            String protocol,
            String name,
            List<EpochLoss> epochs,
            String label,
            ToDoubleFunction<EpochLoss> training,
            ToDoubleFunction<EpochLoss> validation,
            int taken) {
        Curves curves = Curves.over(recipe.name() + ", " + protocol + " protocol", "epoch", label)
                .add(Curve.training("training", 0, numbers(epochs, training)));
        if (isThere(epochs, validation)) {
            Curve curve = Curve.validation("validation", 1, numbers(epochs, validation));
            curves.add(taken < epochs.size() ? curve.taken(taken) : curve);
        }
        add(name, curves.png(), label + " by epoch", label + " by epoch, seed 0: training dashed, validation solid.");
    }

    private void history(ProtocolResult protocol) {
        List<EpochLoss> history = protocol.first().history();
        int cut = protocol.protocol().history().orElseThrow().cut();
        ToDoubleFunction<EpochLoss> number =
                isThere(history, EpochLoss::validationMetric) ? EpochLoss::validationMetric : EpochLoss::validationLoss;
        add(
                protocol.protocol().name() + "-folds",
                Curves.over(recipe.name() + ", mean of the folds", "epoch", metricLabel())
                        .add(Curve.validation("validation", 1, numbers(history, number)))
                        .cutFirst(cut)
                        .png(),
                "Mean validation error of the folds by epoch",
                "Validation, mean of the folds by epoch" + (cut > 0 ? ", the first " + cut + " epochs cut." : "."));
    }

    private void line(ProtocolResult protocol, TableSource table) {
        RunResult run = protocol.first();
        List<Points> points = new ArrayList<>();
        points.add(points("training", run.cut().training(), table));
        if (!run.cut().validation().isEmpty()) {
            points.add(points("validation", run.cut().validation(), table));
        }
        if (!run.cut().test().isEmpty()) {
            points.add(points("test", run.cut().test(), table));
        }
        DataSpec.TargetColumn target = ((DataSpec.TableData) recipe.data()).target();
        double[] answers = lineOf(run);
        String name = protocol.protocol().name();
        add(
                name + "-scatter",
                ScatterWithLine.png(
                        recipe.name() + ", " + name,
                        table.features().get(0),
                        target.name() + " (" + target.unit() + ")",
                        points,
                        List.of(new Line("fitted", answers[0], answers[1]))),
                "Scatter of the rows with the fitted line",
                String.format(
                        Locale.ROOT,
                        "The rows and the fitted line, %s = %.2f · %s %+.2f.",
                        target.name(),
                        answers[0],
                        table.features().get(0),
                        answers[1]));
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

    private static Points points(String name, RowSplit.RowNumbers rows, TableSource table) {
        double[] x = new double[rows.count()];
        double[] y = new double[rows.count()];
        for (int i = 0; i < x.length; i++) {
            x[i] = table.feature(rows.at(i));
            table.copyTarget(rows.at(i), y, i);
        }
        return new Points(name, x, y);
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
        String name = protocol.protocol().name();
        add(
                name + "-predicted",
                PredictedActual.png(
                        recipe.name() + ", " + name,
                        target.name() + " (" + target.unit() + ")",
                        List.of(new Points(judged(protocol), actual, predicted))),
                "Predicted against actual values",
                "Predicted against actual values, " + judged(protocol) + ", seed 0.");
    }

    private void pictures(ProtocolResult protocol, PictureSource source) {
        RunResult run = protocol.first();
        List<Picture> shown = new ArrayList<>();
        int step = Math.max(1, run.evaluated().rows() / SHOWN_PICTURES);
        for (int row = 0; row < run.evaluated().rows() && shown.size() < SHOWN_PICTURES; row += step) {
            int decision = run.evaluated().decision(row);
            String caption = String.format(
                    Locale.ROOT,
                    "%s %.0f %%",
                    source.classes().get(decision),
                    100 * run.evaluated().confidence(row));
            shown.add(picture(source, run.evaluatedRows().at(row), caption)
                    .framed(decision == run.evaluated().label(row) ? RIGHT : WRONG));
        }
        add(
                "pictures",
                PictureGrid.png(recipe.name(), shown, COLUMNS),
                "Pictures with the network's decisions",
                "Pictures out of the " + judged(protocol)
                        + " with the network's decision and its probability; right ones framed green, wrong ones red.");
        if (source.isAugmented()) {
            augmented(source, run);
        }
    }

    private static Picture picture(PictureSource source, int row, String caption) {
        var pictures = source.pictures();
        float[] values = new float[pictures.height() * pictures.width() * pictures.channels()];
        pictures.copy(row, values, 0);
        return Picture.of(values, pictures.height(), pictures.width(), pictures.channels(), caption);
    }

    private void augmented(PictureSource source, RunResult run) {
        int[] first = {run.cut().training().at(0)};
        Rows rows = source.inputs(run.model().input(), first, true, 0);
        var pictures = source.pictures();
        List<Picture> views = new ArrayList<>();
        for (int epoch = 1; epoch <= SHOWN_VIEWS; epoch++) {
            float[] values = new float[rows.rowShape().size()];
            rows.forEpoch(epoch).copyRow(0, values, 0);
            views.add(Picture.of(values, pictures.height(), pictures.width(), pictures.channels(), "epoch " + epoch));
        }
        add(
                "augmented",
                PictureGrid.png(recipe.name() + ", one training picture", views, VIEW_COLUMNS),
                "One training picture as nine epochs see it",
                "One training picture as the first nine epochs see it: flipped, turned and zoomed by chance.");
    }

    private void overlay() {
        Curves curves = Curves.over(
                "Training and validation loss",
                "epoch",
                "loss (" + recipe.plan().loss().label() + ")");
        int colour = 0;
        RunResult own = result.protocols().values().iterator().next().first();
        colour = overlay(curves, recipe.name(), own, colour);
        for (Map.Entry<String, RunResult> other : result.overlay().entrySet()) {
            colour = overlay(curves, other.getKey(), other.getValue(), colour);
        }
        if (recipe.plan().epochs() > LONG) {
            // The first steps fall so far that nothing could be told apart after them.
            curves.cutFirst(LONG / 2);
        }
        add(
                "overlay",
                curves.png(),
                "Losses of all networks by epoch",
                "Losses of the networks beside each other, seed 0, published protocol: training dashed, validation solid.");
    }

    private static int overlay(Curves curves, String name, RunResult run, int colour) {
        List<EpochLoss> epochs = run.fit().orElseThrow().epochs();
        curves.add(Curve.training(name + ", training", colour, numbers(epochs, EpochLoss::loss)));
        curves.add(Curve.validation(name + ", validation", colour, numbers(epochs, EpochLoss::validationLoss)));
        return colour + 1;
    }
}
