package io.foreflow.tutorials.study;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.foreflow.training.recipe.InvalidRecipeException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** The recipes of the tutorials' systems, and users' of the same kind; {@link Tutorials} knows the other kinds. */
public final class Studies {
    /** In the order of the tutorials. */
    public static final List<String> BUILT_IN = List.of(
            "traffic-dense",
            "traffic-simple-rnn",
            "traffic-lstm",
            "boston-linear",
            "california-housing",
            "imdb",
            "reuters",
            "reuters-bottleneck",
            "pima-diabetes",
            "house-price-small",
            "house-price-large",
            "house-price-regularised",
            "ames-regression",
            "mnist-dense",
            "mnist-conv",
            "dogs-cats-3conv",
            "dogs-cats-5conv",
            "vgg16-transfer",
            "vgg16-fine-tune");

    private static final String QUICK = "quick";

    private Studies() {}

    /**
     * The recipe of this name, or else the one in the file of this name.
     *
     * @throws InvalidRecipeException if there is neither, or if the file is none; tells all problems at once
     */
    public static StudyRecipe find(String nameOrFile) {
        return StudyReader.read(nameOrFile, document(nameOrFile));
    }

    /** The same, changed as its key {@code quick} says: smaller, to see that it works. */
    public static StudyRecipe findQuick(String nameOrFile) {
        ObjectNode document = document(nameOrFile);
        JsonNode change = document.path(QUICK);
        document.remove(QUICK);
        return StudyReader.read(nameOrFile, change.isObject() ? Documents.merged(document, change) : document);
    }

    /** Whether {@link #findQuick} changes it. */
    static boolean hasQuick(StudyRecipe recipe) {
        return recipe.document().path(QUICK).isObject();
    }

    /** The YAML of a recipe of any kind. */
    public static String yaml(String nameOrFile) {
        if (Tutorials.BUILT_IN.contains(nameOrFile)) {
            return Documents.resource(nameOrFile);
        }
        try {
            return Files.readString(Path.of(nameOrFile));
        } catch (NoSuchFileException e) {
            throw unknown(nameOrFile);
        } catch (CharacterCodingException e) {
            throw new InvalidRecipeException(nameOrFile, List.of("the file is not UTF-8 text"));
        } catch (IOException e) {
            throw new InvalidRecipeException(nameOrFile, List.of("cannot be read: " + e.getMessage()));
        }
    }

    private static ObjectNode document(String nameOrFile) {
        return Documents.parse(nameOrFile, yaml(nameOrFile));
    }

    /** @param change as RFC 7396 says */
    static StudyRecipe changed(StudyRecipe recipe, JsonNode change) {
        return StudyReader.read(recipe.name(), Documents.merged((ObjectNode) recipe.document(), change));
    }

    private static InvalidRecipeException unknown(String name) {
        return new InvalidRecipeException(
                name,
                List.of("there is no file and no recipe of this name; recipes are "
                        + String.join(", ", Tutorials.BUILT_IN)));
    }
}
