package io.foreflow.ingest.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import com.google.protobuf.TimestampProto;
import com.google.protobuf.WrappersProto;
import io.foreflow.ingest.wire.ReadingParser.Accepted;
import io.foreflow.ingest.wire.ReadingParser.Refused;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

/**
 * Compares what is read with what Protobuf's own library wrote and reads. A record is several messages one after the
 * other, which Protobuf merges.
 */
class ProtobufReadingPropertyTest {
    private static final String SEED = "880";
    private static final long SECONDS = 1_772_352_000L;
    private static final Descriptor MEASUREMENT = measurement();

    /** A value's pointer, and where the library finds it. */
    private enum Place {
        FLOW("/flow"),
        PRESSURE("/pressure"),
        PLAIN("/plain"),
        LEVEL("/level"),
        PAYLOAD("/payload/amount"),
        SAMPLE("/samples/1"),
        ROOM("/rooms/a");

        private final String pointer;

        Place(String pointer) {
            this.pointer = pointer;
        }

        /** Returns nothing if the field is missing, and an optional of nothing if it has no value. */
        Optional<Optional<Double>> in(DynamicMessage message) {
            return switch (this) {
                case FLOW, LEVEL, PLAIN -> Optional.of(number(message, name()));
                case PRESSURE -> Optional.of(message(message, "pressure").flatMap(wrapper -> number(wrapper, "value")));
                case PAYLOAD ->
                    message(message, "payload").isPresent()
                            ? Optional.of(message(message, "payload").flatMap(payload -> number(payload, "amount")))
                            : Optional.empty();
                case SAMPLE ->
                    message.getRepeatedFieldCount(field(message, "samples")) < 2
                            ? Optional.empty()
                            : Optional.of(Optional.of(
                                    (double) (float) message.getRepeatedField(field(message, "samples"), 1)));
                case ROOM -> room(message);
            };
        }
    }

    @Property(seed = SEED)
    void shouldReadWhatTheLibraryReads(@ForAll("records") byte[] record, @ForAll Place place) throws Exception {
        // given
        DynamicMessage message = DynamicMessage.parseFrom(MEASUREMENT, record);
        Optional<Message> device = message(message, "device");
        Optional<Optional<Double>> value = place.in(message);

        // when
        ReadingParser.Result result = new ReadingParser(new InputMapping("t", "/device/id", "/taken_at", place.pointer)
                        .withSchema(ForeignFiles.protobuf()))
                .parse(null, record);

        // then
        boolean hasBlankId = device.isPresent()
                && device.get().getField(field(device.get(), "id")).equals("");
        if (hasBlankId) {
            assertRefused(result, RejectReason.BAD_SENSOR);
        } else if (device.isEmpty() || time(message) == null || value.isEmpty()) {
            assertRefused(result, RejectReason.MISSING_FIELD);
        } else {
            assertThat(result).isInstanceOfSatisfying(Accepted.class, accepted -> {
                assertThat(accepted.reading().sensor().value())
                        .isEqualTo(device.get().getField(field(device.get(), "id")));
                assertThat(accepted.reading().time()).isEqualTo(time(message));
                assertThat(accepted.reading().value()).isEqualTo(value.get().orElse(null));
            });
        }
    }

    private static void assertRefused(ReadingParser.Result result, RejectReason reason) {
        assertThat(result).isInstanceOfSatisfying(Refused.class, refused -> assertThat(refused.reason())
                .isEqualTo(reason));
    }

    @Property(seed = SEED)
    void shouldRefuseOrReadAnyBytes(@ForAll byte[] bytes, @ForAll Place place) {
        assertThat(new ReadingParser(new InputMapping("t", "/site", "/millis", place.pointer)
                                .withSchema(ForeignFiles.protobuf()))
                        .parse(null, bytes))
                .isNotNull();
    }

    @Provide
    Arbitrary<byte[]> records() {
        return fragments()
                .list()
                .ofMinSize(1)
                .ofMaxSize(6)
                .map(parts -> ByteString.copyFrom(
                                parts.stream().map(Message::toByteString).toList())
                        .toByteArray())
                .filter(record -> record.length > 0);
    }

