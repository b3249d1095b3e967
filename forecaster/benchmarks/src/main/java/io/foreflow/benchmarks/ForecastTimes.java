package io.foreflow.benchmarks;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.management.ThreadMXBean;
import io.foreflow.forecaster.bench.Readings;
import io.foreflow.ingest.wire.Json;
import io.foreflow.models.engine.NamedNetwork;
import io.foreflow.models.engine.Tensor;
import io.foreflow.models.engine.Weights;
import io.foreflow.models.engine.fused.FusedEngine;
import io.foreflow.models.forecast.FeatureSet;
import io.foreflow.models.forecast.Forecaster.ForecastOutcome;
import io.foreflow.models.forecast.Forecaster.Forecasted;
import io.foreflow.models.forecast.IntervalTracker;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.forecast.TargetBounds;
import io.foreflow.models.model.BuildFacts;
import io.foreflow.models.model.FitFacts;
import io.foreflow.models.model.ForecastTask;
import io.foreflow.models.model.Member;
import io.foreflow.models.model.MemberShares;
import io.foreflow.models.model.ModelCard;
import io.foreflow.models.model.ModelForecaster;
import io.foreflow.models.model.TrainedModel;
import io.foreflow.models.network.Activation;
import io.foreflow.models.network.LayerSpec.Dense;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.NetworkSpec.Node;
import io.foreflow.models.network.WeightShapes;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.Values;
import io.foreflow.models.series.Window;
import io.foreflow.models.series.WindowShape;
import io.foreflow.training.recipe.Recipe;
import io.foreflow.training.recipe.Recipes;
import io.foreflow.windowing.core.Emission;
import io.foreflow.windowing.core.Event;
import io.foreflow.windowing.core.SensorState;
import io.foreflow.windowing.core.Transition;
import io.foreflow.windowing.core.Windower;
import io.foreflow.windowing.core.WindowerConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Measures what one forecast costs on a thread, from a window to its values, without Kafka and bytes: row by row, and
 * in batches as they come live, of many sensors at one hour. Beside it stand the bounds of a forecast and the
 * observation of its error. Each figure is the processor time of this thread, the least of the rounds, and the bytes
 * that it allocates, by row. The models have the recipes' layers with random weights, which cost as much to run as
 * trained ones. {@code default} has every member that a trained one may have. A digest of the forecasts tells whether
 * two builds forecast the same, bit for bit.
 */
@Command(name = "forecast-times", mixinStandardHelpOptions = true)
public final class ForecastTimes implements Runnable {
    private static final String DEFAULT = "default";

    /** Days before the first measured window: the memory of a windower is full. */
    private static final int WARM_DAYS = 43;

    private static final int HOURS_PER_DAY = 24;
    private static final WindowShape SHAPE = WindowShape.DEFAULT;

    @Option(
            names = "--recipes",
            split = ",",
            defaultValue = "dense,lstm,default",
            description = "Recipes to forecast with. Default: ${DEFAULT-VALUE}.")
    private List<String> recipes = List.of();

    @Option(names = "--sensors", defaultValue = "20", description = "Number of sensors. Default: ${DEFAULT-VALUE}.")
    private int sensors;

    @Option(
            names = "--hours",
            defaultValue = "64",
            description = "Number of windows per sensor. Default: ${DEFAULT-VALUE}.")
    private int hours;

    @Option(names = "--batch", defaultValue = "64", description = "Windows per batch. Default: ${DEFAULT-VALUE}.")
    private int batch;

    @Option(names = "--rounds", defaultValue = "40", description = "Number of rounds. Default: ${DEFAULT-VALUE}.")
    private int rounds;

    @Option(names = "--zone", defaultValue = "UTC", description = "Zone of the sensors. Default: ${DEFAULT-VALUE}.")
    private ZoneId zone = ZoneId.of("UTC");

    @Option(names = "--out", description = "JSON file to write. Default: standard output.")
    private Optional<Path> out = Optional.empty();

    private final ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    public static void main(String[] args) {
        System.exit(new CommandLine(new ForecastTimes()).execute(args));
    }

    @Override
    public void run() {
        List<Window> windows = windows();
        ObjectNode result = Json.MAPPER.createObjectNode();
        result.put("jdk", System.getProperty("java.vm.version"));
        result.put("vectorApi", FusedEngine.isVectorApiThere());
        result.put("sensors", sensors);
        result.put("windows", windows.size());
        result.put("batch", batch);
        result.put("rounds", rounds);
        for (String recipe : recipes) {
            measure(recipe.equals(DEFAULT) ? ensemble() : single(recipe), windows, result.putObject(recipe));
        }
        measureIntervals(windows, result.putObject("intervals"));
        print(result);
    }

