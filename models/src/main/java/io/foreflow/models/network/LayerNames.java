package io.foreflow.models.network;

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
import java.util.List;

/** The kind of a layer as it is written in YAML, in bundles and in generated names. */
final class LayerNames {
    static final List<String> ALL = List.of(
            "dense",
            "simple_rnn",
            "lstm",
            "flatten",
            "dropout",
            "concatenate",
            "add",
            "embedding",
            "conv2d",
            "max_pooling2d",
            "rescaling",
            "bgr_means",
            "nested");

    private LayerNames() {}

    static String of(LayerSpec layer) {
        if (layer instanceof Dense) {
            return "dense";
        } else if (layer instanceof SimpleRnn) {
            return "simple_rnn";
        } else if (layer instanceof Lstm) {
            return "lstm";
        } else if (layer instanceof Flatten) {
            return "flatten";
        } else if (layer instanceof Dropout) {
            return "dropout";
        } else if (layer instanceof Concatenate) {
            return "concatenate";
        } else if (layer instanceof Add) {
            return "add";
        } else if (layer instanceof Embedding) {
            return "embedding";
        } else if (layer instanceof Conv2d) {
            return "conv2d";
        } else if (layer instanceof MaxPooling2d) {
            return "max_pooling2d";
        } else if (layer instanceof Rescaling) {
            return "rescaling";
        } else if (layer instanceof BgrMeans) {
            return "bgr_means";
        } else if (layer instanceof Nested) {
            return "nested";
        }
        throw new IllegalStateException("a layer without a name: " + layer);
    }
}
