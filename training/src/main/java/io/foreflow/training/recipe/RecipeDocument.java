package io.foreflow.training.recipe;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.foreflow.models.network.SpecReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A recipe as it is written: a tree of YAML that can be changed and read. Immutable.
 *
 * @param source name or file of the recipe, for messages
 * @param tree must not be changed
 */
public record RecipeDocument(String source, ObjectNode tree) {
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    /** @throws InvalidRecipeException if {@code yaml} is no YAML, or no object */
    public static RecipeDocument parse(String source, String yaml) {
        JsonNode tree;
        try {
            tree = YAML.readTree(yaml);
        } catch (JsonProcessingException e) {
            throw new InvalidRecipeException(
                    source,
                    List.of("not YAML: " + e.getOriginalMessage() + " (line "
                            + (e.getLocation() == null ? "?" : e.getLocation().getLineNr()) + ")"));
        }
        if (tree instanceof ObjectNode object) {
            return new RecipeDocument(source, object);
        }
        throw new InvalidRecipeException(source, List.of("must be an object with the keys of a recipe"));
    }

    /**
     * Reads a YAML resource.
     *
     * @param beside class whose package holds the resource
     * @param name of the resource, without {@code .yaml}
     * @throws InvalidRecipeException if there is none of this name
     */
    public static String resource(Class<?> beside, String name) {
        try (InputStream resource = beside.getResourceAsStream(name + ".yaml")) {
            if (resource == null) {
                throw new InvalidRecipeException(name, List.of("there is none of this name"));
            }
            return new String(resource.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the resource " + name + ".yaml", e);
        }
    }

    /**
     * Reads a user's file.
     *
     * @param known says which recipes there are, for the case that there is no such file
     * @throws InvalidRecipeException if it cannot be read
     */
    public static String file(String file, String known) {
        try {
            return Files.readString(Path.of(file));
        } catch (NoSuchFileException e) {
            throw new InvalidRecipeException(file, List.of("there is no file and no recipe of this name; " + known));
        } catch (CharacterCodingException e) {
            throw new InvalidRecipeException(file, List.of("the file is not UTF-8 text"));
        } catch (IOException e) {
            throw new InvalidRecipeException(file, List.of("cannot be read: " + e.getMessage()));
        }
    }

    /** Merges a change as RFC 7396 (JSON Merge Patch) says: objects are merged, null removes, all else replaces. */
    public RecipeDocument changed(JsonNode change) {
        return new RecipeDocument(source, merged(tree, change));
    }

    private static ObjectNode merged(ObjectNode document, JsonNode change) {
        ObjectNode result = document.deepCopy();
        change.properties().forEach(field -> {
            JsonNode value = field.getValue();
            if (value.isNull()) {
                result.remove(field.getKey());
            } else if (value instanceof ObjectNode object) {
                JsonNode there = result.get(field.getKey());
                result.set(
                        field.getKey(),
                        merged(there instanceof ObjectNode old ? old : JsonNodeFactory.instance.objectNode(), object));
            } else {
                result.set(field.getKey(), value.deepCopy());
            }
        });
        return result;
    }

    /** Returns this document without a key. */
    public RecipeDocument without(String key) {
        ObjectNode rest = tree.deepCopy();
        rest.remove(key);
        return new RecipeDocument(source, rest);
    }

    /**
     * Reads the document.
     *
     * @param recipe reads the whole document; it may return null after it noted a problem
     * @throws InvalidRecipeException if a problem was noted, or a key was not asked for; tells all problems at once
     */
    public <T> T read(Function<SpecReader, @Nullable T> recipe) {
        List<String> problems = new ArrayList<>();
        SpecReader reader = new SpecReader(tree, "", problems);
        T read = recipe.apply(reader);
        reader.finish();
        if (read == null || !problems.isEmpty()) {
            throw new InvalidRecipeException(source, problems);
        }
        return read;
    }
}
