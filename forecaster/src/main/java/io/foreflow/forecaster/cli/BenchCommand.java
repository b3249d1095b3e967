package io.foreflow.forecaster.cli;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.foreflow.forecaster.bench.Circumstances;
import io.foreflow.forecaster.bench.EngineBench;
import io.foreflow.forecaster.bench.EngineBench.BenchSide;
import io.foreflow.forecaster.bench.EngineBench.Effort;
import io.foreflow.forecaster.bench.EngineBench.Subject;
import io.foreflow.forecaster.bench.PipelineBench;
import io.foreflow.forecaster.bench.PipelineLoad;
import io.foreflow.forecaster.bench.Timing;
import io.foreflow.forecaster.terminal.Environment;
import io.foreflow.forecaster.terminal.TextTable;
import io.foreflow.ingest.wire.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "Measures the speed of this machine: the engines, or with --pipeline the whole live service.",
        description = {
            "Without --pipeline: measures one row, and one epoch of 11,008 windows in batches of 32, on one thread. "
                    + "dense is 6 → 16 → 24, lstm 16 cells over six steps of one value, then 24. Takes about a minute.",
            "fused is the fused engine in plain loops, vector the same with the Vector API, dl4j "
                    + "Deeplearning4j, onnx ONNX Runtime.",
            "With --pipeline: measures the live service in its default configuration beside a bare Kafka Streams "
                    + "pass-through of the same records, on an embedded broker, both exactly once and on two partitions. "
                    + "Takes at most ten minutes on two cores, and some gigabytes of the temporary folder.",
            "hourly: every reading closes a bucket; dense is an untrained network, default the ensemble that foreflow "
                    + "trains by default, dense5000 the network on 5,000 sensors with state. twelve: twelve readings a "
                    + "bucket. latency: from a reading to its forecast, in milliseconds.",
            "Run nothing else meanwhile."
        })
final class BenchCommand implements Callable<Integer> {
    private final Environment environment;
    private final Effort effort;
    private final PipelineLoad load;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Option(names = "--pipeline", description = "Measures the live service instead of the engines.")
    private boolean pipeline;

    @Option(
            names = "--out",
            paramLabel = "FILE.json",
            description =
                    "File for the result with its circumstances, such as commit and processor. Default: writes no "
                            + "file.")
    private @Nullable Path out;

    @Option(names = "--json", description = "Prints one JSON object.")
    private boolean json;

    BenchCommand(Environment environment, Effort effort, PipelineLoad load) {
        this.environment = environment;
        this.effort = effort;
        this.load = load;
    }

    @Override
    public Integer call() throws Exception {
        Optional<Path> file = Optional.ofNullable(out).map(environment.directory()::resolve);
        if (file.isPresent() && !Files.isDirectory(file.get().toAbsolutePath().resolveSibling(""))) {
            throw new ParameterException(spec.commandLine(), "--out " + out + " lies in a folder that does not exist");
        }
        ObjectNode result = pipeline ? measurePipeline() : measureEngines();
        if (json) {
            environment.out().println(result);
        }
        if (file.isPresent()) {
            ObjectNode whole = Json.MAPPER.createObjectNode();
            Circumstances.write(whole);
            whole.setAll(result);
            Files.writeString(file.get(), whole.toPrettyString() + System.lineSeparator());
            environment.err().println("wrote " + file.get());
        }
        return Foreflow.SUCCESS;
    }

    private ObjectNode measurePipeline() throws IOException, InterruptedException, ExecutionException {
        PipelineReport report = new PipelineReport(new PipelineBench(environment, load).run());
        if (!json) {
            environment.out().println(machine().toString());
            environment.out().print(report.text());
        }
        return report.json();
    }

    private ObjectNode measureEngines() {
        EngineBench bench = new EngineBench(
                effort, what -> environment.err().println("measuring " + what.toLowerCase(Locale.ROOT)));
        Map<Subject, Map<BenchSide, Timing>> predict = new EnumMap<>(Subject.class);
        Map<Subject, Map<BenchSide, Timing>> epochs = new EnumMap<>(Subject.class);
        for (Subject subject : Subject.values()) {
            predict.put(subject, bench.predict(subject));
            epochs.put(subject, bench.trainEpoch(subject));
        }
        if (!json) {
            print(predict, epochs);
        }
        return asJson(predict, epochs);
    }

