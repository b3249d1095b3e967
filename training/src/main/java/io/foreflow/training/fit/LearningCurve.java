package io.foreflow.training.fit;

import io.foreflow.models.engine.FitResult;
import io.foreflow.models.engine.FitResult.EpochLoss;
import io.foreflow.training.report.Curve;
import io.foreflow.training.report.Curves;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/**
 * Draws the losses of a fit by epoch: training dashed, validation solid, a dot at the epoch whose weights were taken.
 */
public final class LearningCurve {
    private static final int TRAINING = 0;
    private static final int VALIDATION = 1;

    private LearningCurve() {}

    /**
     * Draws without a display.
     *
     * @param title title above the curves
     * @param lossName name of the loss, for instance {@code mae}
     * @return the bytes of a PNG file
     */
    public static byte[] png(FitResult fit, String title, String lossName) {
        List<EpochLoss> epochs = fit.epochs();
        Curves curves = Curves.over(title, "epoch", "loss (" + lossName + ")")
                .add(Curve.training("training", TRAINING, values(epochs, EpochLoss::loss)));
        double[] validation = values(epochs, EpochLoss::validationLoss);
        if (DoubleStream.of(validation).allMatch(Double::isFinite)) {
            curves.add(Curve.validation("validation", VALIDATION, validation).taken(fit.bestEpoch()));
        }
        return curves.png();
    }

    private static double[] values(List<EpochLoss> epochs, ToDoubleFunction<EpochLoss> value) {
        return epochs.stream().mapToDouble(value).toArray();
    }
}
