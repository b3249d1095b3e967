package io.foreflow.models.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads the fields of one JSON object. It records problems instead of stopping at the first, so that all are reported
 * at once. An unusable value is replaced by one that must not be used: check {@link #problems} first. Unknown fields
 * are ignored, so that later versions may add some.
 */
final class JsonFields {
    private static final int MAX_TEXT = 200;
    private static final int SHOWN = 60;

    private final JsonNode object;
    private final String path;
    private final List<String> problems;

    private JsonFields(JsonNode object, String path, List<String> problems) {
        this.object = object;
        this.path = path;
        this.problems = problems;
    }

    static JsonFields of(JsonNode document) {
        JsonFields fields = new JsonFields(document, "", new ArrayList<>());
        if (!document.isObject()) {
            fields.problems.add("the document must be an object");
        }
        return fields;
    }

    /** Returns the problems of this object and all objects in it. */
    List<String> problems() {
        return problems;
    }

    JsonFields object(String name) {
        JsonNode child = object.path(name);
        if (child.isObject()) {
            return new JsonFields(child, path(name), problems);
        }
        bad(name, "must be an object");
        // Its fields are missing with it, which is no further problem.
        return new JsonFields(JsonNodeFactory.instance.objectNode(), path(name), new ArrayList<>());
    }

    /** Returns the raw value; a missing node if it is absent. */
    JsonNode raw(String name) {
        return object.path(name);
    }

    /** Returns one line of text for people, not blank. */
    String text(String name) {
        JsonNode child = object.path(name);
        String text = child.textValue();
        if (text == null
                || text.isBlank()
                || text.length() > MAX_TEXT
                || !text.codePoints().allMatch(BundleException::isPrintable)) {
            bad(name, "must be a line of 1 to " + MAX_TEXT + " printable characters");
            return "";
        }
        return text;
    }

    /** Returns a text that {@code parse} accepts; null if it refuses it with an exception. */
    <T> @Nullable T parsed(String name, String rule, Function<String, T> parse) {
        JsonNode child = object.path(name);
        if (!child.isTextual() || child.textValue().length() > MAX_TEXT) {
            bad(name, rule);
            return null;
        }
        try {
            return parse.apply(child.textValue());
        } catch (IllegalArgumentException | DateTimeException e) {
            bad(name, rule);
            return null;
        }
    }

    int count(String name, int least) {
        return (int) whole(name, least, Integer.MAX_VALUE);
    }

    long whole(String name, long least, long most) {
        JsonNode child = object.path(name);
        if (!child.isIntegralNumber()
                || !child.canConvertToLong()
                || child.longValue() < least
                || child.longValue() > most) {
            bad(name, "must be a whole number from " + least + " to " + most);
            return least;
        }
        return child.longValue();
    }

    /** Returns true or false; false if it is absent. */
    boolean flag(String name) {
        JsonNode child = object.path(name);
        if (!child.isBoolean() && !child.isMissingNode()) {
            bad(name, "must be true or false");
        }
        return child.booleanValue();
    }

    /** Returns a number, or NaN for null, which means unknown. */
    double number(String name) {
        JsonNode child = object.path(name);
        if (child.isNull()) {
            return Double.NaN;
        }
        if (!child.isNumber() || !Double.isFinite(child.doubleValue())) {
            bad(name, "must be a number or null");
            return Double.NaN;
        }
        return child.doubleValue();
    }

    /** Returns a number. */
    double finite(String name) {
        JsonNode child = object.path(name);
        if (!child.isNumber() || !Double.isFinite(child.doubleValue())) {
            bad(name, "must be a number");
            return Double.NaN;
        }
        return child.doubleValue();
    }

    /** Returns the numbers in an object by name, NaN for null. */
    Map<String, Double> numbers(String name, int most) {
        JsonFields parent = object(name);
        Map<String, Double> numbers = new LinkedHashMap<>();
        parent.names(most).forEach(member -> numbers.put(member, parent.number(member)));
        return numbers;
    }

    /** Returns the numbers in this object by name. */
    Map<String, Double> finites(int most) {
        Map<String, Double> numbers = new LinkedHashMap<>();
        names(most).forEach(member -> numbers.put(member, finite(member)));
        return numbers;
    }

    /** Returns one of {@code choices}; if the value is none of them, another text. */
    String choice(String name, List<String> choices) {
        String chosen = text(name);
        if (!chosen.isEmpty() && !choices.contains(chosen)) {
            bad(name, "must be one of " + String.join(", ", choices));
        }
        return chosen;
    }

    /**
     * Returns the result of {@code build} from the fields that were read; null if it refuses them, or if there was a
     * problem before.
     */
    <T> @Nullable T built(String name, Supplier<T> build) {
        try {
            T result = build.get();
            return problems.isEmpty() ? result : null;
        } catch (IllegalArgumentException e) {
            // A refusal because of a recorded problem is no further problem.
            if (problems.isEmpty()) {
                problems.add(path(name) + ": " + e.getMessage());
            }
            return null;
        }
    }

    /** Returns the objects of an array. */
    List<JsonFields> elements(String name, int most) {
        JsonNode child = object.path(name);
        List<JsonFields> elements = new ArrayList<>();
        if (!child.isArray() || child.size() > most) {
            bad(name, "must be an array of at most " + most + " objects");
            return elements;
        }
        for (JsonNode element : child) {
            String place = path(name) + "[" + elements.size() + "]";
            if (!element.isObject()) {
                problems.add(place + " must be an object");
                return elements;
            }
            elements.add(new JsonFields(element, place, problems));
        }
        return elements;
    }

    /** Returns the texts of an array, each one line for people, not blank. */
    List<String> lines(String name, int most) {
        List<String> texts = texts(name, most);
        for (String text : texts) {
            if (text.isBlank() || !text.codePoints().allMatch(BundleException::isPrintable)) {
                bad(name, "must be lines of printable characters");
                return List.of();
            }
        }
        return texts;
    }

    /** Returns the objects in an object by name, in the order of the document. */
    Map<String, JsonFields> objects(String name, int most) {
        JsonFields parent = object(name);
        Map<String, JsonFields> children = new LinkedHashMap<>();
        parent.names(most).forEach(member -> children.put(member, parent.object(member)));
        return children;
    }

    /** Returns this object's readable names, in the order of the document. */
    private List<String> names(int most) {
        if (object.size() > most) {
            problems.add(path + " must have at most " + most + " entries");
            return List.of();
        }
        List<String> names = new ArrayList<>();
        object.properties().forEach(child -> {
            if (child.getKey().isBlank()
                    || child.getKey().length() > MAX_TEXT
                    || !child.getKey().codePoints().allMatch(BundleException::isPrintable)) {
                problems.add(path + " must have names of 1 to " + MAX_TEXT + " printable characters");
            } else {
                names.add(child.getKey());
            }
        });
        return names;
    }

    /** Returns the texts of an array. */
    List<String> texts(String name, int most) {
        JsonNode child = object.path(name);
        List<String> texts = new ArrayList<>();
        if (!child.isArray() || child.size() > most) {
            bad(name, "must be an array of at most " + most + " texts");
            return texts;
        }
        for (JsonNode element : child) {
            if (!element.isTextual() || element.textValue().length() > MAX_TEXT) {
                bad(name, "must be an array of texts");
                return texts;
            }
            texts.add(element.textValue());
        }
        return texts;
    }

    /** Records a problem of a field and shows its value. */
    void bad(String name, String rule) {
        JsonNode value = object.path(name);
        if (value.isMissingNode()) {
            problems.add(path(name) + " is missing; it " + rule);
            return;
        }
        String shown = value.isContainerNode() ? (value.isArray() ? "an array" : "an object") : value.toString();
        problems.add(
                path(name) + " (" + (shown.length() > SHOWN ? shown.substring(0, SHOWN) + "…" : shown) + ") " + rule);
    }

    private String path(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }
}
