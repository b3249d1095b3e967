package io.foreflow.forecaster.cli;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.foreflow.forecaster.bench.EngineBench;
import io.foreflow.forecaster.bench.EngineBench.BenchSide;
import io.foreflow.forecaster.bench.EngineBench.Effort;
import io.foreflow.forecaster.bench.EngineBench.Subject;
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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "Measures the engines on this machine, with two small networks.",
        description = {
            "Measures one row, and one epoch of 11,008 windows in batches of 32, on one thread. dense is 6 →"
                    + " 16 → 24, lstm 16 cells over six steps of one value, then 24. Takes about a minute.",
            "fused is the fused engine in plain loops, vector the same with the Vector API, dl4j "
                    + "Deeplearning4j, onnx ONNX Runtime. Run nothing else meanwhile."
        })
final class BenchCommand implements Callable<Integer> {
    private final Environment environment;
    private final Effort effort;

    @Option(names = "--json", description = "Prints one JSON object.")
    private boolean json;

    BenchCommand(Environment environment, Effort effort) {
        this.environment = environment;
        this.effort = effort;
    }

    @Override
    public Integer call() {
        EngineBench bench = new EngineBench(
                effort, what -> environment.err().println("measuring " + what.toLowerCase(Locale.ROOT)));
        Map<Subject, Map<BenchSide, Timing>> predict = new EnumMap<>(Subject.class);
        Map<Subject, Map<BenchSide, Timing>> epochs = new EnumMap<>(Subject.class);
        for (Subject subject : Subject.values()) {
            predict.put(subject, bench.predict(subject));
            epochs.put(subject, bench.trainEpoch(subject));
        }
        if (json) {
            environment.out().println(asJson(predict, epochs));
        } else {
            print(predict, epochs);
        }
        return Foreflow.SUCCESS;
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
        machine.put("cpu", cpu());
        machine.put("cores", Runtime.getRuntime().availableProcessors());
        machine.put("jdk", System.getProperty("java.version"));
        machine.put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        return machine;
    }

    /** Returns the processor's name on Linux, and the architecture elsewhere. */
    private static String cpu() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(System.getProperty("os.arch"));
        } catch (IOException e) {
            return System.getProperty("os.arch");
        }
    }
}
