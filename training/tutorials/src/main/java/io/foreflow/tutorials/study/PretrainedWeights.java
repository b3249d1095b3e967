package io.foreflow.tutorials.study;

import io.foreflow.models.engine.Tensor;
import io.foreflow.models.engine.Weights;
import io.foreflow.models.network.LayerSpec.Nested;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.NetworkSpec.Node;
import io.foreflow.models.network.WeightShapes;
import io.foreflow.training.data.DatasetException;
import io.foreflow.tutorials.fetch.Catalog;
import io.foreflow.tutorials.pretrained.WeightFile;
import io.foreflow.tutorials.study.StudyRecipe.Pretrained;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Weights that a recipe starts from.
 *
 * @param weights named as the inlined network's; empty if the recipe has none
 * @param sentence where they are from and which digest the file has, for the report; empty if the recipe has none
 */
record PretrainedWeights(Weights weights, String sentence) {
    private static final PretrainedWeights NONE = new PretrainedWeights(new Weights(Map.of()), "");

    /**
     * Reads every weight of the nested network that the recipe names.
     *
     * @param folder the data folder
     * @throws DatasetException in one line, if the file is not there, is not the one that the recipe means, or does not
     *     fit the nested network
     */
    static PretrainedWeights of(StudyRecipe recipe, Path folder) throws IOException {
        return recipe.fitting().pretrained().isEmpty()
                ? NONE
                : of(recipe, recipe.fitting().pretrained().get(), folder);
    }

    private static PretrainedWeights of(StudyRecipe recipe, Pretrained pretrained, Path folder) throws IOException {
        Path file = folder.resolve(pretrained.file());
        NetworkSpec nested = nested(recipe.network(), pretrained.layer())
                .orElseThrow(() -> new IllegalArgumentException(
                        "pretrained.layer (" + pretrained.layer() + ") is no nested network of the recipe's"));
        Optional<String> digest = Optional.of(pretrained.sha256()).filter(text -> !text.isEmpty());
        WeightFile read;
        try {
            read = WeightFile.read(file, WeightShapes.of(nested), digest);
        } catch (NoSuchFileException e) {
            throw new DatasetException(missing(recipe, pretrained, file), e);
        }
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        read.tensors().tensors().forEach((name, tensor) -> tensors.put(pretrained.layer() + "." + name, tensor));
        return new PretrainedWeights(
                new Weights(tensors),
                "The weights of " + pretrained.layer() + " are those of " + pretrained.file() + ", SHA-256 "
                        + read.sha256()
                        + (digest.isPresent()
                                ? ", as the recipe says."
                                : "; the recipe pins no digest (pretrained.sha256)."));
    }

    /** Returns the network of the nested layer of this name. */
    static Optional<NetworkSpec> nested(NetworkSpec network, String layer) {
        for (Node node : network.nodes()) {
            if (node.name().equals(layer) && node.layer() instanceof Nested nested) {
                return Optional.of(nested.network());
            }
        }
        return Optional.empty();
    }

    private static String missing(StudyRecipe recipe, Pretrained pretrained, Path file) {
        return "the weights of " + pretrained.layer() + " are not there: " + file + " does not exist; "
                + dataset(pretrained)
                        .map(name -> "foreflow data fetch " + name + " gets it from ")
                        .orElse("it can be had from ")
                + pretrained.url()
                + (recipe.document().tree().path("quick").isObject()
                        ? "; without it, foreflow recipes run " + recipe.name() + " --quick shows that the rest works"
                        : "");
    }

    /** Returns the known data set that the file is of. */
    private static Optional<String> dataset(Pretrained pretrained) {
        return Catalog.NAMES.stream()
                .filter(name -> Catalog.find(name).paths().stream()
                        .anyMatch(path -> pretrained.file().equals(name + "/" + path)))
                .findFirst();
    }
}
