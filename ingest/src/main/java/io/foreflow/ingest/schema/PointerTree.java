package io.foreflow.ingest.schema;

import com.fasterxml.jackson.core.JsonPointer;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The pointers of a mapping by their steps: names of fields, keys of maps, positions in arrays. */
final class PointerTree {
    private final Map<String, PointerTree> children = new LinkedHashMap<>();
    private final Set<Part> parts = EnumSet.noneOf(Part.class);

    private PointerTree() {}

    static PointerTree of(PartPointers pointers) {
        PointerTree root = new PointerTree();
        pointers.byPart().forEach(root::add);
        return root;
    }

    private void add(Part part, JsonPointer pointer) {
        PointerTree tree = this;
        for (JsonPointer step = pointer; !step.matches(); step = step.tail()) {
            tree = tree.children.computeIfAbsent(step.getMatchingProperty(), name -> new PointerTree());
        }
        tree.parts.add(part);
    }

    /** Returns the parts that lie at this place. */
    Set<Part> parts() {
        return parts;
    }

    /** Returns the parts that lie at this place or below. */
    Set<Part> allParts() {
        Set<Part> all = EnumSet.noneOf(Part.class);
        all.addAll(parts);
        children.values().forEach(child -> all.addAll(child.allParts()));
        return all;
    }

    Map<String, PointerTree> children() {
        return children;
    }

    @Nullable
    PointerTree child(String name) {
        return children.get(name);
    }
}
