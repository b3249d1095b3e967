package io.foreflow.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonPointer;
import io.foreflow.forecaster.api.RequestBodies;
import io.foreflow.forecaster.registry.ModelRecords;
import io.foreflow.forecaster.topology.ForecastJson;
import io.foreflow.forecaster.topology.ScoreJson;
import io.foreflow.forecaster.topology.TopologyBytes;
import io.foreflow.ingest.schema.AvroSchema;
import io.foreflow.ingest.schema.PartPointers;
import io.foreflow.ingest.schema.ProtobufMessages;
import io.foreflow.ingest.wire.InputMapping;
import io.foreflow.ingest.wire.Json;
import io.foreflow.ingest.wire.ReadingParser;
import io.foreflow.ingest.wire.TimestampText;
import io.foreflow.windowing.streams.StateFormatException;
import io.foreflow.windowing.streams.StoredBytes;
import io.foreflow.windowing.wire.WindowJson;
import java.util.List;

/** Readers of what comes over Kafka and HTTP: records of topics, contents of stores, and bodies of requests. */
final class WireReaders {
    private static final String MAPPED =
            "{\"device\":{\"id\":\"pump-7\"},\"ts\":1771754400000,\"payload\":[{\"flow\":12.5}],\"more\":{\"a\":[1,{}]}}";

    private static final ReadingParser NATIVE = new ReadingParser(InputMapping.NATIVE);
    private static final ReadingParser FOREIGN =
            new ReadingParser(new InputMapping("meters", "/device/id", "/ts", "/payload/0/flow"));
    private static final ReadingParser KEYED =
            new ReadingParser(new InputMapping("meters", null, "/ts", "/payload/0/flow"));

    private static final String FOREIGN_FILES = "foreign";
    private static final String MESSAGE = "plant.v1.Measurement";
    private static final PartPointers POINTERS = new PartPointers(
            JsonPointer.compile("/device/id"), JsonPointer.compile("/ts"), JsonPointer.compile("/flow"), null);
    private static final ReadingParser AVRO = avro("/device/id", "/payload/flow");
    private static final ReadingParser AVRO_VALUES = avro("/tags/line", "/payload/price");
    private static final ReadingParser PROTOBUF = protobuf("/device/id", "/taken_at", "/flow");
    private static final ReadingParser PROTOBUF_VALUES = protobuf("/site", "/millis", "/rooms/a");

