package io.foreflow.benchmarks;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.foreflow.forecaster.bench.Circumstances;
import io.foreflow.ingest.wire.Json;
import io.foreflow.models.engine.Engine;
import io.foreflow.models.engine.FitListener;
import io.foreflow.models.engine.FitResult;
import io.foreflow.models.engine.Initialization;
import io.foreflow.models.engine.Samples;
import io.foreflow.models.engine.Tensor;
import io.foreflow.models.engine.cuda.CudaEngine;
import io.foreflow.models.engine.cuda.ManyFits;
import io.foreflow.models.engine.cuda.NetworkFit;
import io.foreflow.models.engine.cuda.SeriesRows;
import io.foreflow.models.engine.fused.FusedEngine;
import io.foreflow.models.network.Activation;
import io.foreflow.models.network.LayerSpec.Dense;
import io.foreflow.models.network.LayerSpec.Lstm;
import io.foreflow.models.network.LayerSpec.SimpleRnn;
import io.foreflow.models.network.Loss;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.OptimizerSpec.Adam;
import io.foreflow.models.network.Shape;
import io.foreflow.models.network.TrainingSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Fits one small network for each of many sensors: all at once on a GPU, and side by side on the fused engine, one thread
 * for each processor. Both start from the same weights and take the same rows in the same order. Writes seconds, their
 * ratio, and how far apart losses and weights are.
 */
@Command(name = "many-networks", mixinStandardHelpOptions = true, sortOptions = false)
public final class ManyNetworks implements Runnable {
    private static final int HISTORY = 6;
    private static final int HORIZON = 24;
    private static final int UNITS = 16;
    private static final int BATCH = 32;
    private static final float LEVEL = 100;
    private static final float SCALE = 20;

    /** The tutorial's shapes. */
    private enum PerSensor {
        DENSE,
        SIMPLE_RNN,
        LSTM;

        private NetworkSpec network() {
            NetworkSpec.SequentialBuilder builder =
                    switch (this) {
                        case DENSE -> NetworkSpec.sequential(Shape.of(HISTORY)).add(new Dense(UNITS, Activation.RELU));
                        case SIMPLE_RNN ->
                            NetworkSpec.sequential(Shape.of(HISTORY, 1)).add(new SimpleRnn(UNITS));
                        case LSTM ->
                            NetworkSpec.sequential(Shape.of(HISTORY, 1)).add(new Lstm(UNITS));
                    };
            return builder.add(new Dense(HORIZON, Activation.LINEAR)).build();
        }
    }

    @Option(names = "--networks", defaultValue = "10000", description = "Number of sensors. Default: 10000.")
    private int networks;

    @Option(names = "--hours", defaultValue = "2016", description = "Hours of each series. Default: 2016.")
    private int hours;

    @Option(names = "--epochs", defaultValue = "10", description = "Epochs of each fit. Default: 10.")
    private int epochs;

    @Option(names = "--kinds", split = ",", defaultValue = "DENSE,SIMPLE_RNN,LSTM", description = "Kinds of networks.")
    private List<PerSensor> kinds = List.of();

