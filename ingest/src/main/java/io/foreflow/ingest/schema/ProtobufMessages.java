package io.foreflow.ingest.schema;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.TimestampProto;
import com.google.protobuf.WrappersProto;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The messages of a set of file descriptors, as {@code protoc --include_imports --descriptor_set_out} writes it. */
public final class ProtobufMessages {
    private static final String ADVICE =
            "make it with protoc --include_imports --descriptor_set_out=FILE and the .proto file";

    /** Maximum number of files that import one another in a row. */
    private static final int MAX_IMPORTS = 100;

    /** Files that a set may lack. */
    private static final List<FileDescriptor> WELL_KNOWN =
            List.of(TimestampProto.getDescriptor(), WrappersProto.getDescriptor());

    private final Map<String, Descriptor> messages = new LinkedHashMap<>();
    private final Map<String, FileDescriptorProto> files = new LinkedHashMap<>();
    private final Map<String, FileDescriptor> built = new HashMap<>();

    private ProtobufMessages() {
        WELL_KNOWN.forEach(file -> built.put(file.getName(), file));
    }

    /** @throws IllegalArgumentException if the bytes are no such set; the message begins with "is" or "lacks" */
    public static ProtobufMessages of(byte[] descriptorSet) {
        ProtobufMessages set = new ProtobufMessages();
        try {
            for (FileDescriptorProto file :
                    FileDescriptorSet.parseFrom(descriptorSet).getFileList()) {
                set.files.put(file.getName(), file);
            }
            for (String name : set.files.keySet()) {
                set.addMessages(set.file(name, 0).getMessageTypes());
            }
        } catch (InvalidProtocolBufferException | DescriptorValidationException e) {
            throw new IllegalArgumentException(
                    "is not a set of Protobuf descriptors: " + SchemaText.oneLine(e) + "; " + ADVICE, e);
        }
        if (set.messages.isEmpty()) {
            throw new IllegalArgumentException("is a set of Protobuf descriptors without a message; " + ADVICE);
        }
        return set;
    }

    /** Returns the first full names for a message to people, without Protobuf's own. */
    public String names() {
        return SchemaText.list(messages.keySet().stream()
                .filter(name -> !name.startsWith("google.protobuf."))
                .toList());
    }

    /** Returns the schema of the message with this full name. */
    public Optional<RecordSchema> schema(String message) {
        return Optional.ofNullable(messages.get(message)).map(ProtobufSchema::new);
    }

    private FileDescriptor file(String name, int depth) throws DescriptorValidationException {
        @Nullable FileDescriptor known = built.get(name);
        if (known != null) {
            return known;
        }
        FileDescriptorProto file = files.get(name);
        if (file == null) {
            throw new IllegalArgumentException("lacks the imported file " + SchemaText.quoted(name) + "; " + ADVICE);
        }
        if (depth > MAX_IMPORTS) {
            throw new IllegalArgumentException(
                    "is not a set of Protobuf descriptors: its files import one another in a circle; " + ADVICE);
        }
        List<FileDescriptor> imports = new ArrayList<>();
        for (String imported : file.getDependencyList()) {
            imports.add(file(imported, depth + 1));
        }
        FileDescriptor descriptor = FileDescriptor.buildFrom(file, imports.toArray(FileDescriptor[]::new));
        built.put(name, descriptor);
        return descriptor;
    }

    private void addMessages(Collection<Descriptor> found) {
        for (Descriptor message : found) {
            messages.put(message.getFullName(), message);
            addMessages(message.getNestedTypes());
        }
    }
}