    /** Returns messages with a field or two each, so that their order matters. */
    private static Arbitrary<Message> fragments() {
        Arbitrary<Double> numbers = Arbitraries.doubles().between(-1e6, 1e6).injectDuplicates(0.1);
        return Arbitraries.oneOf(
                numbers.map(number -> with("flow", number)),
                numbers.map(number -> with("plain", number)),
                numbers.map(number -> with("level", number)),
                numbers.map(number -> with("pressure", child("pressure", Map.of("value", number)))),
                numbers.map(number -> with("payload", child("payload", Map.of("amount", number)))),
                Arbitraries.just(with("payload", child("payload", Map.of()))),
                Arbitraries.just(with("error", "no level")),
                numbers.list()
                        .ofMaxSize(3)
                        .map(samples -> with(
                                "samples",
                                samples.stream().map(Double::floatValue).toList())),
                Combinators.combine(Arbitraries.of("a", "b"), numbers)
                        .as((room, number) ->
                                with("rooms", List.of(child("rooms", Map.of("key", room, "value", number))))),
                Arbitraries.of("pump-7", "pump-8").map(id -> with("device", child("device", Map.of("id", id)))),
                Arbitraries.just(with("device", child("device", Map.of()))),
                Arbitraries.just(with("taken_at", child("taken_at", Map.of("seconds", SECONDS)))),
                Arbitraries.integers()
                        .between(1, 999_999_999)
                        .map(nanos -> with("taken_at", child("taken_at", Map.of("nanos", nanos)))),
                // What every reading needs, so that many are accepted.
                Arbitraries.just(DynamicMessage.newBuilder(MEASUREMENT)
                        .setField(field("device"), child("device", Map.of("id", "pump-9")))
                        .setField(field("taken_at"), child("taken_at", Map.of("seconds", SECONDS)))
                        .build()));
    }

    private static Message with(String name, Object value) {
        return DynamicMessage.newBuilder(MEASUREMENT)
                .setField(field(name), value)
                .build();
    }

    private static Message child(String name, Map<String, Object> values) {
        Descriptor type = field(name).getMessageType();
        DynamicMessage.Builder child = DynamicMessage.newBuilder(type);
        values.forEach((field, value) -> child.setField(type.findFieldByName(field), value));
        return child.build();
    }

    private static FieldDescriptor field(String name) {
        return MEASUREMENT.findFieldByName(name);
    }

    private static FieldDescriptor field(Message message, String name) {
        return message.getDescriptorForType().findFieldByName(name.toLowerCase(java.util.Locale.ROOT));
    }

    private static Optional<Double> number(Message message, String name) {
        FieldDescriptor field = field(message, name);
        return field.hasPresence() && !message.hasField(field)
                ? Optional.empty()
                : Optional.of((Double) message.getField(field));
    }

    private static Optional<Message> message(Message message, String name) {
        FieldDescriptor field = field(message, name);
        return message.hasField(field) ? Optional.of((Message) message.getField(field)) : Optional.empty();
    }

    private static Optional<Optional<Double>> room(Message message) {
        Optional<Optional<Double>> last = Optional.empty();
        for (Object element : (List<?>) message.getField(field(message, "rooms"))) {
            Message entry = (Message) element;
            if (entry.getField(field(entry, "key")).equals("a")) {
                last = Optional.of(Optional.of((Double) entry.getField(field(entry, "value"))));
            }
        }
        return last;
    }

    private static @Nullable Instant time(Message message) {
        return message(message, "taken_at")
                .map(time -> Instant.ofEpochSecond(
                        (long) time.getField(field(time, "seconds")), (int) time.getField(field(time, "nanos"))))
                .orElse(null);
    }

    private static Descriptor measurement() {
        try {
            FileDescriptorProto file =
                    FileDescriptorSet.parseFrom(ForeignFiles.bytes("measurement.desc")).getFileList().stream()
                            .filter(proto -> proto.getName().equals("measurement.proto"))
                            .findFirst()
                            .orElseThrow();
            return FileDescriptor.buildFrom(
                            file, new FileDescriptor[] {TimestampProto.getDescriptor(), WrappersProto.getDescriptor()})
                    .findMessageTypeByName("Measurement");
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
