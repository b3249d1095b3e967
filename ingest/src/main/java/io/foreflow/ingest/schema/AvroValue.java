package io.foreflow.ingest.schema;

import io.foreflow.ingest.schema.ReadingParts.UnusablePart;
import java.time.Instant;
import java.util.List;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** Reads a value of an Avro schema that is the part of a reading. */
@FunctionalInterface
interface AvroValue {
    /** Bits of a decimal digit, rounded up. */
    double BITS_PER_DIGIT = 3.33;

    /** Returns a text, a number, a time, null, or what cannot be used. */
    @Nullable
    Object read(AvroBytes in);

    static AvroValue of(Schema schema) {
        if (schema.getType() == Schema.Type.UNION) {
            List<AvroValue> branches =
                    schema.getTypes().stream().map(AvroValue::of).toList();
            return in -> branches.get(in.readIndex(branches.size(), "a union's branch"))
                    .read(in);
        }
        LogicalType logical = schema.getLogicalType();
        return switch (kind(schema)) {
            case TIME -> time(logical);
            case NUMBER -> number(schema, logical);
            case INT -> AvroBytes::readInt;
            case LONG -> AvroBytes::readLong;
            case TEXT -> schema.getType() == Schema.Type.ENUM ? symbol(schema.getEnumSymbols()) : AvroBytes::readText;
            case OTHER -> {
                UnusablePart unusable = new UnusablePart(describe(schema));
                yield in -> {
                    AvroPlan.skip(schema, in, 0);
                    return schema.getType() == Schema.Type.NULL ? null : unusable;
                };
            }
        };
    }

    /** Returns true if a value of this schema can be read as this part; of a union, a value of some branch. */
    static boolean fits(Schema schema, Part part) {
        return schema.getType() == Schema.Type.UNION
                ? schema.getTypes().stream().anyMatch(branch -> fits(branch, part))
                : part.takes(kind(schema));
    }

    private static ValueKind kind(Schema schema) {
        LogicalType logical = schema.getLogicalType();
        boolean isDecimal = logical instanceof LogicalTypes.Decimal;
        return switch (schema.getType()) {
            case STRING, ENUM -> ValueKind.TEXT;
            case INT -> logical == null ? ValueKind.INT : ValueKind.OTHER;
            case LONG -> logical == null ? ValueKind.LONG : isTimestamp(logical) ? ValueKind.TIME : ValueKind.OTHER;
            case FLOAT, DOUBLE -> ValueKind.NUMBER;
            case BYTES, FIXED -> isDecimal ? ValueKind.NUMBER : ValueKind.OTHER;
            case NULL, BOOLEAN, RECORD, ARRAY, MAP, UNION -> ValueKind.OTHER;
        };
    }

    private static boolean isTimestamp(LogicalType type) {
        return type instanceof LogicalTypes.TimestampMillis
                || type instanceof LogicalTypes.TimestampMicros
                || type instanceof LogicalTypes.TimestampNanos;
    }

    private static AvroValue time(@Nullable LogicalType logical) {
        long unitsPerSecond = logical instanceof LogicalTypes.TimestampMillis
                ? 1_000
                : logical instanceof LogicalTypes.TimestampMicros ? 1_000_000 : 1_000_000_000;
        long nanosPerUnit = 1_000_000_000 / unitsPerSecond;
        return in -> {
            long units = in.readLong();
            // Milliseconds of 64 bits are always within the range of Instant.
            return Instant.ofEpochSecond(
                    Math.floorDiv(units, unitsPerSecond), Math.floorMod(units, unitsPerSecond) * nanosPerUnit);
        };
    }

    private static AvroValue number(Schema schema, @Nullable LogicalType logical) {
        if (logical instanceof LogicalTypes.Decimal decimal) {
            int scale = decimal.getScale();
            int longest = (int) Math.min(Integer.MAX_VALUE, decimal.getPrecision() * BITS_PER_DIGIT / 8 + 2);
            return schema.getType() == Schema.Type.FIXED
                    ? in -> in.readDecimal(schema.getFixedSize(), schema.getFixedSize(), scale)
                    : in -> in.readDecimal(in.readLength(), longest, scale);
        }
        return schema.getType() == Schema.Type.FLOAT ? AvroBytes::readFloat : AvroBytes::readDouble;
    }

    private static AvroValue symbol(List<String> symbols) {
        return in -> symbols.get(in.readIndex(symbols.size(), "a symbol"));
    }

    /** Describes the type for messages, such as "a long (local-timestamp-millis)". */
    static String describe(Schema schema) {
        if (schema.getType() == Schema.Type.UNION) {
            return "a union of "
                    + SchemaText.list(
                            schema.getTypes().stream().map(Schema::getName).toList());
        }
        LogicalType logical = schema.getLogicalType();
        String name = schema.getType().getName();
        return ("aeiou".indexOf(name.charAt(0)) < 0 ? "a " : "an ")
                + name
                + (logical == null ? "" : " (" + logical.getName() + ")");
    }
}
