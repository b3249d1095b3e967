package io.foreflow.models.network;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.foreflow.models.network.Loss.Mse;
import io.foreflow.models.network.Loss.Quantile;
import io.foreflow.models.network.OptimizerSpec.Adam;
import io.foreflow.models.network.OptimizerSpec.Ridge;
import io.foreflow.models.network.OptimizerSpec.RmsProp;
import io.foreflow.models.network.OptimizerSpec.Sgd;
import io.foreflow.models.network.TrainingSpec.EarlyStopping;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

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
 * network's only input) and the output (the last layer); layers of pictures are
 *
 * <pre>
 *   - {type: rescaling, scale: 0.00392156862745098}      # offset 0
 *   - {type: conv2d, filters: 32, kernelSize: [3, 3]}    # or 3; strides 1, padding valid, and what dense has but units
 *   - {type: max_pooling2d, poolSize: 2}                 # strides: the pool's size
 *   - {type: bgr_means}
 *   - {type: nested, name: base, network: {inputs: …, layers: …, output: …}}
 * </pre>
 *
 * in the training plan
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
        return NetworkJson.write(network);
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
        NetworkSpec network = NetworkJson.read(new SpecReader(json, "", problems));
        if (network == null) {
            throw new InvalidSpecException("not a network", problems);
        }
        return network;
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
