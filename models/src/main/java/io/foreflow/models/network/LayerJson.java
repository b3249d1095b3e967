package io.foreflow.models.network;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.foreflow.models.network.LayerSpec.Add;
import io.foreflow.models.network.LayerSpec.BgrMeans;
import io.foreflow.models.network.LayerSpec.Concatenate;
import io.foreflow.models.network.LayerSpec.Conv2d;
import io.foreflow.models.network.LayerSpec.Dense;
import io.foreflow.models.network.LayerSpec.Dropout;
import io.foreflow.models.network.LayerSpec.Embedding;
import io.foreflow.models.network.LayerSpec.Flatten;
import io.foreflow.models.network.LayerSpec.Lstm;
import io.foreflow.models.network.LayerSpec.MaxPooling2d;
import io.foreflow.models.network.LayerSpec.Nested;
import io.foreflow.models.network.LayerSpec.Rescaling;
import io.foreflow.models.network.LayerSpec.SimpleRnn;
import io.foreflow.models.network.SpecReader.Pair;
import org.jspecify.annotations.Nullable;

/** What the tree of a layer says beside its type, name and inputs, as {@link SpecJson} shows it. */
final class LayerJson {
    private static final String FINITE = "must be a number";

    private LayerJson() {}

    static void write(LayerSpec layer, ObjectNode json) {
        if (layer instanceof Dense dense) {
            json.put("units", dense.units());
            json.put("activation", SpecReader.written(dense.activation()));
            writeKernel(json, dense.useBias(), dense.l2(), dense.kernelInitializer());
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
        } else if (layer instanceof Conv2d conv) {
            json.put("filters", conv.filters());
            writePair(json, "kernelSize", conv.kernelHeight(), conv.kernelWidth());
            writePair(json, "strides", conv.strideHeight(), conv.strideWidth());
            json.put("padding", SpecReader.written(conv.padding()));
            json.put("activation", SpecReader.written(conv.activation()));
            writeKernel(json, conv.useBias(), conv.l2(), conv.kernelInitializer());
        } else if (layer instanceof MaxPooling2d pooling) {
            writePair(json, "poolSize", pooling.poolHeight(), pooling.poolWidth());
            writePair(json, "strides", pooling.strideHeight(), pooling.strideWidth());
        } else if (layer instanceof Rescaling rescaling) {
            json.put("scale", rescaling.scale());
            json.put("offset", rescaling.offset());
        } else if (layer instanceof Nested nested) {
            json.set("network", NetworkJson.write(nested.network()));
        }
    }

    private static void writeKernel(ObjectNode json, boolean useBias, double l2, Initializer initializer) {
        json.put("useBias", useBias);
        json.put("l2", l2);
        json.put("kernelInitializer", SpecReader.written(initializer));
    }

    private static void writePair(ObjectNode json, String key, int first, int second) {
        json.putArray(key).add(first).add(second);
    }

    /** Null for a kind that does not exist. */
    static @Nullable LayerSpec read(SpecReader reader, String kind) {
        return switch (kind) {
            case "dense" ->
                new Dense(
                        units(reader),
                        reader.choice("activation", Activation.class, Activation.LINEAR),
                        reader.flag("useBias", true),
                        l2(reader),
                        kernelInitializer(reader));
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
            case "conv2d" -> conv2d(reader);
            case "max_pooling2d" -> maxPooling2d(reader);
            case "rescaling" -> {
                reader.required("scale", FINITE);
                yield new Rescaling(
                        reader.number("scale", 1, scale -> true, FINITE),
                        reader.number("offset", 0, offset -> true, FINITE));
            }
            case "bgr_means" -> new BgrMeans();
            case "nested" -> nested(reader);
            default -> null;
        };
    }

    private static LayerSpec conv2d(SpecReader reader) {
        reader.required("kernelSize", SpecReader.pairRule(LayerSpec.MAX_WINDOW));
        Pair kernel = reader.pair("kernelSize", LayerSpec.MAX_WINDOW, new Pair(1, 1));
        Pair strides = reader.pair("strides", LayerSpec.MAX_WINDOW, new Pair(1, 1));
        return new Conv2d(
                reader.count("filters", LayerSpec.MAX_UNITS),
                kernel.first(),
                kernel.second(),
                strides.first(),
                strides.second(),
                reader.choice("padding", Padding.class, Padding.VALID),
                reader.choice("activation", Activation.class, Activation.LINEAR),
                reader.flag("useBias", true),
                l2(reader),
                kernelInitializer(reader));
    }

    private static LayerSpec maxPooling2d(SpecReader reader) {
        Pair pool = reader.pair("poolSize", LayerSpec.MAX_WINDOW, new Pair(2, 2));
        Pair strides = reader.pair("strides", LayerSpec.MAX_WINDOW, pool);
        return new MaxPooling2d(pool.first(), pool.second(), strides.first(), strides.second());
    }

    /** A stand-in, and noted, if there is no network or none that can be nested. */
    private static LayerSpec nested(SpecReader reader) {
        JsonNode json = reader.required("network", "must be an object with inputs, layers and output");
        NetworkSpec network = json == null ? null : NetworkJson.read(reader.at("network", json));
        if (network != null) {
            try {
                return new Nested(network);
            } catch (IllegalArgumentException e) {
                reader.problem(String.valueOf(e.getMessage()));
            }
        }
        return new Flatten();
    }

    private static double l2(SpecReader reader) {
        return reader.number("l2", 0, l2 -> l2 >= 0, "must be a number of at least 0");
    }

    private static Initializer kernelInitializer(SpecReader reader) {
        return reader.choice("kernelInitializer", Initializer.class, Initializer.GLOROT_UNIFORM);
    }

    private static int units(SpecReader reader) {
        return reader.count("units", LayerSpec.MAX_UNITS);
    }
}
