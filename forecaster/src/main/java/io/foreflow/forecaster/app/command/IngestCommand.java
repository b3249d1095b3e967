package io.foreflow.forecaster.app.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.foreflow.forecaster.app.LiveServiceConfig;
import io.foreflow.forecaster.app.offline.StepAdvice;
import io.foreflow.forecaster.app.terminal.Environment;
import io.foreflow.forecaster.app.terminal.Progress;
import io.foreflow.ingest.publish.Published;
import io.foreflow.ingest.publish.ReadingsPublisher;
import io.foreflow.ingest.publish.Speed;
import io.foreflow.ingest.source.CsvLayout;
import io.foreflow.ingest.source.CsvReadings;
import io.foreflow.ingest.source.UnusableFileException;
import io.foreflow.ingest.wire.Json;
import io.foreflow.ingest.wire.TopicNames;
import io.foreflow.windowing.core.WindowerConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "ingest",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "Sends the readings of CSV files to the readings topic.",
        description = {
            "Files are plain or gzip, in UTF-8, with a header: sensor_id,timestamp,value, or with --columns a time and a"
                    + " column for each sensor.",
            "A file that cannot be read or has another header is refused before anything is sent. A bad row goes to the"
                    + " topic of rejected readings, with file and line; the rest goes on, and the exit code is 1."
        })
final class IngestCommand implements Callable<Integer> {
    private final Environment environment;

    @Mixin
    private final KafkaOptions kafka = new KafkaOptions();

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "CSV files, in the order in which they are sent.")
    private List<Path> files = List.of();

    @Option(
            names = "--speed",
            paramLabel = "max|FACTOR",
            defaultValue = "max",
            converter = SpeedConverter.class,
            description = "As fast as Kafka takes them, or so many seconds of the readings' time a second.")
    private Speed speed = Speed.MAX;

    @Option(
            names = "--zone",
            paramLabel = "ZONE",
            description =
                    "Of times without an offset, such as Europe/Berlin; window.zone of the configuration unless given.")
    private @Nullable ZoneId zone;

    @Option(
            names = "--columns",
            paramLabel = "NAME",
            split = ",",
            description = "The file is wide, and these of its columns are sensors; '*' for all but the time.")
    private List<String> columns = List.of();

    @Option(
            names = "--final",
            description =
                    "At the end, tell for each sensor that its time has moved on, so that its last windows become final.")
    private boolean last;

    @Option(names = "--json", description = "Print the counts as one JSON object.")
    private boolean json;

    IngestCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws Exception {
        LiveServiceConfig config = kafka.load(environment);
        ZoneId times = zone == null ? config.pipeline().windowing().zone() : zone;
        List<CsvReadings> sources = new ArrayList<>();
        try {
            for (Path file : files) {
                sources.add(CsvReadings.open(environment.directory().resolve(file), layout(config), times));
            }
            return publish(config, sources);
        } finally {
            for (CsvReadings source : sources) {
                source.close();
            }
        }
    }

    private CsvLayout layout(LiveServiceConfig config) throws UnusableFileException {
        if (columns.isEmpty()) {
            return CsvLayout.longWith(config.pipeline().windowing().covariates());
        }
        return columns.equals(List.of("*")) ? CsvLayout.WIDE : CsvLayout.wide(columns);
    }

    private int publish(LiveServiceConfig config, List<CsvReadings> sources) throws IOException, InterruptedException {
        TopicNames topics = config.pipeline().topics();
        Topics.ensure(environment, config, topics.readings(), topics.rejected());
        Published total = Published.NOTHING;
        int finals = 0;
        StepAdvice advice = new StepAdvice();
        try (ReadingsPublisher publisher = ReadingsPublisher.connect(config.kafka(), topics, environment.clock())) {
            for (CsvReadings source : sources) {
                total = total.plus(publish(publisher, source, advice));
            }
            if (last && total.incomplete().isEmpty()) {
                finals = publisher.publishFinal(
                        config.pipeline().windowing()::gridOf,
                        config.pipeline().windowing().revisionHorizon());
            }
        }
        WindowerConfig windowing = config.pipeline().windowing();
        advice.lines(windowing.shape().step(), windowing.aggregate())
                .forEach(note -> environment.err().println("note: " + note));
        report(topics, total, finals);
        return total.isClean() ? Foreflow.SUCCESS : Foreflow.FAILURE;
    }

    private Published publish(ReadingsPublisher publisher, CsvReadings source, StepAdvice advice)
            throws IOException, InterruptedException {
        try (Progress progress = Progress.of(environment, source.name(), source.size(), " B")) {
            return publisher.publish(advice.watching(source), speed, (rows, position, size) -> progress.at(position));
        }
    }

    private void report(TopicNames topics, Published total, int finals) {
        total.incomplete().ifPresent(problem -> environment.err().println("foreflow: " + problem));
        String line = String.format(
                Locale.ROOT,
                "%,d readings sent to %s, %,d rejected to %s%s",
                total.readings(),
                topics.readings(),
                total.rejected(),
                topics.rejected(),
                last
                        ? total.incomplete().isEmpty()
                                ? String.format(Locale.ROOT, ", final readings of %,d sensors", finals)
                                : ", no final readings since not everything could be read"
                        : "");
        if (json) {
            environment.err().println(line);
            ObjectNode node = Json.MAPPER.createObjectNode();
            node.put("files", files.size());
            node.put("readings", total.readings());
            node.put("rejected", total.rejected());
            node.put("finalReadings", finals);
            node.put("complete", total.incomplete().isEmpty());
            environment.out().println(node);
        } else {
            environment.out().println(line);
        }
    }
}
