package io.foreflow.models.network;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.foreflow.models.network.LayerSpec.Add;
import io.foreflow.models.network.LayerSpec.Concatenate;
import io.foreflow.models.network.LayerSpec.Dense;
import io.foreflow.models.network.LayerSpec.Dropout;
import io.foreflow.models.network.LayerSpec.Embedding;
import io.foreflow.models.network.LayerSpec.Flatten;
import io.foreflow.models.network.LayerSpec.Lstm;
import io.foreflow.models.network.LayerSpec.SimpleRnn;
import io.foreflow.models.network.Loss.Mse;
import io.foreflow.models.network.Loss.Quantile;
import io.foreflow.models.network.NetworkSpec.Node;
import io.foreflow.models.network.OptimizerSpec.Adam;
import io.foreflow.models.network.OptimizerSpec.Ridge;
import io.foreflow.models.network.OptimizerSpec.RmsProp;
import io.foreflow.models.network.OptimizerSpec.Sgd;
import io.foreflow.models.network.TrainingSpec.EarlyStopping;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Networks and training plans as trees: the same for YAML (recipes) and JSON (bundles). Written trees say everything;
 * read ones may leave out what has a default, in the network
 *
 * <pre>
 * inputs: {history: [6, 2], context: [150]}
 * layers:
 *   - {type: lstm, inputs: history, units: 16}   # activation tanh, recurrentActivation sigmoid, returnSequences false
 *   - {type: concatenate, inputs: [lstm, context]}
 *   - {type: dense, name: result, units: 24}     # activation linear, useBias true, l2 0, kernelInitializer glorot_uniform
 * output: result
 * </pre>
 *
 * the name of a layer (its type, numbered from the second on), its inputs (the layer before it; for the first one the
 * network's only input) and the output (the last layer); in the training plan
 *
 * <pre>
 * loss: mse                                      # or {type: quantile, level: 0.9}
 * optimizer: {type: adam, learningRate: 0.001}   # beta1 0.9, beta2 0.999, epsilon 1e-7
 * batchSize: 32
 * epochs: 500
 * earlyStopping: {patience: 20}                  # absent: none
 * seed: 237                                      # 0
 * sampler: class_alternating                     # shuffled; as_is, undersample, oversample
 * frozen: [base]                                 # none
 * metric: accuracy                               # none; mae
 * </pre>
 *
 * what Keras has a default for: batchSize 32, learningRate 0.01 for sgd and 0.001 for rmsprop and adam, and the
 * optimisers' other numbers. {@code {type: ridge, lambda: 10}} has no default, and epochs 1.
 */
public final class SpecJson {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final int DEFAULT_BATCH_SIZE = 32;
    private static final List<String> OPTIMIZERS = List.of("sgd", "rmsprop", "adam", "ridge");

    private SpecJson() {}

    public static ObjectNode toJson(NetworkSpec network) {
        ObjectNode json = NODES.objectNode();
        ObjectNode inputs = json.putObject("inputs");
        network.inputs().forEach((name, shape) -> {
            ArrayNode dimensions = inputs.putArray(name);
            for (int dimension : shape.toArray()) {
                dimensions.add(dimension);
            }
        });
        ArrayNode layers = json.putArray("layers");
        network.nodes().forEach(node -> layers.add(toJson(node)));
        json.put("output", network.output());
        return json;
    }

    private static ObjectNode toJson(Node node) {
        LayerSpec layer = node.layer();
        ObjectNode json = NODES.objectNode();
        json.put("type", LayerNames.of(layer));
        json.put("name", node.name());
        ArrayNode inputs = json.putArray("inputs");
        node.inputs().forEach(inputs::add);
        if (layer instanceof Dense dense) {
            json.put("units", dense.units());
            json.put("activation", SpecReader.written(dense.activation()));
            json.put("useBias", dense.useBias());
            json.put("l2", dense.l2());
            json.put("kernelInitializer", SpecReader.written(dense.kernelInitializer()));
        } else if (layer instanceof SimpleRnn rnn) {
            json.put("units", rnn.units());
            json.put("activation", SpecReader.written(rnn.activation()));
            json.put("returnSequences", rnn.returnSequences());
        } else if (layer instanceof Lstm lstm) {
            json.put("units", lstm.units());
            json.put("activation", SpecReader.written(lstm.activation()));
            json.put("recurrentActivation", SpecReader.written(lstm.recurrentActivation()));
            json.put("returnSequences", lstm.returnSequences());
        } else if (layer instanceof Dropout dropout) {
            json.put("rate", dropout.rate());
        } else if (layer instanceof Embedding embedding) {
            json.put("inputDim", embedding.inputDim());
            json.put("outputDim", embedding.outputDim());
        }
        return json;
    }

    public static ObjectNode toJson(TrainingSpec plan) {
        ObjectNode json = NODES.objectNode();
        if (plan.loss() instanceof Quantile quantile) {
            json.putObject("loss").put("type", LossNames.QUANTILE).put("level", quantile.level());
        } else {
            json.put("loss", LossNames.of(plan.loss()));
        }
        json.set("optimizer", toJson(plan.optimizer()));
        json.put("batchSize", plan.batchSize());
        json.put("epochs", plan.epochs());
        plan.earlyStopping()
                .ifPresent(stopping -> json.putObject("earlyStopping").put("patience", stopping.patience()));
        json.put("seed", plan.seed());
        if (plan.sampler() != Sampler.SHUFFLED) {
            json.put("sampler", SpecReader.written(plan.sampler()));
        }
        if (!plan.frozen().isEmpty()) {
            ArrayNode frozen = json.putArray("frozen");
            plan.frozen().forEach(frozen::add);
        }
        plan.metric().ifPresent(metric -> json.put("metric", SpecReader.written(metric)));
        return json;
    }

    private static ObjectNode toJson(OptimizerSpec optimizer) {
        ObjectNode json = NODES.objectNode();
        if (optimizer instanceof Sgd sgd) {
            json.put("type", "sgd").put("learningRate", sgd.learningRate());
        } else if (optimizer instanceof RmsProp rmsProp) {
            json.put("type", "rmsprop").put("learningRate", rmsProp.learningRate());
            json.put("rho", rmsProp.rho()).put("epsilon", rmsProp.epsilon());
        } else if (optimizer instanceof Adam adam) {
            json.put("type", "adam").put("learningRate", adam.learningRate());
            json.put("beta1", adam.beta1()).put("beta2", adam.beta2()).put("epsilon", adam.epsilon());
        } else if (optimizer instanceof Ridge ridge) {
            json.put("type", "ridge").put("lambda", ridge.lambda());
        }
        return json;
    }

    /** @throws InvalidSpecException telling all problems at once */
    public static NetworkSpec network(JsonNode json) {
        List<String> problems = new ArrayList<>();
        SpecReader reader = new SpecReader(json, "", problems);
        Map<String, Shape> inputs = inputs(reader, problems);
        List<Node> nodes = nodes(reader, inputs, problems);
        String output = nodes.isEmpty() ? "" : nodes.get(nodes.size() - 1).name();
        JsonNode named = reader.child("output");
        if (named != null && named.isTextual()) {
            output = named.textValue();
        } else if (named != null) {
            reader.problem("output", named, "must be the name of a layer");
        }
        reader.finish();
        if (problems.isEmpty()) {
            problems.addAll(ShapeInference.of(inputs, nodes, output).problems());
        }
        if (!problems.isEmpty()) {
            throw new InvalidSpecException("not a network", problems);
        }
        return new NetworkSpec(inputs, nodes, output);
    }

    private static Map<String, Shape> inputs(SpecReader reader, List<String> problems) {
        String rule = "must name each input and its shape, for instance {history: [6, 2]}";
        Map<String, Shape> inputs = new LinkedHashMap<>();
        JsonNode json = reader.required("inputs", rule);
        if (json == null) {
            return inputs;
        }
        if (!json.isObject() || json.isEmpty()) {
            reader.problem("inputs", json, rule);
            return inputs;
        }
        json.properties().forEach(input -> {
            Shape shape = shape(input.getValue());
            if (shape == null) {
                problems.add("inputs." + input.getKey() + " (" + input.getValue()
                        + ") must be a list of whole numbers of at least 1, their product at most "
                        + Integer.MAX_VALUE);
            }
            inputs.put(input.getKey(), shape == null ? Shape.of(1) : shape);
        });
        return inputs;
    }

    private static @Nullable Shape shape(JsonNode json) {
        List<Integer> dimensions = new ArrayList<>();
        for (JsonNode dimension : json) {
            if (!dimension.isIntegralNumber() || !dimension.canConvertToInt()) {
                return null;
            }
            dimensions.add(dimension.intValue());
        }
        if (!json.isArray() || dimensions.isEmpty()) {
            return null;
        }
        try {
            return Shape.of(dimensions);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static List<Node> nodes(SpecReader reader, Map<String, Shape> inputs, List<String> problems) {
        String rule = "must be a list of one layer or more";
        List<Node> nodes = new ArrayList<>();
        JsonNode json = reader.required("layers", rule);
        if (json == null) {
            return nodes;
        }
        if (!json.isArray() || json.isEmpty()) {
            reader.problem("layers", json, rule);
            return nodes;
        }
        Map<String, Integer> seen = new LinkedHashMap<>();
        for (int i = 0; i < json.size(); i++) {
            List<String> before = nodes.isEmpty()
                    ? List.copyOf(inputs.keySet())
                    : List.of(nodes.get(nodes.size() - 1).name());
            nodes.add(node(new SpecReader(json.get(i), "layers[" + i + "]", problems), before, seen));
        }
        return nodes;
    }

    private static Node node(SpecReader reader, List<String> before, Map<String, Integer> seen) {
        JsonNode type = reader.required("type", "must be one of " + String.join(", ", LayerNames.ALL));
        String kind = type == null || !type.isTextual() ? "" : type.textValue();
        int earlier = seen.merge(kind, 1, Integer::sum) - 1;
        String name = earlier == 0 ? kind : kind + "_" + earlier;
        JsonNode named = reader.child("name");
        if (named != null && named.isTextual()) {
            name = named.textValue();
        } else if (named != null) {
            reader.problem("name", named, "must be a text");
        }
        List<String> inputs = reads(reader, before);
        LayerSpec layer = layer(reader, kind);
        if (layer != null) {
            reader.finish();
            return new Node(name, layer, inputs);
        }
        if (type != null) {
            reader.problem(
                    "type",
                    type,
                    "must be one of " + String.join(", ", LayerNames.ALL)
                            + SpecReader.suggestion(type, LayerNames.ALL));
        }
        return new Node(name, new Flatten(), inputs);
    }

    private static List<String> reads(SpecReader reader, List<String> before) {
        JsonNode json = reader.child("inputs");
        if (json == null) {
            return before;
        }
        if (json.isTextual()) {
            return List.of(json.textValue());
        }
        List<String> names = new ArrayList<>();
        for (JsonNode name : json) {
            if (name.isTextual()) {
                names.add(name.textValue());
            }
        }
        if (!json.isArray() || names.isEmpty() || names.size() != json.size()) {
            reader.problem("inputs", json, "must be the name of an input or layer, or a list of names");
        }
        return names;
    }

    /** Null for a kind that does not exist. */
    private static @Nullable LayerSpec layer(SpecReader reader, String kind) {
        return switch (kind) {
            case "dense" ->
                new Dense(
                        units(reader),
                        reader.choice("activation", Activation.class, Activation.LINEAR),
                        reader.flag("useBias", true),
                        reader.number("l2", 0, l2 -> l2 >= 0, "must be a number of at least 0"),
                        reader.choice("kernelInitializer", Initializer.class, Initializer.GLOROT_UNIFORM));
            case "simple_rnn" ->
                new SimpleRnn(
                        units(reader),
                        reader.choice("activation", Activation.class, Activation.TANH),
                        reader.flag("returnSequences", false));
            case "lstm" ->
                new Lstm(
                        units(reader),
                        reader.choice("activation", Activation.class, Activation.TANH),
                        reader.choice("recurrentActivation", Activation.class, Activation.SIGMOID),
                        reader.flag("returnSequences", false));
            case "flatten" -> new Flatten();
            case "dropout" -> {
                reader.required("rate", "must be a number from 0 to below 1");
                yield new Dropout(
                        reader.number("rate", 0, rate -> rate >= 0 && rate < 1, "must be a number from 0 to below 1"));
            }
            case "concatenate" -> new Concatenate();
            case "add" -> new Add();
            case "embedding" ->
                new Embedding(
                        reader.count("inputDim", LayerSpec.MAX_INPUT_DIM),
                        reader.count("outputDim", LayerSpec.MAX_UNITS));
            default -> null;
        };
    }

    private static int units(SpecReader reader) {
        return reader.count("units", LayerSpec.MAX_UNITS);
    }

    /** @throws InvalidSpecException telling all problems at once */
    public static TrainingSpec training(JsonNode json) {
        List<String> problems = new ArrayList<>();
        SpecReader reader = new SpecReader(json, "", problems);
        Loss loss = loss(reader, problems);
        OptimizerSpec optimizer = optimizer(reader, problems);
        int batchSize = reader.count("batchSize", Integer.MAX_VALUE, DEFAULT_BATCH_SIZE);
        int epochs = optimizer instanceof Ridge
                ? reader.count("epochs", Integer.MAX_VALUE, 1)
                : reader.count("epochs", Integer.MAX_VALUE);
        Optional<EarlyStopping> earlyStopping = Optional.ofNullable(reader.child("earlyStopping"))
                .map(stopping -> {
                    SpecReader stoppingReader = new SpecReader(stopping, "earlyStopping", problems);
                    EarlyStopping read = new EarlyStopping(stoppingReader.count("patience", Integer.MAX_VALUE));
                    stoppingReader.finish();
                    return read;
                });
        long seed = reader.integer("seed", 0);
        Sampler sampler = reader.choice("sampler", Sampler.class, Sampler.SHUFFLED);
        Set<String> frozen = reader.names("frozen");
        Optional<Metric> metric = reader.child("metric") == null
                ? Optional.empty()
                : Optional.of(reader.choice("metric", Metric.class, Metric.MAE));
        reader.finish();
        if (problems.isEmpty()) {
            problems.addAll(TrainingSpec.problems(loss, optimizer, epochs, earlyStopping));
        }
        if (!problems.isEmpty()) {
            throw new InvalidSpecException("not a training plan", problems);
        }
        return new TrainingSpec(loss, optimizer, batchSize, epochs, earlyStopping, seed, sampler, frozen, metric);
    }

    private static Loss loss(SpecReader parent, List<String> problems) {
        Loss standIn = new Mse();
        String rule = "must be one of " + String.join(", ", LossNames.PLAIN.keySet())
                + " or {type: quantile, level: …} with a level between 0 and 1";
        JsonNode json = parent.required("loss", rule);
        if (json == null) {
            return standIn;
        }
        if (!json.isObject()) {
            Loss loss = json.isTextual() ? LossNames.PLAIN.get(json.textValue()) : null;
            if (loss == null) {
                parent.problem("loss", json, rule + SpecReader.suggestion(json, LossNames.PLAIN.keySet()));
                return standIn;
            }
            return loss;
        }
        SpecReader reader = new SpecReader(json, "loss", problems);
        JsonNode type = reader.required("type", "must be quantile");
        if (type != null && !type.asText().equals(LossNames.QUANTILE)) {
            reader.problem("type", type, "must be quantile; other losses are written as their name alone");
        }
        String levelRule = "must be a number above 0 and below 1";
        reader.required("level", levelRule);
        Loss loss = new Quantile(reader.number("level", 0.5, level -> level > 0 && level < 1, levelRule));
        reader.finish();
        return loss;
    }

    private static OptimizerSpec optimizer(SpecReader parent, List<String> problems) {
        OptimizerSpec standIn = new Sgd(1);
        JsonNode json = parent.required("optimizer", "must be an object, for instance {type: adam}");
        if (json == null) {
            return standIn;
        }
        SpecReader reader = new SpecReader(json, "optimizer", problems);
        String rule = "must be one of " + String.join(", ", OPTIMIZERS);
        JsonNode type = reader.required("type", rule);
        if (type == null) {
            return standIn;
        }
        OptimizerSpec optimizer =
                switch (type.asText()) {
                    case "sgd" -> new Sgd(rate(reader, 0.01));
                    case "rmsprop" -> new RmsProp(rate(reader, 1e-3), share(reader, "rho", 0.9), epsilon(reader));
                    case "adam" ->
                        new Adam(
                                rate(reader, 1e-3),
                                share(reader, "beta1", 0.9),
                                share(reader, "beta2", 0.999),
                                epsilon(reader));
                    case "ridge" -> {
                        String lambdaRule = "must be a number of at least 0";
                        reader.required("lambda", lambdaRule);
                        yield new Ridge(reader.number("lambda", 0, lambda -> lambda >= 0, lambdaRule));
                    }
                    default -> null;
                };
        if (optimizer == null) {
            reader.problem("type", type, rule + SpecReader.suggestion(type, OPTIMIZERS));
            return standIn;
        }
        reader.finish();
        return optimizer;
    }

    private static double rate(SpecReader reader, double absent) {
        return reader.number("learningRate", absent, rate -> rate > 0, "must be a number above 0");
    }

    private static double share(SpecReader reader, String key, double absent) {
        return reader.number(key, absent, share -> share >= 0 && share < 1, "must be a number from 0 to below 1");
    }

    private static double epsilon(SpecReader reader) {
        return reader.number("epsilon", 1e-7, epsilon -> epsilon > 0, "must be a number above 0");
    }
}
