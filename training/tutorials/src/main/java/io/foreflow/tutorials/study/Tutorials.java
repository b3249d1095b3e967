package io.foreflow.tutorials.study;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.foreflow.training.recipe.InvalidRecipeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Everything that {@code recipes run} runs. A recipe's key {@code kind} says what it is: {@code study}, where it is absent,
 * or one of the others.
 */
public final class Tutorials {
    /** The studies in the order of the tutorials, then what builds on them. */
    public static final List<String> BUILT_IN = builtIn();

    private static final String STUDY = "study";
    private static final Map<String, Kind> KINDS = new TreeMap<>(Map.of(
            STUDY,
            StudyTutorial::read,
            "filter-pictures",
            FilterPictures::read,
            "one-pixel",
            OnePixel::read,
            "class-tree",
            ClassTreeTutorial::read));

    /** How a kind is read. */
    private interface Kind {
        /**
         * @param document without the key {@code kind}
         * @throws InvalidRecipeException telling all problems at once
         */
        Tutorial read(String source, ObjectNode document);
    }

    private Tutorials() {}

    private static List<String> builtIn() {
        List<String> names = new ArrayList<>(Studies.BUILT_IN);
        names.addAll(List.of("filter-pictures", "one-pixel", "reuters-tree"));
        return List.copyOf(names);
    }

    /**
     * The recipe of this name, or else the one in the file of this name.
     *
     * @param quick changed as its key {@code quick} says: smaller, to see that it works
     * @throws InvalidRecipeException if there is neither, or if the file is none; tells all problems at once
     */
    public static Tutorial find(String nameOrFile, boolean quick) {
        ObjectNode document = Documents.parse(nameOrFile, Studies.yaml(nameOrFile));
        JsonNode change = document.path("quick");
        if (quick && change.isObject()) {
            document = Documents.merged(document, change);
        }
        JsonNode kind = document.remove("kind");
        String name = kind == null ? STUDY : kind.asText();
        Kind found = KINDS.get(name);
        if (found == null) {
            throw new InvalidRecipeException(
                    nameOrFile, List.of("kind (" + name + ") must be one of " + String.join(", ", KINDS.keySet())));
        }
        return found.read(nameOrFile, document);
    }
}
