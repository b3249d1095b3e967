package io.foreflow.ingest.schema;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** Reads one value of an Avro schema: keeps the mapped parts and skips the rest. */
interface AvroPlan {
    /** Maximum number of records, arrays, maps and unions inside one another. */
    int MAX_DEPTH = 100;

    void read(AvroBytes in, ReadingParts parts);

    /** A value that no pointer leads to. */
    record Skipped(Schema schema) implements AvroPlan {
        @Override
        public void read(AvroBytes in, ReadingParts parts) {
            skip(schema, in, 0);
        }
    }

    /** A record; one plan for each field. */
    record Fields(List<AvroPlan> plans) implements AvroPlan {
        @Override
        public void read(AvroBytes in, ReadingParts parts) {
            for (AvroPlan plan : plans) {
                plan.read(in, parts);
            }
        }
    }

    /** A union; one plan for each branch. */
    record Branches(List<AvroPlan> plans) implements AvroPlan {
        @Override
        public void read(AvroBytes in, ReadingParts parts) {
            plans.get(in.readIndex(plans.size(), "a union's branch")).read(in, parts);
        }
    }

    /** An array of which some positions are mapped. */
    record Positions(Schema items, Map<Integer, AvroPlan> plans) implements AvroPlan {
        @Override
        public void read(AvroBytes in, ReadingParts parts) {
            int position = 0;
            for (long count = in.readBlockCount(); count > 0; count = in.readBlockCount()) {
                for (long i = 0; i < count; i++) {
                    AvroPlan plan = plans.get(position++);
                    if (plan != null) {
                        plan.read(in, parts);
                    } else if (skipsNothing(items, in)) {
                        break;
                    }
                }
            }
        }
    }

    /** A map of which some keys are mapped. */
    record Keys(Schema values, Map<String, AvroPlan> plans) implements AvroPlan {
        @Override
        public void read(AvroBytes in, ReadingParts parts) {
            for (long count = in.readBlockCount(); count > 0; count = in.readBlockCount()) {
                for (long i = 0; i < count; i++) {
                    AvroPlan plan = plans.get(in.readText());
                    if (plan != null) {
                        plan.read(in, parts);
                    } else {
                        skip(values, in, 0);
                    }
                }
            }
        }
    }

    /** A value that is one or several parts. */
    record MappedValue(AvroValue value, Set<Part> parts) implements AvroPlan {
        @Override
        public void read(AvroBytes in, ReadingParts found) {
            Object read = value.read(in);
            for (Part part : parts) {
                found.put(part, read);
            }
        }
    }

    /** A map whose entries are covariates. */
    record CovariateMap(AvroValue value) implements AvroPlan {
        @Override
        public void read(AvroBytes in, ReadingParts parts) {
            for (long count = in.readBlockCount(); count > 0; count = in.readBlockCount()) {
                for (long i = 0; i < count; i++) {
                    parts.addCovariate(in.readText(), value.read(in));
                }
            }
        }
    }

    /** A field of a record of covariates. */
    record CovariateField(String name, AvroValue value) implements AvroPlan {
        @Override
        public void read(AvroBytes in, ReadingParts parts) {
            parts.addCovariate(name, value.read(in));
        }
    }

    /** Skips an item. Returns true if it has no bytes, so that any number of such items is skipped at once. */
    private static boolean skipsNothing(Schema items, AvroBytes in) {
        int before = in.position();
        skip(items, in, 0);
        return in.position() == before;
    }

    /** Skips a value. */
    static void skip(Schema schema, AvroBytes in, int depth) {
        if (depth > MAX_DEPTH) {
            throw in.bad("more than " + MAX_DEPTH + " values lie inside one another");
        }
        switch (schema.getType()) {
            case NULL -> {}
            case BOOLEAN -> in.readBoolean();
            case INT -> in.readInt();
            case LONG -> in.readLong();
            case FLOAT -> in.skip(Float.BYTES);
            case DOUBLE -> in.skip(Double.BYTES);
            case STRING, BYTES -> in.skip(in.readLength());
            case FIXED -> in.skip(schema.getFixedSize());
            case ENUM -> in.readIndex(schema.getEnumSymbols().size(), "a symbol");
            case UNION -> {
                List<Schema> branches = schema.getTypes();
                skip(branches.get(in.readIndex(branches.size(), "a union's branch")), in, depth + 1);
            }
            case RECORD -> {
                for (Schema.Field field : schema.getFields()) {
                    skip(field.schema(), in, depth + 1);
                }
            }
            case ARRAY -> skipBlocks(null, schema.getElementType(), in, depth);
            case MAP -> skipBlocks(schema, schema.getValueType(), in, depth);
        }
    }

    private static void skipBlocks(@Nullable Schema map, Schema entries, AvroBytes in, int depth) {
        for (long count = in.readBlockCount(); count > 0; count = in.readBlockCount()) {
            for (long i = 0; i < count; i++) {
                int before = in.position();
                if (map != null) {
                    in.skip(in.readLength());
                }
                skip(entries, in, depth + 1);
                if (in.position() == before) {
                    break;
                }
            }
        }
    }
}