    private void print(ObjectNode result) {
        if (out.isEmpty()) {
            System.out.println(result.toPrettyString());
            return;
        }
        try {
            Files.writeString(out.get(), result.toPrettyString() + System.lineSeparator());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void measure(TrainedModel model, List<Window> windows, ObjectNode node) {
        try (ModelForecaster forecaster = ModelForecaster.open(model, network -> FusedEngine.create())) {
            List<ForecastOutcome> rows = new ArrayList<>();
            windows.forEach(window -> rows.add(forecaster.forecast(window)));
            List<List<Window>> batches = new ArrayList<>();
            for (int from = 0; from < windows.size(); from += batch) {
                batches.add(windows.subList(from, Math.min(from + batch, windows.size())));
            }
            List<ForecastOutcome> batched = new ArrayList<>();
            batches.forEach(some -> batched.addAll(forecaster.forecastAll(some)));
            time("row", windows.size(), node, () -> {
                Object last = null;
                for (Window window : windows) {
                    last = forecaster.forecast(window);
                }
                return last;
            });
            time("batch", windows.size(), node, () -> {
                Object last = null;
                for (List<Window> some : batches) {
                    last = forecaster.forecastAll(some);
                }
                return last;
            });
            node.put("batchEqualsRows", batched.equals(rows));
            node.put("digest", digest(rows));
        }
    }

    private void measureIntervals(List<Window> windows, ObjectNode node) {
        SplittableRandom random = new SplittableRandom(3);
        Map<SensorId, IntervalTracker> trackers = new HashMap<>();
        Values misses = Values.missing(SHAPE.horizon());
        List<Values> residuals = new ArrayList<>();
        List<Values> unrests = new ArrayList<>();
        for (Window window : windows) {
            IntervalTracker tracker = trackers.getOrDefault(window.sensor(), IntervalTracker.start(SHAPE.horizon()));
            residuals.add(Values.generate(SHAPE.horizon(), lead -> 20 * random.nextDouble() - 10));
            unrests.add(Values.generate(SHAPE.horizon(), lead -> tracker.unrest()));
            trackers.put(
                    window.sensor(),
                    tracker.observe(
                            window, residuals.get(residuals.size() - 1), unrests.get(unrests.size() - 1), misses));
        }
        List<IntervalTracker> byWindow = windows.stream()
                .map(window -> trackers.getOrDefault(window.sensor(), IntervalTracker.start(SHAPE.horizon())))
                .toList();
        time("bounds", windows.size(), node, () -> {
            Object last = null;
            for (int i = 0; i < windows.size(); i++) {
                Window window = windows.get(i);
                last = byWindow.get(i).bounds(window, window.usual(), TargetBounds.NOT_NEGATIVE);
            }
            return last;
        });
        time("observe", windows.size(), node, () -> {
            Object last = null;
            for (int i = 0; i < windows.size(); i++) {
                last = byWindow.get(i).observe(windows.get(i), residuals.get(i), unrests.get(i), misses);
            }
            return last;
        });
    }

    /** @param pass goes over all windows, and returns something that depends on it */
    private void time(String name, int rows, ObjectNode result, Supplier<Object> pass) {
        double least = Double.POSITIVE_INFINITY;
        double bytes = Double.POSITIVE_INFINITY;
        int seen = 0;
        for (int round = 0; round < rounds; round++) {
            long allocated = thread.getCurrentThreadAllocatedBytes();
            long from = thread.getCurrentThreadCpuTime();
            seen += System.identityHashCode(pass.get()) & 1;
            least = Math.min(least, (thread.getCurrentThreadCpuTime() - from) / (double) rows);
            bytes = Math.min(bytes, (thread.getCurrentThreadAllocatedBytes() - allocated) / (double) rows);
        }
        if (seen < 0) {
            throw new IllegalStateException("a sum of ones is below 0");
        }
        ObjectNode node = result.putObject(name);
        node.put("micros", Math.round(least) / 1000.0);
        node.put("bytes", Math.round(bytes));
    }

    private static String digest(List<ForecastOutcome> outcomes) {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
        ByteBuffer number = ByteBuffer.allocate(Double.BYTES);
        for (ForecastOutcome outcome : outcomes) {
            if (!(outcome instanceof Forecasted forecasted)) {
                throw new IllegalStateException("a window was not forecast: " + outcome);
            }
            for (double value : forecasted.values().toArray()) {
                digest.update(number.putDouble(0, value).array());
            }
        }
        return HexFormat.of().formatHex(digest.digest()).substring(0, 16);
    }

    /** Returns the windows of the last hours: by origin, then sensor. */
    private List<Window> windows() {
        Readings readings = new Readings(sensors, WARM_DAYS * HOURS_PER_DAY + hours, 1);
        Windower windower =
                new Windower(WindowerConfig.defaults().withReadingsPerBucket(1).withZone(zone));
        Map<SensorId, SensorState> states = new HashMap<>();
        List<Window> windows = new ArrayList<>();
        readings.forEach(reading -> {
            SensorState state = states.getOrDefault(reading.sensor(), SensorState.empty(reading.sensor()));
            Transition transition = windower.apply(state, new Event.Arrival(reading, reading.time()));
            states.put(reading.sensor(), transition.state());
            transition.emissions().forEach(emission -> {
                if (emission instanceof Emission.BucketClosed closed) {
                    windows.add(closed.window());
                }
            });
        });
        return List.copyOf(windows.subList(windows.size() - sensors * hours, windows.size()));
    }

    private TrainedModel single(String name) {
        Recipe recipe = Recipes.builtIn(name, SHAPE);
        return model(
                name,
                List.of(new NamedNetwork(NamedNetwork.ONLY, recipe.network(), weights(recipe.network(), 1))),
                new ForecastTask(
                        SHAPE,
                        Set.of(zone),
                        TargetBounds.NOT_NEGATIVE,
                        recipe.features().label(),
                        List.of()));
    }

    /**
     * Returns regressions of all sensors, of each and of each by hour, two dense networks, and a share for the blend of
     * the baselines.
     */
    private TrainedModel ensemble() {
        List<NamedNetwork> networks = new ArrayList<>();
        List<Member> members = new ArrayList<>();
        Recipe dense = Recipes.builtIn("dense", SHAPE);
        for (int seed = 1; seed <= 2; seed++) {
            networks.add(new NamedNetwork("dense-" + seed, dense.network(), weights(dense.network(), seed)));
        }
        members.add(new Member(
                "dense", List.of("dense-1", "dense-2"), dense.features().label(), List.of(), Optional.empty()));
        addLinear(networks, members, "ridge", "ridge", FeatureSet.BLEND_ROW, Optional.empty());
        for (int i = 0; i < sensors; i++) {
            Optional<SensorId> sensor = Optional.of(new Readings(sensors, 1, 1).sensor(i));
            addLinear(networks, members, "sensor-ridge", "sensor-" + i, FeatureSet.BLEND_ROW, sensor);
            addLinear(networks, members, "hourly-ridge", "hours-" + i, FeatureSet.BLEND_HOURS, sensor);
        }
        double share = 0.2;
        return model(
                DEFAULT,
                networks,
                new ForecastTask(
                        SHAPE,
                        Set.of(zone),
                        TargetBounds.NOT_NEGATIVE,
                        members,
                        Map.of(),
                        new MemberShares(Map.of(
                                "dense",
                                share,
                                "ridge",
                                share,
                                "sensor-ridge",
                                share,
                                "hourly-ridge",
                                share,
                                MemberShares.BLEND,
                                share))));
    }

    private static void addLinear(
            List<NamedNetwork> networks,
            List<Member> members,
            String member,
            String network,
            FeatureSet features,
            Optional<SensorId> sensor) {
        NetworkSpec spec = new NetworkSpec(
                features.inputs(SHAPE),
                List.of(new Node("linear", new Dense(SHAPE.horizon(), Activation.LINEAR), List.of(FeatureSet.INPUT))),
                "linear");
        networks.add(new NamedNetwork(network, spec, weights(spec, network.hashCode())));
        members.add(new Member(member, network, features.label(), sensor));
    }

    private static Weights weights(NetworkSpec network, int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        WeightShapes.of(network).forEach((name, shape) -> {
            float[] numbers = new float[shape.size()];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = (float) (random.nextDouble() - 0.5) / 10;
            }
            tensors.put(name, Tensor.owning(shape, numbers));
        });
        return new Weights(tensors);
    }

    private static TrainedModel model(String name, List<NamedNetwork> networks, ForecastTask task) {
        return new TrainedModel(
                new ModelRef(name, "random"),
                networks,
                task,
                new ModelCard(
                        new BuildFacts(name, Instant.EPOCH, "none", "benchmark", "none", "none"),
                        new FitFacts("0".repeat(64), 0, 0, 1, 0, 0),
                        Map.of()));
    }
}
