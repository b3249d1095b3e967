package io.foreflow.benchmarks;

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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Compares the engines inside the whole service: each network runs, with the same weights and in the same topology, on
 * each requested engine, in turns, as a ratio to its own throughput on Deeplearning4j. By default every reading closes a
 * bucket. The measurement is that of {@code foreflow bench --pipeline}: time goes by the broker's append times, the first round
 * warms up, and the medians are reported.
 */
@Command(name = "end-to-end", mixinStandardHelpOptions = true)
public final class EndToEnd implements Callable<Integer> {
    private static final TopicNames TOPICS = new TopicNames("bench");

    @Option(names = "--hours", defaultValue = "400", description = "Number of hours. Default: ${DEFAULT-VALUE}.")
    private int hours;

    @Option(
            names = "--per-hour",
            defaultValue = "1",
            description = "Readings of each sensor in an hour. Default: ${DEFAULT-VALUE}.")
    private int perHour;

    @Option(names = "--sensors", defaultValue = "50", description = "Number of sensors. Default: ${DEFAULT-VALUE}.")
    private int sensors;

    @Option(
            names = "--rounds",
            defaultValue = "3",
            description = "Number of counted rounds. Default: ${DEFAULT-VALUE}.")
    private int rounds;

    @Option(
            names = "--networks",
            split = ",",
            defaultValue = "dense,lstm",
            description = "Recipes of the networks. Default: ${DEFAULT-VALUE}.")
    private List<String> networks = List.of();

    @Option(
            names = "--engines",
            split = ",",
            defaultValue = "fused,dl4j,onnx",
            description =
                    "Engines that each network runs on, in turns: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.",
            converter = ServingEngine.EngineConverter.class,
            completionCandidates = ServingEngine.EngineLabels.class)
    private List<ServingEngine> engines = List.of();

    @Option(names = "--out", required = true, description = "JSON file to write.")
    private Path out = Path.of("end-to-end.json");

    private final ObjectMapper json = new ObjectMapper();

    public static void main(String[] args) {
        System.exit(new CommandLine(new EndToEnd()).execute(args));
    }

    /** A network on an engine. */
    private record ServingContender(TrainedModel model, ServingEngine engine) {
        String network() {
            return model.ref().name();
        }
    }

    @Override
    public Integer call() throws Exception {
        Environment environment = new Environment(
                Map.of(), Path.of(""), System.out, System.err, false, Clock.systemUTC(), new Interruption());
        Readings load = new Readings(sensors, hours, perHour);
        List<ServingContender> contenders = networks.stream()
                .map(BenchModels::untrained)
                .flatMap(model -> engines.stream().map(engine -> new ServingContender(model, engine)))
                .toList();
        Map<ServingContender, List<SideRun>> measured = new LinkedHashMap<>();
        try (PipelineSite site = PipelineSite.create(environment)) {
            site.start();
            site.createTopics(TOPICS);
            contenders.forEach(contender -> site.publish(TOPICS, contender.model()));
            site.publish(TOPICS, load);
            for (int round = 0; round <= rounds; round++) {
                for (ServingContender contender : contenders) {
                    SideRun run = run(site, contender, round, load);
                    System.err.printf(
                            "round %d, %s on %s: %,.0f forecasts/s%n",
                            round, contender.network(), contender.engine().label(), run.writtenPerSecond());
                    if (round > 0) {
                        measured.computeIfAbsent(contender, unused -> new ArrayList<>())
                                .add(run);
                    }
                }
            }
        }
        write(load, measured);
        return 0;
    }

    private static SideRun run(PipelineSite site, ServingContender contender, int round, Readings load)
            throws InterruptedException {
        LiveServiceConfig config = site.config(
                TOPICS, contender.network() + "-" + contender.engine().label() + "-" + round);
        return site.serve(
                config.withRouting(Routing.to(contender.network())), contender.engine()::select, load.count(), 0);
    }

    private void write(Readings load, Map<ServingContender, List<SideRun>> measured) throws Exception {
        ObjectNode result = json.createObjectNode();
        Circumstances.write(result);
        result.put("rounds", rounds);
        result.put("readings", load.count());
        result.put("sensors", load.sensors());
        measured.forEach((contender, runs) -> {
            ObjectNode node = result.withObjectProperty(contender.network())
                    .putObject(contender.engine().label());
            double median = median(runs);
            node.put("forecastsPerSecond", Math.round(median));
            node.put("networkShare", rounded(runs.get(0).networkShare()));
            List<SideRun> dl4j = measured.get(new ServingContender(contender.model(), ServingEngine.DL4J));
            if (dl4j != null) {
                node.put("ratioToDl4j", rounded(median / median(dl4j)));
            }
            runs.forEach(run -> node.withArray("seconds").add(run.seconds()));
        });
        Files.writeString(
                out, json.writerWithDefaultPrettyPrinter().writeValueAsString(result) + System.lineSeparator());
    }

    private static double median(List<SideRun> runs) {
        double[] sorted =
                runs.stream().mapToDouble(SideRun::writtenPerSecond).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    private static double rounded(double ratio) {
        return Math.round(1000 * ratio) / 1000.0;
    }
}
