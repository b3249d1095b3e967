package io.foreflow.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.foreflow.models.bundle.BundleException;
import io.foreflow.models.bundle.BundleParts;
import io.foreflow.models.bundle.Bundles;
import io.foreflow.models.engine.Safetensors;
import io.foreflow.models.network.InvalidSpecException;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.SpecJson;
import io.foreflow.models.tabular.PictureDecoder;
import io.foreflow.models.tabular.PictureTooLargeException;
import io.foreflow.models.tabular.Text;
import java.util.List;

/** Models, and what they are asked. */
final class ModelReaders {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<byte[]> BUNDLES = Seeds.golden("models", "v1", ".*bundle");
    private static final String PLAN =
            "{\"loss\":\"mse\",\"optimizer\":{\"type\":\"adam\",\"learningRate\":0.001},\"epochs\":3,\"batchSize\":32,"
                    + "\"seed\":1,\"shuffle\":true}";

    static final List<Reader> ALL = List.of(
            Reader.of("bundle", BUNDLES, bundle(Bundles::read)).allocating(3_000, 8_000_000),
            // With fresh checksums, so that what lies behind them is reached.
            Reader.of(
                            "bundle-model",
                            BUNDLES.stream().map(BundleParts::model).toList(),
                            bundle(input -> Bundles.read(BundleParts.withModel(BUNDLES.get(0), input))))
                    .allocating(3_000, 20_000_000),
            Reader.of(
                            "bundle-weights",
                            BUNDLES.stream().map(BundleParts::weights).toList(),
                            bundle(input -> Bundles.read(BundleParts.withWeights(BUNDLES.get(0), input))))
                    .allocating(3_000, 20_000_000),
            Reader.of(
                    "safetensors",
                    BUNDLES.stream().map(BundleParts::weights).toList(),
                    WireReaders.refusing(Safetensors::read)),
            Reader.of("network", BUNDLES.stream().map(BundleParts::network).toList(), spec(input -> {
                        NetworkSpec network = SpecJson.network(JSON.readTree(new String(input, UTF_8)));
                        // What is read can be written and is the same.
                        if (!SpecJson.network(SpecJson.toJson(network)).equals(network)) {
                            throw new AssertionError("another network was written");
                        }
                    }))
                    .allocating(3_000, 20_000_000),
            Reader.of(
                    "training-plan",
                    Seeds.texts(PLAN),
                    spec(input -> SpecJson.training(JSON.readTree(new String(input, UTF_8))))),
            // All pixels of the largest picture that is decoded to so few, and the lines of the widest one.
            Reader.of("picture", Seeds.pictures(), picture()).allocating(100, 200_000_000),
            Reader.of(
                    "text",
                    Seeds.texts(
                            "Neither here nor there.",
                            "it's 5 o'clock – «naïve» co-operation\n\u4e2d\u6587 \ud83d\ude00"),
                    input -> Text.split(new String(input, UTF_8))));

    private ModelReaders() {}

    private static Reader.Read bundle(Reader.Read read) {
        return input -> {
            try {
                read.of(input);
            } catch (BundleException e) {
                if (e.getMessage() == null || e.getMessage().isBlank()) {
                    throw new AssertionError("refused without a reason", e);
                }
            }
        };
    }

    private static Reader.Read spec(Reader.Read read) {
        return input -> {
            try {
                read.of(input);
            } catch (InvalidSpecException | JsonProcessingException e) {
                if (e.getMessage() == null || e.getMessage().isBlank()) {
                    throw new AssertionError("refused without a reason", e);
                }
            }
        };
    }

    private static Reader.Read picture() {
        return input -> {
            try {
                PictureDecoder.bytes(input, 8, 8, 3);
            } catch (PictureTooLargeException e) {
                if (!String.valueOf(e.getMessage()).startsWith("the picture is too large: ")) {
                    throw new AssertionError(e);
                }
            } catch (IllegalArgumentException e) {
                if (!String.valueOf(e.getMessage()).startsWith("the picture ")) {
                    throw new AssertionError(e);
                }
            }
        };
    }
}
