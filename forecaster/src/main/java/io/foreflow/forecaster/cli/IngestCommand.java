package io.foreflow.forecaster.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.foreflow.forecaster.offline.CatchUp;
import io.foreflow.forecaster.offline.DataReport;
import io.foreflow.forecaster.offline.FirstRejected;
import io.foreflow.forecaster.offline.ReadingFiles;
import io.foreflow.forecaster.service.LiveServiceConfig;
import io.foreflow.forecaster.terminal.Environment;
import io.foreflow.forecaster.terminal.ProgressLine;
import io.foreflow.ingest.publish.PublishResult;
import io.foreflow.ingest.publish.ReadingsPublisher;
import io.foreflow.ingest.publish.Speed;
import io.foreflow.ingest.quality.DataProfile;
import io.foreflow.ingest.source.ReadingSource;
import io.foreflow.ingest.source.Row;
import io.foreflow.ingest.table.Inspection;
import io.foreflow.ingest.table.TableOptions;
import io.foreflow.ingest.table.TableReadings;
import io.foreflow.ingest.wire.Json;
import io.foreflow.ingest.wire.TopicNames;
import io.foreflow.windowing.core.WindowerConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
            "Files are plain or gzip tables with a time, and one column of values or one per sensor. "
                    + "Foreflow detects columns, times and numbers from the first rows and reports what it found. The "
                    + "options below decide what is uncertain. foreflow data check FILE looks without sending.",
            "A file that cannot be read is refused before anything is sent. A bad row goes to the topic of "
                    + "rejected readings, with file and line. The other rows are sent, and the exit code is 1."
        })
final class IngestCommand implements Callable<Integer> {
    private final Environment environment;

    @Mixin
    private final KafkaOptions kafka = new KafkaOptions();

    @Parameters(
            paramLabel = "FILE",
            arity = "1..*",
            description = "CSV files, in the order in which to send them; - is standard input.")
    private List<Path> files = List.of();

    @Option(
            names = "--speed",
            paramLabel = "max|FACTOR",
            defaultValue = "max",
            converter = SpeedConverter.class,
            description =
                    "Replay speed: max (as fast as Kafka accepts them), or seconds of the readings' time per second.")
    private Speed speed = Speed.MAX;

    @Option(
            names = "--zone",
            paramLabel = "ZONE",
            description =
                    "Time zone of timestamps without an offset, such as Europe/Berlin. Default: window.zone of the "
                            + "configuration.")
    private @Nullable ZoneId zone;

    @Mixin
    private final TableFlags table = new TableFlags();

    @Option(
            names = "--final",
            description = "Moves each sensor's time on after its last reading, so that its last windows become final.")
    private boolean last;

    @Option(
            names = "--wait",
            description = "Waits until the service has forecast what was sent; then its forecasts are on their topic.")
    private boolean wait;

    @Option(names = "--json", description = "Prints the counts as one JSON object.")
    private boolean json;

    IngestCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws Exception {
        LiveServiceConfig config = kafka.load(environment);
        ZoneId times = zone == null ? config.pipeline().windowing().zone() : zone;
        TableOptions options = table.options(kafka.tables(environment))
                .withCovariates(config.pipeline().windowing().covariates());
        List<Path> paths = new ArrayList<>();
        for (Path file : files) {
            paths.add(InputFile.of(environment, file));
        }
        List<Inspection> tables = ReadingFiles.inspect(paths, options, times, this::note);
        List<TableReadings> sources = new ArrayList<>();
        try {
            for (Inspection inspected : tables) {
                sources.add(TableReadings.open(inspected, times));
            }
            return publish(config, sources);
        } finally {
            for (TableReadings source : sources) {
                source.close();
            }
        }
    }

    private void note(String note) {
        environment.err().println("note: " + note);
    }

    private int publish(LiveServiceConfig config, List<TableReadings> sources)
            throws IOException, InterruptedException {
        TopicNames topics = config.pipeline().topics();
        Topics.ensure(environment, config, topics.readings(), topics.rejected());
        PublishResult total = PublishResult.NOTHING;
        int finals = 0;
        Map<Integer, Long> ends;
        DataProfile profile = new DataProfile();
        try (ReadingsPublisher publisher = ReadingsPublisher.connect(config.kafka(), topics, environment.clock())) {
            for (TableReadings source : sources) {
                total = total.plus(publish(publisher, source, profile));
            }
            if (last && total.incomplete().isEmpty()) {
                finals = publisher.publishFinal(
                        config.pipeline().windowing()::gridOf,
                        config.pipeline().windowing().revisionHorizon());
            }
            ends = publisher.ends();
        }
        WindowerConfig windowing = config.pipeline().windowing();
        new DataReport(profile, windowing).notes().forEach(this::note);
        report(topics, total, finals);
        if (wait) {
            CatchUp.awaitForecasts(environment, config, ends);
        }
        return total.isClean() ? Foreflow.SUCCESS : Foreflow.FAILURE;
    }

    private PublishResult publish(ReadingsPublisher publisher, TableReadings source, DataProfile profile)
            throws IOException, InterruptedException {
        try (ProgressLine progress = ProgressLine.of(environment, source.name(), source.size(), " B")) {
            FirstRejected rejected = new FirstRejected(source.name());
            ReadingSource watched = source.watched(row -> {
                if (row instanceof Row.Valid valid) {
                    profile.add(valid.reading());
                } else if (row instanceof Row.Bad bad) {
                    rejected.add(bad);
                }
            });
            PublishResult published =
                    publisher.publish(watched, speed, (rows, position, size) -> progress.at(position));
            rejected.lines().forEach(environment.err()::println);
            return published;
        }
    }

    private void report(TopicNames topics, PublishResult total, int finals) {
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
