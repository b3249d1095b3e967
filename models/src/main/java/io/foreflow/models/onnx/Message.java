package io.foreflow.models.onnx;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** One message of Protocol Buffers on its way to bytes: fields by number, in the order in which they are added. */
final class Message {
    private final ByteString.Output bytes = ByteString.newOutput();
    private final CodedOutputStream out = CodedOutputStream.newInstance(bytes);

    @FunctionalInterface
    private interface Write {
        void to(CodedOutputStream out) throws IOException;
    }

    Message number(int field, long value) {
        return add(stream -> stream.writeInt64(field, value));
    }

    Message real(int field, float value) {
        return add(stream -> stream.writeFloat(field, value));
    }

    Message text(int field, String value) {
        return bytes(field, ByteString.copyFrom(value, StandardCharsets.UTF_8));
    }

    Message bytes(int field, ByteString value) {
        return add(stream -> stream.writeBytes(field, value));
    }

    Message message(int field, Message value) {
        return bytes(field, value.toBytes());
    }

    ByteString toBytes() {
        add(CodedOutputStream::flush);
        return bytes.toByteString();
    }

    private Message add(Write write) {
        try {
            write.to(out);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException("a message could not be written to memory", e);
        }
    }
}
