package io.foreflow.ingest.schema;

import com.fasterxml.jackson.core.JsonPointer;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.foreflow.ingest.schema.ReadingParts.UnusablePart;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The places of a reading's parts in a Protobuf message. */
final class ProtobufMapping {
    private static final String TIMESTAMP = "google.protobuf.Timestamp";
    private static final Set<String> WRAPPERS = Set.of(
            "google.protobuf.DoubleValue",
            "google.protobuf.FloatValue",
            "google.protobuf.Int64Value",
            "google.protobuf.UInt64Value",
            "google.protobuf.Int32Value",
            "google.protobuf.UInt32Value",
            "google.protobuf.BoolValue",
            "google.protobuf.StringValue",
            "google.protobuf.BytesValue");

    private final Map<Part, List<Step>> places = new EnumMap<>(Part.class);

    private ProtobufMapping() {}

    /** One step from a message to a value. */
    private sealed interface Step permits FieldStep, PositionStep, KeyStep {}

    private record FieldStep(FieldDescriptor field) implements Step {}

    /** A step to one of the values of a repeated field. */
    private record PositionStep(FieldDescriptor field, int position) implements Step {}

    /** A step to the value of a map's key. */
    private record KeyStep(FieldDescriptor field, String key) implements Step {}

    /** Ends the search for a place; the message is what is wrong with it. */
    private static final class NoSuchPlaceException extends Exception {
        private static final long serialVersionUID = 1;

        NoSuchPlaceException(String message) {
            super(message);
        }
    }

    /** @throws UnmappedPartsException naming every part that the message lacks, or has in an unusable type */
    static ProtobufMapping of(Descriptor message, PartPointers pointers) {
        ProtobufMapping mapping = new ProtobufMapping();
        List<String> problems = new ArrayList<>();
        pointers.byPart().forEach((part, pointer) -> {
            if (part == Part.COVARIATES && field(message, pointer.getMatchingProperty()) == null) {
                return;
            }
            try {
                List<Step> place = place(message, pointer);
                requireFitting(part, place.get(place.size() - 1));
                mapping.places.put(part, place);
            } catch (NoSuchPlaceException e) {
                problems.add("input." + part.label() + " (" + pointer + ") " + e.getMessage());
            }
        });
        if (!problems.isEmpty()) {
            throw new UnmappedPartsException(problems);
        }
        return mapping;
    }

    private static List<Step> place(Descriptor root, JsonPointer pointer) throws NoSuchPlaceException {
        List<Step> steps = new ArrayList<>();
        Descriptor message = root;
        for (JsonPointer at = pointer; !at.matches(); at = at.tail()) {
            if (message == null) {
                throw new NoSuchPlaceException("leads into " + describe(steps.get(steps.size() - 1))
                        + ", which has no fields");
            }
            FieldDescriptor field = field(message, at.getMatchingProperty());
            if (field == null) {
                throw new NoSuchPlaceException("must be a field of the schema: " + message.getFullName()
                        + " has no field " + SchemaText.quoted(at.getMatchingProperty()) + ", only "
                        + SchemaText.list(message.getFields().stream()
                                .map(FieldDescriptor::getName)
                                .toList()));
            }
            if (field.isRepeated() && !at.tail().matches()) {
                at = at.tail();
                steps.add(within(field, at));
            } else {
                steps.add(new FieldStep(field));
            }
            message = messageOf(value(steps.get(steps.size() - 1)));
        }
        return steps;
    }

