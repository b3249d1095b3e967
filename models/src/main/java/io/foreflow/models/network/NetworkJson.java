package io.foreflow.models.network;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.foreflow.models.network.LayerSpec.Flatten;
import io.foreflow.models.network.NetworkSpec.Node;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Graphs as trees, as {@link SpecJson} shows them: inputs, layers with what they read, the output. */
final class NetworkJson {
    private NetworkJson() {}

    static ObjectNode write(NetworkSpec network) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ObjectNode inputs = json.putObject("inputs");
        network.inputs().forEach((name, shape) -> {
            ArrayNode dimensions = inputs.putArray(name);
            for (int dimension : shape.toArray()) {
                dimensions.add(dimension);
            }
        });
        ArrayNode layers = json.putArray("layers");
        network.nodes().forEach(node -> layers.add(write(node)));
        json.put("output", network.output());
        return json;
    }

    private static ObjectNode write(Node node) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("type", node.layer().kind().label());
        json.put("name", node.name());
        ArrayNode inputs = json.putArray("inputs");
        node.inputs().forEach(inputs::add);
        return node.layer().accept(new LayerJson(json));
    }

    /** Null, and noted, if it is not one. */
    static @Nullable NetworkSpec read(SpecReader reader) {
        int before = reader.problems().size();
        Map<String, Shape> inputs = inputs(reader);
        List<Node> nodes = nodes(reader, inputs);
        String output = nodes.isEmpty() ? "" : nodes.get(nodes.size() - 1).name();
        JsonNode named = reader.child("output");
        if (named != null && named.isTextual()) {
            output = named.textValue();
        } else if (named != null) {
            reader.problem("output", named, "must be the name of a layer");
        }
        reader.finish();
        if (reader.problems().size() == before) {
            ShapeInference.of(inputs, nodes, output).problems().forEach(reader::problem);
        }
        return reader.problems().size() == before ? new NetworkSpec(inputs, nodes, output) : null;
    }

    private static Map<String, Shape> inputs(SpecReader reader) {
        String rule = "must name each input and its shape, for instance {history: [6, 2]}";
        Map<String, Shape> inputs = new LinkedHashMap<>();
        JsonNode json = reader.required("inputs", rule);
        if (json == null) {
            return inputs;
        }
        if (!json.isObject() || json.isEmpty()) {
            reader.problem("inputs", json, rule);
            return inputs;
        }
        json.properties().forEach(input -> {
            Shape shape = shape(input.getValue());
            if (shape == null) {
                reader.problem(
                        "inputs." + input.getKey(),
                        input.getValue(),
                        "must be a list of whole numbers of at least 1, their product at most " + Integer.MAX_VALUE);
            }
            inputs.put(input.getKey(), shape == null ? Shape.of(1) : shape);
        });
        return inputs;
    }

    private static @Nullable Shape shape(JsonNode json) {
        List<Integer> dimensions = new ArrayList<>();
        for (JsonNode dimension : json) {
            if (!dimension.isIntegralNumber() || !dimension.canConvertToInt()) {
                return null;
            }
            dimensions.add(dimension.intValue());
        }
        if (!json.isArray() || dimensions.isEmpty()) {
            return null;
        }
        try {
            return Shape.of(dimensions);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static List<Node> nodes(SpecReader reader, Map<String, Shape> inputs) {
        String rule = "must be a list of one layer or more";
        List<Node> nodes = new ArrayList<>();
        JsonNode json = reader.required("layers", rule);
        if (json == null) {
            return nodes;
        }
        if (!json.isArray() || json.isEmpty()) {
            reader.problem("layers", json, rule);
            return nodes;
        }
        Map<String, Integer> seen = new LinkedHashMap<>();
        for (int i = 0; i < json.size(); i++) {
            List<String> before = nodes.isEmpty()
                    ? List.copyOf(inputs.keySet())
                    : List.of(nodes.get(nodes.size() - 1).name());
            nodes.add(node(reader.at("layers[" + i + "]", json.get(i)), before, seen));
        }
        return nodes;
    }

    private static Node node(SpecReader reader, List<String> before, Map<String, Integer> seen) {
        JsonNode type = reader.required("type", "must be one of " + String.join(", ", LayerKind.labels()));
        String kind = type == null || !type.isTextual() ? "" : type.textValue();
        int earlier = seen.merge(kind, 1, Integer::sum) - 1;
        String name = earlier == 0 ? kind : kind + "_" + earlier;
        JsonNode named = reader.child("name");
        if (named != null && named.isTextual()) {
            name = named.textValue();
        } else if (named != null) {
            reader.problem("name", named, "must be a text");
        }
        List<String> inputs = reads(reader, before);
        Optional<LayerSpec> layer = LayerKind.find(kind).map(found -> found.read(reader));
        if (layer.isPresent()) {
            reader.finish();
            return new Node(name, layer.get(), inputs);
        }
        if (type != null) {
            reader.problem(
                    "type",
                    type,
                    "must be one of " + String.join(", ", LayerKind.labels())
                            + SpecReader.suggestion(type, LayerKind.labels()));
        }
        return new Node(name, new Flatten(), inputs);
    }

    private static List<String> reads(SpecReader reader, List<String> before) {
        JsonNode json = reader.child("inputs");
        if (json == null) {
            return before;
        }
        if (json.isTextual()) {
            return List.of(json.textValue());
        }
        List<String> names = new ArrayList<>();
        for (JsonNode name : json) {
            if (name.isTextual()) {
                names.add(name.textValue());
            }
        }
        if (!json.isArray() || names.isEmpty() || names.size() != json.size()) {
            reader.problem("inputs", json, "must be the name of an input or layer, or a list of names");
        }
        return names;
    }
}
