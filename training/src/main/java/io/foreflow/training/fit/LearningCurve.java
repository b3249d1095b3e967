package io.foreflow.training.fit;

import io.foreflow.models.engine.FitResult;
import io.foreflow.models.engine.FitResult.EpochLoss;
import io.foreflow.models.network.Loss;
import io.foreflow.training.report.Chart;
import io.foreflow.training.report.Curve;
import io.foreflow.training.report.Curve.Style;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/** Draws a fit by epoch: training dashed, validation solid, a point at the epoch whose weights were taken. */
public final class LearningCurve {
    private static final int TRAINING = 0;
    private static final int VALIDATION = 1;

    private LearningCurve() {}

    /**
     * Draws the losses.
     *
     * @param loss the loss that was fitted
     */
    public static Chart of(FitResult fit, String title, Loss loss) {
        return of(fit, title, nameOf(loss), EpochLoss::loss, EpochLoss::validationLoss);
    }

    /** Returns the name of a loss for people. */
    public static String nameOf(Loss loss) {
        String name = loss instanceof Loss.Mae
                ? "mean absolute error"
                : loss instanceof Loss.Mse ? "mean squared error" : loss.label().replace('_', ' ');
        return "loss (" + name + ")";
    }

    /**
     * Draws a quantity by epoch.
     *
     * @param quantity name of the quantity, with its unit
     * @param training its value on the training rows
     * @param validation its value on the validation rows; no curve if it is not known of every epoch
     */
    public static Chart of(
            FitResult fit,
            String title,
            String quantity,
            ToDoubleFunction<EpochLoss> training,
            ToDoubleFunction<EpochLoss> validation) {
        List<EpochLoss> epochs = fit.epochs();
        Chart chart = Chart.of(title, "epoch", quantity)
                .add(Curve.over(1, "training", values(epochs, training), Style.DASHED, TRAINING));
        double[] validated = values(epochs, validation);
        if (DoubleStream.of(validated).allMatch(Double::isFinite)) {
            chart.add(Curve.over(1, "validation", validated, Style.SOLID, VALIDATION));
            int best = fit.bestEpoch();
            if (best < epochs.size()) {
                chart.add(Curve.mark("weights of epoch " + best, best, validated[best - 1], VALIDATION));
            }
        }
        return chart;
    }

    private static double[] values(List<EpochLoss> epochs, ToDoubleFunction<EpochLoss> value) {
        return epochs.stream().mapToDouble(value).toArray();
    }
}