    private static Step within(FieldDescriptor field, JsonPointer at) throws NoSuchPlaceException {
        if (field.isMapField()) {
            return new KeyStep(field, at.getMatchingProperty());
        }
        if (at.getMatchingIndex() < 0) {
            throw new NoSuchPlaceException("leads into a repeated field, so that "
                    + SchemaText.quoted(at.getMatchingProperty()) + " must be a position from 0");
        }
        return new PositionStep(field, at.getMatchingIndex());
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

    private static void requireFitting(Part part, Step last) throws NoSuchPlaceException {
        boolean fits;
        if (part == Part.COVARIATES) {
            FieldDescriptor field = ((FieldStep) last).field();
            fits = field.isMapField()
                    ? Part.VALUE.takes(kind(field.getMessageType().findFieldByNumber(2)))
                    : !field.isRepeated() && messageOf(field) != null;
        } else {
            boolean isWhole = last instanceof FieldStep step && step.field().isRepeated();
            fits = !isWhole && part.takes(kind(value(last)));
        }
        if (!fits) {
            throw new NoSuchPlaceException("must be " + part.expected() + ", not " + describe(last));
        }
    }

    /** Returns the field whose type the value of this step has. */
    private static FieldDescriptor value(Step step) {
        if (step instanceof KeyStep key) {
            return key.field().getMessageType().findFieldByNumber(2);
        }
        return step instanceof PositionStep position ? position.field() : ((FieldStep) step).field();
    }

    /** Returns the message that a field holds, unless it holds a single value such as a time. */
    private static @Nullable Descriptor messageOf(FieldDescriptor field) {
        boolean hasFields = field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
                && !field.isMapField()
                && kind(field.getMessageType()) == ValueKind.OTHER;
        return hasFields ? field.getMessageType() : null;
    }

    private static ValueKind kind(FieldDescriptor field) {
        return switch (field.getJavaType()) {
            case STRING, ENUM -> ValueKind.TEXT;
            case INT -> ValueKind.INT;
            case LONG -> ValueKind.LONG;
            case FLOAT, DOUBLE -> ValueKind.NUMBER;
            case BOOLEAN, BYTE_STRING -> ValueKind.OTHER;
            case MESSAGE -> kind(field.getMessageType());
        };
    }

    private static ValueKind kind(Descriptor message) {
        if (message.getFullName().equals(TIMESTAMP)) {
            return ValueKind.TIME;
        }
        return isWrapper(message) ? kind(message.findFieldByNumber(1)) : ValueKind.OTHER;
    }

    private static boolean isWrapper(Descriptor message) {
        return WRAPPERS.contains(message.getFullName());
    }

    private static String describe(Step step) {
        FieldDescriptor field = value(step);
        String type = field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
                ? field.getMessageType().getFullName()
                : field.getType().name().toLowerCase(java.util.Locale.ROOT);
        boolean isWhole = step instanceof FieldStep && field.isRepeated();
        return isWhole ? field.isMapField() ? "a map" : "a repeated " + type : "the type " + type;
    }

    /** Returns the parts of a message. */
    ReadingParts parts(Message message) {
        ReadingParts parts = new ReadingParts();
        places.forEach((part, steps) -> {
            Object found = find(message, steps);
            if (part != Part.COVARIATES) {
                parts.put(part, found);
            } else if (found instanceof Message covariates) {
                addFields(covariates, parts);
            } else if (found instanceof List<?> entries) {
                addEntries(entries, parts);
            }
        });
        return parts;
    }

    private static void addFields(Message covariates, ReadingParts parts) {
        for (FieldDescriptor field : covariates.getDescriptorForType().getFields()) {
            if (!field.isRepeated() && Part.VALUE.takes(kind(field))) {
                parts.addCovariate(field.getName(), valueOf(covariates, field));
            }
        }
    }

    /** Adds a map's entries; the last entry of a key counts, as Protobuf has it. */
    private static void addEntries(List<?> entries, ReadingParts parts) {
        Map<String, @Nullable Object> last = new java.util.LinkedHashMap<>();
        for (Object element : entries) {
            Message entry = (Message) element;
            last.put(String.valueOf(entry.getField(keyOf(entry))), valueOf(entry, valueOf(entry)));
        }
        last.forEach(parts::addCovariate);
    }

    private static FieldDescriptor keyOf(Message entry) {
        return entry.getDescriptorForType().findFieldByNumber(1);
    }

    private static FieldDescriptor valueOf(Message entry) {
        return entry.getDescriptorForType().findFieldByNumber(2);
    }

    /** Returns the value at a place; null if its last field is not set, {@link ReadingParts#ABSENT} if an earlier one. */
    private static @Nullable Object find(Message message, List<Step> steps) {
        Object at = message;
        for (Step step : steps) {
            if (!(at instanceof Message within)) {
                return ReadingParts.ABSENT;
            }
            at = next(within, step);
        }
        return at;
    }

    private static @Nullable Object next(Message message, Step step) {
        if (step instanceof FieldStep single) {
            return valueOf(message, single.field());
        }
        if (step instanceof PositionStep at) {
            return at.position() < message.getRepeatedFieldCount(at.field())
                    ? converted(at.field(), message.getRepeatedField(at.field(), at.position()))
                    : ReadingParts.ABSENT;
        }
        KeyStep at = (KeyStep) step;
        Object found = ReadingParts.ABSENT;
        for (Object element : (List<?>) message.getField(at.field())) {
            Message entry = (Message) element;
            if (String.valueOf(entry.getField(keyOf(entry))).equals(at.key())) {
                found = valueOf(entry, valueOf(entry));
            }
        }
        return found;
    }

    /** Returns the value of a field, null if it is not set. A field without presence always has a value. */
    private static @Nullable Object valueOf(Message message, FieldDescriptor field) {
        if (field.isRepeated()) {
            return message.getField(field);
        }
        return field.hasPresence() && !message.hasField(field) && !isOfEntry(field)
                ? null
                : converted(field, message.getField(field));
    }

    /** Returns true for the value of a map's entry: it is there, even if it is not written because it is the default. */
    private static boolean isOfEntry(FieldDescriptor field) {
        return field.getContainingType().getOptions().getMapEntry();
    }

    private static @Nullable Object converted(FieldDescriptor field, Object value) {
        return switch (field.getJavaType()) {
            case INT, LONG -> integer(field, (Number) value);
            case ENUM -> symbol((EnumValueDescriptor) value);
            case STRING, FLOAT, DOUBLE -> value;
            case BOOLEAN, BYTE_STRING -> new UnusablePart("a " + field.getType().name());
            case MESSAGE -> {
                Message message = (Message) value;
                Descriptor type = message.getDescriptorForType();
                if (isWrapper(type)) {
                    FieldDescriptor wrapped = type.findFieldByNumber(1);
                    yield converted(wrapped, message.getField(wrapped));
                }
                yield type.getFullName().equals(TIMESTAMP) ? time(message, type) : message;
            }
        };
    }

    private static Object integer(FieldDescriptor field, Number value) {
        return switch (field.getType()) {
            case UINT32, FIXED32 -> Integer.toUnsignedLong(value.intValue());
            case UINT64, FIXED64 ->
                value.longValue() < 0 ? new BigInteger(Long.toUnsignedString(value.longValue())) : value;
            default -> value;
        };
    }

    private static Object symbol(EnumValueDescriptor value) {
        return value.getIndex() < 0
                ? new UnusablePart("the number " + value.getNumber() + ", which the enum does not have")
                : value.getName();
    }

    private static Object time(Message timestamp, Descriptor type) {
        long seconds = (long) timestamp.getField(type.findFieldByNumber(1));
        int nanos = (int) timestamp.getField(type.findFieldByNumber(2));
        try {
            return Instant.ofEpochSecond(seconds, nanos);
        } catch (DateTimeException | ArithmeticException e) {
            return new UnusablePart("a timestamp of " + seconds + " seconds and " + nanos + " nanoseconds");
        }
    }
}
