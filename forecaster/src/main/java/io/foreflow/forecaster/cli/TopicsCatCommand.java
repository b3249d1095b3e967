package io.foreflow.forecaster.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonGenerator;
import io.foreflow.forecaster.offline.TopicReader;
import io.foreflow.forecaster.service.LiveServiceConfig;
import io.foreflow.forecaster.terminal.CommandException;
import io.foreflow.forecaster.terminal.Environment;
import io.foreflow.forecaster.terminal.Interruption.Following;
import io.foreflow.ingest.wire.Json;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "cat",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "Prints the committed records of a topic, each as a line of JSON.",
        description = {
            "A line has topic, partition, offset, timestamp, key, headers and value. JSON is printed as it is, other "
                    + "text as a JSON text, and binary bytes in Base64; the field note says so. A model's bundle is "
                    + "printed as its size.",
            "Records of a partition are printed in their order. The exit code is 1 if a record does not have the "
                    + "form that its topic has."
        })
final class TopicsCatCommand implements Callable<Integer> {
    private final Environment environment;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Mixin
    private final KafkaOptions kafka = new KafkaOptions();

    @Parameters(paramLabel = "TOPIC", description = "Name of the topic, such as foreflow.forecasts.v1.")
    private String topic = "";

    @Option(
            names = "--from",
            paramLabel = "beginning|end",
            defaultValue = "beginning",
            description = "First record: the oldest one, or the next one. Default: ${DEFAULT-VALUE}.")
    private TopicReader.ReadStart from = TopicReader.ReadStart.BEGINNING;

    @Option(names = "--limit", paramLabel = "N", description = "Ends after so many records. Default: no limit.")
    private long limit = Long.MAX_VALUE;

    @Option(names = "--follow", description = "Waits for further records, until Ctrl-C.")
    private boolean follow;

    @Option(
            names = "--partition",
            paramLabel = "P",
            description = "Prints this partition only; may be given several times. Default: all.")
    private List<Integer> partitions = List.of();

    @Option(names = "--value-only", description = "Prints the values alone; null for a record that deletes its key.")
    private boolean valueOnly;

    TopicsCatCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws Exception {
        if (limit < 1) {
            throw new ParameterException(spec.commandLine(), "--limit (" + limit + ") must be at least 1");
        }
        if (from == TopicReader.ReadStart.END && !follow) {
            throw new ParameterException(
                    spec.commandLine(), "--from end needs --follow: there are no records after the end");
        }
        LiveServiceConfig config = kafka.load(environment);
        Topics.awaitBroker(environment, config);
        try {
            return print(config);
        } catch (InterruptException e) {
            if (follow && environment.interruption().isWished()) {
                return Foreflow.SUCCESS;
            }
            throw e;
        } catch (KafkaException e) {
            throw new CommandException(
                    "the topic " + topic + " cannot be read: " + e.getMessage() + "; check its name and the rights of"
                            + " this user",
                    e);
        }
    }

    private int print(LiveServiceConfig config) {
        TopicValues values = new TopicValues(config.pipeline().topics());
        TopicReader reader = new TopicReader(config.kafka());
        List<Integer> chosen = partitions(reader.partitions(topic), values, config.bootstrapServers());
        RecordPrinter printer = new RecordPrinter(environment, values.of(topic), valueOnly);
        try (Following following = environment.interruption().follow()) {
            reader.read(
                    topic,
                    chosen,
                    from,
                    follow ? TopicReader.ReadStop.NEVER : TopicReader.ReadStop.END,
                    record -> printer.print(record) && printer.printed < limit);
        }
        if (printer.unreadable > 0) {
            environment
                    .err()
                    .println("foreflow: " + printer.unreadable + " of " + printer.printed + " records of " + topic
                            + " do not have the form of this topic; their notes say why. Find out who wrote them");
            return Foreflow.FAILURE;
        }
        return Foreflow.SUCCESS;
    }

    private List<Integer> partitions(List<Integer> existing, TopicValues values, String servers) {
        if (existing.isEmpty()) {
            throw new CommandException("the topic " + topic + " does not exist at " + servers
                    + "; correct the name. Foreflow's own topics are " + values.names());
        }
        List<Integer> missing = partitions.stream()
                .filter(partition -> !existing.contains(partition))
                .toList();
        if (!missing.isEmpty()) {
            throw new CommandException("the topic " + topic + " has no partition " + missing.get(0)
                    + "; it has those from 0 to " + (existing.size() - 1));
        }
        return partitions.isEmpty() ? existing : partitions.stream().distinct().toList();
    }

    /** Prints records, and counts them. */
    private static final class RecordPrinter {
        private final PrintStream out;
        private final PrintStream err;
        private final TopicValues.TopicValue value;
        private final boolean valueOnly;
        private long printed;
        private long unreadable;

        RecordPrinter(Environment environment, TopicValues.TopicValue value, boolean valueOnly) {
            this.out = environment.out();
            this.err = environment.err();
            this.value = value;
            this.valueOnly = valueOnly;
        }

        /** Returns false if nobody reads the output any more. */
        boolean print(ConsumerRecord<byte[], byte[]> record) {
            ShownValue shown = record.value() == null ? null : value.show(record.key(), record.value());
            printed++;
            if (shown != null && !shown.readable()) {
                unreadable++;
            }
            if (valueOnly) {
                if (shown != null) {
                    shown.note().ifPresent(note -> err.println("note: " + place(record) + ": " + note));
                }
                out.println(shown == null ? "null" : shown.json());
            } else {
                out.println(new String(Json.object(json -> write(json, record, shown)), UTF_8));
            }
            return !out.checkError();
        }

        private static String place(ConsumerRecord<byte[], byte[]> record) {
            return "partition " + record.partition() + ", offset " + record.offset();
        }

        private static void write(JsonGenerator json, ConsumerRecord<byte[], byte[]> record, @Nullable ShownValue value)
                throws IOException {
            json.writeStringField("topic", record.topic());
            json.writeNumberField("partition", record.partition());
            json.writeNumberField("offset", record.offset());
            if (record.timestampType() == TimestampType.NO_TIMESTAMP_TYPE) {
                json.writeNullField("timestamp");
            } else {
                Json.writeTime(json, "timestamp", Instant.ofEpochMilli(record.timestamp()));
            }
            writeText(json, "key", record.key());
            json.writeObjectFieldStart("headers");
            Map<String, byte @Nullable []> headers = new LinkedHashMap<>();
            record.headers().forEach(header -> headers.put(header.key(), header.value()));
            for (Map.Entry<String, byte @Nullable []> header : headers.entrySet()) {
                writeText(json, header.getKey(), header.getValue());
            }
            json.writeEndObject();
            json.writeFieldName("value");
            json.writeRawValue(value == null ? "null" : value.json());
            if (value != null && value.note().isPresent()) {
                json.writeStringField("note", value.note().get());
            }
        }

        /** Writes a text, or an object with the Base64 of binary bytes. */
        private static void writeText(JsonGenerator json, String name, byte @Nullable [] bytes) throws IOException {
            if (bytes == null) {
                json.writeNullField(name);
            } else if (Json.isUtf8(bytes)) {
                json.writeStringField(name, new String(bytes, UTF_8));
            } else {
                json.writeObjectFieldStart(name);
                json.writeStringField("base64", Base64.getEncoder().encodeToString(bytes));
                json.writeEndObject();
            }
        }
    }
}
