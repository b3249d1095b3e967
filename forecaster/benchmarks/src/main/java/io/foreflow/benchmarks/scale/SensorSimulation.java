package io.foreflow.benchmarks.scale;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.management.OperatingSystemMXBean;
import io.foreflow.forecaster.bench.BenchModels;
import io.foreflow.forecaster.bench.Circumstances;
import io.foreflow.forecaster.bench.Readings;
import io.foreflow.forecaster.terminal.Environment;
import io.foreflow.forecaster.terminal.Interruption;
import io.foreflow.forecaster.topology.ModelView;
import io.foreflow.forecaster.topology.PipelineConfig;
import io.foreflow.forecaster.topology.ServingModel;
import io.foreflow.models.engine.select.EngineChoice;
import io.foreflow.models.engine.select.EngineSelector;
import io.foreflow.models.forecast.IntervalTracker;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.forecast.TargetBounds;
import io.foreflow.models.model.ModelForecaster;
import io.foreflow.models.model.TrainedModel;
import io.foreflow.models.series.Reading;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.Window;
import io.foreflow.windowing.streams.HeapBudget;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Measures what many sensors cost in one process without a broker: the pipeline's processors with their stores on the
 * disk, one thread a task, hourly readings. Some sensors get days of state from readings. Their state is copied to all
 * others. Then every sensor gets a reading an hour, in an order that visits the stores at random.
 */
@Command(name = "sensor-simulation", mixinStandardHelpOptions = true)
public final class SensorSimulation implements Callable<Integer> {
    private static final Instant START = Instant.parse("2025-01-06T00:00:00Z");
    private static final Duration DELAY_OF_LAST = Duration.ofMinutes(59);

    /** Step through the sensors of an hour; a prime number has no common divisor with their count. */
    private static final int STRIDE = 7_368_787;

    @Option(
            names = "--sensors",
            defaultValue = "1000000",
            description = "Number of sensors. Default: ${DEFAULT-VALUE}.")
    private int sensors;

    @Option(names = "--tasks", defaultValue = "2", description = "Tasks, a thread each. Default: ${DEFAULT-VALUE}.")
    private int tasks;

    @Option(
            names = "--days",
            defaultValue = "42",
            description = "Days of readings before the measured hours. Default: ${DEFAULT-VALUE}.")
    private int days;

    @Option(
            names = "--originals",
            defaultValue = "500",
            description = "Sensors of each task whose state comes from readings. Default: ${DEFAULT-VALUE}.")
    private int originals;

    @Option(names = "--hours", defaultValue = "3", description = "Measured hours. Default: ${DEFAULT-VALUE}.")
    private int hours;

    @Option(
            names = "--model",
            defaultValue = "dense",
            description = "dense (an untrained network) or default (the ensemble, fitted). Default: ${DEFAULT-VALUE}.")
    private String model = "dense";

    @Option(names = "--dir", required = true, description = "Empty folder for the stores; about 12 kB a sensor.")
    private Path dir = Path.of("");

    @Option(names = "--out", required = true, description = "JSON file to write.")
    private Path out = Path.of("sensor-simulation.json");

    private final ObjectMapper json = new ObjectMapper();

    public static void main(String[] args) {
        System.exit(new CommandLine(new SensorSimulation()).execute(args));
    }

    /** A model in use. */
    private record Serving(TrainedModel bundle) implements ServingModel {
        @Override
        public ModelRef ref() {
            return bundle.ref();
        }

        @Override
        public String sha256() {
            return "0".repeat(64);
        }

        @Override
        public TargetBounds bounds() {
            return bundle.forecastTask().bounds();
        }

        @Override
        public Optional<IntervalTracker> intervals(Window window) {
            return bundle.forecastTask().intervals().at(window);
        }

        @Override
        public ModelReplica open() {
            ModelForecaster forecaster = ModelForecaster.open(bundle, network -> new EngineSelector(EngineChoice.AUTO)
                    .forForecasting(network)
                    .engine());
            return new ModelReplica() {
                @Override
                public ForecastOutcome forecast(Window window) {
                    return forecaster.forecast(window);
                }

                @Override
                public void close() {
                    forecaster.close();
                }
            };
        }
    }

    @Override
    public Integer call() throws Exception {
        int perTask = sensors / tasks;
        int copies = perTask / originals - 1;
        if (perTask * tasks != sensors || (copies + 1) * originals != perTask) {
            throw new IllegalArgumentException("--sensors must be a multiple of --tasks times --originals");
        }
        ServingModel serving = new Serving(trained());
        ModelView models = ModelView.ofAll(() -> Optional.of(serving));
        HeapBudget budget = HeapBudget.ofHeap();
        List<SimulatedTask> running = new ArrayList<>();
        for (int task = 0; task < tasks; task++) {
            Path folder = Files.createDirectories(dir.resolve("task-" + task));
            running.add(new SimulatedTask(PipelineConfig.defaults(), models, budget, folder, task));
        }
        ObjectNode result = json.createObjectNode();
        Circumstances.write(result);
        result.put("sensors", sensors).put("tasks", tasks).put("days", days).put("model", model);
        ArrayNode phases = result.putArray("phases");
        ExecutorService threads = Executors.newFixedThreadPool(tasks);
        try {
            int before = days * 24;
            measure(
                    phases,
                    "readings of " + originals * tasks + " sensors",
                    threads,
                    running,
                    (task, number) -> {
                        for (int hour = 0; hour < before; hour++) {
                            hour(task, number, hour, originals);
                        }
                        task.flush();
                    },
                    (long) originals * tasks * before);
            ObjectNode stores = result.putObject("sensorByStore");
            running.get(0).rowsOf(id(0, 0)).forEach((store, rows) -> stores.putObject(store)
                    .put("rows", rows[0])
                    .put("bytes", rows[1]));
            measure(
                    phases,
                    "copies of their state",
                    threads,
                    running,
                    (task, number) -> {
                        task.copy(place -> id(number, place), originals, copies);
                        task.flush();
                    },
                    0);
            for (int h = 0; h < hours; h++) {
                int hour = before + h;
                measure(
                        phases,
                        "hour " + (h + 1),
                        threads,
                        running,
                        (task, number) -> hour(task, number, hour, perTask),
                        sensors);
            }
        } finally {
            threads.shutdownNow();
        }
        System.gc();
        long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        result.put("heapAfterCollectionMiB", heap >> 20);
        result.put("residentMiB", residentBytes() >> 20);
        running.forEach(SimulatedTask::flush);
        result.put("diskBytesOfSensor", size(dir) / sensors);
        running.forEach(SimulatedTask::close);
        Files.writeString(out, json.writerWithDefaultPrettyPrinter().writeValueAsString(result) + "\n");
        return 0;
    }

