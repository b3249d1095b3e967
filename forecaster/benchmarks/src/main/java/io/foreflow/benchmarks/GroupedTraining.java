package io.foreflow.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.management.OperatingSystemMXBean;
import io.foreflow.forecaster.cli.Foreflow;
import io.foreflow.forecaster.terminal.Environment;
import io.foreflow.forecaster.terminal.Interruption;
import io.foreflow.ingest.wire.Json;
import io.foreflow.models.bundle.Bundles;
import io.foreflow.models.engine.select.EngineChoice;
import io.foreflow.models.engine.select.EngineSelector;
import io.foreflow.models.model.ModelForecaster;
import io.foreflow.models.series.Reading;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.SensorShare;
import io.foreflow.training.data.OfflineWindower;
import io.foreflow.training.data.OfflineWindower.Wanted;
import io.foreflow.training.data.Split;
import io.foreflow.training.data.WindowSet;
import io.foreflow.training.evaluate.BlockEvaluation;
import io.foreflow.training.evaluate.Evaluation;
import io.foreflow.windowing.core.WindowerConfig;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Trains the recipe {@code default} on synthetic sensors, in groups and as one bundle, each in a process of its own, and
 * scores both on later days that neither has seen. Prints one JSON object: MASE of both on these days (mean over the
 * sensors, each sensor with the model that would serve it) and of the best baseline, processor seconds, greatest
 * resident memory, and the bytes of the bundles.
 *
 * <p>Arguments: a folder, the number of sensors, the days of the training, the later days, the heap of the training in
 * groups and that of the one bundle ({@code 1g}; {@code -} leaves the one out).
 */
public final class GroupedTraining {
    private static final int SEED = 42;
    private static final int HOURS_A_DAY = 24;
    private static final int SENSORS_AT_ONCE = 50;
    private static final String GROUPS = "groups";
    private static final String ONE = "one";

    private GroupedTraining() {}

    public static void main(String[] arguments) throws Exception {
        if (arguments[0].equals("train")) {
            train(List.of(arguments).subList(1, arguments.length));
            return;
        }
        Path folder = Files.createDirectories(Path.of(arguments[0]));
        int sensors = Integer.parseInt(arguments[1]);
        int days = Integer.parseInt(arguments[2]);
        int later = Integer.parseInt(arguments[3]);
        SyntheticSensors synthetic = SyntheticSensors.of(SEED);
        synthetic.write(folder.resolve("readings.csv"), sensors, days * HOURS_A_DAY);
        ObjectNode result = Json.MAPPER.createObjectNode();
        result.put("sensors", sensors);
        result.put("days", days);
        result.put("laterDays", later);
        result.set(GROUPS, measured(folder, arguments[4], GROUPS, "--groups", "hash"));
        boolean one = !arguments[5].equals("-");
        if (one) {
            result.set(ONE, measured(folder, arguments[5], ONE));
        }
        evaluate(synthetic, folder, sensors, days, later, one, result);
        System.out.println(result.toPrettyString());
    }

