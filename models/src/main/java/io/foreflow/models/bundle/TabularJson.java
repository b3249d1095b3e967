package io.foreflow.models.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.foreflow.models.model.InferenceTask;
import io.foreflow.models.tabular.ClassTree;
import io.foreflow.models.tabular.ClassTree.Child;
import io.foreflow.models.tabular.ClassTree.ClassSplit;
import io.foreflow.models.tabular.ClassTree.Further;
import io.foreflow.models.tabular.ClassTree.Leaf;
import io.foreflow.models.tabular.Classes;
import io.foreflow.models.tabular.Column;
import io.foreflow.models.tabular.Columns;
import io.foreflow.models.tabular.InputSpec;
import io.foreflow.models.tabular.OutputSpec;
import io.foreflow.models.tabular.Picture;
import io.foreflow.models.tabular.Text;
import io.foreflow.models.tabular.Value;
import io.foreflow.models.tabular.ValueSequence;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes and reads the input and output of a classifier or regressor as JSON; the field {@code type} names the kind of
 * each.
 */
final class TabularJson {
    private static final String COLUMNS = "columns";
    private static final String TEXT = "text";
    private static final String PICTURE = "picture";
    private static final String CLASSES = "classes";
    private static final String VALUE = "value";
    private static final String VALUES = "values";
    private static final String CLASS_TREE = "classTree";

    /** Maximum number of entries, more than any constructor accepts; each type checks its own limit. */
    private static final int MAX_ENTRIES = 1_000_000;

    private TabularJson() {}

    static void write(ObjectNode json, InputSpec input) {
        if (input instanceof Columns columns) {
            json.put("type", COLUMNS);
            ArrayNode array = json.putArray("columns");
            for (Column column : columns.columns()) {
                array.addObject()
                        .put("name", column.name())
                        .put("shift", column.shift())
                        .put("scale", column.scale());
            }
        } else if (input instanceof Text text) {
            json.put("type", TEXT).put("width", text.width());
            ArrayNode words = json.putArray("words");
            text.words().forEach(words::add);
        } else if (input instanceof Picture picture) {
            json.put("type", PICTURE)
                    .put("height", picture.height())
                    .put("width", picture.width())
                    .put("channels", picture.channels());
        }
    }

    static void write(ObjectNode json, OutputSpec output) {
        if (output instanceof Classes classes) {
            json.put("type", CLASSES);
            classes.labels().forEach(json.putArray("labels")::add);
        } else if (output instanceof Value value) {
            json.put("type", VALUE)
                    .put("name", value.name())
                    .put("unit", value.unit())
                    .put("shift", value.shift())
                    .put("scale", value.scale());
        } else if (output instanceof ValueSequence values) {
            json.put("type", VALUES);
            values.names().forEach(json.putArray("names")::add);
            json.put("unit", values.unit()).put("shift", values.shift()).put("scale", values.scale());
        } else if (output instanceof ClassTree tree) {
            json.put("type", CLASS_TREE);
            tree.labels().forEach(json.putArray("labels")::add);
            ArrayNode splits = json.putArray("splits");
            for (ClassSplit split : tree.splits()) {
                ArrayNode children = splits.addArray();
                for (Child child : split.children()) {
                    if (child instanceof Further further) {
                        children.addObject().put("split", further.split());
                    } else if (child instanceof Leaf leaf) {
                        children.addObject().put("label", leaf.label());
                    }
                }
            }
        }
    }

    /** Returns the task; null if there is a problem, which is recorded. */
    static @Nullable InferenceTask read(JsonFields json) {
        InputSpec input = input(json.object("input"));
        OutputSpec output = output(json.object("output"));
        return input == null || output == null ? null : new InferenceTask(input, output);
    }

    private static @Nullable InputSpec input(JsonFields json) {
        String type = json.choice("type", List.of(COLUMNS, TEXT, PICTURE));
        switch (type) {
            case COLUMNS -> {
                List<JsonFields> columns = json.elements("columns", MAX_ENTRIES);
                return json.built(
                        "columns",
                        () -> new Columns(
                                columns.stream().map(TabularJson::column).toList()));
            }
            case TEXT -> {
                List<String> words = json.texts("words", MAX_ENTRIES);
                int width = json.count("width", 1);
                return json.built("words", () -> new Text(words, width));
            }
            case PICTURE -> {
                int height = json.count("height", 1);
                int width = json.count("width", 1);
                int channels = json.count("channels", 1);
                return json.built("height", () -> new Picture(height, width, channels));
            }
            default -> {
                return null;
            }
        }
    }

    private static Column column(JsonFields json) {
        return new Column(json.text("name"), json.finite("shift"), json.finite("scale"));
    }

    private static @Nullable OutputSpec output(JsonFields json) {
        String type = json.choice("type", List.of(CLASSES, VALUE, VALUES, CLASS_TREE));
        switch (type) {
            case CLASSES -> {
                List<String> labels = json.lines("labels", MAX_ENTRIES);
                return json.built("labels", () -> new Classes(labels));
            }
            case VALUE -> {
                String name = json.text("name");
                String unit = json.text("unit");
                double shift = json.finite("shift");
                double scale = json.finite("scale");
                return json.built("scale", () -> new Value(name, unit, shift, scale));
            }
            case VALUES -> {
                List<String> names = json.lines("names", MAX_ENTRIES);
                String unit = json.text("unit");
                double shift = json.finite("shift");
                double scale = json.finite("scale");
                return json.built("scale", () -> new ValueSequence(names, unit, shift, scale));
            }
            case CLASS_TREE -> {
                List<String> labels = json.lines("labels", MAX_ENTRIES);
                List<ClassSplit> splits = splits(json);
                return splits == null ? null : json.built("splits", () -> new ClassTree(labels, splits));
            }
            default -> {
                return null;
            }
        }
    }

    private static @Nullable List<ClassSplit> splits(JsonFields json) {
        List<ClassSplit> splits = new ArrayList<>();
        for (JsonNode children : json.raw("splits")) {
            List<Child> read = new ArrayList<>();
            for (JsonNode child : children) {
                JsonNode label = child.path("label");
                JsonNode split = child.path("split");
                if (child.size() != 1 || !(label.isInt() || split.isInt())) {
                    json.bad("splits", "must be arrays of {\"label\": number} and {\"split\": number}");
                    return null;
                }
                read.add(label.isInt() ? new Leaf(label.intValue()) : new Further(split.intValue()));
            }
            ClassSplit built = json.built("splits", () -> new ClassSplit(read));
            if (built == null) {
                return null;
            }
            splits.add(built);
        }
        return splits;
    }
}
