package io.foreflow.benchmarks.trainings;

import io.foreflow.models.engine.Engine;
import io.foreflow.models.engine.FitListener;
import io.foreflow.models.engine.FitResult.EpochLoss;
import io.foreflow.models.engine.Initialization;
import io.foreflow.models.engine.Samples;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.TrainingSpec;
import java.util.Optional;

/** Times the epochs of one fit, except the first, in which an engine builds its structures. */
final class Epochs implements FitListener {
    private static final double NANOS = 1e-9;

    private final Measured seconds = new Measured();
    private final double enough;
    private final long began = System.nanoTime();
    private long last;

    private Epochs(double enough) {
        this.enough = enough;
    }

    /**
     * Returns the seconds of each epoch of a fit that ends with the first epoch after {@code enough} seconds; at least
     * one is timed.
     *
     * @param plan plan whose number of epochs limits those that are run; at least 2
     */
    static Measured time(
            Engine engine,
            NetworkSpec network,
            Samples training,
            Optional<Samples> validation,
            TrainingSpec plan,
            double enough) {
        Epochs epochs = new Epochs(enough);
        engine.fit(network, Initialization.weights(network, plan.seed()), training, validation, plan, epochs);
        return epochs.seconds;
    }

    @Override
    public boolean onEpoch(EpochLoss epoch) {
        long now = System.nanoTime();
        if (epoch.epoch() > 1) {
            seconds.add((now - last) * NANOS);
        }
        last = now;
        return seconds.count() == 0 || (now - began) * NANOS < enough;
    }
}