    /** Runs a training in a process of its own, and returns what it took. */
    private static ObjectNode measured(Path folder, String heap, String out, String... options) throws Exception {
        Path result = folder.resolve(out + ".json");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heap,
                "--add-modules",
                "jdk.incubator.vector",
                "-cp",
                System.getProperty("java.class.path"),
                GroupedTraining.class.getName(),
                "train",
                result.toString(),
                "train",
                "--recipe",
                "default",
                "--name",
                "m",
                "--from",
                folder.resolve("readings.csv").toString(),
                "--out",
                folder.resolve(out.equals(ONE) ? "one.bundle" : out).toString()));
        command.addAll(List.of(options));
        Instant started = Instant.now();
        int exit = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(out + ".log").toFile())
                .start()
                .waitFor();
        ObjectNode node = Json.MAPPER.createObjectNode();
        node.put("heap", heap);
        if (exit != 0) {
            return node.put("failed", "exit code " + exit + ", see " + out + ".log");
        }
        node.put("seconds", Duration.between(started, Instant.now()).toSeconds());
        node.setAll((ObjectNode) Json.MAPPER.readTree(result.toFile()));
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> bundles = files.filter(file -> file.toString().endsWith(".bundle"))
                    .filter(file -> file.startsWith(folder.resolve(GROUPS)) == out.equals(GROUPS))
                    .toList();
            node.put("bundles", bundles.size());
            long bytes = 0;
            for (Path bundle : bundles) {
                bytes += Files.size(bundle);
            }
            node.put("bytes", bytes);
        }
        return node;
    }

    /** Runs a command in this process, then writes what the process has used. */
    private static void train(List<String> arguments) throws IOException {
        Environment environment = new Environment(
                System.getenv(),
                Path.of("").toAbsolutePath(),
                new PrintStream(OutputStream.nullOutputStream()),
                System.err,
                false,
                Clock.systemUTC(),
                new Interruption());
        int exit = new Foreflow(environment)
                .run(arguments.subList(1, arguments.size()).toArray(String[]::new));
        if (exit == 0) {
            ObjectNode node = Json.MAPPER.createObjectNode();
            double nanos = ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
            node.put("cpuSeconds", Math.round(nanos / 1e9));
            node.put("peakMegabytes", peakKilobytes() / 1024);
            Files.writeString(Path.of(arguments.get(0)), node.toString());
        }
        System.exit(exit);
    }

    /** Returns the greatest resident memory of this process, as Linux tells it. */
    private static long peakKilobytes() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
            return lines.filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** MeanScores all bundles on the later days, some sensors at a time. */
    private static void evaluate(
            SyntheticSensors synthetic, Path folder, int sensors, int days, int later, boolean one, ObjectNode result)
            throws IOException {
        JsonNode groups =
                Json.MAPPER.readTree(folder.resolve("groups/groups.json").toFile());
        Instant cut = SyntheticSensors.START.plus(Duration.ofDays(days));
        Map<String, List<Integer>> byBundle = new TreeMap<>();
        IntStream.range(0, sensors).forEach(sensor -> byBundle.computeIfAbsent(
                        bundle(groups, SensorId.of(SyntheticSensors.id(sensor))), bundle -> new ArrayList<>())
                .add(sensor));
        MeanScores inGroups = new MeanScores();
        MeanScores together = new MeanScores();
        for (Map.Entry<String, List<Integer>> entry : byBundle.entrySet()) {
            List<Integer> all = entry.getValue();
            for (int from = 0; from < all.size(); from += SENSORS_AT_ONCE) {
                Split split = split(
                        synthetic, all.subList(from, Math.min(all.size(), from + SENSORS_AT_ONCE)), days + later, cut);
                inGroups.add(split, folder.resolve(GROUPS).resolve(entry.getKey()));
                if (one && Files.exists(folder.resolve("one.bundle"))) {
                    together.add(split, folder.resolve("one.bundle"));
                }
            }
        }
        inGroups.writeTo((ObjectNode) result.get(GROUPS));
        if (together.count > 0) {
            together.writeTo((ObjectNode) result.get(ONE));
        }
        result.put("bestBaseline", inGroups.bestBaseline());
        result.put("bestBaselineMase", rounded(inGroups.mean(inGroups.bestBaseline())));
    }

    /** Returns the bundle that serves a sensor: that of the first group that selects it. */
    private static String bundle(JsonNode groups, SensorId sensor) {
        for (JsonNode group : groups.get("groups")) {
            if (new SensorShare(group.path("share").asText()).contains(sensor)) {
                return group.get("bundle").asText();
            }
        }
        throw new IllegalStateException("the last group has every sensor");
    }

    private static Split split(SyntheticSensors synthetic, List<Integer> sensors, int days, Instant cut) {
        List<Reading> readings = new ArrayList<>();
        for (int sensor : sensors) {
            SensorId id = SensorId.of(SyntheticSensors.id(sensor));
            double[] values = synthetic.values(sensor, days * HOURS_A_DAY);
            for (int hour = 0; hour < values.length; hour++) {
                readings.add(Reading.of(id, SyntheticSensors.START.plus(Duration.ofHours(hour)), values[hour]));
            }
        }
        Instant end = SyntheticSensors.START.plus(Duration.ofDays(days + 10));
        return Split.at(
                WindowSet.of(OfflineWindower.replay(WindowerConfig.defaults(), readings, end, Wanted.TRAINING)
                        .training()),
                cut);
    }

    private static double rounded(double number) {
        return Math.round(number * 10_000) / 10_000.0;
    }

    /** Sums of MASE by method over sensors. */
    private static final class MeanScores {
        private final Map<String, Double> sums = new TreeMap<>();
        private int count;

        void add(Split split, Path bundle) throws IOException {
            try (ModelForecaster forecaster = ModelForecaster.open(
                    Bundles.read(Files.readAllBytes(bundle)), network -> new EngineSelector(EngineChoice.AUTO)
                            .forForecasting(network)
                            .engine())) {
                Evaluation evaluation = BlockEvaluation.of(split, forecaster).evaluation();
                evaluation.sensors().values().forEach(sensor -> {
                    evaluation
                            .methods()
                            .forEach(method ->
                                    sums.merge(method, sensor.score(method).mase(), Double::sum));
                    count++;
                });
            }
        }

        double mean(String method) {
            return sums.getOrDefault(method, Double.NaN) / count;
        }

        String bestBaseline() {
            return sums.keySet().stream()
                    .filter(method -> !method.equals(BlockEvaluation.CANDIDATE))
                    .min(Comparator.comparingDouble(this::mean))
                    .orElseThrow();
        }

        void writeTo(ObjectNode node) {
            node.put("scoredSensors", count);
            node.put("mase", rounded(mean(BlockEvaluation.CANDIDATE)));
        }
    }
}
