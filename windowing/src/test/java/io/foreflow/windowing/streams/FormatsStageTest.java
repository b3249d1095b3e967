package io.foreflow.windowing.streams;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.UnknownFieldSet;
import io.foreflow.ingest.schema.AvroSchema;
import io.foreflow.ingest.schema.ProtobufMessages;
import io.foreflow.ingest.schema.RecordSchema;
import io.foreflow.ingest.wire.InputMapping;
import io.foreflow.ingest.wire.RejectedHeaders;
import io.foreflow.ingest.wire.TopicFormat;
import io.foreflow.ingest.wire.TopicNames;
import io.foreflow.windowing.core.WindowerConfig;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Readings in every format become the same windows. */
class FormatsStageTest {
    private static final TopicNames TOPICS = TopicNames.DEFAULT;
    private static final Instant START = Instant.parse("2021-03-01T00:00:00Z");
    private static final int HOURS = 30;

    private static final Schema AVRO = new Schema.Parser().parse("""
            {"type": "record", "name": "Reading", "fields": [
              {"name": "sensor", "type": "string"},
              {"name": "time", "type": {"type": "long", "logicalType": "timestamp-millis"}},
              {"name": "value", "type": ["null", "double"]}]}""");

    @TempDir
    private Path stateDir;

    /** Writes a reading of an hour. */
    private interface Writer {
        byte[] write(String sensor, Instant time, double value);
    }

    private record Format(String name, RecordSchema schema, Writer writer) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Format> formats() {
        return Stream.of(
                new Format("Avro", AvroSchema.of(AVRO.toString().getBytes(UTF_8)), FormatsStageTest::avro),
                new Format(
                        "Protobuf",
                        ProtobufMessages.of(descriptors()).schema("Reading").orElseThrow(),
                        FormatsStageTest::protobuf));
    }

    @ParameterizedTest
    @MethodSource("formats")
    void shouldMakeTheSameWindowsAsFromJson(Format format) {
        for (String sensor : new String[] {"/sensor", null}) {
            // given
            InputMapping json = new InputMapping("meters", sensor, "/time", "/value");

            // when
            List<String> expected = windows(json, FormatsStageTest::json);
            List<String> windows = windows(json.withSchema(format.schema()), format.writer());

            // then
            assertThat(windows).isEqualTo(expected).hasSize(HOURS - 6 + 1);
        }
    }

    @ParameterizedTest
    @MethodSource("formats")
    void shouldKeepTheBytesOfWhatDoesNotFitTheSchema(Format format) {
        // given
        InputMapping mapping = new InputMapping("meters", null, "/time", "/value").withSchema(format.schema());
        byte[] unfit = {0, 0, 0, 0x12, 0x67, (byte) 0xFF, (byte) 0xFF};

        try (TopologyTestDriver stage = stage(mapping)) {
            // when
            input(stage).pipeInput("a".getBytes(UTF_8), unfit, START);

            // then
            TestRecord<byte[], byte[]> rejected =
                    output(stage, TOPICS.rejected()).readRecord();
            assertThat(rejected.value()).isEqualTo(unfit);
            assertThat(header(rejected, RejectedHeaders.REASON)).isEqualTo("schemaMismatch");
            assertThat(header(rejected, RejectedHeaders.DETAIL)).contains("Reading", "4711");
        }
    }

    private List<String> windows(InputMapping mapping, Writer writer) {
        try (TopologyTestDriver stage = stage(mapping)) {
            for (int hour = 0; hour < HOURS; hour++) {
                Instant time = START.plus(Duration.ofHours(hour));
                input(stage).pipeInput("a".getBytes(UTF_8), writer.write("a", time, hour % 24 + 0.5), START);
            }
            assertThat(output(stage, TOPICS.rejected()).isEmpty()).isTrue();
            return output(stage, TOPICS.windows()).readRecordsToList().stream()
                    .map(record -> new String(record.value(), UTF_8))
                    .toList();
        }
    }

    private TopologyTestDriver stage(InputMapping input) {
        Topology topology = new Topology();
        WindowingStage.addTo(
                topology,
                WindowingStage.Config.of(
                                TOPICS,
                                input,
                                WindowerConfig.defaults().withReadingsPerBucket(1),
                                new WindowingListener() {})
                        .withOutputs(new OutputTopics(true, false, TopicFormat.JSON))
                        .withArrival((record, unused) ->
                                START.plus(Duration.ofDays(90)).toEpochMilli()));
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "stage");
        settings.put(StreamsConfig.STATE_DIR_CONFIG, stateDir.toString());
        return new TopologyTestDriver(topology, settings, START);
    }

    private static TestInputTopic<byte[], byte[]> input(TopologyTestDriver stage) {
        return stage.createInputTopic("meters", new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static TestOutputTopic<byte[], byte[]> output(TopologyTestDriver stage, String topic) {
        return stage.createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private static String header(TestRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), UTF_8);
    }

    private static byte[] json(String sensor, Instant time, double value) {
        return "{\"sensor\":\"%s\",\"time\":\"%s\",\"value\":%s}"
                .formatted(sensor, time, value)
                .getBytes(UTF_8);
    }

    private static byte[] avro(String sensor, Instant time, double value) {
        GenericRecord record = new GenericData.Record(AVRO);
        record.put("sensor", sensor);
        record.put("time", time.toEpochMilli());
        record.put("value", value);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
        try {
            new GenericDatumWriter<GenericRecord>(AVRO).write(record, encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static byte[] protobuf(String sensor, Instant time, double value) {
        return UnknownFieldSet.newBuilder()
                .mergeField(
                        1,
                        field().addLengthDelimited(com.google.protobuf.ByteString.copyFromUtf8(sensor))
                                .build())
                .mergeField(2, field().addVarint(time.toEpochMilli()).build())
                .mergeField(
                        3, field().addFixed64(Double.doubleToLongBits(value)).build())
                .build()
                .toByteArray();
    }

    private static UnknownFieldSet.Field.Builder field() {
        return UnknownFieldSet.Field.newBuilder();
    }

    private static byte[] descriptors() {
        return FileDescriptorSet.newBuilder()
                .addFile(FileDescriptorProto.newBuilder()
                        .setName("reading.proto")
                        .setSyntax("proto3")
                        .addMessageType(DescriptorProto.newBuilder()
                                .setName("Reading")
                                .addField(field("sensor", 1, FieldDescriptorProto.Type.TYPE_STRING))
                                .addField(field("time", 2, FieldDescriptorProto.Type.TYPE_INT64))
                                .addField(field("value", 3, FieldDescriptorProto.Type.TYPE_DOUBLE))))
                .build()
                .toByteArray();
    }

    private static FieldDescriptorProto field(String name, int number, FieldDescriptorProto.Type type) {
        return FieldDescriptorProto.newBuilder()
                .setName(name)
                .setNumber(number)
                .setType(type)
                .setLabel(FieldDescriptorProto.Label.LABEL_OPTIONAL)
                .build();
    }
}
