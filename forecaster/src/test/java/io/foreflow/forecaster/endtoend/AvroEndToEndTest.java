package io.foreflow.forecaster.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.foreflow.forecaster.api.LocalHttp;
import io.foreflow.forecaster.service.LiveService;
import io.foreflow.forecaster.service.LiveServiceConfig;
import io.foreflow.forecaster.topology.ForecastJson;
import io.foreflow.forecaster.topology.PipelineConfig;
import io.foreflow.ingest.schema.AvroSchema;
import io.foreflow.ingest.wire.InputMapping;
import io.foreflow.ingest.wire.ReadingJson;
import io.foreflow.ingest.wire.RejectedHeaders;
import io.foreflow.ingest.wire.TopicNames;
import io.foreflow.models.forecast.Forecast;
import io.foreflow.models.series.Reading;
import io.foreflow.models.series.SensorId;
import io.foreflow.windowing.core.WindowerConfig;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A topic in Avro with Confluent's frame is forecast as a topic in JSON is. */
class AvroEndToEndTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int HOURS = 40;
    private static final SensorId SENSOR = SensorId.of("pump-7");
    private static final Schema SCHEMA = new Schema.Parser().parse("""
            {"type": "record", "name": "Measurement", "fields": [
              {"name": "device", "type": {"type": "record", "name": "Device", "fields": [
                {"name": "id", "type": "string"}]}},
              {"name": "ts", "type": {"type": "long", "logicalType": "timestamp-micros"}},
              {"name": "flow", "type": ["null", "double"]}]}""");

    @TempDir
    Path dir;

    @Test
    void shouldForecastATopicInAvroAsOneInJson() throws Exception {
        try (KafkaCluster cluster = EmbeddedCluster.start()) {
            // given
            InputMapping json = new InputMapping("json-meters", "/sensor", "/time", "/value");
            InputMapping avro = new InputMapping("avro-meters", "/device/id", "/ts", "/flow")
                    .withSchema(AvroSchema.of(SCHEMA.toString().getBytes(UTF_8)));

            // when
            List<Forecast> expected = forecasts(cluster, json, ReadingJson::bytes, 0);
            List<Forecast> forecasts = forecasts(cluster, avro, AvroEndToEndTest::framed, 1);

            // then
            assertThat(forecasts).hasSize(HOURS);
            assertThat(forecasts)
                    .extracting(AvroEndToEndTest::withoutIssuedAt)
                    .isEqualTo(expected.stream()
                            .map(AvroEndToEndTest::withoutIssuedAt)
                            .toList());
        }
    }

    /** @param bad number of records to send that do not fit; each must be rejected with the schema's id */
    private List<Forecast> forecasts(
            KafkaCluster cluster, InputMapping input, Function<Reading, byte[]> writer, int bad) throws Exception {
        String topic = input.topic(TopicNames.DEFAULT);
        TestTopics.create(cluster.bootstrapServers(), topic, 2);
        LiveServiceConfig config = config(cluster, topic, input);
        TopicNames topics = config.pipeline().topics();
        try (LiveService service = new LiveService(config)) {
            service.start();
            try (Sender sender = new Sender(cluster.bootstrapServers(), topic);
                    CommittedReader forecasts = new CommittedReader(cluster.bootstrapServers(), topics.forecasts());
                    CommittedReader rejected = new CommittedReader(cluster.bootstrapServers(), topics.rejected())) {
                for (int i = 0; i < bad; i++) {
                    sender.sendRaw("k", new byte[] {0, 0, 0, 0, 17, 1});
                }
                for (Reading reading : Series.hours(SENSOR, 0, HOURS)) {
                    sender.sendRaw("k", writer.apply(reading));
                }
                await().atMost(PATIENCE)
                        .pollInterval(Duration.ofMillis(50))
                        .until(() -> forecasts.all().size() >= HOURS);
                assertThat(rejected.all()).hasSize(bad).allSatisfy(record -> {
                    assertThat(header(record, RejectedHeaders.REASON)).isEqualTo("schemaMismatch");
                    assertThat(header(record, RejectedHeaders.DETAIL)).contains("the record of schema id 17");
                });
                return forecasts.all().stream()
                        .map(record -> ForecastJson.read(record.value()))
                        .toList();
            }
        }
    }

    private LiveServiceConfig config(KafkaCluster cluster, String prefix, InputMapping input) {
        return LiveServiceConfig.of(cluster.bootstrapServers())
                .withPipeline(PipelineConfig.defaults()
                        .withTopics(new TopicNames(prefix))
                        .withInput(input)
                        .withWindowing(WindowerConfig.defaults().withReadingsPerBucket(1)))
                .withApplicationId(prefix)
                .withStateDir(dir.resolve(prefix))
                .withHttp(LocalHttp.HOST, 0)
                .withPartitions(2)
                .withReplicationFactor(1)
                .withCreateTopics(true);
    }

    private static byte[] framed(Reading reading) {
        GenericRecord device = new GenericData.Record(SCHEMA.getField("device").schema());
        device.put("id", reading.sensor().value());
        GenericRecord record = new GenericData.Record(SCHEMA);
        record.put("device", device);
        record.put("ts", reading.time().toEpochMilli() * 1_000);
        record.put("flow", reading.value());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {0, 0, 0, 0, 17});
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
        try {
            new GenericDatumWriter<GenericRecord>(SCHEMA).write(record, encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), UTF_8);
    }

    private static String withoutIssuedAt(Forecast forecast) {
        return new String(ForecastJson.write(forecast), UTF_8).replaceAll("\"issuedAt\":\"[^\"]*\"", "");
    }
}
