package io.foreflow.models.network;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.DoublePredicate;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the fields of one object of a document. A problem is noted and a value that is allowed stands in for the bad
 * one, so that reading goes on and all problems are told at once. Call {@link #finish} at the end: it notes the keys
 * that nobody asked for.
 */
public final class SpecReader {
    private final JsonNode object;
    private final String path;
    private final List<String> problems;
    private final Set<String> asked = new LinkedHashSet<>();

    /**
     * @param path of the object in the document; empty for the document itself
     * @param problems where problems are noted
     */
    public SpecReader(JsonNode object, String path, List<String> problems) {
        this.object = object;
        this.path = path;
        this.problems = problems;
        if (!object.isObject()) {
            problems.add((path.isEmpty() ? "the document" : path) + " (" + shown(object) + ") must be an object");
        }
    }

    /** Returns the reader of an object that is part of this one. */
    SpecReader at(String key, JsonNode child) {
        return new SpecReader(child, path(key), problems);
    }

    /** Returns the problems found so far in the whole document. */
    List<String> problems() {
        return problems;
    }

    /** Returns the path of a field in the whole document. */
    public String path(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    /** Null if it is absent or null. */
    @Nullable
    public JsonNode child(String key) {
        asked.add(key);
        JsonNode node = object.get(key);
        return node == null || node.isNull() ? null : node;
    }

    /** Null, and noted, if it is missing. */
    @Nullable
    public JsonNode required(String key, String rule) {
        JsonNode node = child(key);
        if (node == null && object.isObject()) {
            problems.add(path(key) + " is missing; it " + rule);
        }
        return node;
    }

    /** Reads an object with a reader of its own; empty if it is absent. Notes the keys that nobody asked for. */
    public <T> Optional<T> object(String key, Function<SpecReader, T> reader) {
        return Optional.ofNullable(child(key)).map(node -> whole(at(key, node), reader));
    }

    /** Reads each object of a list; none if it is absent. Notes the keys that nobody asked for. */
    public <T> List<T> objects(String key, Function<SpecReader, T> reader) {
        List<T> read = new ArrayList<>();
        JsonNode list = child(key);
        if (list != null && !list.isArray()) {
            problem(key, list, "must be a list");
        } else if (list != null) {
            for (int i = 0; i < list.size(); i++) {
                read.add(whole(at(key + "[" + i + "]", list.get(i)), reader));
            }
        }
        return read;
    }

    private static <T> T whole(SpecReader part, Function<SpecReader, T> reader) {
        T read = reader.apply(part);
        part.finish();
        return read;
    }

    /** Reads a part by a parser that throws; null, and noted, if the part is missing or refused. */
    @Nullable
    public <T> T part(String key, Function<JsonNode, T> parser) {
        JsonNode node = child(key);
        if (node == null) {
            problems.add(path(key) + " is missing");
            return null;
        }
        return parsed(key, node, parser);
    }

    /** Reads a value of {@code key} by a parser that throws; null, and noted, if it is refused. */
    @Nullable
    public <T> T parsed(String key, JsonNode node, Function<JsonNode, T> parser) {
        try {
            return parser.apply(node);
        } catch (InvalidSpecException e) {
            e.problems().forEach(problem -> problems.add(path(key) + "." + problem));
        } catch (IllegalArgumentException e) {
            problems.add(path(key) + " " + e.getMessage());
        }
        return null;
    }

    /** Reads a list of whole numbers; noted if it is missing, empty, or holds another number. */
    public List<Integer> integers(String key, IntPredicate allowed, String rule) {
        JsonNode node = required(key, rule);
        return node == null ? List.of() : integers(key, node, allowed, rule);
    }

    /** Reads {@code node}, a value of {@code key}, as a list of whole numbers; noted if it is empty or holds another number. */
    public List<Integer> integers(String key, JsonNode node, IntPredicate allowed, String rule) {
        List<Integer> numbers = new ArrayList<>();
        boolean right = node.isArray() && !node.isEmpty();
        for (JsonNode number : node) {
            right &= number.isInt() && allowed.test(number.intValue());
            numbers.add(number.intValue());
        }
        if (!right) {
            problem(key, node, rule);
        }
        return numbers;
    }

    public int count(String key, int most) {
        String rule = "must be a whole number from 1 to " + most;
        JsonNode node = required(key, rule);
        if (node == null) {
            return 1;
        }
        if (!isCount(node, most)) {
            problem(key, node, rule);
            return 1;
        }
        return node.intValue();
    }

    public int count(String key, int most, int absent) {
        return child(key) == null ? absent : count(key, most);
    }

    static String extentRule(int most) {
        return "must be a whole number from 1 to " + most + ", or a list of two";
    }

    /** @param absent stands in for an absent or a bad value, too */
    Extent extent(String key, int most, Extent absent) {
        JsonNode node = child(key);
        if (node == null) {
            return absent;
        }
        JsonNode first = node.isArray() && node.size() == 2 ? node.get(0) : node;
        JsonNode second = node.isArray() && node.size() == 2 ? node.get(1) : node;
        if (!isCount(first, most) || !isCount(second, most)) {
            problem(key, node, extentRule(most));
            return absent;
        }
        return new Extent(first.intValue(), second.intValue());
    }

    private static boolean isCount(JsonNode node, int most) {
        return node.isIntegralNumber() && node.canConvertToInt() && node.intValue() >= 1 && node.intValue() <= most;
    }

    public long integer(String key, long absent) {
        JsonNode node = child(key);
        if (node == null) {
            return absent;
        }
        if (!node.isIntegralNumber() || !node.canConvertToLong()) {
            problem(key, node, "must be a whole number of at most 64 bits");
            return absent;
        }
        return node.longValue();
    }

    /** @param absent stands in for an absent or a bad value, too */
    public double number(String key, double absent, DoublePredicate allowed, String rule) {
        JsonNode node = child(key);
        if (node == null) {
            return absent;
        }
        double value = number(node);
        if (!Double.isFinite(value) || !allowed.test(value)) {
            problem(key, node, rule);
            return absent;
        }
        return value;
    }

    private static double number(JsonNode node) {
        if (node.isNumber()) {
            return node.doubleValue();
        }
        if (node.isTextual()) {
            // YAML 1.1 takes 1e-3, without a point, for a text.
            try {
                return Double.parseDouble(node.textValue());
            } catch (NumberFormatException e) {
                return Double.NaN;
            }
        }
        return Double.NaN;
    }

    public boolean flag(String key, boolean absent) {
        JsonNode node = child(key);
        if (node == null) {
            return absent;
        }
        if (!node.isBoolean()) {
            problem(key, node, "must be true or false");
        }
        return node.booleanValue();
    }

    public <E extends Enum<E>> E choice(String key, Class<E> type, E absent) {
        JsonNode node = child(key);
        if (node == null) {
            return absent;
        }
        for (E constant : type.getEnumConstants()) {
            if (node.isTextual() && written(constant).equals(node.textValue())) {
                return constant;
            }
        }
        List<String> choices =
                Stream.of(type.getEnumConstants()).map(SpecReader::written).toList();
        problem(key, node, "must be one of " + String.join(", ", choices) + suggestion(node, choices));
        return absent;
    }

    /** Empty if absent. */
    public Set<String> names(String key) {
        Set<String> names = new LinkedHashSet<>();
        JsonNode node = child(key);
        if (node != null && !node.isArray()) {
            problem(key, node, "must be a list of names");
        } else if (node != null) {
            for (JsonNode name : node) {
                if (name.isTextual()) {
                    names.add(name.textValue());
                } else {
                    problem(key, name, "must be a name");
                }
            }
        }
        return names;
    }

    public static String written(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /** Notes a problem of this object as a whole. */
    public void problem(String problem) {
        problems.add(path.isEmpty() ? problem : path + ": " + problem);
    }

    /** Notes a problem of one field. */
    public void problem(String key, String problem) {
        problems.add(path(key) + " " + problem);
    }

    /** Notes that a value breaks a rule. */
    public void problem(String key, JsonNode value, String rule) {
        problems.add(path(key) + " (" + shown(value) + ") " + rule);
    }

    /** Noted if it is missing, blank or no text; then empty. */
    public String text(String key) {
        JsonNode node = required(key, "must be a text");
        return node == null ? "" : text(key, node);
    }

    /** @param absent stands in for an absent one */
    public String text(String key, String absent) {
        JsonNode node = child(key);
        return node == null ? absent : text(key, node);
    }

    private String text(String key, JsonNode node) {
        if (!node.isTextual() || node.textValue().isBlank()) {
            problem(key, node, "must be a text");
            return "";
        }
        return node.textValue();
    }

    /** Notes the keys that no reader asked for. */
    public void finish() {
        List<String> unknown = new ArrayList<>();
        object.fieldNames().forEachRemaining(unknown::add);
        unknown.removeAll(asked);
        for (String key : unknown) {
            problems.add(path(key) + " (" + shown(object.get(key)) + ") is an unknown key; known are "
                    + asked.stream().sorted().collect(Collectors.joining(", ")) + Nearest.suggestion(key, asked));
        }
    }

    static String suggestion(JsonNode value, Iterable<String> choices) {
        return value.isTextual() ? Nearest.suggestion(value.textValue(), choices) : "";
    }

    private static String shown(JsonNode node) {
        String text = node.toString();
        return text.length() <= 60 ? text : text.substring(0, 57) + "...";
    }
}
