package io.foreflow.models.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.foreflow.models.engine.Tensor;
import io.foreflow.models.engine.Weights;
import io.foreflow.models.engine.fused.FusedEngine;
import io.foreflow.models.network.Activation;
import io.foreflow.models.network.LayerSpec.Dense;
import io.foreflow.models.network.LayerSpec.Flatten;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.Shape;
import io.foreflow.models.tabular.Answer;
import io.foreflow.models.tabular.Answer.Estimate;
import io.foreflow.models.tabular.Answered;
import io.foreflow.models.tabular.Classes;
import io.foreflow.models.tabular.Column;
import io.foreflow.models.tabular.Columns;
import io.foreflow.models.tabular.NoAnswerException.NoAnswerReason;
import io.foreflow.models.tabular.Question.Numbers;
import io.foreflow.models.tabular.Question.TextQuestion;
import io.foreflow.models.tabular.Refusals;
import io.foreflow.models.tabular.Text;
import io.foreflow.models.tabular.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class InferenceModelTest {
    private static final InferenceTask PRICES =
            new InferenceTask(new Columns(List.of(new Column("rooms", 6, 2))), new Value("price", "USD", 20, 10));
    private static final InferenceTask REVIEWS =
            new InferenceTask(new Text(List.of("good", "bad"), 6), new Classes(List.of("negative", "positive")));

    @Test
    void shouldAnswerInTheTargetsUnit() {
        try (InferenceModel model = prices()) {
            assertThat(model.answers(List.of(rooms(6), rooms(8), rooms(4))))
                    .extracting(Answered::answer)
                    .containsExactly(price(25), price(55), price(-5));
            assertThat(model.answer(rooms(8))).isEqualTo(new Answered(price(55), Optional.empty()));
        }
    }

    @Test
    void shouldAnswerPreparedRowsAsItAnswersQuestions() {
        try (InferenceModel model = prices()) {
            assertThat(model.answers(Tensor.of(Shape.of(2, 1), 0f, 1f)))
                    .isEqualTo(model.answers(List.of(rooms(6), rooms(8))).stream()
                            .map(Answered::answer)
                            .toList());
        }
    }

    @Test
    void shouldFillAnInputOfSeveralDimensionsWithColumns() {
        // given
        NetworkSpec network = NetworkSpec.sequential(Shape.of(2, 1))
                .add(new Flatten())
                .add(new Dense(1, Activation.LINEAR))
                .build();
        InferenceTask task = new InferenceTask(
                new Columns(List.of(Column.plain("before"), Column.plain("last"))), new Value("next", "cars/h", 0, 1));

        // when
        try (InferenceModel model = new InferenceModel(
                task, network, weights(network, new float[] {10, 1}, new float[1]), FusedEngine.plain())) {
            // then
            assertThat(model.answer(new Numbers(Map.of("last", 3.0, "before", 2.0)))
                            .answer())
                    .isEqualTo(new Estimate("next", 23, "cars/h"));
            assertThat(model.answers(Tensor.of(Shape.of(1, 2, 1), 2f, 3f)))
                    .containsExactly(new Estimate("next", 23, "cars/h"));
        }
    }

    @Test
    void shouldClassifyTexts() {
        try (InferenceModel model = reviews()) {
            assertThat(model.answers(List.of(
                            new TextQuestion("Good, good!"), new TextQuestion("bad"), new TextQuestion("so so"))))
                    .extracting(answered -> ((Answer.Classification) answered.answer()).label())
                    .containsExactly("positive", "negative", "positive");
        }
    }

    @Test
    void shouldSayWhichShareOfATextsWordsItDoesNotKnow() {
        try (InferenceModel model = reviews()) {
            List<Answered> answered = model.answers(List.of(
                    new TextQuestion("Good, good!"),
                    new TextQuestion("a good, bad film"),
                    new TextQuestion("so so"),
                    new TextQuestion("?x?")));

            assertThat(answered)
                    .extracting(one -> one.unknownWordShare().orElseThrow())
                    .containsExactly(0.0, 0.5, 1.0, 1.0);
            assertThat(answered).extracting(Answered::isOfUnknownWordsOnly).containsExactly(false, false, true, true);
            assertThat(answered.get(2)).isEqualTo(answered.get(3));
        }
    }

    @Test
    void shouldRefuseAQuestionThatItCannotUseAndNameItsRow() {
        try (InferenceModel model = prices()) {
            Refusals.assertRefused(
                    () -> model.answers(List.of(rooms(6), rooms(Double.NaN))), NoAnswerReason.NOT_FINITE, 1, "rooms");
            Refusals.assertRefused(
                    () -> model.answer(new TextQuestion("six rooms")),
                    NoAnswerReason.WRONG_KIND,
                    0,
                    "reads columns, not text");
        }
    }

    @Test
    void shouldRefuseANetworkThatDoesNotFit() {
        NetworkSpec network = NetworkSpec.sequential(Shape.of(2))
                .add(new Dense(1, Activation.LINEAR))
                .build();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new InferenceModel(
                        PRICES, network, weights(network, new float[] {1, 1}, new float[1]), FusedEngine.plain()))
                .withMessageContaining("the network reads [(2,)] where columns give (1,)");
    }

    /** price = 10 · (3 · x + 0.5) + 20 with x = (rooms − 6) / 2. */
    private static InferenceModel prices() {
        NetworkSpec network = NetworkSpec.sequential(Shape.of(1))
                .add(new Dense(1, Activation.LINEAR))
                .build();
        return new InferenceModel(
                PRICES, network, weights(network, new float[] {3}, new float[] {0.5f}), FusedEngine.plain());
    }

    private static InferenceModel reviews() {
        NetworkSpec network = NetworkSpec.sequential(Shape.of(6))
                .add(new Dense(1, Activation.SIGMOID))
                .build();
        float[] kernel = {0, 0, 0, 0, 2, -2};
        return new InferenceModel(REVIEWS, network, weights(network, kernel, new float[1]), FusedEngine.plain());
    }

    private static Weights weights(NetworkSpec network, float[] kernel, float[] bias) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put("dense/kernel", Tensor.of(Shape.of(kernel.length, 1), kernel));
        tensors.put("dense/bias", Tensor.of(network.outputShape(), bias));
        return new Weights(tensors);
    }

    private static Numbers rooms(double rooms) {
        return new Numbers(Map.of("rooms", rooms));
    }

    private static Estimate price(double value) {
        return new Estimate("price", value, "USD");
    }
}
