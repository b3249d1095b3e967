package io.foreflow.models.network;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The kinds of layers: their names, and the reader of their JSON. */
public enum LayerKind {
    DENSE("dense", "Dense", LayerJson::dense),
    SIMPLE_RNN("simple_rnn", "SimpleRNN", LayerJson::simpleRnn),
    LSTM("lstm", "LSTM", LayerJson::lstm),
    GRU("gru", "GRU", LayerJson::gru),
    FLATTEN("flatten", "Flatten", reader -> new LayerSpec.Flatten()),
    DROPOUT("dropout", "Dropout", LayerJson::dropout),
    CONCATENATE("concatenate", "Concatenate", reader -> new LayerSpec.Concatenate()),
    ADD("add", "Add", reader -> new LayerSpec.Add()),
    EMBEDDING("embedding", "Embedding", LayerJson::embedding),
    CONV2D("conv2d", "Conv2D", LayerJson::conv2d),
    MAX_POOLING2D("max_pooling2d", "MaxPooling2D", LayerJson::maxPooling2d),
    RESCALING("rescaling", "Rescaling", LayerJson::rescaling),
    BGR_MEANS("bgr_means", "BgrMeans", reader -> new LayerSpec.BgrMeans()),
    NESTED("nested", "Functional", LayerJson::nested);

    private final String label;
    private final String kerasName;

    @SuppressWarnings("ImmutableEnumChecker") // references to functions without state
    private final Function<SpecReader, LayerSpec> reader;

    LayerKind(String label, String kerasName, Function<SpecReader, LayerSpec> reader) {
        this.label = label;
        this.kerasName = kerasName;
        this.reader = reader;
    }

    /** Returns the name in JSON and YAML and of layers of a sequential network, for instance {@code max_pooling2d}. */
    public String label() {
        return label;
    }

    /** Returns the name of the class in Keras, for instance {@code MaxPooling2D}. */
    public String kerasName() {
        return kerasName;
    }

    static List<String> labels() {
        return Arrays.stream(values()).map(LayerKind::label).toList();
    }

    static Optional<LayerKind> find(String label) {
        return Arrays.stream(values()).filter(kind -> kind.label.equals(label)).findFirst();
    }

    /** Reads a layer of this kind; notes problems in {@code json}. */
    LayerSpec read(SpecReader json) {
        return reader.apply(json);
    }
}
