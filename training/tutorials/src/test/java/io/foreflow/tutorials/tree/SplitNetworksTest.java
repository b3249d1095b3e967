package io.foreflow.tutorials.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.foreflow.models.bundle.Bundles;
import io.foreflow.models.engine.Engine;
import io.foreflow.models.engine.IndexLists;
import io.foreflow.models.engine.Initialization;
import io.foreflow.models.engine.Predictor;
import io.foreflow.models.engine.Rows;
import io.foreflow.models.engine.Weights;
import io.foreflow.models.engine.fused.FusedEngine;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.model.BuildFacts;
import io.foreflow.models.model.FitFacts;
import io.foreflow.models.model.InferenceModel;
import io.foreflow.models.model.InferenceTask;
import io.foreflow.models.model.ModelCard;
import io.foreflow.models.model.TrainedModel;
import io.foreflow.models.network.Activation;
import io.foreflow.models.network.LayerSpec.Dense;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.Shape;
import io.foreflow.models.tabular.Answer.ClassProbability;
import io.foreflow.models.tabular.Answer.Classification;
import io.foreflow.models.tabular.ClassTree;
import io.foreflow.models.tabular.ClassTree.ClassSplit;
import io.foreflow.models.tabular.ClassTree.Further;
import io.foreflow.models.tabular.ClassTree.Leaf;
import io.foreflow.models.tabular.Text;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SplitNetworksTest {
    private static final Engine ENGINE = FusedEngine.create();
    private static final List<String> LABELS = List.of("a", "b", "c", "d");
    private static final Rows ROWS = IndexLists.of(8, new int[] {1, 4}, new int[] {1, 2, 5, 7}, new int[] {1});

    /** 0 and 1, 2 and 3 are alike. */
    private static Clustering pairs() {
        return Clustering.of(new double[][] {
            {0, 1, 4, 6},
            {1, 0, 5, 8},
            {4, 5, 0, 3},
            {6, 8, 3, 0}
        });
    }

    private static NetworkSpec network(int classes) {
        return SplitNetworks.sized(
                NetworkSpec.sequential(Shape.of(8))
                        .add(new Dense(5, Activation.RELU))
                        .add(new Dense(9, Activation.SOFTMAX))
                        .build(),
                classes);
    }

    private static float[] predict(NetworkSpec network, Weights weights) {
        float[] results = new float[3 * network.outputShape().size()];
        try (Predictor predictor = ENGINE.predictor(network, weights)) {
            predictor.predict(List.of(ROWS), results);
        }
        return results;
    }

    @Test
    void shouldGrowLevelsOutOfTheClustering() {
        assertThat(SplitNetworks.tree(LABELS, pairs(), List.of()).splits())
                .containsExactly(new ClassSplit(List.of(new Leaf(0), new Leaf(1), new Leaf(2), new Leaf(3))));
        assertThat(SplitNetworks.tree(LABELS, pairs(), List.of(2)).splits())
                .containsExactly(
                        new ClassSplit(List.of(new Further(1), new Further(2))),
                        new ClassSplit(List.of(new Leaf(0), new Leaf(1))),
                        new ClassSplit(List.of(new Leaf(2), new Leaf(3))));
        assertThat(SplitNetworks.tree(LABELS, pairs(), List.of(3)).splits())
                .containsExactly(
                        new ClassSplit(List.of(new Further(1), new Leaf(2), new Leaf(3))),
                        new ClassSplit(List.of(new Leaf(0), new Leaf(1))));
        // what the second level does not part, the classes do
        assertThat(SplitNetworks.tree(LABELS, pairs(), List.of(2, 3)))
                .isEqualTo(SplitNetworks.tree(LABELS, pairs(), List.of(2)));
    }

    @Test
    void shouldTellWhichChildLeadsToAClass() {
        ClassTree tree = SplitNetworks.tree(LABELS, pairs(), List.of(2));

        assertThat(SplitNetworks.children(tree, 0)).containsExactly(0, 0, 1, 1);
        assertThat(SplitNetworks.children(tree, 2)).containsExactly(-1, -1, 0, 1);
    }

    @Test
    void shouldBeTheProductOfItsParts() {
        // given
        ClassTree tree = SplitNetworks.tree(LABELS, pairs(), List.of(2));
        List<NetworkSpec> networks = List.of(network(2), network(2), network(2));
        List<Weights> weights = new ArrayList<>();
        for (int split = 0; split < 3; split++) {
            weights.add(Initialization.weights(networks.get(split), 10 + split));
        }

        // when
        float[] joined = predict(SplitNetworks.joined(networks), SplitNetworks.joinedWeights(weights));

        // then
        float[] root = predict(networks.get(0), weights.get(0));
        float[] first = predict(networks.get(1), weights.get(1));
        float[] second = predict(networks.get(2), weights.get(2));
        for (int row = 0; row < 3; row++) {
            assertThat(tree.probabilities(joined, row, 6))
                    .containsExactly(
                            new double[] {
                                root[2 * row] * first[2 * row],
                                root[2 * row] * first[2 * row + 1],
                                root[2 * row + 1] * second[2 * row],
                                root[2 * row + 1] * second[2 * row + 1]
                            },
                            within(1e-6));
        }
    }

    @Test
    void shouldAnswerTheSameFromABundle() {
        // given
        ClassTree tree = SplitNetworks.tree(LABELS, pairs(), List.of(3));
        List<NetworkSpec> networks = List.of(network(3), network(2));
        Weights weights = SplitNetworks.joinedWeights(
                List.of(Initialization.weights(networks.get(0), 1), Initialization.weights(networks.get(1), 2)));
        NetworkSpec joined = SplitNetworks.joined(networks);
        TrainedModel bundle = new TrainedModel(
                new ModelRef("tree", "1"),
                joined,
                weights,
                new InferenceTask(new Text(List.of("w", "x", "y", "z"), 8), tree),
                ModelCard.ofInference(
                        new BuildFacts("tree", Instant.EPOCH, "fused", "test", "17", "any"),
                        new FitFacts("0".repeat(64), 1, 0, 1, 1),
                        Map.of()));

        // when
        TrainedModel read = Bundles.read(Bundles.write(bundle));

        // then
        assertThat(read.network()).isEqualTo(joined);
        float[] expected = predict(joined, weights);
        try (InferenceModel model = new InferenceModel(read, ENGINE)) {
            var answers = model.answers(ROWS);
            assertThat(answers).hasSize(3);
            for (int row = 0; row < 3; row++) {
                double[] probabilities = tree.probabilities(expected, row, 5);
                for (ClassProbability one : ((Classification) answers.get(row)).classes()) {
                    assertThat(one.probability()).isCloseTo(probabilities[LABELS.indexOf(one.label())], within(1e-9));
                }
            }
        }
    }

    @Test
    void shouldJoinASingleSplit() {
        Weights weights = Initialization.weights(network(4), 1);

        NetworkSpec joined = SplitNetworks.joined(List.of(network(4)));

        SplitNetworks.tree(LABELS, pairs(), List.of()).requireFit(joined.inlined());
        assertThat(predict(joined, SplitNetworks.joinedWeights(List.of(weights))))
                .containsExactly(predict(network(4), weights));
    }

    @Test
    void shouldRefuseNetworksThatYieldNoProbabilities() {
        NetworkSpec linear = NetworkSpec.sequential(Shape.of(8))
                .add(new Dense(9, Activation.LINEAR))
                .build();

        assertThatThrownBy(() -> SplitNetworks.sized(linear, 2)).hasMessageContaining("softmax");
    }
}
