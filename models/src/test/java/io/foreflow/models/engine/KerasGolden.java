package io.foreflow.models.engine;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.foreflow.models.network.Extent;
import io.foreflow.models.network.Activation;
import io.foreflow.models.network.Initializer;
import io.foreflow.models.network.LayerSpec;
import io.foreflow.models.network.LayerSpec.Conv2d;
import io.foreflow.models.network.LayerSpec.Dense;
import io.foreflow.models.network.LayerSpec.Dropout;
import io.foreflow.models.network.LayerSpec.Flatten;
import io.foreflow.models.network.LayerSpec.Gru;
import io.foreflow.models.network.LayerSpec.Lstm;
import io.foreflow.models.network.LayerSpec.MaxPooling2d;
import io.foreflow.models.network.LayerSpec.SimpleRnn;
import io.foreflow.models.network.Loss;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.OptimizerSpec;
import io.foreflow.models.network.OptimizerSpec.Adam;
import io.foreflow.models.network.OptimizerSpec.RmsProp;
import io.foreflow.models.network.OptimizerSpec.Sgd;
import io.foreflow.models.network.Padding;
import io.foreflow.models.network.Shape;
import io.foreflow.models.network.TrainingSpec;
import io.foreflow.models.network.WeightShapes;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** One file of reference vectors made with Keras: a network, a batch, and what five training steps on it yield. */
record KerasGolden(
        NetworkSpec network,
        TrainingSpec plan,
        Weights weights,
        Samples batch,
        Tensor prediction,
        Weights gradients,
        List<Double> losses,
        Weights weightsAfter,
        Tensor predictionAfter) {

    /** A file with a layer, loss or optimiser that does not exist here. */
    static final class NotCovered extends Exception {
        private static final long serialVersionUID = 1L;

        NotCovered(String message) {
            super(message);
        }
    }

    static KerasGolden read(InputStream in) throws IOException, NotCovered {
        JsonNode json = new ObjectMapper().readTree(in);
        NetworkSpec.SequentialBuilder builder = NetworkSpec.sequential(shape(json.get("input_shape_without_batch")));
        for (JsonNode layer : json.get("layers")) {
            builder.add(layer(layer));
        }
        JsonNode losses = json.get("loss_before_each_of_five_steps_on_this_batch");
        Loss loss =
                switch (json.get("loss").asText()) {
                    case "mean_squared_error" -> new Loss.Mse();
                    case "mean_absolute_error" -> new Loss.Mae();
                    case "binary_crossentropy" -> new Loss.BinaryCrossEntropy();
                    case "categorical_crossentropy" -> new Loss.CategoricalCrossEntropy();
                    case "sparse_categorical_crossentropy" -> new Loss.SparseCategoricalCrossEntropy();
                    default -> throw new NotCovered("loss " + json.get("loss").asText());
                };
        OptimizerSpec optimizer = optimizer(json.get("optimizer"));
        NetworkSpec network = builder.build();
        Tensor x = tensor(json.get("x"));
        int rows = x.shape().at(0);
        List<Double> lossValues = new ArrayList<>();
        losses.forEach(value -> lossValues.add(value.asDouble()));
        return new KerasGolden(
                network,
                new TrainingSpec(loss, optimizer, rows, losses.size(), Optional.empty(), 0),
                weights(network, json.get("weights")),
                new Samples(Map.of("input", x), tensor(json.get("y"))),
                tensor(json.get("prediction")),
                weights(network, json.get("gradients_of_first_step")),
                lossValues,
                weights(network, json.get("weights_after_five_steps")),
                tensor(json.get("prediction_after_five_steps")));
    }

    private static LayerSpec layer(JsonNode json) throws NotCovered {
        String kind = json.get("class").asText();
        return switch (kind) {
            case "Dense" ->
                new Dense(
                        json.get("units").asInt(),
                        activation(json.get("activation")),
                        json.get("use_bias").asBoolean(),
                        json.path("kernel_regularizer").path("l2").asDouble(0),
                        Initializer.GLOROT_UNIFORM);
            case "SimpleRNN" ->
                new SimpleRnn(
                        json.get("units").asInt(),
                        activation(json.get("activation")),
                        json.get("return_sequences").asBoolean());
            case "LSTM" ->
                new Lstm(
                        json.get("units").asInt(),
                        activation(json.get("activation")),
                        activation(json.get("recurrent_activation")),
                        json.get("return_sequences").asBoolean());
            case "GRU" ->
                new Gru(
                        json.get("units").asInt(),
                        activation(json.get("activation")),
                        activation(json.get("recurrent_activation")),
                        json.get("return_sequences").asBoolean(),
                        json.get("reset_after").asBoolean());
            case "Conv2D" ->
                new Conv2d(
                        json.get("filters").asInt(),
                        extent(json.get("kernel_size")),
                        extent(json.get("strides")),
                        Padding.valueOf(json.get("padding").asText().toUpperCase(Locale.ROOT)),
                        activation(json.get("activation")),
                        json.get("use_bias").asBoolean(),
                        json.path("kernel_regularizer").path("l2").asDouble(0),
                        Initializer.GLOROT_UNIFORM);
            case "MaxPooling2D" ->
                new MaxPooling2d(
                        extent(json.get("pool_size")), extent(json.get("strides")));
            case "Flatten" -> new Flatten();
            case "Dropout" -> new Dropout(json.get("rate").asDouble());
            default -> throw new NotCovered("layer " + kind);
        };
    }

    private static Extent extent(JsonNode json) {
        return new Extent(json.get(0).asInt(), json.get(1).asInt());
    }

    private static Activation activation(JsonNode json) {
        return Activation.valueOf(json.asText().toUpperCase(Locale.ROOT));
    }

    private static OptimizerSpec optimizer(JsonNode json) throws NotCovered {
        String name = json.get("name").asText().replaceAll("_?[0-9]*$", "");
        double rate = json.get("learning_rate").asDouble();
        if (json.path("momentum").asDouble(0) != 0) {
            throw new NotCovered("momentum");
        }
        return switch (name) {
            case "sgd" -> new Sgd(rate);
            case "rm_sprop", "rmsprop" ->
                new RmsProp(
                        rate, json.get("rho").asDouble(), json.get("epsilon").asDouble());
            case "adam" ->
                new Adam(
                        rate,
                        json.get("beta_1").asDouble(),
                        json.get("beta_2").asDouble(),
                        json.get("epsilon").asDouble());
            default -> throw new NotCovered("optimizer " + name);
        };
    }

    /** In the order of the file, which is ours; the names are Keras' own. */
    private static Weights weights(NetworkSpec network, JsonNode json) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        Iterator<String> names = WeightShapes.of(network).keySet().iterator();
        json.forEach(tensor -> tensors.put(requireNonNull(names.next()), tensor(tensor)));
        return new Weights(tensors);
    }

    private static Tensor tensor(JsonNode json) {
        float[] data = new float[json.get("values").size()];
        for (int i = 0; i < data.length; i++) {
            data[i] = (float) json.get("values").get(i).asDouble();
        }
        return Tensor.owning(shape(json.get("shape")), data);
    }

    private static Shape shape(JsonNode json) {
        List<Integer> dimensions = new ArrayList<>();
        json.forEach(dimension -> dimensions.add(dimension.asInt()));
        return Shape.of(dimensions);
    }
}
