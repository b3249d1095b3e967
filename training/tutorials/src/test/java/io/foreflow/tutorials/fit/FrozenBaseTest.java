package io.foreflow.tutorials.fit;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreflow.models.engine.Engine;
import io.foreflow.models.engine.Initialization;
import io.foreflow.models.engine.Predictor;
import io.foreflow.models.engine.Samples;
import io.foreflow.models.engine.Tensor;
import io.foreflow.models.engine.Weights;
import io.foreflow.models.engine.select.EngineChoice;
import io.foreflow.models.engine.select.EngineSelector;
import io.foreflow.models.network.Activation;
import io.foreflow.models.network.LayerSpec;
import io.foreflow.models.network.LayerSpec.Add;
import io.foreflow.models.network.LayerSpec.Dense;
import io.foreflow.models.network.LayerSpec.Dropout;
import io.foreflow.models.network.LayerSpec.Rescaling;
import io.foreflow.models.network.Loss.Mse;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.NetworkSpec.Node;
import io.foreflow.models.network.OptimizerSpec.Sgd;
import io.foreflow.models.network.Shape;
import io.foreflow.models.network.TrainingSpec;
import io.foreflow.tutorials.study.StudyRecipe;
import io.foreflow.tutorials.study.Tutorials;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FrozenBaseTest {
    private static final LayerSpec DENSE = new Dense(3, Activation.TANH);

    private static TrainingSpec freezing(String... layers) {
        return new TrainingSpec(new Mse(), new Sgd(0.1), 4, 1, Optional.empty(), 1).withFrozen(Set.of(layers));
    }

    private static Node node(String name, LayerSpec layer, String... inputs) {
        return new Node(name, layer, List.of(inputs));
    }

    private static NetworkSpec network(Node... nodes) {
        return new NetworkSpec(Map.of("input", Shape.of(3)), List.of(nodes), nodes[nodes.length - 1].name());
    }

    private static List<String> names(NetworkSpec network) {
        return network.nodes().stream().map(Node::name).toList();
    }

    @Test
    void shouldReachToTheLastLayerThatCannotChange() {
        // given
        NetworkSpec network = network(
                node("scaled", new Rescaling(0.5, 0), "input"),
                node("a", DENSE, "scaled"),
                node("b", DENSE, "a"),
                node("rescaled", new Rescaling(2, 0), "b"),
                node("c", DENSE, "rescaled"),
                node("d", DENSE, "c"));
        TrainingSpec plan = freezing("a", "b", "d");

        // when
        FrozenBase parts = FrozenBase.of(network, plan).orElseThrow();

        // then
        assertThat(names(parts.base())).containsExactly("scaled", "a", "b", "rescaled");
        assertThat(parts.base().output()).isEqualTo("rescaled");
        assertThat(parts.head().inputs()).isEqualTo(Map.of("rescaled", Shape.of(3)));
        assertThat(names(parts.head())).containsExactly("c", "d");
        assertThat(parts.plan(plan).frozen()).containsExactly("d");
    }

    @Test
    void shouldYieldWhatTheWholeNetworkYieldsThere() {
        // given
        NetworkSpec network = network(node("a", DENSE, "input"), node("b", DENSE, "a"), node("c", DENSE, "b"));
        FrozenBase parts = FrozenBase.of(network, freezing("a", "b")).orElseThrow();
        Engine engine =
                new EngineSelector(EngineChoice.FUSED).forForecasting(network).engine();
        Weights weights = Initialization.weights(network, 5);
        Tensor rows = Tensor.of(Shape.of(2, 3), 1, 2, 3, -1, 0, 0.5f);
        Samples samples = new Samples(Map.of("input", rows), Tensor.of(Shape.of(2, 3), 1, 2, 3, 4, 5, 6));

        // when
        Samples features = parts.features(engine, weights, samples);

        // then
        assertThat(features.targets()).isEqualTo(samples.targets());
        assertThat(features.inputs()).containsOnlyKeys("b");
        float[] through = new float[6];
        float[] whole = new float[6];
        try (Predictor head = engine.predictor(parts.head(), FrozenBase.of(parts.head(), weights));
                Predictor all = engine.predictor(network, weights)) {
            head.predict(List.copyOf(features.inputs().values()), through);
            all.predict(List.of(rows), whole);
        }
        assertThat(through).containsExactly(whole);
    }

    @Test
    void shouldHoldBranchesThatMeetAgain() {
        // given
        NetworkSpec network = network(
                node("a", DENSE, "input"),
                node("b", DENSE, "a"),
                node("sum", new Add(), "a", "b"),
                node("out", DENSE, "sum"));

        // when
        FrozenBase parts = FrozenBase.of(network, freezing("a", "b")).orElseThrow();

        // then
        assertThat(parts.base().output()).isEqualTo("sum");
    }

    @Test
    void shouldEndBeforeABranchThatIsFitted() {
        // given a, which both b (frozen) and c (fitted) read
        NetworkSpec network = network(
                node("a", DENSE, "input"),
                node("b", DENSE, "a"),
                node("c", DENSE, "a"),
                node("out", new Add(), "b", "c"));

        // when
        FrozenBase parts = FrozenBase.of(network, freezing("a", "b")).orElseThrow();

        // then
        assertThat(parts.base().output()).isEqualTo("a");
        assertThat(names(parts.head())).containsExactly("b", "c", "out");
        assertThat(parts.plan(freezing("a", "b")).frozen()).containsExactly("b");
    }

    @Test
    void shouldNotBeWhereTheInputIsReadAgainLater() {
        NetworkSpec network =
                network(node("a", DENSE, "input"), node("skip", DENSE, "input"), node("out", new Add(), "a", "skip"));

        assertThat(FrozenBase.of(network, freezing("a"))).isEmpty();
    }

    @Test
    void shouldNotHoldWhatDropsAnew() {
        NetworkSpec behind = network(
                node("a", DENSE, "input"),
                node("drop", new Dropout(0.5), "a"),
                node("b", DENSE, "drop"),
                node("out", DENSE, "b"));
        NetworkSpec before =
                network(node("drop", new Dropout(0.5), "input"), node("a", DENSE, "drop"), node("out", DENSE, "a"));
        NetworkSpec none =
                network(node("drop", new Dropout(0), "input"), node("a", DENSE, "drop"), node("out", DENSE, "a"));

        assertThat(FrozenBase.of(behind, freezing("a", "b"))
                        .orElseThrow()
                        .base()
                        .output())
                .isEqualTo("a");
        assertThat(FrozenBase.of(before, freezing("a"))).isEmpty();
        assertThat(FrozenBase.of(none, freezing("a"))).isPresent();
    }

    @Test
    void shouldNotBeWhereNothingIsFrozen() {
        NetworkSpec network = network(
                node("scaled", new Rescaling(0.5, 0), "input"), node("a", DENSE, "scaled"), node("out", DENSE, "a"));

        assertThat(FrozenBase.of(network, freezing())).isEmpty();
        assertThat(FrozenBase.of(network, freezing("out"))).isEmpty();
    }

    @Test
    void shouldBeAllOfVggThenAllButItsLastBlock() {
        // given
        StudyRecipe recipe = Tutorials.study("vgg16-fine-tune");
        NetworkSpec network = recipe.network().inlined();

        // when
        FrozenBase first = FrozenBase.of(network, recipe.phases().get(0)).orElseThrow();
        FrozenBase second = FrozenBase.of(network, recipe.phases().get(1)).orElseThrow();

        // then
        assertThat(names(first.head())).containsExactly("dense");
        assertThat(first.base().outputShape()).isEqualTo(Shape.of(25_088));
        assertThat(second.base().output()).isEqualTo("vgg16.block4_pool");
        assertThat(second.base().outputShape()).isEqualTo(Shape.of(14, 14, 512));
    }
}
