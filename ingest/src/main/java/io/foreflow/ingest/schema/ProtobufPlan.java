package io.foreflow.ingest.schema;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads one message: keeps the mapped fields and skips the rest. As Protobuf has it, the last value of a field counts,
 * messages that occur twice are merged, and a field of a oneof unsets the others.
 */
final class ProtobufPlan {
    private final Map<Integer, FieldPlan> byNumber = new HashMap<>();

    /** A field of a message. */
    interface FieldPlan {
        /** Begins with the message around the field: the field is not set yet, unless it was set before. */
        default void enter(ReadingParts parts) {}

        /** Forgets what was read, as if the message around the field had not been there. */
        void forget(ReadingParts parts);

        /** Reads the field if it has this wire type; returns false, and reads nothing, for another one. */
        boolean read(CodedInputStream in, int wireType, ReadingParts parts) throws IOException;
    }

    /** A field with one value, or one element of a repeated field. */
    interface SinglePlan extends FieldPlan {
        FieldDescriptor field();

        /** Reads the value. */
        void read(CodedInputStream in, ReadingParts parts) throws IOException;

        @Override
        default boolean read(CodedInputStream in, int wireType, ReadingParts parts) throws IOException {
            boolean own = isOf(field(), wireType);
            if (own) {
                read(in, parts);
            }
            return own;
        }
    }

    void add(FieldDescriptor field, FieldPlan plan) {
        byNumber.put(field.getNumber(), plan);
    }

    boolean has(FieldDescriptor field) {
        return byNumber.containsKey(field.getNumber());
    }

    @Nullable
    FieldPlan of(FieldDescriptor field) {
        return byNumber.get(field.getNumber());
    }

    void enter(ReadingParts parts) {
        byNumber.values().forEach(field -> field.enter(parts));
    }

    void forget(ReadingParts parts) {
        byNumber.values().forEach(field -> field.forget(parts));
    }

    void read(CodedInputStream in, ReadingParts parts) throws IOException {
        for (int tag = in.readTag(); !isEnd(tag); tag = in.readTag()) {
            FieldPlan field = byNumber.get(WireFormat.getTagFieldNumber(tag));
            if (field == null || !field.read(in, WireFormat.getTagWireType(tag), parts)) {
                in.skipField(tag);
            }
        }
    }

    /** Returns true for the end of the bytes or of a group. */
    static boolean isEnd(int tag) {
        return tag == 0 || WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_END_GROUP;
    }

    /** Returns the tag of a field that is not packed. */
    static int tag(FieldDescriptor field) {
        return field.getNumber() << 3 | field.getLiteType().getWireType();
    }

    private static boolean isOf(FieldDescriptor field, int wireType) {
        return field.getLiteType().getWireType() == wireType;
    }

    /** A single value that is one or several parts. */
    record PartField(ProtobufValue value, Set<Part> parts) implements SinglePlan {
        @Override
        public FieldDescriptor field() {
            return value.field();
        }

        @Override
        public void enter(ReadingParts found) {
            for (Part part : parts) {
                if (found.get(part) == ReadingParts.ABSENT) {
                    found.put(part, value.unset());
                }
            }
        }

        @Override
        public void forget(ReadingParts found) {
            parts.forEach(part -> found.put(part, ReadingParts.ABSENT));
        }

        @Override
        public void read(CodedInputStream in, ReadingParts found) throws IOException {
            Object read = value.read(in, found.get(parts.iterator().next()));
            for (Part part : parts) {
                found.put(part, read);
            }
        }
    }

    /** A single value that is a covariate. */
    record CovariateValue(ProtobufValue value) implements SinglePlan {
        @Override
        public FieldDescriptor field() {
            return value.field();
        }

        private String name() {
            return value.field().getName();
        }

        @Override
        public void enter(ReadingParts parts) {
            if (!parts.covariates().containsKey(name())) {
                parts.setCovariate(name(), value.unset());
            }
        }

        @Override
        public void forget(ReadingParts parts) {
            parts.setCovariate(name(), null);
        }

        @Override
        public void read(CodedInputStream in, ReadingParts parts) throws IOException {
            parts.setCovariate(name(), value.read(in, parts.covariates().get(name())));
        }
    }