    private TrainedModel trained() throws InterruptedException {
        if (model.equals("dense")) {
            return BenchModels.untrained(model);
        }
        Environment environment = new Environment(
                Map.of(), Path.of(""), System.out, System.err, false, Clock.systemUTC(), new Interruption());
        return BenchModels.fitted(environment, PipelineConfig.defaults().windowing(), new Readings(50, 35 * 24, 1));
    }

    /** Work of one task. */
    private interface Work {
        void run(SimulatedTask task, int number) throws Exception;
    }

    private void measure(
            ArrayNode phases,
            String name,
            ExecutorService threads,
            List<SimulatedTask> running,
            Work work,
            long readings)
            throws InterruptedException, ExecutionException {
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long changes = running.stream().mapToLong(SimulatedTask::changes).sum();
        long changed = running.stream().mapToLong(SimulatedTask::changedBytes).sum();
        Map<String, long[]> before = written(running);
        long cpu = system.getProcessCpuTime();
        long begun = System.nanoTime();
        List<Future<?>> all = new ArrayList<>();
        for (int i = 0; i < running.size(); i++) {
            SimulatedTask task = running.get(i);
            int number = i;
            all.add(threads.submit(() -> {
                work.run(task, number);
                return null;
            }));
        }
        for (Future<?> one : all) {
            one.get();
        }
        double seconds = (System.nanoTime() - begun) / 1e9;
        double cpuSeconds = (system.getProcessCpuTime() - cpu) / 1e9;
        ObjectNode phase = phases.addObject().put("phase", name).put("seconds", rounded(seconds));
        phase.put("cpuSeconds", rounded(cpuSeconds));
        phase.put("residentMiB", residentBytes() >> 20);
        if (readings > 0) {
            phase.put("readings", readings);
            phase.put("readingsPerSecond", Math.round(readings / seconds));
            phase.put("cpuMicrosOfReading", rounded(cpuSeconds * 1e6 / readings));
            phase.put(
                    "changesOfReading",
                    rounded((running.stream().mapToLong(SimulatedTask::changes).sum() - changes) / (double) readings));
            phase.put(
                    "changedBytesOfReading",
                    (running.stream().mapToLong(SimulatedTask::changedBytes).sum() - changed) / readings);
            ObjectNode topics = phase.putObject("bytesOfReadingByTopic");
            written(running)
                    .forEach((topic, counts) -> topics.put(
                            topic,
                            rounded((counts[1] - before.getOrDefault(topic, new long[2])[1]) / (double) readings)));
        }
        System.err.println(phase);
    }

    private static Map<String, long[]> written(List<SimulatedTask> running) {
        Map<String, long[]> sums = new TreeMap<>();
        for (SimulatedTask task : running) {
            task.written()
                    .forEach((topic, counts) ->
                            sums.merge(topic, counts, (a, b) -> new long[] {a[0] + b[0], a[1] + b[1]}));
        }
        return sums;
    }

    /** Gives each of the first sensors of a task its reading of an hour. */
    private void hour(SimulatedTask task, int number, int hour, int count) {
        Instant start = START.plus(Duration.ofHours(hour));
        for (long i = 0; i < count; i++) {
            int place = (int) (i * STRIDE % count);
            task.process(reading(number, place, start, hour));
        }
        task.tick(start.plus(DELAY_OF_LAST));
    }

    private Reading reading(int task, int place, Instant time, int hour) {
        int shape = place % originals;
        double angle = 2 * Math.PI * hour / 24 + 0.01 * shape;
        double noise = Math.floorMod(hour * 2_654_435_761L + place * 40_503L, 1000) / 10.0;
        double value = Math.rint(10 * (1000 - 600 * Math.cos(angle) + noise)) / 10;
        return Reading.of(SensorId.of(id(task, place)), time, value);
    }

    private static String id(int task, int place) {
        return String.format(Locale.ROOT, "sensor-%02d-%08d", task, place);
    }

    private static double rounded(double value) {
        return Math.round(100 * value) / 100.0;
    }

    private static long residentBytes() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) << 10)
                    .sum();
        } catch (IOException e) {
            return 0;
        }
    }

    private static long size(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.map(Path::toFile)
                    .filter(java.io.File::isFile)
                    .mapToLong(java.io.File::length)
                    .sum();
        }
    }
}
