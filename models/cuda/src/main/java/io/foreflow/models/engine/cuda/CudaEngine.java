package io.foreflow.models.engine.cuda;

import io.foreflow.models.engine.Engine;
import io.foreflow.models.engine.FitDivergedException;
import io.foreflow.models.engine.FitListener;
import io.foreflow.models.engine.FitLoop;
import io.foreflow.models.engine.FitResult;
import io.foreflow.models.engine.FitResult.EpochLoss;
import io.foreflow.models.engine.Predictor;
import io.foreflow.models.engine.RidgeFit;
import io.foreflow.models.engine.Samples;
import io.foreflow.models.engine.Weights;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.OptimizerSpec.Ridge;
import io.foreflow.models.network.TrainingSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Runs and fits chains of Dense, SimpleRNN and LSTM on the first NVIDIA GPU of the machine. {@link #fitAll} fits thousands
 * of small networks at once; for one network the fused engine is faster. Threads may share an engine: it lets one at a time
 * use the GPU. The same weights, rows and plan give the same weights, bit for bit, from run to run on one GPU.
 */
public final class CudaEngine implements Engine {
    static final String NAME = "cuda";

    /** The system property that names another library than the driver's own, for instance an emulated one. */
    static final String DRIVER = "foreflow.cuda.driver";

    private final CudaDevice device;

    private CudaEngine(CudaDevice device) {
        this.device = device;
    }

    /**
     * Opens the GPU and compiles the kernels for it.
     *
     * @throws CudaUnavailableException if there is no driver, no GPU that is new enough, or no NVRTC
     */
    public static CudaEngine create() {
        CudaDriver driver = CudaDevice.driver(System.getProperty(DRIVER, CudaDriver.LIBRARY));
        return of(driver, (source, capability) -> Nvrtc.load().compile(source, capability));
    }

    /** Makes an engine on another driver, for tests. */
    static CudaEngine of(CudaDriver driver, KernelCompiler compiler) {
        return new CudaEngine(CudaDevice.open(driver, compiler));
    }

    @Override
    public String name() {
        return NAME;
    }

    /** Returns the GPU's name, as its driver has it. */
    public String gpu() {
        return device.name();
    }

    /** @throws IllegalArgumentException unless the weights are those of the network, and it is a chain of known layers */
    @Override
    public Predictor predictor(NetworkSpec network, Weights weights) {
        return new CudaPredictor(device, inlined(network, weights), weights);
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException unless weights and samples fit the network, or if the engine cannot fit it by this
     *     plan
     */
    @Override
    public FitResult fit(
            NetworkSpec network,
            Weights initial,
            Samples training,
            Optional<Samples> validation,
            TrainingSpec plan,
            FitListener listener) {
        NetworkSpec inlined = inlined(network, initial);
        if (plan.optimizer() instanceof Ridge) {
            return RidgeFit.fit(inlined, training, validation, plan, listener);
        }
        training.requireFit(inlined, plan.loss());
        validation.ifPresent(samples -> samples.requireFit(inlined, plan.loss()));
        if (plan.earlyStopping().isPresent() && validation.isEmpty()) {
            throw new IllegalArgumentException("early stopping needs validation rows; give some, or leave it out");
        }
        try (FitRunOnDevice run = run(inlined, plan, List.of(new NetworkFit(initial, SeriesRows.of(training))))) {
            return FitLoop.run(plan, listener, new SingleFit(device, inlined, plan, initial, validation, run));
        }
    }

    /** {@inheritDoc} */
    @Override
    public LossAndGradients gradients(NetworkSpec network, Weights weights, Samples batch, TrainingSpec plan) {
        NetworkSpec inlined = inlined(network, weights);
        batch.requireFit(inlined, plan.loss());
        TrainingSpec once =
                new TrainingSpec(plan.loss(), plan.optimizer(), batch.rows(), 1, Optional.empty(), plan.seed());
        try (FitRunOnDevice run = run(inlined, once, List.of(new NetworkFit(weights, SeriesRows.of(batch))))) {
            synchronized (device) {
                return run.gradients();
            }
        }
    }

    /**
     * Fits networks of one shape, each on rows of its own, all at once. Two networks with the same number of rows take them
     * in the same order. A network that diverges does not disturb the others.
     *
     * @throws IllegalArgumentException if weights or rows do not fit the network, if the plan stops early, or if the engine
     *     cannot fit the network by this plan
     */
    public ManyFits fitAll(NetworkSpec network, TrainingSpec plan, List<NetworkFit> fits) {
        if (fits.isEmpty()) {
            return new ManyFits(List.of(), Map.of());
        }
        if (plan.earlyStopping().isPresent() || plan.optimizer() instanceof Ridge) {
            throw new IllegalArgumentException("a fit of many networks has neither early stopping nor ridge; leave them"
                    + " out, or fit the networks one by one");
        }
        NetworkSpec inlined = network.inlined();
        plan.loss().requireFit(inlined);
        fits.forEach(fit -> fit.initial().requireFit(inlined));
        List<List<EpochLoss>> epochs = new ArrayList<>();
        fits.forEach(fit -> epochs.add(new ArrayList<>()));
        Map<Integer, FitDivergedException> diverged = new TreeMap<>();
        try (FitRunOnDevice run = run(inlined, plan, fits)) {
            synchronized (device) {
                for (int epoch = 1; epoch <= plan.epochs(); epoch++) {
                    double[] losses = run.epoch(epoch);
                    for (int i = 0; i < losses.length; i++) {
                        epochs.get(i).add(new EpochLoss(epoch, losses[i], Double.NaN));
                        noteIfNotFinite(diverged, i, epoch, losses[i]);
                    }
                }
                List<FitResult> results = new ArrayList<>();
                for (int i = 0; i < fits.size(); i++) {
                    Weights weights = run.read(i);
                    noteIfNotFinite(diverged, i, plan.epochs(), SingleFit.sum(weights));
                    results.add(new FitResult(weights, epochs.get(i), plan.epochs()));
                }
                return new ManyFits(results, diverged);
            }
        }
    }

    /**
     * Computes the results of networks of one shape, each for rows of its own: the numbers before the rows' targets are read.
     *
     * @return for each network the results of its rows, one after another, in the units of the scaled series
     */
    public List<float[]> predictAll(NetworkSpec network, List<Weights> weights, List<SeriesRows> rows) {
        if (weights.size() != rows.size()) {
            throw new IllegalArgumentException(weights.size() + " networks need as many series, not " + rows.size());
        }
        if (weights.isEmpty()) {
            return List.of();
        }
        NetworkSpec inlined = network.inlined();
        weights.forEach(given -> given.requireFit(inlined));
        synchronized (device) {
            try (ForwardRun run = new ForwardRun(device, inlined, weights)) {
                return List.of(run.results(rows));
            }
        }
    }

    private static void noteIfNotFinite(
            Map<Integer, FitDivergedException> diverged, int network, int epoch, double number) {
        if (!Double.isFinite(number)) {
            diverged.putIfAbsent(network, new FitDivergedException(epoch, number));
        }
    }

    private FitRunOnDevice run(NetworkSpec network, TrainingSpec plan, List<NetworkFit> fits) {
        synchronized (device) {
            return new FitRunOnDevice(device, network, plan, fits);
        }
    }

    private static NetworkSpec inlined(NetworkSpec network, Weights weights) {
        weights.requireFit(network);
        if (weights.tensors().isEmpty()) {
            throw new IllegalArgumentException("the network has no weights, so there is nothing to run or fit");
        }
        return network.inlined();
    }
}
