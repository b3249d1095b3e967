package io.foreflow.tutorials.study;

import com.fasterxml.jackson.databind.JsonNode;
import io.foreflow.models.network.SpecReader;
import io.foreflow.training.recipe.InvalidRecipeException;
import io.foreflow.training.recipe.RecipeDocument;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds recipes: those that come with Foreflow, and users' files. The key {@code kind} of a recipe defaults to {@code
 * study}.
 */
public final class Tutorials {
    /** The studies, in the order of the tutorials. */
    public static final List<String> STUDIES = List.of(
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

    /** All recipes that come with Foreflow: the studies, then those that build on them. */
    public static final List<String> BUILT_IN = Stream.concat(
                    STUDIES.stream(), Stream.of("filter-pictures", "one-pixel", "reuters-tree"))
            .toList();

    private static final String QUICK = "quick";
    private static final String STUDY = "study";
    private static final Map<String, BiFunction<RecipeDocument, SpecReader, @Nullable Tutorial>> KINDS =
            new TreeMap<>(Map.of(
                    STUDY,
                    StudyReader::read,
                    "filter-pictures",
                    FilterTutorial::read,
                    "one-pixel",
                    OnePixelTutorial::read,
                    "class-tree",
                    ClassTreeTutorial::read));

    private Tutorials() {}

    /**
     * Reads the recipe of this name, or else the one in the file of this name.
     *
     * @param quick whether to change the recipe as its key {@code quick} says: smaller, to see that it works
     * @throws InvalidRecipeException if there is neither, or if the file is no recipe; tells all problems at once
     */
    public static Tutorial find(String nameOrFile, boolean quick) {
        RecipeDocument document = document(nameOrFile, quick);
        String kind = document.tree().path("kind").asText(STUDY);
        BiFunction<RecipeDocument, SpecReader, @Nullable Tutorial> reader = KINDS.get(kind);
        if (reader == null) {
            throw new InvalidRecipeException(
                    nameOrFile, List.of("kind (" + kind + ") must be one of " + String.join(", ", KINDS.keySet())));
        }
        RecipeDocument content = document.without("kind");
        return content.read(fields -> reader.apply(content, fields));
    }

    /** Reads a study, as {@link #find}. */
    public static StudyRecipe study(String nameOrFile) {
        return study(document(nameOrFile, false));
    }

    /** Reads the quick form of a study, as {@link #find}. */
    public static StudyRecipe quickStudy(String nameOrFile) {
        return study(document(nameOrFile, true));
    }

    static StudyRecipe study(RecipeDocument document) {
        return document.read(fields -> StudyReader.read(document, fields));
    }

    private static RecipeDocument document(String nameOrFile, boolean quick) {
        RecipeDocument document = RecipeDocument.parse(nameOrFile, yaml(nameOrFile));
        JsonNode change = document.tree().path(QUICK);
        return quick && change.isObject() ? document.without(QUICK).changed(change) : document;
    }

    /** Returns the YAML of a recipe, or of the file of this name. */
    public static String yaml(String nameOrFile) {
        return BUILT_IN.contains(nameOrFile)
                ? RecipeDocument.resource(Tutorials.class, nameOrFile)
                : RecipeDocument.file(nameOrFile, "recipes are " + String.join(", ", BUILT_IN));
    }
}
