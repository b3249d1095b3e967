package io.foreflow.ingest.schema;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import io.foreflow.ingest.schema.ProtobufPlan.FieldPlan;
import io.foreflow.ingest.schema.ProtobufPlan.SinglePlan;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds the places of a mapping in a Protobuf message. */
final class ProtobufMapping {
    private final Map<Part, String> problems = new EnumMap<>(Part.class);

    private ProtobufMapping() {}

    /** @throws UnmappedPartsException naming every part that the message lacks, or has in an unusable type */
    static ProtobufPlan of(Descriptor message, PartPointers pointers) {
        ProtobufMapping mapping = new ProtobufMapping();
        ProtobufPlan plan = mapping.plan(message, PointerTree.of(pointers));
        List<String> problems = new ArrayList<>();
        pointers.byPart().forEach((part, pointer) -> {
            String problem = mapping.problems.get(part);
            if (problem != null) {
                problems.add("input." + part.label() + " (" + pointer + ") " + problem);
            }
        });
        if (!problems.isEmpty()) {
            throw new UnmappedPartsException(problems);
        }
        return plan;
    }

    private ProtobufPlan plan(Descriptor message, PointerTree tree) {
        ProtobufPlan plan = new ProtobufPlan();
        tree.children().forEach((name, child) -> {
            FieldDescriptor field = field(message, name);
            if (field == null) {
                missing(
                        child,
                        "must be a field of the schema: " + message.getFullName() + " has no field "
                                + SchemaText.quoted(name) + ", only "
                                + SchemaText.list(message.getFields().stream()
                                        .map(FieldDescriptor::getName)
                                        .toList()));
            } else if (plan.has(field)) {
                missing(child, "names the field " + field.getName() + " in another form; use one form for all parts");
            } else {
                FieldPlan found = field(field, child);
                if (found != null) {
                    plan.add(field, found);
                }
            }
        });
        return withOneofs(message, plan);
    }

    /** Finds a field by its name in the .proto file, or by its name in JSON. */
    private static @Nullable FieldDescriptor field(Descriptor message, String name) {
        FieldDescriptor field = message.findFieldByName(name);
        return field != null
                ? field
                : message.getFields().stream()
                        .filter(other -> other.getJsonName().equals(name))
                        .findFirst()
                        .orElse(null);
    }

    /** Returns null if the field cannot be mapped; the problem is noted. */
    private @Nullable FieldPlan field(FieldDescriptor field, PointerTree tree) {
        if (tree.parts().contains(Part.COVARIATES)) {
            return covariates(field);
        }
        if (!field.isRepeated()) {
            return single(field, tree);
        }
        if (!tree.parts().isEmpty()) {
            tree.parts().forEach(part -> unusable(part, field.isMapField() ? "a map" : "a repeated " + type(field)));
            return null;
        }
        return field.isMapField() ? map(field, tree) : repeated(field, tree);
    }

    private FieldPlan map(FieldDescriptor field, PointerTree tree) {
        Map<String, ProtobufPlan> entries = new HashMap<>();
        FieldDescriptor value = valueOf(field);
        tree.children().forEach((key, child) -> {
            SinglePlan found = single(value, child);
            if (found != null) {
                ProtobufPlan entry = new ProtobufPlan();
                entry.add(value, found);
                entries.put(key, entry);
            }
        });
        return new ProtobufPlan.MapField(field, Map.copyOf(entries));
    }

    private FieldPlan repeated(FieldDescriptor field, PointerTree tree) {
        Map<Integer, SinglePlan> elements = new HashMap<>();
        tree.children().forEach((step, child) -> {
            if (step.matches("\\d{1,9}")) {
                SinglePlan found = single(field, child);
                if (found != null) {
                    elements.put(Integer.valueOf(step), found);
                }
            } else {
                missing(
                        child,
                        "leads into a repeated field, so that " + SchemaText.quoted(step)
                                + " must be a position from 0");
            }
        });
        return new ProtobufPlan.RepeatedField(field, Map.copyOf(elements));
    }

    private @Nullable SinglePlan single(FieldDescriptor field, PointerTree tree) {
        ProtobufValue value = new ProtobufValue(field);
        if (!tree.parts().isEmpty()) {
            tree.children().values().forEach(child -> missing(child, "lies inside another part of the mapping"));
            tree.parts().stream()
                    .filter(part -> !part.takes(value.kind()))
                    .forEach(part -> unusable(part, "the type " + type(field)));
            return new ProtobufPlan.PartField(value, tree.parts());
        }
        if (!hasFields(field)) {
            missing(tree, "leads into the type " + type(field) + ", which has no fields");
            return null;
        }
        return new ProtobufPlan.MessageField(field, plan(field.getMessageType(), tree));
    }

    private @Nullable FieldPlan covariates(FieldDescriptor field) {
        if (field.isMapField()) {
            ProtobufValue value = new ProtobufValue(valueOf(field));
            if (Part.VALUE.takes(value.kind())) {
                return new ProtobufPlan.CovariateEntries(field, value);
            }
        } else if (!field.isRepeated() && hasFields(field)) {
            ProtobufPlan plan = new ProtobufPlan();
            for (FieldDescriptor covariate : field.getMessageType().getFields()) {
                ProtobufValue value = new ProtobufValue(covariate);
                if (!covariate.isRepeated() && Part.VALUE.takes(value.kind())) {
                    plan.add(covariate, new ProtobufPlan.CovariateValue(value));
                }
            }
            return new ProtobufPlan.MessageField(field, withOneofs(field.getMessageType(), plan));
        }
        unusable(Part.COVARIATES, "the type " + type(field));
        return null;
    }

    /** Adds the fields of oneofs, so that each unsets the mapped fields of its oneof. */
    private static ProtobufPlan withOneofs(Descriptor message, ProtobufPlan plan) {
        for (OneofDescriptor oneof : message.getRealOneofs()) {
            Map<FieldDescriptor, FieldPlan> mapped = new HashMap<>();
            for (FieldDescriptor field : oneof.getFields()) {
                FieldPlan own = plan.of(field);
                if (own != null) {
                    mapped.put(field, own);
                }
            }
            for (FieldDescriptor field : mapped.isEmpty() ? List.<FieldDescriptor>of() : oneof.getFields()) {
                List<FieldPlan> others = mapped.entrySet().stream()
                        .filter(entry -> !entry.getKey().equals(field))
                        .map(Map.Entry::getValue)
                        .toList();
                plan.add(field, new ProtobufPlan.OneofField(field, mapped.get(field), others));
            }
        }
        return plan;
    }

    private static FieldDescriptor valueOf(FieldDescriptor map) {
        return map.getMessageType().findFieldByNumber(2);
    }

    /** Returns true for a message, unless it holds a single value such as a time. */
    private static boolean hasFields(FieldDescriptor field) {
        return field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
                && new ProtobufValue(field).kind() == ValueKind.OTHER;
    }

    private static String type(FieldDescriptor field) {
        return field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
                ? field.getMessageType().getFullName()
                : field.getType().name().toLowerCase(Locale.ROOT);
    }

    private void unusable(Part part, String found) {
        problems.put(part, "must be " + part.expected() + ", not " + found);
    }

    /** Notes that the parts at this place and below are not there. A message may lack covariates. */
    private void missing(PointerTree tree, String problem) {
        for (Part part : tree.allParts()) {
            if (part != Part.COVARIATES) {
                problems.put(part, problem);
            }
        }
    }
}