    /** A message with mapped fields. */
    record MessageField(FieldDescriptor field, ProtobufPlan message) implements SinglePlan {
        @Override
        public void forget(ReadingParts parts) {
            message.forget(parts);
        }

        @Override
        public void read(CodedInputStream in, ReadingParts parts) throws IOException {
            message.enter(parts);
            if (field.getType() == FieldDescriptor.Type.GROUP) {
                message.read(in, parts);
                in.checkLastTagWas(field.getNumber() << 3 | WireFormat.WIRETYPE_END_GROUP);
            } else {
                int limit = in.pushLimit(in.readRawVarint32());
                message.read(in, parts);
                in.checkLastTagWas(0);
                in.popLimit(limit);
            }
        }
    }

    /** A field of a oneof, mapped or not, that unsets the mapped ones among the others. */
    record OneofField(FieldDescriptor field, @Nullable FieldPlan own, List<FieldPlan> others) implements FieldPlan {
        @Override
        public void enter(ReadingParts parts) {
            if (own != null) {
                own.enter(parts);
            }
        }

        @Override
        public void forget(ReadingParts parts) {
            if (own != null) {
                own.forget(parts);
            }
        }

        @Override
        public boolean read(CodedInputStream in, int wireType, ReadingParts parts) throws IOException {
            if (!isOf(field, wireType)) {
                return false;
            }
            for (FieldPlan other : others) {
                other.forget(parts);
                other.enter(parts);
            }
            return own != null && own.read(in, wireType, parts);
        }
    }

    /** A repeated field of which some positions are mapped. */
    record RepeatedField(FieldDescriptor field, Map<Integer, SinglePlan> elements) implements FieldPlan {
        @Override
        public void forget(ReadingParts parts) {
            parts.forgetCount(this);
            elements.values().forEach(element -> element.forget(parts));
        }

        @Override
        public boolean read(CodedInputStream in, int wireType, ReadingParts parts) throws IOException {
            if (isOf(field, wireType)) {
                element(in, tag(field), parts);
                return true;
            }
            if (!field.isPackable() || wireType != WireFormat.WIRETYPE_LENGTH_DELIMITED) {
                return false;
            }
            int limit = in.pushLimit(in.readRawVarint32());
            while (in.getBytesUntilLimit() > 0) {
                element(in, tag(field), parts);
            }
            in.popLimit(limit);
            return true;
        }

        private void element(CodedInputStream in, int tag, ReadingParts parts) throws IOException {
            SinglePlan element = elements.get(parts.count(this));
            if (element == null) {
                in.skipField(tag);
            } else {
                element.read(in, parts);
            }
        }
    }

    /** A map of which some keys are mapped. The last entry of a key counts. */
    record MapField(FieldDescriptor field, Map<String, ProtobufPlan> entries) implements FieldPlan {
        @Override
        public void forget(ReadingParts parts) {
            entries.values().forEach(entry -> entry.forget(parts));
        }

        @Override
        public boolean read(CodedInputStream in, int wireType, ReadingParts parts) throws IOException {
            if (!isOf(field, wireType)) {
                return false;
            }
            byte[] entry = in.readByteArray();
            ProtobufPlan plan = entries.get(key(field, entry));
            if (plan != null) {
                plan.forget(parts);
                plan.enter(parts);
                CodedInputStream within = CodedInputStream.newInstance(entry);
                plan.read(within, parts);
                within.checkLastTagWas(0);
            }
            return true;
        }
    }

    /** A map whose entries are covariates. The last entry of a key counts. */
    record CovariateEntries(FieldDescriptor field, ProtobufValue value) implements FieldPlan {
        @Override
        public void forget(ReadingParts parts) {
            parts.forgetCovariates();
        }

        @Override
        public boolean read(CodedInputStream in, int wireType, ReadingParts parts) throws IOException {
            if (!isOf(field, wireType)) {
                return false;
            }
            byte[] entry = in.readByteArray();
            parts.setCovariate(key(field, entry), value.lastOf(CodedInputStream.newInstance(entry), value.unset()));
            return true;
        }
    }

    /** Returns the key of a map's entry as a text. */
    private static String key(FieldDescriptor map, byte[] entry) throws IOException {
        ProtobufValue key = new ProtobufValue(map.getMessageType().findFieldByNumber(1));
        return String.valueOf(key.lastOf(CodedInputStream.newInstance(entry), key.unset()));
    }
}
