package io.foreflow.ingest.schema;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.WireFormat;
import io.foreflow.ingest.schema.ReadingParts.UnusablePart;
import java.io.IOException;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The single value of a field: a scalar, an enum, a wrapper of one, or a timestamp.
 *
 * @param field the field, of which one value is read; its repetition does not matter
 */
record ProtobufValue(FieldDescriptor field) {
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

    ValueKind kind() {
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
        return isWrapper(message) ? wrapped(message).kind() : ValueKind.OTHER;
    }

    private static boolean isWrapper(Descriptor message) {
        return WRAPPERS.contains(message.getFullName());
    }

    private static ProtobufValue wrapped(Descriptor message) {
        return new ProtobufValue(message.findFieldByNumber(1));
    }

    /** Returns the value of a field that is not written: null if that can be told from its default. */
    @Nullable
    Object unset() {
        boolean isOfEntry = field.getContainingType().getOptions().getMapEntry();
        return field.hasPresence() && !(isOfEntry && isScalar()) ? null : converted(field.getDefaultValue());
    }

    private boolean isScalar() {
        return field.getJavaType() != FieldDescriptor.JavaType.MESSAGE;
    }

    /**
     * Reads a value.
     *
     * @param before value of the same field that was read before; parts of a message that are not written keep it
     */
    Object read(CodedInputStream in, @Nullable Object before) throws IOException {
        if (isScalar()) {
            return converted(scalar(in));
        }
        int limit = in.pushLimit(in.readRawVarint32());
        Descriptor message = field.getMessageType();
        Object read = isWrapper(message) ? wrapped(message).wrapped(in, before) : time(in, before);
        in.checkLastTagWas(0);
        in.popLimit(limit);
        return read;
    }

    private Object wrapped(CodedInputStream in, @Nullable Object before) throws IOException {
        boolean isFirst = before == null || before == ReadingParts.ABSENT;
        return requireNonNull(lastOf(in, isFirst ? converted(field.getDefaultValue()) : before));
    }

    /**
     * Reads a message to its end and returns the last value of this field in it.
     *
     * @param unset result if the field is not written
     */
    @Nullable
    Object lastOf(CodedInputStream in, @Nullable Object unset) throws IOException {
        Object last = unset;
        int expected = ProtobufPlan.tag(field);
        for (int tag = in.readTag(); !ProtobufPlan.isEnd(tag); tag = in.readTag()) {
            if (tag == expected) {
                last = read(in, null);
            } else {
                in.skipField(tag);
            }
        }
        return last;
    }

    private static Object time(CodedInputStream in, @Nullable Object before) throws IOException {
        Instant start = before instanceof Instant time ? time : Instant.EPOCH;
        long seconds = start.getEpochSecond();
        int nanos = start.getNano();
        for (int tag = in.readTag(); !ProtobufPlan.isEnd(tag); tag = in.readTag()) {
            if (WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_VARINT
                    && WireFormat.getTagFieldNumber(tag) == 1) {
                seconds = in.readInt64();
            } else if (WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_VARINT
                    && WireFormat.getTagFieldNumber(tag) == 2) {
                nanos = in.readInt32();
            } else {
                in.skipField(tag);
            }
        }
        try {
            return Instant.ofEpochSecond(seconds, nanos);
        } catch (DateTimeException | ArithmeticException e) {
            return new UnusablePart("a timestamp of " + seconds + " seconds and " + nanos + " nanoseconds");
        }
    }

    private Object scalar(CodedInputStream in) throws IOException {
        return switch (field.getType()) {
            case DOUBLE -> in.readDouble();
            case FLOAT -> in.readFloat();
            case INT32 -> in.readInt32();
            case UINT32 -> in.readUInt32();
            case SINT32 -> in.readSInt32();
            case FIXED32 -> in.readFixed32();
            case SFIXED32 -> in.readSFixed32();
            case INT64 -> in.readInt64();
            case UINT64 -> in.readUInt64();
            case SINT64 -> in.readSInt64();
            case FIXED64 -> in.readFixed64();
            case SFIXED64 -> in.readSFixed64();
            case STRING -> in.readStringRequireUtf8();
            case ENUM -> field.getEnumType().findValueByNumberCreatingIfUnknown(in.readEnum());
            case BOOL, BYTES, MESSAGE, GROUP ->
                throw new IllegalStateException("the field " + field.getFullName() + " is no part of a reading");
        };
    }

    private Object converted(Object scalar) {
        if (scalar instanceof EnumValueDescriptor symbol) {
            return symbol.getIndex() < 0
                    ? new UnusablePart("the number " + symbol.getNumber() + ", which the enum does not have")
                    : symbol.getName();
        }
        return switch (field.getType()) {
            case UINT32, FIXED32 -> Integer.toUnsignedLong((int) scalar);
            case UINT64, FIXED64 -> (long) scalar < 0 ? new BigInteger(Long.toUnsignedString((long) scalar)) : scalar;
            default -> scalar;
        };
    }
}
