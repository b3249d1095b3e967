package io.foreflow.models.engine.cuda;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.engine.FitDivergedException;
import io.foreflow.models.engine.FitLoop;
import io.foreflow.models.engine.FitResult.EpochLoss;
import io.foreflow.models.engine.Samples;
import io.foreflow.models.engine.Tensor;
import io.foreflow.models.engine.Weights;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.TrainingSpec;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The fit of one network, with validation. It uses one block of the GPU, so it is slow; it exists for {@code Engine}. */
final class SingleFit implements FitLoop.FitRun {
    private final CudaDevice device;
    private final NetworkSpec network;
    private final TrainingSpec plan;
    private final Optional<Samples> validation;
    private final FitRunOnDevice run;
    private Weights weights;
    private @Nullable Weights kept;

    SingleFit(
            CudaDevice device,
            NetworkSpec network,
            TrainingSpec plan,
            Weights initial,
            Optional<Samples> validation,
            FitRunOnDevice run) {
        this.device = device;
        this.network = network;
        this.plan = plan;
        this.weights = initial;
        this.validation = validation;
        this.run = run;
    }

    @Override
    public EpochLoss epoch(int epoch) {
        synchronized (device) {
            double loss = requireFinite(epoch, run.epoch(epoch)[0]);
            weights = run.read(0);
            requireFinite(epoch, sum(weights));
            double validationLoss = validation.isEmpty()
                    ? Double.NaN
                    : requireFinite(epoch, validationLoss(validation.get()) + penalty());
            return new EpochLoss(epoch, loss, validationLoss);
        }
    }

    private double validationLoss(Samples samples) {
        try (ForwardRun forward = new ForwardRun(device, network, List.of(weights))) {
            int width = network.inputs().values().iterator().next().size();
            float[] results = forward.results(
                            List.of(SeriesRows.ofInputs(CudaPredictor.numbers(samples, width), samples.rows(), width)))[
                    0];
            return meanLoss(results, samples.targets());
        }
    }

    private double meanLoss(float[] results, Tensor targets) {
        int classes = plan.loss().isOfClasses() ? network.outputShape().last() : 1;
        double sum = 0;
        for (int i = 0; i < results.length; i++) {
            float target = targets.at(plan.loss().takesClassNumbers() ? i / classes : i);
            boolean isNumber = plan.loss().takesClassNumbers();
            sum += plan.loss().of(results[i], isNumber ? (i % classes == (int) target ? 1 : 0) : target);
        }
        return sum / ((double) results.length / classes);
    }

    private double penalty() {
        double penalty = 0;
        for (NetworkSpec.Node node : network.nodes()) {
            if (node.layer().l2() > 0) {
                Tensor kernel = weights.get(node.name(), Weights.KERNEL);
                for (int i = 0; i < kernel.size(); i++) {
                    penalty += node.layer().l2() * kernel.at(i) * kernel.at(i);
                }
            }
        }
        return penalty;
    }

    /** Finite exactly if every weight is. */
    static double sum(Weights weights) {
        double sum = 0;
        for (Tensor tensor : weights.tensors().values()) {
            for (int i = 0; i < tensor.size(); i++) {
                sum += tensor.at(i);
            }
        }
        return sum;
    }

    private static double requireFinite(int epoch, double number) {
        if (!Double.isFinite(number)) {
            throw new FitDivergedException(epoch, number);
        }
        return number;
    }

    @Override
    public void keep() {
        kept = weights;
    }

    @Override
    public void restore() {
        weights = requireNonNull(kept, "no weights are kept");
    }

    @Override
    public Weights weights() {
        return weights;
    }
}
