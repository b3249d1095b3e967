package io.foreflow.tutorials.study;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.foreflow.models.engine.Initialization;
import io.foreflow.models.engine.Safetensors;
import io.foreflow.models.engine.Tensor;
import io.foreflow.models.engine.Weights;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.WeightShapes;
import io.foreflow.training.data.DatasetException;
import io.foreflow.training.recipe.InvalidRecipeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On VGG16 with an eighth of its filters. */
class PretrainedWeightsTest {
    private static final String FILE = "vgg16/base.safetensors";

    @TempDir
    private Path folder;

    private static StudyRecipe recipe(String layer, String sha256) {
        ObjectNode change = JsonNodeFactory.instance.objectNode();
        ObjectNode pretrained = change.putObject("pretrained");
        pretrained.put("layer", layer).put("file", FILE).put("url", "https://example.org/base.safetensors");
        if (!sha256.isEmpty()) {
            pretrained.put("sha256", sha256);
        }
        return Tutorials.quickStudy("vgg16-transfer").changed(change);
    }

    private static NetworkSpec base() {
        return PretrainedWeights.nested(recipe("vgg16", "").network(), "vgg16").orElseThrow();
    }

    private void write(Weights weights) throws IOException {
        Files.createDirectories(folder.resolve("vgg16"));
        Files.write(folder.resolve(FILE), Safetensors.write(weights));
    }

    @Test
    void shouldBeNamedAsTheNetworkThatTheyAreNestedInNamesThem() throws IOException {
        // given
        Weights weights = Initialization.weights(base(), 1);
        write(weights);
        StudyRecipe recipe = recipe("vgg16", "");

        // when
        PretrainedWeights read = PretrainedWeights.of(recipe, folder);

        // then
        assertThat(read.weights().tensors()).hasSize(26);
        assertThat(read.weights().get("vgg16.block5_conv3", Weights.KERNEL))
                .isEqualTo(weights.get("block5_conv3", Weights.KERNEL));
        assertThat(WeightShapes.of(recipe.network()))
                .containsAllEntriesOf(read.weights().tensors().entrySet().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey, entry -> entry.getValue().shape())));
        assertThat(read.sentence())
                .matches("The weights of vgg16 are those of vgg16/base.safetensors, SHA-256 [0-9a-f]{64};"
                        + " the recipe pins no digest \\(pretrained.sha256\\)\\.");
    }

    @Test
    void shouldBeThoseThatTheRecipePins() throws IOException {
        // given
        write(Initialization.weights(base(), 1));
        String sentence = PretrainedWeights.of(recipe("vgg16", ""), folder).sentence();
        String digest = sentence.replaceAll(".*([0-9a-f]{64}).*", "$1");

        // when
        PretrainedWeights pinned = PretrainedWeights.of(recipe("vgg16", digest), folder);

        // then
        assertThat(pinned.sentence()).endsWith(digest + ", as the recipe says.");
        write(Initialization.weights(base(), 2));
        assertThatThrownBy(() -> PretrainedWeights.of(recipe("vgg16", digest), folder))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("not " + digest);
    }

    @Test
    void shouldSayWhereAMissingFileIsLookedForAndWhatElseThereIs() {
        assertThatThrownBy(() -> PretrainedWeights.of(Tutorials.study("vgg16-fine-tune"), folder))
                .isInstanceOf(IOException.class)
                .hasMessageNotContaining("\n")
                .hasMessageContaining(
                        folder.resolve("vgg16/vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5") + " does not exist")
                .hasMessageContaining("; foreflow data fetch vgg16 gets it from ")
                .hasMessageContaining("https://storage.googleapis.com/tensorflow/keras-applications/vgg16/")
                .hasMessageContaining("foreflow recipes run vgg16-fine-tune --quick");
    }

    @Test
    void shouldSayWhereAMissingFileThatIsNotKnownCanBeHad() {
        assertThatThrownBy(() -> PretrainedWeights.of(recipe("vgg16", ""), folder))
                .isInstanceOf(IOException.class)
                .hasMessageEndingWith("does not exist; it can be had from https://example.org/base.safetensors");
    }

    @Test
    void shouldBeOfTheShapeThatTheNetworkNeeds() throws IOException {
        // given
        Map<String, Tensor> tensors =
                new HashMap<>(Initialization.weights(base(), 1).tensors());
        Tensor kernel = tensors.remove("block1_conv1/kernel");
        tensors.put("block1_conv2/kernel", requireNonNull(kernel));
        write(new Weights(tensors));

        // when, then
        assertThatThrownBy(() -> PretrainedWeights.of(recipe("vgg16", ""), folder))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining(
                        "base.safetensors does not fit the network: it lacks block1_conv1/kernel (3, 3, 3, 8);"
                                + " has block1_conv2/kernel of shape (3, 3, 3, 8) where the network needs (3, 3, 8, 8)");
    }

    @Test
    void shouldBeNoneWhereTheRecipeHasNone() throws IOException {
        PretrainedWeights none = PretrainedWeights.of(Tutorials.quickStudy("vgg16-transfer"), folder);

        assertThat(none.weights().tensors()).isEmpty();
        assertThat(none.sentence()).isEmpty();
    }

    @Test
    void shouldBelongToANestedNetwork() {
        assertThatThrownBy(() -> recipe("flatten_1", "abc"))
                .isInstanceOf(InvalidRecipeException.class)
                .hasMessageContaining("pretrained.layer (flatten_1) is no nested network of this recipe's")
                .hasMessageContaining("pretrained.sha256 (abc) must be 64 hexadecimal digits");
    }
}
