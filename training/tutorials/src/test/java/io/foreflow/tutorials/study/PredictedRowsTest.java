package io.foreflow.tutorials.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.foreflow.models.engine.Tensor;
import io.foreflow.models.network.Loss;
import io.foreflow.models.network.Metric;
import io.foreflow.models.network.Shape;
import org.junit.jupiter.api.Test;

class PredictedRowsTest {
    private static final float[] PROBABILITIES = {0.7f, 0.2f, 0.1f, 0.3f, 0.4f, 0.3f, 0.1f, 0.1f, 0.8f};

    @Test
    void shouldGiveTheSameForNumbersAndOneHotLabels() {
        // given
        PredictedRows sparse = new PredictedRows(
                new Loss.SparseCategoricalCrossEntropy(), PROBABILITIES, Tensor.of(Shape.of(3), 0, 2, 2));
        PredictedRows oneHot = new PredictedRows(
                new Loss.CategoricalCrossEntropy(),
                PROBABILITIES,
                Tensor.of(Shape.of(3, 3), 1, 0, 0, 0, 0, 1, 0, 0, 1));

        // then
        double expected = -(Math.log(0.7f) + Math.log(0.3f) + Math.log(0.8f)) / 3;
        assertThat(sparse.loss()).isCloseTo(expected, within(1e-9)).isEqualTo(oneHot.loss());
        assertThat(sparse.metric(Metric.ACCURACY)).isEqualTo(2.0 / 3).isEqualTo(oneHot.metric(Metric.ACCURACY));
        assertThat(sparse.confusion(3)).isDeepEqualTo(new long[][] {{1, 0, 0}, {0, 0, 0}, {0, 1, 1}});
        assertThat(oneHot.confusion(3)).isDeepEqualTo(sparse.confusion(3));
    }

    @Test
    void shouldCountTheMostProbableClassesTheFirstOfEqualsFirst() {
        PredictedRows predictions = new PredictedRows(
                new Loss.SparseCategoricalCrossEntropy(), PROBABILITIES, Tensor.of(Shape.of(3), 2, 2, 0));

        assertThat(predictions.topAccuracy(1)).isZero();
        // Of row 1, class 0 comes before class 2, which is as probable; of row 2 it is first of two equals.
        assertThat(predictions.topAccuracy(2)).isCloseTo(1.0 / 3, within(1e-9));
        assertThat(predictions.topAccuracy(3)).isEqualTo(1);
    }

    @Test
    void shouldJudgeOneProbability() {
        // given
        PredictedRows predictions = new PredictedRows(
                new Loss.BinaryCrossEntropy(), new float[] {0.9f, 0.5f, 0.2f}, Tensor.of(Shape.of(3, 1), 1, 1, 0));

        // then
        assertThat(predictions.loss())
                .isCloseTo(-(Math.log(0.9f) + Math.log(0.5f) + Math.log(1 - 0.2f)) / 3, within(1e-7));
        assertThat(predictions.metric(Metric.ACCURACY)).isCloseTo(2.0 / 3, within(1e-9));
        assertThat(predictions.decision(1)).isZero();
        assertThat(predictions.confidence(2)).isCloseTo(0.8, within(1e-6));
    }

    @Test
    void shouldPutPriorsBack() {
        // given: two classes taught evenly, of which the first is nine times as frequent
        PredictedRows softmax = new PredictedRows(
                new Loss.SparseCategoricalCrossEntropy(), new float[] {0.4f, 0.6f}, Tensor.of(Shape.of(1), 0));
        PredictedRows sigmoid =
                new PredictedRows(new Loss.BinaryCrossEntropy(), new float[] {0.6f}, Tensor.of(Shape.of(1, 1), 0));

        // then
        double expected = 0.6 * 0.1 / (0.6 * 0.1 + 0.4 * 0.9);
        assertThat((double) softmax.withPriors(0.9, 0.1).result(0, 1)).isCloseTo(expected, within(1e-6));
        assertThat((double) sigmoid.withPriors(0.9, 0.1).result(0, 0)).isCloseTo(expected, within(1e-6));
        assertThat(softmax.withPriors(0.5, 0.5).result(0, 1)).isEqualTo(0.6f);
    }

    @Test
    void shouldMeasureErrorsOfValues() {
        // given
        Tensor targets = Tensor.of(Shape.of(2, 2), 0, 0, 0, 0);
        float[] results = {3, 4, 0, 0};

        // then
        assertThat(new PredictedRows(new Loss.Mse(), results, targets).loss()).isEqualTo(25.0 / 4);
        assertThat(new PredictedRows(new Loss.Mae(), results, targets).loss()).isEqualTo(7.0 / 4);
        assertThat(new PredictedRows(new Loss.Quantile(0.9), results, targets).loss())
                .isCloseTo(0.7 / 4, within(1e-9));
        assertThat(new PredictedRows(new Loss.Mse(), results, targets).rmse()).isEqualTo(2.5);
        assertThat(new PredictedRows(new Loss.Mse(), results, targets).metric(Metric.MAE))
                .isEqualTo(7.0 / 4);
    }
}
