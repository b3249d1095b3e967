package io.foreflow.models.bundle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.foreflow.models.bundle.BundleException.BundleProblem;
import io.foreflow.models.engine.Safetensors;
import io.foreflow.models.engine.Tensor;
import io.foreflow.models.engine.Weights;
import io.foreflow.models.model.TrainedModel;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Files of bundles that somebody has changed, and how they are refused. */
final class CraftedBundles {
    private CraftedBundles() {}

    /** The bundle's file with another {@code model.json}. */
    static byte[] withModelJson(TrainedModel bundle, UnaryOperator<String> change) {
        Archive parts = Archive.read(Bundles.write(bundle));
        String changed = change.apply(new String(parts.model(), UTF_8));
        return new Archive(changed.getBytes(UTF_8), parts.weights(), parts.intervals()).toBytes();
    }

    /** The bundle's file with a text of its {@code model.json}, which has to be there, replaced. */
    static byte[] replaced(TrainedModel bundle, String good, String bad) {
        return withModelJson(bundle, json -> {
            assertThat(json).contains(good);
            return json.replace(good, bad);
        });
    }

    /** A safetensors file with other tensors. */
    static byte[] withTensors(byte[] file, Consumer<Map<String, Tensor>> change) {
        Map<String, Tensor> tensors = new LinkedHashMap<>(Safetensors.read(file).tensors());
        change.accept(tensors);
        return Safetensors.write(new Weights(tensors));
    }

    static void assertRefused(byte[] file, BundleProblem reason, String... parts) {
        assertThatThrownBy(() -> Bundles.read(file))
                .isInstanceOfSatisfying(
                        BundleException.class,
                        e -> assertThat(e.reason()).as(e.getMessage()).isEqualTo(reason))
                .hasMessageContainingAll(parts);
    }
}
