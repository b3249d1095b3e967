package io.foreflow.ingest.schema;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.Descriptor;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The Protobuf message that records hold. Records are the message's bytes alone, or have Confluent's frame before them,
 * followed by the path of the message within its file.
 */
final class ProtobufSchema implements RecordSchema {
    /** Maximum length of a path: protoc nests messages less deep. */
    private static final int MAX_PATH = 32;

    private final Descriptor message;
    private final List<Integer> path;

    ProtobufSchema(Descriptor message) {
        this.message = message;
        this.path = path(message);
    }

    @Override
    public String format() {
        return "Protobuf";
    }

    @Override
    public PartsReader reader(PartPointers pointers) {
        ProtobufPlan plan = ProtobufMapping.of(message, pointers);
        return bytes -> read(plan, bytes);
    }

    private ReadingParts read(ProtobufPlan plan, byte[] bytes) {
        // No field has the number 0, so no message begins with the frame's first byte.
        boolean framed = Framing.isFramed(bytes);
        int start = framed ? Framing.LENGTH : 0;
        CodedInputStream in = CodedInputStream.newInstance(bytes, start, bytes.length - start);
        try {
            if (framed) {
                requireMessage(bytes, readPath(in));
            }
            ReadingParts parts = new ReadingParts();
            plan.enter(parts);
            plan.read(in, parts);
            in.checkLastTagWas(0);
            return parts;
        } catch (IOException e) {
            throw mismatch(bytes, SchemaText.oneLine(e));
        }
    }

    /** Reads the path: its length, then the position of each message in the one around it; 0 alone means 0. */
    private static List<Integer> readPath(CodedInputStream in) throws IOException {
        int length = in.readSInt32();
        if (length < 0 || length > MAX_PATH) {
            throw new MismatchedRecordException(
                    "the record names its message by a path of " + length + " positions; write at most " + MAX_PATH);
        }
        List<Integer> read = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            read.add(in.readSInt32());
        }
        return length == 0 ? List.of(0) : read;
    }

    private void requireMessage(byte[] bytes, List<Integer> found) {
        if (found.equals(path)) {
            return;
        }
        Descriptor other = messageAt(found);
        String what = other == null ? "the message at " + found + ", which the file lacks" : other.getFullName();
        throw new MismatchedRecordException("the record of schema id " + Framing.schemaId(bytes) + " holds " + what
                + ", not " + message.getFullName() + " (input.message); send other messages to other topics");
    }

    private @Nullable Descriptor messageAt(List<Integer> positions) {
        List<Descriptor> within = message.getFile().getMessageTypes();
        Descriptor found = null;
        for (int position : positions) {
            if (position < 0 || position >= within.size()) {
                return null;
            }
            found = within.get(position);
            within = found.getNestedTypes();
        }
        return found;
    }

    private static List<Integer> path(Descriptor message) {
        Deque<Integer> positions = new ArrayDeque<>();
        for (Descriptor at = message; at != null; at = at.getContainingType()) {
            positions.addFirst(at.getIndex());
        }
        return List.copyOf(positions);
    }

    private MismatchedRecordException mismatch(byte[] bytes, String problem) {
        boolean framed = Framing.isFramed(bytes);
        return new MismatchedRecordException(
                "the record" + (framed ? " of schema id " + Framing.schemaId(bytes) : "") + " does not fit the message "
                        + message.getFullName() + " (input.message): " + problem + "; give the "
                        + (framed ? "schema that the registry has under this id" : "schema with which it was written"));
    }
}