    @Option(names = "--out", paramLabel = "FILE.json", description = "File for the result. Default: writes no file.")
    private @Nullable Path out;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new ManyNetworks()).execute(arguments));
    }

    @Override
    public void run() {
        try {
            CudaEngine engine = CudaEngine.create();
            ObjectNode result = Json.MAPPER.createObjectNode();
            Circumstances.write(result);
            result.put("gpu", engine.gpu());
            result.put("networks", networks);
            result.put("hours", hours);
            result.put("epochs", epochs);
            for (PerSensor kind : kinds) {
                result.set(kind.name(), measured(engine, kind.network()));
                if (out != null) {
                    Files.writeString(out, result.toPrettyString() + "\n");
                }
            }
            System.out.println(result.toPrettyString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private ObjectNode measured(CudaEngine gpu, NetworkSpec network) {
        TrainingSpec plan = new TrainingSpec(new Loss.Mse(), new Adam(0.001), BATCH, epochs, Optional.empty(), 1);
        List<NetworkFit> fits = new ArrayList<>();
        for (int i = 0; i < networks; i++) {
            fits.add(new NetworkFit(
                    Initialization.weights(network, i),
                    SeriesRows.windows(series(i), HISTORY + HORIZON, LEVEL, SCALE)));
        }
        // The first fits of each side warm up.
        List<NetworkFit> few =
                fits.subList(0, Math.min(networks, 2 * Runtime.getRuntime().availableProcessors()));
        gpu.fitAll(network, plan, few);
        fused(network, plan, few);
        long started = System.nanoTime();
        ManyFits fitted = gpu.fitAll(network, plan, fits);
        double gpuSeconds = (System.nanoTime() - started) / 1e9;
        started = System.nanoTime();
        List<FitResult> expected = fused(network, plan, fits);
        double fusedSeconds = (System.nanoTime() - started) / 1e9;
        ObjectNode node = Json.MAPPER.createObjectNode();
        node.put("gpuSeconds", gpuSeconds);
        node.put("fusedSeconds", fusedSeconds);
        node.put("ratio", fusedSeconds / gpuSeconds);
        node.put("diverged", fitted.diverged().size());
        node.put("largestLossDifference", lossDifference(fitted.results(), expected));
        node.put("largestWeightDifference", weightDifference(fitted.results(), expected));
        return node;
    }

    /** Fits each network on its own, as many at a time as there are processors. Rows are made as they are needed. */
    private static List<FitResult> fused(NetworkSpec network, TrainingSpec plan, List<NetworkFit> fits) {
        Engine engine = FusedEngine.create();
        return fits.parallelStream()
                .map(fit -> engine.fit(
                        network,
                        fit.initial(),
                        samples(network, fit.rows()),
                        Optional.empty(),
                        plan,
                        FitListener.SILENT))
                .toList();
    }

    private static Samples samples(NetworkSpec network, SeriesRows rows) {
        Shape input = requireNonNull(network.inputs().get("input"));
        float[] inputs = new float[rows.rows() * HISTORY];
        float[] targets = new float[rows.rows() * HORIZON];
        for (int row = 0; row < rows.rows(); row++) {
            for (int i = 0; i < HISTORY; i++) {
                inputs[row * HISTORY + i] = rows.at(row, i);
            }
            for (int i = 0; i < HORIZON; i++) {
                targets[row * HORIZON + i] = rows.at(row, HISTORY + i);
            }
        }
        return new Samples(
                Map.of("input", Tensor.owning(input.batch(rows.rows()), inputs)),
                Tensor.owning(Shape.of(rows.rows(), HORIZON), targets));
    }

    /** A daily rhythm of its own phase, with noise. */
    private float[] series(int sensor) {
        Random random = new Random(sensor);
        double phase = random.nextDouble() * HORIZON;
        float[] series = new float[hours];
        for (int i = 0; i < hours; i++) {
            series[i] =
                    (float) (LEVEL + SCALE * Math.sin((i + phase) * 2 * Math.PI / HORIZON) + 3 * random.nextGaussian());
        }
        return series;
    }

    /** The largest difference of the last losses, relative to the first. */
    private static double lossDifference(List<FitResult> fitted, List<FitResult> expected) {
        return IntStream.range(0, fitted.size())
                .mapToDouble(i -> {
                    int last = expected.get(i).epochs().size() - 1;
                    return Math.abs(fitted.get(i).epochs().get(last).loss()
                                    - expected.get(i).epochs().get(last).loss())
                            / expected.get(i).epochs().get(0).loss();
                })
                .max()
                .orElse(0);
    }

    /** The largest difference of a weight, relative to the largest weight of its tensor. */
    private static double weightDifference(List<FitResult> fitted, List<FitResult> expected) {
        double largest = 0;
        for (int i = 0; i < fitted.size(); i++) {
            Map<String, Tensor> actual = fitted.get(i).weights().tensors();
            for (Map.Entry<String, Tensor> entry :
                    expected.get(i).weights().tensors().entrySet()) {
                Tensor wanted = entry.getValue();
                Tensor given = requireNonNull(actual.get(entry.getKey()));
                double size = 0;
                double worst = 0;
                for (int j = 0; j < wanted.size(); j++) {
                    size = Math.max(size, Math.abs(wanted.at(j)));
                    worst = Math.max(worst, Math.abs((double) given.at(j) - wanted.at(j)));
                }
                largest = Math.max(largest, worst / size);
            }
        }
        return largest;
    }
}
