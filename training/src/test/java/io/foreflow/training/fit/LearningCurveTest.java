package io.foreflow.training.fit;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreflow.models.engine.FitResult;
import io.foreflow.models.engine.FitResult.EpochLoss;
import io.foreflow.models.engine.Weights;
import io.foreflow.models.network.Loss;
import io.foreflow.training.report.HtmlReport;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LearningCurveTest {
    @Test
    void shouldDrawBothCurvesAndWhereTheWeightsWereTaken() {
        assertThat(drawn(2, new EpochLoss(1, 0.5, 0.4), new EpochLoss(2, 0.3, 0.2), new EpochLoss(3, 0.2, 0.25)))
                .contains(">training</th>", ">validation</th>", ">weights of epoch 2</th>", "mean absolute error");
    }

    @Test
    void shouldDrawNoValidationThatIsNotKnown() {
        assertThat(drawn(1, new EpochLoss(1, 0.5, Double.NaN)))
                .contains(">training</th>")
                .doesNotContain(">validation</th>", "weights of epoch");
    }

    private static String drawn(int best, EpochLoss... epochs) {
        FitResult fit = new FitResult(new Weights(Map.of()), List.of(epochs), best);
        return HtmlReport.titled("", "m@1")
                .add(LearningCurve.of(fit, "Loss", new Loss.Mae()))
                .toHtml();
    }
}
