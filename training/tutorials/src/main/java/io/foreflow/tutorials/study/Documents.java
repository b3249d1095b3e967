package io.foreflow.tutorials.study;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.foreflow.training.recipe.InvalidRecipeException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** Recipes as trees: read, changed, and with the networks that they name put in. */
final class Documents {
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private Documents() {}

    /** @throws InvalidRecipeException if {@code yaml} is none, or no object */
    static ObjectNode parse(String source, String yaml) {
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
            return object;
        }
        throw new InvalidRecipeException(source, List.of("must be an object with the keys of a recipe"));
    }

    /** {@code document} changed as RFC 7396 (JSON Merge Patch) says: objects are merged, null removes, all else replaces. */
    static ObjectNode merged(ObjectNode document, JsonNode change) {
        ObjectNode result = document.deepCopy();
        change.fields().forEachRemaining(field -> {
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

    /** Puts in the network of each nested layer that is written as the name of one that comes with Foreflow. */
    static JsonNode withNetworks(String source, JsonNode network) {
        JsonNode result = network.deepCopy();
        for (JsonNode layer : result.path("layers")) {
            if (layer instanceof ObjectNode object && object.path("network").isTextual()) {
                String name = object.path("network").textValue();
                object.set("network", parse(source, resource("networks/" + name)));
            }
        }
        return result;
    }

    /** @throws InvalidRecipeException if there is none of this name */
    static String resource(String name) {
        try (InputStream resource = Documents.class.getResourceAsStream(name + ".yaml")) {
            if (resource == null) {
                throw new InvalidRecipeException(name, List.of("there is none of this name"));
            }
            return new String(resource.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the resource " + name + ".yaml", e);
        }
    }
}
