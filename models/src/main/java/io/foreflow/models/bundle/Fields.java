package io.foreflow.models.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads the fields of one JSON object and notes what is wrong instead of stopping at it, so that all problems are told
 * at once. A value that cannot be had is replaced by one that must not be used: ask {@link #problems} first. Fields that
 * nobody asks for are ignored, so that later versions may add some.
 */
final class Fields {
    private static final int MAX_TEXT = 200;
    private static final int SHOWN = 60;

    private final JsonNode object;
    private final String path;
    private final List<String> problems;

    private Fields(JsonNode object, String path, List<String> problems) {
        this.object = object;
        this.path = path;
        this.problems = problems;
    }

    static Fields of(JsonNode document) {
        Fields fields = new Fields(document, "", new ArrayList<>());
        if (!document.isObject()) {
            fields.problems.add("the document must be an object");
        }
        return fields;
    }

    /** Of this object and all objects in it. */
    List<String> problems() {
        return problems;
    }

    Fields object(String name) {
        JsonNode child = object.path(name);
        if (child.isObject()) {
            return new Fields(child, path(name), problems);
        }
        bad(name, "must be an object");
        // Its fields are missing with it, which goes without saying.
        return new Fields(JsonNodeFactory.instance.objectNode(), path(name), new ArrayList<>());
    }

    /** As it stands; a missing node if it is absent. */
    JsonNode raw(String name) {
        return object.path(name);
    }

    /** One line of text for people, not blank. */
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

    /** A text that {@code parse} takes; null if it refuses it with an exception. */
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

    /** A number, or null for one that is not known: NaN. */
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

    /** The objects in an object by name, in the order of the document. */
    Map<String, Fields> objects(String name, int most) {
        Fields parent = object(name);
        Map<String, Fields> children = new LinkedHashMap<>();
        if (parent.object.size() > most) {
            bad(name, "must have at most " + most + " entries");
            return children;
        }
        parent.object.properties().forEach(child -> {
            if (child.getKey().isBlank()
                    || child.getKey().length() > MAX_TEXT
                    || !child.getKey().codePoints().allMatch(BundleException::isPrintable)) {
                bad(name, "must have names of 1 to " + MAX_TEXT + " printable characters");
            } else {
                children.put(child.getKey(), parent.object(child.getKey()));
            }
        });
        return children;
    }

    /** The texts of an array. */
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

    /** Notes a problem of a field and shows its value. */
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