    private void print(Map<Subject, Map<BenchSide, Timing>> predict, Map<Subject, Map<BenchSide, Timing>> epochs) {
        TextTable table = new TextTable("WORK", "ENGINE", "MEDIAN", "LEAST", "MOST", "DL4J TAKES");
        predict.forEach((subject, sides) -> rows(table, "predict " + subject.label(), sides, " ns"));
        epochs.forEach((subject, sides) -> rows(table, "epoch " + subject.label(), sides, " ms"));
        environment.out().println(machine().toString());
        environment.out().print(table);
        if (!requireNonNull(predict.get(Subject.DENSE)).containsKey(BenchSide.VECTOR)) {
            environment
                    .out()
                    .println(
                            "Without the Vector API: use a JDK (17 or newer) that has the module jdk.incubator.vector.");
        }
        if (!requireNonNull(predict.get(Subject.DENSE)).containsKey(BenchSide.DL4J)) {
            environment.out().println("Without Deeplearning4j: its folder lib/dl4j is not in the distribution.");
        }
    }

    private static void rows(TextTable table, String work, Map<BenchSide, Timing> sides, String unit) {
        Optional<Double> dl4j = Optional.ofNullable(median(sides, BenchSide.DL4J));
        sides.forEach((side, timing) -> table.row(
                work,
                side.label(),
                number(timing.median()) + unit,
                number(timing.least()) + unit,
                number(timing.most()) + unit,
                dl4j.map(nanos -> number(nanos / timing.median()) + " times as long")
                        .orElse("not there")));
    }

    private static String number(double number) {
        return String.format(Locale.ROOT, number < 100 ? "%.2f" : "%,.0f", number);
    }

    private static ObjectNode asJson(
            Map<Subject, Map<BenchSide, Timing>> predict, Map<Subject, Map<BenchSide, Timing>> epochs) {
        ObjectNode root = Json.MAPPER.createObjectNode();
        root.set("machine", machine());
        put(root.putObject("predict"), predict, "Nanos", true);
        put(root.putObject("trainEpoch"), epochs, "Millis", false);
        return root;
    }

    /** Writes the medians by engine, null for a missing one, and their ratios to the fused engine. */
    private static void put(
            ObjectNode node, Map<Subject, Map<BenchSide, Timing>> timings, String unit, boolean withOnnx) {
        timings.forEach((subject, sides) -> {
            ObjectNode network = node.putObject(subject.label());
            Stream.of(BenchSide.values())
                    .filter(side -> withOnnx || side != BenchSide.ONNX)
                    .forEach(side -> network.put(side.label() + unit, median(sides, side)));
            ObjectNode spread = network.putObject("spread");
            sides.forEach((side, timing) ->
                    spread.putArray(side.label()).add(timing.least()).add(timing.most()));
            ObjectNode ratios = network.putObject("ratios");
            Double best = Optional.ofNullable(median(sides, BenchSide.VECTOR))
                    .orElseGet(() -> median(sides, BenchSide.FUSED));
            for (BenchSide side : new BenchSide[] {BenchSide.DL4J, BenchSide.ONNX}) {
                Double time = median(sides, side);
                if (time != null && best != null) {
                    ratios.put(side.label(), time / best);
                }
            }
        });
    }

    private static @Nullable Double median(Map<BenchSide, Timing> sides, BenchSide side) {
        Timing timing = sides.get(side);
        return timing == null ? null : timing.median();
    }

    private static ObjectNode machine() {
        ObjectNode machine = Json.MAPPER.createObjectNode();
        machine.put("cpu", Circumstances.processor());
        machine.put("cores", Runtime.getRuntime().availableProcessors());
        machine.put("jdk", System.getProperty("java.version"));
        machine.put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        return machine;
    }
}
