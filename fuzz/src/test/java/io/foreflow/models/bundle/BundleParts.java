package io.foreflow.models.bundle;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.foreflow.models.network.SpecJson;

/** Lets the fuzzed readers into this package: the parts of a bundle, and bundles of other parts. */
public final class BundleParts {
    private BundleParts() {}

    public static byte[] model(byte[] bundle) {
        return Archive.read(bundle).model();
    }

    public static byte[] weights(byte[] bundle) {
        return Archive.read(bundle).weights();
    }

    public static byte[] network(byte[] bundle) {
        return SpecJson.toJson(Bundles.read(bundle).network()).toString().getBytes(UTF_8);
    }

    public static byte[] withModel(byte[] bundle, byte[] model) {
        Archive parts = Archive.read(bundle);
        return new Archive(model, parts.weights(), parts.intervals()).toBytes();
    }

    public static byte[] withWeights(byte[] bundle, byte[] weights) {
        Archive parts = Archive.read(bundle);
        return new Archive(parts.model(), weights, parts.intervals()).toBytes();
    }
}
