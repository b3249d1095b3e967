package io.foreflow.ingest.schema;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** Finds the places of a mapping in an Avro schema. */
final class AvroMapping {
    private final Map<Part, String> problems = new EnumMap<>(Part.class);
    private final Set<Part> found = EnumSet.noneOf(Part.class);

    private AvroMapping() {}

    /** @throws UnmappedPartsException naming every part that the schema lacks, or has in an unusable type */
    static AvroPlan of(Schema schema, PartPointers pointers) {
        AvroMapping mapping = new AvroMapping();
        AvroPlan plan = mapping.plan(schema, PointerTree.of(pointers));
        List<String> problems = new ArrayList<>();
        pointers.byPart().forEach((part, pointer) -> {
            String problem = mapping.problems.get(part);
            if (!mapping.found.contains(part) && (problem != null || part != Part.COVARIATES)) {
                problems.add("input." + part.label() + " (" + pointer + ") "
                        + (problem == null ? "must be a field of the schema" : problem));
            }
        });
        if (!problems.isEmpty()) {
            throw new UnmappedPartsException(problems);
        }
        return plan;
    }

    private AvroPlan plan(Schema schema, @Nullable PointerTree tree) {
        if (tree == null) {
            return new AvroPlan.Skipped(schema);
        }
        if (tree.parts().contains(Part.COVARIATES)) {
            return covariates(schema);
        }
        if (!tree.parts().isEmpty()) {
            tree.children().values().forEach(child -> missing(child, "lies inside another part of the mapping"));
            return leaf(schema, tree.parts());
        }
        return switch (schema.getType()) {
            case RECORD -> fields(schema, tree);
            case UNION ->
                new AvroPlan.Branches(schema.getTypes().stream()
                        .map(branch -> branch.getType() == Schema.Type.NULL ? plan(branch, null) : plan(branch, tree))
                        .toList());
            case ARRAY -> positions(schema, tree);
            case MAP -> keys(schema, tree);
            default -> {
                missing(tree, "leads into " + AvroValue.describe(schema) + ", which has no fields");
                yield plan(schema, null);
            }
        };
    }

    private AvroPlan fields(Schema schema, PointerTree tree) {
        tree.children().forEach((name, child) -> {
            if (schema.getField(name) == null) {
                missing(
                        child,
                        "must be a field of the schema: " + schema.getName() + " has no field "
                                + SchemaText.quoted(name) + ", only "
                                + SchemaText.list(schema.getFields().stream()
                                        .map(Schema.Field::name)
                                        .toList()));
            }
        });
        return new AvroPlan.Fields(schema.getFields().stream()
                .map(field -> plan(field.schema(), tree.child(field.name())))
                .toList());
    }

    private AvroPlan positions(Schema schema, PointerTree tree) {
        Map<Integer, AvroPlan> plans = new HashMap<>();
        tree.children().forEach((step, child) -> {
            if (step.matches("\\d{1,9}")) {
                plans.put(Integer.valueOf(step), plan(schema.getElementType(), child));
            } else {
                missing(
                        child,
                        "leads into an array, so that " + SchemaText.quoted(step) + " must be a position from 0");
            }
        });
        return new AvroPlan.Positions(schema.getElementType(), Map.copyOf(plans));
    }

    private AvroPlan keys(Schema schema, PointerTree tree) {
        Map<String, AvroPlan> plans = new HashMap<>();
        tree.children().forEach((key, child) -> plans.put(key, plan(schema.getValueType(), child)));
        return new AvroPlan.Keys(schema.getValueType(), Map.copyOf(plans));
    }

    private AvroPlan leaf(Schema schema, Set<Part> parts) {
        for (Part part : parts) {
            if (AvroValue.fits(schema, part)) {
                found.add(part);
            } else {
                problems.put(part, "must be " + part.expected() + ", not " + AvroValue.describe(schema));
            }
        }
        return new AvroPlan.MappedValue(AvroValue.of(schema), parts);
    }

    private AvroPlan covariates(Schema schema) {
        switch (schema.getType()) {
            case UNION -> {
                return new AvroPlan.Branches(schema.getTypes().stream()
                        .map(branch -> branch.getType() == Schema.Type.NULL ? plan(branch, null) : covariates(branch))
                        .toList());
            }
            case MAP -> {
                if (AvroValue.fits(schema.getValueType(), Part.VALUE)) {
                    found.add(Part.COVARIATES);
                    return new AvroPlan.CovariateMap(AvroValue.of(schema.getValueType()));
                }
            }
            case RECORD -> {
                found.add(Part.COVARIATES);
                return new AvroPlan.Fields(schema.getFields().stream()
                        .map(field -> AvroValue.fits(field.schema(), Part.VALUE)
                                ? new AvroPlan.CovariateField(field.name(), AvroValue.of(field.schema()))
                                : plan(field.schema(), null))
                        .toList());
            }
            default -> {}
        }
        problems.put(Part.COVARIATES, "must be " + Part.COVARIATES.expected() + ", not " + AvroValue.describe(schema));
        return plan(schema, null);
    }

    /** Notes that the parts at this place and below are not there. A schema may lack covariates. */
    private void missing(PointerTree tree, String problem) {
        for (Part part : tree.allParts()) {
            if (part != Part.COVARIATES) {
                problems.put(part, problem);
            }
        }
    }
}
