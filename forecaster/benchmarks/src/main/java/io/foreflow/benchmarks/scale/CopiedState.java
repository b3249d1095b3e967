package io.foreflow.benchmarks.scale;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.foreflow.forecaster.bench.BenchModels;
import io.foreflow.forecaster.bench.Circumstances;
import io.foreflow.forecaster.bench.PipelineSite;
import io.foreflow.forecaster.bench.Readings;
import io.foreflow.forecaster.bench.SideRun;
import io.foreflow.forecaster.registry.Routing;
import io.foreflow.forecaster.service.LiveServiceConfig;
import io.foreflow.forecaster.terminal.Environment;
import io.foreflow.forecaster.terminal.Interruption;
import io.foreflow.ingest.wire.TopicNames;
import io.foreflow.models.model.TrainedModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Measures how long the service takes to restore the state of many sensors, and how fast it is with them. Some sensors
 * get days of state from readings. Their rows are then written to the changelogs under the ids of all others, so that the
 * changelogs are as after a compaction: one record a row.
 */
@Command(name = "copied-state", mixinStandardHelpOptions = true)
public final class CopiedState implements Callable<Integer> {
    private static final TopicNames TOPICS = new TopicNames("bench");
    private static final int HOURS_PER_DAY = 24;
    private static final int PARTITIONS = 2;

    @Option(
            names = "--sensors",
            split = ",",
            defaultValue = "50,5000,10000",
            description = "Default: ${DEFAULT-VALUE}.")
    private List<Integer> sensors = List.of();

    @Option(names = "--originals", defaultValue = "50", description = "Default: ${DEFAULT-VALUE}.")
    private int originals;

    @Option(names = "--days", defaultValue = "42", description = "Default: ${DEFAULT-VALUE}.")
    private int days;

    @Option(
            names = "--readings",
            defaultValue = "100000",
            description = "Readings of the measured hours, about. Default: ${DEFAULT-VALUE}.")
    private int readings;

    @Option(names = "--out", required = true, description = "JSON file to write.")
    private Path out = Path.of("copied-state.json");

    private final ObjectMapper json = new ObjectMapper();

    public static void main(String[] args) {
        System.exit(new CommandLine(new CopiedState()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        ObjectNode result = json.createObjectNode();
        Circumstances.write(result);
        result.put("days", days);
        for (int count : sensors) {
            ObjectNode one = measure(count);
            System.err.println(one);
            result.withArray("sensors").add(one);
        }
        Files.writeString(out, json.writerWithDefaultPrettyPrinter().writeValueAsString(result) + "\n");
        return 0;
    }

    private ObjectNode measure(int count) throws Exception {
        Environment environment = new Environment(
                Map.of(), Path.of(""), System.out, System.err, false, Clock.systemUTC(), new Interruption());
        TrainedModel dense = BenchModels.untrained("dense");
        ObjectNode node = json.createObjectNode().put("sensors", count);
        try (PipelineSite site = PipelineSite.create(environment)) {
            site.start();
            site.createTopics(TOPICS);
            site.publish(TOPICS, dense);
            LiveServiceConfig config = site.config(TOPICS, "copied")
                    .withRouting(Routing.to(dense.ref().name()));
            Readings first = new Readings(originals, days * HOURS_PER_DAY, 1);
            site.publish(TOPICS, first);
            site.serve(config, first.count(), 0);
            ChangelogCopies copies =
                    new ChangelogCopies(site.clients(), config.applicationId(), PARTITIONS, originals, count);
            copies.write();
            site.wipe(config);
            node.put("records", copies.records()).put("bytesOfRecords", copies.bytes());
            node.put("wipedSeconds", site.secondsToReady(config));
            node.put("stateBytes", site.stateBytes(config));
            node.put("keptSeconds", site.secondsToReady(config));
            int hours = Math.max(2, 1 + readings / count);
            Readings next = new Readings(count, days * HOURS_PER_DAY, hours, 1);
            site.publish(TOPICS, next);
            SideRun run = site.serve(config, next.count(), count);
            node.put("readings", next.count() - count);
            node.put("forecastsPerSecond", Math.round(run.writtenPerSecond()));
            node.put("cpuMicros", Math.round(10 * run.cpuMicros()) / 10.0);
        }
        return node;
    }
}
