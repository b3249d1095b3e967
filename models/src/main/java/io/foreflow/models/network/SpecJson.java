package io.foreflow.models.network;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.foreflow.models.network.OptimizerSpec.Ridge;
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
 *   - {type: gru, inputs: history, units: 16}    # as lstm, and resetAfter true
 *   - {type: concatenate, inputs: [lstm, gru, context]}
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

    private SpecJson() {}

    public static ObjectNode toJson(NetworkSpec network) {
        return NetworkJson.write(network);
    }

    public static ObjectNode toJson(TrainingSpec plan) {
        ObjectNode json = NODES.objectNode();
        json.set("loss", LossJson.write(plan.loss()));
        json.set("optimizer", plan.optimizer().accept(new OptimizerJson()));
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
        Loss loss = LossJson.read(reader, problems);
        OptimizerSpec optimizer = OptimizerJson.read(reader, problems);
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
        return new TrainingSpec(
                loss, optimizer, new Batches(batchSize, sampler), epochs, earlyStopping, seed, frozen, metric);
    }
}
