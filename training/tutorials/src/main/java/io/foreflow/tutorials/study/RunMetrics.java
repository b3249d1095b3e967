package io.foreflow.tutorials.study;

import io.foreflow.models.engine.FitResult.EpochLoss;
import io.foreflow.models.network.Metric;
import io.foreflow.models.network.Sampler;
import io.foreflow.tutorials.study.RowSplit.RowNumbers;
import io.foreflow.tutorials.study.RunResult.StudyModel;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The metrics of one run, by name, in the order in which they are found. */
final class RunMetrics {
    /** Number of the most probable classes that {@code top3Accuracy} looks at. */
    private static final int TOP = 3;

    /** {@code lateValidationLoss} is the mean of these epochs from the end, without the last: val_loss[-5:-1]. */
    private static final int LATE_FROM = 5;

    private final StudyRecipe recipe;
    private final RowSource source;
    private final Map<String, Double> metrics = new LinkedHashMap<>();

    RunMetrics(StudyRecipe recipe, RowSource source) {
        this.recipe = recipe;
        this.source = source;
    }

    Map<String, Double> all() {
        return metrics;
    }

    void put(String name, double value) {
        metrics.put(name, value);
    }

    /** Notes the losses of a fit, and its best epoch if validation rows followed it. */
    void tellFit(List<EpochLoss> epochs) {
        EpochLoss last = epochs.get(epochs.size() - 1);
        put("trainingLoss", last.loss());
        if (Double.isNaN(last.validationLoss())) {
            return;
        }
        put("validationLoss", last.validationLoss());
        int best = bestEpoch(epochs);
        put("bestEpoch", best);
        put("bestValidationLoss", epochs.get(best - 1).validationLoss());
        if (isAsked("lateValidationLoss") && epochs.size() >= LATE_FROM) {
            put(
                    "lateValidationLoss",
                    epochs.subList(epochs.size() - LATE_FROM, epochs.size() - 1).stream()
                            .mapToDouble(EpochLoss::validationLoss)
                            .average()
                            .orElseThrow());
        }
    }

    /** Returns the best epoch, from 1; the first of equals. */
    static int bestEpoch(List<EpochLoss> epochs) {
        EpochLoss best = epochs.get(0);
        for (EpochLoss epoch : epochs) {
            best = epoch.validationLoss() < best.validationLoss() ? epoch : best;
        }
        return best.epoch();
    }

    /** Returns whether the tutorial has a figure for a metric. */
    private boolean isAsked(String metric) {
        return recipe.figures().stream().anyMatch(figure -> figure.metric().equals(metric));
    }

    /**
     * Scores the answers for some rows.
     *
     * @param part what they are, for instance {@code test}
     * @param training the rows that were learnt from, whose classes' shares are the prior probabilities
     */
    void tell(String part, StudyModel model, PredictedRows predictions, RowNumbers training) {
        if (part.equals("test")) {
            put(part + "Loss", predictions.loss());
        }
        put(name(part), value(predictions, model));
        if (!isClassification()) {
            put(part + "Rmse", predictions.rmse() * Math.abs(Targets.scale(model.output())));
            return;
        }
        if (isBalanced()) {
            put(
                    part + "AccuracyWithPriors",
                    predictions.withPriors(shares(training)).metric(Metric.ACCURACY));
        }
        if (source.classes().size() > TOP) {
            put(part + "Top3Accuracy", predictions.topAccuracy(TOP));
        }
    }

    /** Returns a metric's name, for instance {@code foldAccuracy}. */
    String name(String part) {
        return part + (isClassification() ? "Accuracy" : "Mae");
    }

    /** Returns the accuracy, or the mean absolute error in the target's unit. */
    double value(PredictedRows predictions, StudyModel model) {
        return isClassification()
                ? predictions.metric(Metric.ACCURACY)
                : predictions.metric(Metric.MAE) * Math.abs(Targets.scale(model.output()));
    }

    private boolean isClassification() {
        return !source.classes().isEmpty();
    }

    /** Returns whether the network saw the classes more evenly than they are. */
    private boolean isBalanced() {
        Sampler sampler = recipe.plan().sampler();
        return sampler == Sampler.UNDERSAMPLE || sampler == Sampler.OVERSAMPLE;
    }

    /** Returns the share of each class among {@code rows}. */
    private double[] shares(RowNumbers rows) {
        double[] shares = new double[source.classes().size()];
        for (int row : rows.toArray()) {
            shares[source.label(row)] += 1.0 / rows.count();
        }
        return shares;
    }
}
