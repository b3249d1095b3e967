package io.foreflow.models.tabular;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.foreflow.models.network.Activation;
import io.foreflow.models.network.LayerSpec.Concatenate;
import io.foreflow.models.network.LayerSpec.Dense;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.NetworkSpec.Node;
import io.foreflow.models.network.Shape;
import io.foreflow.models.tabular.Answer.ClassProbability;
import io.foreflow.models.tabular.Answer.Classification;
import io.foreflow.models.tabular.Answer.Estimate;
import io.foreflow.models.tabular.ClassTree.ClassSplit;
import io.foreflow.models.tabular.ClassTree.Further;
import io.foreflow.models.tabular.ClassTree.Leaf;
import io.foreflow.models.tabular.NoAnswerException.NoAnswerReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OutputSpecTest {
    private static final Classes TWO = new Classes(List.of("negative", "positive"));
    private static final Classes THREE = new Classes(List.of("grain", "crude", "trade"));

    /** grain against (crude against (trade against money)). */
    private static final ClassTree TREE = new ClassTree(
            List.of("trade", "grain", "crude", "money"),
            List.of(
                    new ClassSplit(List.of(new Leaf(1), new Further(1))),
                    new ClassSplit(List.of(new Leaf(2), new Further(2))),
                    new ClassSplit(List.of(new Leaf(0), new Leaf(3)))));

    @Test
    void shouldReadASigmoidAsTheSecondLabelsProbability() {
        assertThat(TWO.answer(new float[] {0.25f}, 0, 1))
                .isEqualTo(new Classification(
                        List.of(new ClassProbability("negative", 0.75), new ClassProbability("positive", 0.25))));
        assertThat(TWO.answer(new float[] {0.25f, 0.875f}, 1, 1).label()).isEqualTo("positive");
    }

    @Test
    void shouldDecideForTheSecondLabelFromOneHalfOn() {
        assertThat(TWO.answer(new float[] {0.5f}, 0, 1).label()).isEqualTo("positive");
        assertThat(TWO.answer(new float[] {Math.nextDown(0.5f)}, 0, 1).label()).isEqualTo("negative");
    }

    @Test
    void shouldRankClassesByProbability() {
        // when
        Classification answer = THREE.answer(new float[] {9, 9, 9, 0.25f, 0.125f, 0.625f}, 1, 3);

        // then
        assertThat(answer.label()).isEqualTo("trade");
        assertThat(answer.probability()).isEqualTo(0.625);
        assertThat(answer.top(2)).extracting(ClassProbability::label).containsExactly("trade", "grain");
        assertThat(answer.top(9)).hasSize(3);
    }

    @Test
    void shouldDecideForTheFirstOfEquals() {
        assertThat(THREE.answer(new float[] {0.25f, 0.375f, 0.375f}, 0, 3).label())
                .isEqualTo("crude");
    }

    @Test
    void shouldBringAValueBackIntoItsUnit() {
        Value price = new Value("price", "USD", 1_000, 100_000);

        assertThat(price.answer(new float[] {0, 2.5f}, 1, 1)).isEqualTo(new Estimate("price", 251_000, "USD"));
        assertThat(price.target(251_000)).isEqualTo(2.5f);
    }

    @Test
    void shouldMultiplyProbabilitiesAlongTheTree() {
        // when
        Classification answer =
                TREE.answer(new float[] {9, 9, 9, 9, 9, 9, 0.25f, 0.75f, 0.5f, 0.5f, 0.25f, 0.75f}, 1, 6);

        // then
        assertThat(answer.classes())
                .containsExactly(
                        new ClassProbability("crude", 0.375),
                        new ClassProbability("money", 0.28125),
                        new ClassProbability("grain", 0.25),
                        new ClassProbability("trade", 0.09375));
        assertThat(answer.classes().stream()
                        .mapToDouble(ClassProbability::probability)
                        .sum())
                .isCloseTo(1, within(1e-12));
    }

    @Test
    void shouldRefuseResultsThatAreNoAnswers() {
        Refusals.assertRefused(
                () -> TWO.answer(new float[] {0, Float.NaN}, 1, 1),
                NoAnswerReason.UNUSABLE_RESULT,
                1,
                "NaN as the probability of positive");
        Refusals.assertRefused(
                () -> THREE.answer(new float[] {0, 0, 2}, 0, 3),
                NoAnswerReason.UNUSABLE_RESULT,
                0,
                "2.0 as the probability");
        Refusals.assertRefused(
                () -> new Value("price", "USD", 0, 1e300).answer(new float[] {Float.POSITIVE_INFINITY}, 0, 1),
                NoAnswerReason.UNUSABLE_RESULT,
                0,
                "which is no price");
        Refusals.assertRefused(
                () -> TREE.answer(new float[] {0, 1, 0, 1, 0, Float.NaN}, 0, 6),
                NoAnswerReason.UNUSABLE_RESULT,
                0,
                "of money");
    }

    @Test
    void shouldFitNetworksThatYieldWhatItReads() {
        assertThatCode(() -> TWO.requireFit(dense(1, Activation.SIGMOID))).doesNotThrowAnyException();
        assertThatCode(() -> TWO.requireFit(dense(2, Activation.SOFTMAX))).doesNotThrowAnyException();
        assertThatCode(() -> THREE.requireFit(dense(3, Activation.SOFTMAX))).doesNotThrowAnyException();
        assertThatCode(() -> new Value("a", "b", 0, 1).requireFit(dense(1, Activation.LINEAR)))
                .doesNotThrowAnyException();
        assertThatCode(() -> TREE.requireFit(splits(2, 2, 2))).doesNotThrowAnyException();
    }

    @Test
    void shouldRefuseNetworksThatYieldSomethingElse() {
        assertUnfit(TWO, dense(1, Activation.TANH), "activation sigmoid");
        assertUnfit(TWO, dense(3, Activation.SOFTMAX), "yields (3,) where 2 labels need (2,)");
        assertUnfit(THREE, dense(3, Activation.SIGMOID), "activation softmax");
        assertUnfit(THREE, dense(1, Activation.SIGMOID), "yields (1,) where 3 labels need (3,)");
        assertUnfit(new Value("a", "b", 0, 1), dense(2, Activation.LINEAR), "yields (2,) where one value");
        assertUnfit(TREE, dense(6, Activation.SOFTMAX), "1 splits where the tree has 3");
        assertUnfit(TREE, splits(3, 3), "2 splits where the tree has 3");
        assertUnfit(TREE, splits(2, 3, 1), "layer split1 must be a dense one of 2 units");
        assertUnfit(TREE, splits(2, 2), "yields (4,) where 3 splits need (6,)");
    }

    @Test
    void shouldRefuseLabelsThatCannotBe() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Classes(List.of("one")));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Classes(List.of("a", "a")))
                .withMessageContaining("a is used twice");
        assertThatIllegalArgumentException().isThrownBy(() -> new Classes(List.of("a", " ")));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Value("price", "USD", 0, 0))
                .withMessageContaining("scale (0.0) of price");
        assertThatIllegalArgumentException().isThrownBy(() -> new Value("price", " ", 0, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new Value("price", "USD", Double.NaN, 1));
    }

    @Test
    void shouldRefuseTreesThatAreNone() {
        assertNoTree("at least one split");
        assertNoTree("split 1 must lead to later splits, not to 1", split(0, -1), split(-1, 1));
        assertNoTree("there is no split 2", split(0, -2), split(1, 2));
        assertNoTree("there is no label 3", split(0, 3));
        assertNoTree("label 0 is a child twice", split(0, 0));
        assertNoTree("split 1 is a child twice", split(-1, -1), split(0, 1));
        assertNoTree("label 2 is no split's child", split(0, 1));
        assertNoTree("label 0 is a child twice", split(0, 1, 2), split(0, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new ClassSplit(List.of(new Leaf(0))));
    }

    /** A split whose children are, from 0 on, labels, and below 0 splits, -1 standing for split 1. */
    private static ClassSplit split(int... children) {
        List<ClassTree.Child> list = new ArrayList<>();
        for (int child : children) {
            list.add(child < 0 ? new Further(-child) : new Leaf(child));
        }
        return new ClassSplit(list);
    }

    private static void assertNoTree(String message, ClassSplit... splits) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ClassTree(List.of("a", "b", "c"), List.of(splits)))
                .withMessageContaining(message);
    }

    private static void assertUnfit(OutputSpec output, NetworkSpec network, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> output.requireFit(network))
                .withMessageContaining(message);
    }

    private static NetworkSpec dense(int units, Activation activation) {
        return NetworkSpec.sequential(Shape.of(4))
                .add(new Dense(units, activation))
                .build();
    }

    private static NetworkSpec splits(int... units) {
        List<Node> nodes = new ArrayList<>();
        for (int i = 0; i < units.length; i++) {
            nodes.add(new Node("split" + i, new Dense(units[i], Activation.SOFTMAX), List.of("input")));
        }
        nodes.add(new Node(
                "joined", new Concatenate(), nodes.stream().map(Node::name).toList()));
        return new NetworkSpec(Map.of("input", Shape.of(4)), nodes, "joined");
    }

    @Test
    void shouldAnswerSeveralValuesInTheirUnit() {
        // given
        ValueSequence values = new ValueSequence(List.of("lead1", "lead2"), "vehicles/h", 100, 50);

        // when
        Answer.Estimates answer = values.answer(new float[] {9, 9, 0.5f, -1}, 1, 2);

        // then
        assertThat(answer.estimates())
                .containsExactly(
                        new Answer.Estimate("lead1", 125, "vehicles/h"),
                        new Answer.Estimate("lead2", 50, "vehicles/h"));
        assertThatThrownBy(() -> values.answer(new float[] {1, Float.NaN}, 0, 2))
                .isInstanceOf(NoAnswerException.class)
                .hasMessageContaining("lead2");
        assertThatThrownBy(() -> new ValueSequence(List.of("a", "a"), "1", 0, 1))
                .hasMessageContaining("must differ");
    }
}