    static final List<Reader> ALL = List.of(
            Reader.of("reading", Seeds.golden("ingest", "v1", "reading.*json"), input -> {
                NATIVE.parse(null, input);
                NATIVE.parse(input, input);
            }),
            Reader.of("reading-mapped", Seeds.texts(MAPPED), input -> {
                FOREIGN.parse(null, input);
                KEYED.parse("pump-7".getBytes(UTF_8), input);
            }),
            Reader.of("reading-key", Seeds.texts("pump-7", "a".repeat(300)), input -> {
                KEYED.parse(input, MAPPED.getBytes(UTF_8));
            }),
            Reader.of("reading-avro", Seeds.golden("ingest", FOREIGN_FILES, ".*[.]avro"), input -> {
                AVRO.parse(null, input);
                AVRO_VALUES.parse(null, input);
            }),
            Reader.of("reading-protobuf", Seeds.golden("ingest", FOREIGN_FILES, ".*[.]protobuf"), input -> {
                PROTOBUF.parse(null, input);
                PROTOBUF_VALUES.parse(null, input);
            }),
            Reader.of(
                    "avro-schema",
                    Seeds.golden("ingest", FOREIGN_FILES, ".*[.]avsc"),
                    refusing(input -> AvroSchema.of(input).reader(POINTERS))),
            Reader.of(
                    "protobuf-descriptors",
                    Seeds.golden("ingest", FOREIGN_FILES, ".*[.]desc"),
                    refusing(input ->
                            ProtobufMessages.of(input).schema(MESSAGE).ifPresent(schema -> schema.reader(POINTERS)))),
            Reader.of(
                    "time",
                    Seeds.texts("2026-03-01T10:00:00Z", "2026-03-01T10:00:00.123456789+05:45", "2026-03-01"),
                    refusing(input -> TimestampText.parse(new String(input, UTF_8)))),
            Reader.of("json", Seeds.golden("forecaster", "v1", ".*json"), refusing(Json::object)),
            Reader.of("window", Seeds.golden("windowing", "v1", "window.*json"), refusing(WindowJson::readWindow)),
            Reader.of(
                    "training-window",
                    Seeds.golden("windowing", "v1", "training-window.*json"),
                    refusing(WindowJson::readTrainingWindow)),
            Reader.of("forecast", Seeds.golden("forecaster", "v1", "forecast.*json"), refusing(ForecastJson::read)),
            Reader.of("score", Seeds.golden("forecaster", "v1", "score.*json"), refusing(ScoreJson::read)),
            Reader.of(
                    "inference-request",
                    Seeds.golden("forecaster", "v1", "inference-request.*json"),
                    TopologyBytes::readRequest),
            Reader.of("tensor-request", RequestBodies.tensors(), refusing(RequestBodies::readTensors)),
            // A value becomes a reading, and each reading a state.
            Reader.of("series-request", RequestBodies.series(), refusing(RequestBodies::readSeries))
                    .allocating(4_000, 4_000_000),
            Reader.of(
                    "model-key",
                    Seeds.texts("default@1", "default", "default@champion", "default/champion", "model:default@1"),
                    refusing(ModelRecords::key)),
            Reader.of(
                    "model-alias",
                    Seeds.golden("forecaster", "v1", "model-alias.*json"),
                    refusing(ModelRecords::alias)),
            Reader.of(
                    "model-routes",
                    Seeds.golden("forecaster", "v1", "model-routes.*json"),
                    refusing(ModelRecords::routes)),
            Reader.of(
                    "model-reference",
                    Seeds.golden("forecaster", "v1", "model-reference.*json"),
                    refusing(ModelRecords::reference)),
            Reader.of("store-head", StoredBytes.heads(), damaged(StoredBytes::readHead)),
            Reader.of("store-raw", StoredBytes.readings(), damaged(StoredBytes::readReading)),
            Reader.of("store-memory", StoredBytes.chunks(), damaged(StoredBytes::readChunk)),
            Reader.of("store-covariates", StoredBytes.covariates(), damaged(StoredBytes::readCovariates)),
            Reader.of("store-pending", TopologyBytes.waiting(), damaged(TopologyBytes::readWaiting)),
            Reader.of("store-residuals", TopologyBytes.records(), damaged(TopologyBytes::readRecord)));

    private WireReaders() {}

    private static ReadingParser avro(String sensor, String value) {
        byte[] schema = Seeds.golden("ingest", FOREIGN_FILES, ".*[.]avsc").get(0);
        return new ReadingParser(new InputMapping("meters", sensor, "/ts", value).withSchema(AvroSchema.of(schema)));
    }

    private static ReadingParser protobuf(String sensor, String time, String value) {
        byte[] descriptors = Seeds.golden("ingest", FOREIGN_FILES, ".*[.]desc").get(0);
        return new ReadingParser(new InputMapping("meters", sensor, time, value)
                .withSchema(ProtobufMessages.of(descriptors).schema(MESSAGE).orElseThrow()));
    }

    /** Promises an {@link IllegalArgumentException} with one line. */
    static Reader.Read refusing(Reader.Read read) {
        return input -> {
            try {
                read.of(input);
            } catch (IllegalArgumentException e) {
                if (e.getMessage() == null || e.getMessage().isBlank()) {
                    throw new AssertionError("refused without a reason", e);
                }
            }
        };
    }

    /** Promises an {@link IllegalStateException} or a {@link StateFormatException} that names the store. */
    private static Reader.Read damaged(Reader.Read read) {
        return input -> {
            try {
                read.of(input);
            } catch (IllegalStateException | StateFormatException e) {
                if (!String.valueOf(e.getMessage()).contains("store ")) {
                    throw new AssertionError("does not name the store", e);
                }
            }
        };
    }
}
