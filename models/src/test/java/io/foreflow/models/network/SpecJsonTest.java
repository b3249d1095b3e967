package io.foreflow.models.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.foreflow.models.network.LayerSpec.Concatenate;
import io.foreflow.models.network.LayerSpec.Dense;
import io.foreflow.models.network.LayerSpec.Dropout;
import io.foreflow.models.network.LayerSpec.Embedding;
import io.foreflow.models.network.LayerSpec.Gru;
import io.foreflow.models.network.LayerSpec.Lstm;
import io.foreflow.models.network.NetworkSpec.Node;
import io.foreflow.models.network.OptimizerSpec.Adam;
import io.foreflow.models.network.OptimizerSpec.Ridge;
import io.foreflow.models.network.OptimizerSpec.RmsProp;
import io.foreflow.models.network.OptimizerSpec.Sgd;
import io.foreflow.models.network.TrainingSpec.EarlyStopping;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class SpecJsonTest {
    private final ObjectMapper json = new ObjectMapper();
    private final ObjectMapper yaml = new YAMLMapper();

    @Property(tries = 100, seed = "237")
    void shouldReadTheNetworkThatItWrote(@ForAll long seed) throws JsonProcessingException {
        // given
        NetworkSpec network = RandomNetworks.network(seed);

        // when
        String asJson = json.writeValueAsString(SpecJson.toJson(network));
        String asYaml = yaml.writeValueAsString(SpecJson.toJson(network));

        // then
        assertThat(SpecJson.network(json.readTree(asJson))).isEqualTo(network);
        assertThat(SpecJson.network(yaml.readTree(asYaml))).isEqualTo(network);
        assertThat(SpecJson.network(json.readTree(asJson)).inputs().keySet())
                .containsExactlyElementsOf(network.inputs().keySet());
    }

    @Property(tries = 100, seed = "237")
    void shouldReadThePlanThatItWrote(@ForAll("plans") TrainingSpec plan) throws JsonProcessingException {
        // when
        String asJson = json.writeValueAsString(SpecJson.toJson(plan));
        String asYaml = yaml.writeValueAsString(SpecJson.toJson(plan));

        // then
        assertThat(SpecJson.training(json.readTree(asJson))).isEqualTo(plan);
        assertThat(SpecJson.training(yaml.readTree(asYaml))).isEqualTo(plan);
    }

    private static Arbitrary<Loss> losses() {
        return Arbitraries.oneOf(
                Arbitraries.of(
                        new Loss.Mse(),
                        new Loss.Mae(),
                        new Loss.BinaryCrossEntropy(),
                        new Loss.CategoricalCrossEntropy(),
                        new Loss.SparseCategoricalCrossEntropy()),
                Arbitraries.doubles().between(0, false, 1, false).map(Loss.Quantile::new));
    }

    @Provide
    Arbitrary<TrainingSpec> plans() {
        Arbitrary<Double> rate = Arbitraries.doubles().between(1e-9, 10).ofScale(9);
        Arbitrary<Double> share = Arbitraries.doubles().between(0, true, 1, false);
        Arbitrary<Double> epsilon = Arbitraries.doubles().between(1e-12, 1).ofScale(12);
        Arbitrary<OptimizerSpec> optimizer = Arbitraries.oneOf(
                rate.map(Sgd::new),
                Combinators.combine(rate, share, epsilon).as(RmsProp::new),
                Combinators.combine(rate, share, share, epsilon).as(Adam::new));
        return Combinators.combine(
                        losses(),
                        optimizer,
                        Arbitraries.integers().greaterOrEqual(1),
                        Arbitraries.integers().greaterOrEqual(1),
                        Arbitraries.integers()
                                .greaterOrEqual(1)
                                .map(EarlyStopping::new)
                                .optional(),
                        Arbitraries.longs())
                .as(TrainingSpec::new);
    }

    @Test
    void shouldReadEachLossAsItIsWritten() throws JsonProcessingException {
        Map<String, Loss> written = new LinkedHashMap<>();
        written.put("mse", new Loss.Mse());
        written.put("mae", new Loss.Mae());
        written.put("binary_crossentropy", new Loss.BinaryCrossEntropy());
        written.put("categorical_crossentropy", new Loss.CategoricalCrossEntropy());
        written.put("sparse_categorical_crossentropy", new Loss.SparseCategoricalCrossEntropy());
        written.put("{type: quantile, level: 0.9}", new Loss.Quantile(0.9));

        for (Map.Entry<String, Loss> loss : written.entrySet()) {
            String text = "{loss: " + loss.getKey() + ", optimizer: {type: sgd}, epochs: 1}";
            assertThat(SpecJson.training(yaml.readTree(text)).loss()).isEqualTo(loss.getValue());
        }
        assertThat(new Loss.Quantile(0.9).label()).isEqualTo("quantile 0.9");
        assertThat(new Loss.Mse().label()).isEqualTo("mse");
    }

    @Test
    void shouldTellWhatIsWrongWithALoss() throws JsonProcessingException {
        assertThat(problems("loss: binary_crossentrop"))
                .singleElement()
                .asString()
                .startsWith("loss (\"binary_crossentrop\") must be one of mse, mae, binary_crossentropy")
                .endsWith("did you mean binary_crossentropy?");
        assertThat(problems("loss: quantile"))
                .singleElement()
                .asString()
                .contains("or {type: quantile, level: …} with a level between 0 and 1");
        assertThat(problems("loss: {type: quantile, level: 1, lvl: 2}"))
                .containsExactly(
                        "loss.level (1) must be a number above 0 and below 1",
                        "loss.lvl (2) is an unknown key; known are level, type; did you mean level?");
        assertThat(problems("loss: {type: quantile}"))
                .containsExactly("loss.level is missing; it must be a number above 0 and below 1");
        assertThat(problems("loss: {type: mse, level: 0.5}"))
                .containsExactly("loss.type (\"mse\") must be quantile; other losses are written as their name alone");
        assertThat(problems("seed: 1")).singleElement().asString().startsWith("loss is missing; it must be one of mse");
    }

    private List<String> problems(String loss) throws JsonProcessingException {
        JsonNode document = yaml.readTree(loss + "\noptimizer: {type: sgd}\nepochs: 1\n");
        return catchThrowableOfType(InvalidSpecException.class, () -> SpecJson.training(document))
                .problems();
    }

    @Test
    void shouldReadRidge() throws JsonProcessingException {
        // given
        TrainingSpec ridge = new TrainingSpec(new Loss.Mse(), new Ridge(10), 32, 1, Optional.empty(), 0);

        // then
        assertThat(SpecJson.training(yaml.readTree("{loss: mse, optimizer: {type: ridge, lambda: 10}}")))
                .isEqualTo(ridge);
        assertThat(SpecJson.training(SpecJson.toJson(ridge))).isEqualTo(ridge);
        assertThatThrownBy(() -> SpecJson.training(yaml.readTree("{loss: mse, optimizer: {type: ridge}}")))
                .hasMessageContaining("optimizer.lambda is missing; it must be a number of at least 0");
        assertThatThrownBy(() -> SpecJson.training(yaml.readTree("""
                        loss: mae
                        optimizer: {type: ridge, lambda: 1}
                        epochs: 5
                        earlyStopping: {patience: 2}
                        """)))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("loss (mae) must be mse for the optimizer ridge")
                .hasMessageContaining("epochs (5) must be 1 for the optimizer ridge")
                .hasMessageContaining("earlyStopping must be absent for the optimizer ridge");
    }

    @Test
    void shouldReadAGru() throws JsonProcessingException {
        // given
        String text = """
                inputs: {steps: [6, 2]}
                layers:
                  - {type: gru, units: 4, returnSequences: true, resetAfter: false, recurrentActivation: tanh}
                  - {type: gru, units: 3}
                """;

        // when
        NetworkSpec network = SpecJson.network(yaml.readTree(text));

        // then
        assertThat(network.node("gru").layer()).isEqualTo(new Gru(4, Activation.TANH, Activation.TANH, true, false));
        assertThat(network.node("gru_1").layer()).isEqualTo(new Gru(3));
        assertThat(SpecJson.network(SpecJson.toJson(network))).isEqualTo(network);
    }

    @Test
    void shouldReadAnEmbedding() throws JsonProcessingException {
        // given
        String text = """
                inputs: {words: [7]}
                layers:
                  - {type: embedding, inputDim: 100, outputDim: 8}
                  - {type: lstm, units: 4}
                """;
        String wrong = """
                inputs: {words: [7]}
                layers:
                  - {type: embedding, inputDim: 16777217, units: 8}
                  - {type: lstm, units: 4}
                """;

        // then
        assertThat(SpecJson.network(yaml.readTree(text)).node("embedding").layer())
                .isEqualTo(new Embedding(100, 8));
        assertThatThrownBy(() -> SpecJson.network(yaml.readTree(wrong)))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("layers[0].inputDim (16777217) must be a whole number from 1 to 16777216")
                .hasMessageContaining("layers[0].outputDim is missing")
                .hasMessageContaining("layers[0].units (8) is an unknown key");
    }

    @Test
    void shouldFillInWhatKerasHasADefaultFor() throws JsonProcessingException {
        // given
        String text = """
                inputs: {history: [6, 2], context: [150]}
                layers:
                  - {type: lstm, inputs: history, units: 16}
                  - {type: dropout, rate: 0.1}
                  - {type: concatenate, inputs: [dropout, context]}
                  - {type: dense, units: 32, activation: relu, l2: 1e-4}
                  - {type: dense, units: 24}
                """;

        // when
        NetworkSpec network = SpecJson.network(yaml.readTree(text));

        // then
        Map<String, Shape> inputs = new LinkedHashMap<>();
        inputs.put("history", Shape.of(6, 2));
        inputs.put("context", Shape.of(150));
        assertThat(network)
                .isEqualTo(new NetworkSpec(
                        inputs,
                        List.of(
                                new Node("lstm", new Lstm(16), List.of("history")),
                                new Node("dropout", new Dropout(0.1), List.of("lstm")),
                                new Node("concatenate", new Concatenate(), List.of("dropout", "context")),
                                new Node(
                                        "dense",
                                        new Dense(32, Activation.RELU, true, 1e-4, Initializer.GLOROT_UNIFORM),
                                        List.of("concatenate")),
                                new Node("dense_1", new Dense(24, Activation.LINEAR), List.of("dense"))),
                        "dense_1"));
    }

    @Test
    void shouldReadAPlanWithDefaults() throws JsonProcessingException {
        // given
        String text = "{loss: mse, optimizer: {type: adam}, epochs: 500}";

        // when
        TrainingSpec plan = SpecJson.training(yaml.readTree(text));

        // then
        assertThat(plan).isEqualTo(new TrainingSpec(new Loss.Mse(), new Adam(1e-3), 32, 500, Optional.empty(), 0));
    }

    @Test
    void shouldTellAllProblemsOfANetworkAtOnce() throws JsonProcessingException {
        // given
        JsonNode document = yaml.readTree("""
                inputs: {history: [6, 0]}
                layers:
                  - {type: lstn, units: 16}
                  - {type: dense, units: 0, activation: rleu, useBias: 1, l2: -1}
                  - {type: dropout, rate: 1}
                  - {type: dense, unit: 24}
                  - {units: 24}
                output: 7
                colour: red
                """);

        // when
        InvalidSpecException thrown =
                catchThrowableOfType(InvalidSpecException.class, () -> SpecJson.network(document));

        // then
        assertThat(thrown.problems())
                .containsExactlyInAnyOrder(
                        "inputs.history ([6,0]) must be a list of whole numbers of at least 1, their product at most"
                                + " 2147483647",
                        "layers[0].type (\"lstn\") must be one of dense, simple_rnn, lstm, gru, flatten, dropout,"
                                + " concatenate, add, embedding, conv2d, max_pooling2d, rescaling, bgr_means, nested;"
                                + " did you mean lstm?",
                        "layers[1].units (0) must be a whole number from 1 to 1048576",
                        "layers[1].activation (\"rleu\") must be one of linear, relu, tanh, sigmoid, softmax; did you"
                                + " mean relu?",
                        "layers[1].useBias (1) must be true or false",
                        "layers[1].l2 (-1) must be a number of at least 0",
                        "layers[2].rate (1) must be a number from 0 to below 1",
                        "layers[3].units is missing; it must be a whole number from 1 to 1048576",
                        "layers[3].unit (24) is an unknown key; known are activation, inputs, kernelInitializer, l2,"
                                + " name, type, units, useBias; did you mean units?",
                        "layers[4].type is missing; it must be one of dense, simple_rnn, lstm, gru, flatten, dropout,"
                                + " concatenate, add, embedding, conv2d, max_pooling2d, rescaling, bgr_means, nested",
                        "output (7) must be the name of a layer",
                        "colour (\"red\") is an unknown key; known are inputs, layers, output");
        assertThat(thrown).hasMessageContaining("layers[1].units (0)").hasMessageContaining("colour");
    }

    @Test
    void shouldTellAllProblemsOfAGraphAtOnce() throws JsonProcessingException {
        // given
        JsonNode document = yaml.readTree("""
                inputs: {history: [6, 2], unused: [3]}
                layers:
                  - {type: lstm, inputs: histroy, units: 16}
                  - {type: dense, name: a b, inputs: history, units: 2}
                  - {type: add, inputs: [history, unused]}
                  - {type: lstm, name: dense, inputs: unused, units: 3}
                  - {type: dense, inputs: history, units: 3}
                output: missing
                """);

        // when
        InvalidSpecException thrown =
                catchThrowableOfType(InvalidSpecException.class, () -> SpecJson.network(document));

        // then
        assertThat(thrown.problems())
                .containsExactlyInAnyOrder(
                        "layer lstm reads histroy, which is neither an input nor an earlier layer",
                        "the layer name \"a b\" must consist of letters, digits, _, - and .",
                        "layer add adds different shapes: [(6, 2), (3,)]",
                        "layer dense needs an input (steps, features), not (3,)",
                        "the output missing is not one of the layers");
    }

    @Test
    void shouldTellAllProblemsOfAPlanAtOnce() throws JsonProcessingException {
        // given
        JsonNode document = yaml.readTree("""
                loss: mean
                optimizer: {type: adam, learningRate: 0, beta1: 1, epsilon: -1e-7, momentum: 0.9}
                batchSize: 0
                earlyStopping: {patience: soon}
                seed: 1.5
                """);

        // when
        InvalidSpecException thrown =
                catchThrowableOfType(InvalidSpecException.class, () -> SpecJson.training(document));

        // then
        assertThat(thrown.problems())
                .hasSize(9)
                .anyMatch(problem -> problem.startsWith("loss (\"mean\") must be one of mse, mae"))
                .contains(
                        "optimizer.learningRate (0) must be a number above 0",
                        "optimizer.beta1 (1) must be a number from 0 to below 1",
                        "batchSize (0) must be a whole number from 1 to 2147483647",
                        "epochs is missing; it must be a whole number from 1 to 2147483647",
                        "earlyStopping.patience (\"soon\") must be a whole number from 1 to 2147483647",
                        "seed (1.5) must be a whole number of at most 64 bits")
                .anyMatch(problem -> problem.startsWith("optimizer.epsilon"))
                .anyMatch(problem -> problem.startsWith("optimizer.momentum (0.9) is an unknown key"));
    }

    @Test
    void shouldRefuseWhatIsNoDocument() throws JsonProcessingException {
        for (String text : List.of("[]", "7", "null", "\"dense\"", "{}")) {
            JsonNode document = json.readTree(text);
            assertThatThrownBy(() -> SpecJson.network(document)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> SpecJson.training(document)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void shouldRefuseSizesThatNoMachineHolds() throws JsonProcessingException {
        // given
        JsonNode wide =
                json.readTree("{\"inputs\":{\"a\":[2000000000]},\"layers\":[{\"type\":\"dense\",\"units\":1000000}]}");
        JsonNode shape = json.readTree("{\"inputs\":{\"a\":[65536,65536]},\"layers\":[{\"type\":\"flatten\"}]}");

        // then
        assertThatThrownBy(() -> SpecJson.network(wide))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("holds more than");
        assertThatThrownBy(() -> SpecJson.network(shape)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldKeepSamplerFrozenLayersAndMetricOfAPlan() {
        // given
        TrainingSpec plan = new TrainingSpec(
                new Loss.Mse(),
                new Sgd(0.1),
                32,
                5,
                Optional.empty(),
                1,
                Sampler.CLASS_ALTERNATING,
                Set.of("base"),
                Optional.of(Metric.ACCURACY));

        // then
        assertThat(SpecJson.training(SpecJson.toJson(plan))).isEqualTo(plan);
    }

    @Test
    void shouldRefuseFrozenLayersThatAreNoNames() {
        ObjectNode json = SpecJson.toJson(new TrainingSpec(new Loss.Mse(), new Sgd(0.1), 32, 5, Optional.empty(), 1));
        json.putArray("frozen").add(3);
        json.put("sampler", "undersampel");

        assertThatThrownBy(() -> SpecJson.training(json))
                .hasMessageContaining("frozen (3) must be a name")
                .hasMessageContaining("undersample");
    }
}
