package io.foreflow.training.fit;

import io.foreflow.models.engine.FitListener;
import io.foreflow.models.engine.FitResult;
import io.foreflow.models.engine.FitResult.EpochLoss;
import io.foreflow.models.engine.Weights;
import io.foreflow.models.network.TrainingSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** The results of fitting in phases, each from the weights of the one before; at least one. */
public final class Phases {
    private final List<FitResult> results;

    private Phases(List<FitResult> results) {
        this.results = results;
    }

    /** Fits one phase. */
    public interface PhaseFit {
        /** @param listener expects epochs numbered from 1 */
        FitResult fit(Weights initial, TrainingSpec phase, FitListener listener);
    }

    /**
     * @param phases at least one
     * @param listener hears of each epoch, numbered on; when it asks to stop, no further phase begins
     */
    public static Phases fit(Weights initial, List<TrainingSpec> phases, FitListener listener, PhaseFit step) {
        Weights weights = initial;
        List<FitResult> results = new ArrayList<>();
        int before = 0;
        AtomicBoolean stopped = new AtomicBoolean();
        for (TrainingSpec phase : phases) {
            if (stopped.get()) {
                break;
            }
            int done = before;
            FitResult result = step.fit(weights, phase, epoch -> {
                boolean goesOn = listener.onEpoch(epoch.moved(done));
                stopped.set(!goesOn);
                return goesOn;
            });
            weights = result.weights();
            int left = phase.epochs() - result.epochs().size();
            if (left > 0 && !stopped.get() && phase.earlyStopping().isPresent()) {
                listener.onEarlyStop(left);
            }
            results.add(new FitResult(
                    weights,
                    result.epochs().stream().map(epoch -> epoch.moved(done)).toList(),
                    done + result.bestEpoch()));
            before += result.epochs().size();
        }
        return new Phases(results);
    }

    public FitResult first() {
        return results.get(0);
    }

    public FitResult last() {
        return results.get(results.size() - 1);
    }

    /** Returns the epochs of all phases, numbered on. */
    public List<EpochLoss> epochs() {
        return results.stream().flatMap(result -> result.epochs().stream()).toList();
    }
}
