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
import io.foreflow.models.network.LayerSpec.Gru;
import io.foreflow.models.network.LayerSpec.Lstm;
import io.foreflow.models.network.LayerSpec.MaxPooling2d;
import io.foreflow.models.network.LayerSpec.Nested;
import io.foreflow.models.network.LayerSpec.Rescaling;
import io.foreflow.models.network.LayerSpec.SimpleRnn;

/**
 * Writes and reads the keys of a layer beside its type, name and inputs, as {@link SpecJson} shows them. The visitor
 * writes; the static methods read and note problems.
 */
final class LayerJson implements LayerSpec.LayerVisitor<ObjectNode> {
    private static final String FINITE = "must be a number";

    private final ObjectNode json;

    /** @param json the object that gets the keys */
    LayerJson(ObjectNode json) {
        this.json = json;
    }

    @Override
    public ObjectNode visit(Dense dense) {
        json.put("units", dense.units());
        json.put("activation", SpecReader.written(dense.activation()));
        return kernel(dense.useBias(), dense.l2(), dense.kernelInitializer());
    }

    static LayerSpec dense(SpecReader reader) {
        return new Dense(
                units(reader),
                reader.choice("activation", Activation.class, Activation.LINEAR),
                reader.flag("useBias", true),
                l2(reader),
                kernelInitializer(reader));
    }

    @Override
    public ObjectNode visit(SimpleRnn rnn) {
        json.put("units", rnn.units());
        json.put("activation", SpecReader.written(rnn.activation()));
        return json.put("returnSequences", rnn.returnSequences());
    }

    static LayerSpec simpleRnn(SpecReader reader) {
        return new SimpleRnn(units(reader), tanh(reader), sequences(reader));
    }

    @Override
    public ObjectNode visit(Lstm lstm) {
        json.put("units", lstm.units());
        json.put("activation", SpecReader.written(lstm.activation()));
        json.put("recurrentActivation", SpecReader.written(lstm.recurrentActivation()));
        return json.put("returnSequences", lstm.returnSequences());
    }

    static LayerSpec lstm(SpecReader reader) {
        return new Lstm(units(reader), tanh(reader), sigmoid(reader), sequences(reader));
    }

    @Override
    public ObjectNode visit(Gru gru) {
        json.put("units", gru.units());
        json.put("activation", SpecReader.written(gru.activation()));
        json.put("recurrentActivation", SpecReader.written(gru.recurrentActivation()));
        return json.put("returnSequences", gru.returnSequences()).put("resetAfter", gru.resetAfter());
    }

    static LayerSpec gru(SpecReader reader) {
        return new Gru(
                units(reader), tanh(reader), sigmoid(reader), sequences(reader), reader.flag("resetAfter", true));
    }

    @Override
    public ObjectNode visit(Flatten flatten) {
        return json;
    }

    @Override
    public ObjectNode visit(Dropout dropout) {
        return json.put("rate", dropout.rate());
    }

    static LayerSpec dropout(SpecReader reader) {
        String rule = "must be a number from 0 to below 1";
        reader.required("rate", rule);
        return new Dropout(reader.number("rate", 0, rate -> rate >= 0 && rate < 1, rule));
    }

    @Override
    public ObjectNode visit(Concatenate concatenate) {
        return json;
    }

    @Override
    public ObjectNode visit(Add add) {
        return json;
    }

    @Override
    public ObjectNode visit(Embedding embedding) {
        return json.put("inputDim", embedding.inputDim()).put("outputDim", embedding.outputDim());
    }

    static LayerSpec embedding(SpecReader reader) {
        return new Embedding(
                reader.count("inputDim", LayerSpec.MAX_INPUT_DIM), reader.count("outputDim", LayerSpec.MAX_UNITS));
    }

    @Override
    public ObjectNode visit(Conv2d conv) {
        json.put("filters", conv.filters());
        extent("kernelSize", conv.kernel());
        extent("strides", conv.strides());
        json.put("padding", SpecReader.written(conv.padding()));
        json.put("activation", SpecReader.written(conv.activation()));
        return kernel(conv.useBias(), conv.l2(), conv.kernelInitializer());
    }

    static LayerSpec conv2d(SpecReader reader) {
        reader.required("kernelSize", SpecReader.extentRule(LayerSpec.MAX_WINDOW));
        Extent kernel = reader.extent("kernelSize", LayerSpec.MAX_WINDOW, Extent.square(1));
        Extent strides = reader.extent("strides", LayerSpec.MAX_WINDOW, Extent.square(1));
        return new Conv2d(
                reader.count("filters", LayerSpec.MAX_UNITS),
                kernel,
                strides,
                reader.choice("padding", Padding.class, Padding.VALID),
                reader.choice("activation", Activation.class, Activation.LINEAR),
                reader.flag("useBias", true),
                l2(reader),
                kernelInitializer(reader));
    }

    @Override
    public ObjectNode visit(MaxPooling2d pooling) {
        extent("poolSize", pooling.pool());
        return extent("strides", pooling.strides());
    }

    static LayerSpec maxPooling2d(SpecReader reader) {
        Extent pool = reader.extent("poolSize", LayerSpec.MAX_WINDOW, Extent.square(2));
        Extent strides = reader.extent("strides", LayerSpec.MAX_WINDOW, pool);
        return new MaxPooling2d(pool, strides);
    }

    @Override
    public ObjectNode visit(Rescaling rescaling) {
        return json.put("scale", rescaling.scale()).put("offset", rescaling.offset());
    }

    static LayerSpec rescaling(SpecReader reader) {
        reader.required("scale", FINITE);
        return new Rescaling(
                reader.number("scale", 1, scale -> true, FINITE), reader.number("offset", 0, offset -> true, FINITE));
    }

    @Override
    public ObjectNode visit(BgrMeans means) {
        return json;
    }

    @Override
    public ObjectNode visit(Nested nested) {
        return json.set("network", NetworkJson.write(nested.network()));
    }

    /** Returns a stand-in, and notes the problem, if there is no network or none that can be nested. */
    static LayerSpec nested(SpecReader reader) {
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

    private ObjectNode kernel(boolean useBias, double l2, Initializer initializer) {
        return json.put("useBias", useBias).put("l2", l2).put("kernelInitializer", SpecReader.written(initializer));
    }

    private ObjectNode extent(String key, Extent extent) {
        json.putArray(key).add(extent.height()).add(extent.width());
        return json;
    }

    private static int units(SpecReader reader) {
        return reader.count("units", LayerSpec.MAX_UNITS);
    }

    private static Activation tanh(SpecReader reader) {
        return reader.choice("activation", Activation.class, Activation.TANH);
    }

    private static Activation sigmoid(SpecReader reader) {
        return reader.choice("recurrentActivation", Activation.class, Activation.SIGMOID);
    }

    private static boolean sequences(SpecReader reader) {
        return reader.flag("returnSequences", false);
    }

    private static double l2(SpecReader reader) {
        return reader.number("l2", 0, l2 -> l2 >= 0, "must be a number of at least 0");
    }

    private static Initializer kernelInitializer(SpecReader reader) {
        return reader.choice("kernelInitializer", Initializer.class, Initializer.GLOROT_UNIFORM);
    }
}
