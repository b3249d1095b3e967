package io.foreflow.tutorials.fit;

import io.foreflow.models.engine.Engine;
import io.foreflow.models.engine.FitListener;
import io.foreflow.models.engine.FitResult;
import io.foreflow.models.engine.Samples;
import io.foreflow.models.engine.Tensor;
import io.foreflow.models.engine.Weights;
import io.foreflow.models.engine.select.EngineSelector;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.TrainingSpec;
import io.foreflow.training.fit.Phases;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Fits a network in phases, each from the weights of the one before and with an optimiser that begins anew. */
public final class PhasedFit {
    private final EngineSelector engines;
    private final boolean keepingFeatures;

    public PhasedFit(EngineSelector engines) {
        this(engines, true);
    }

    /** @param keepingFeatures whether what a frozen base yields is computed once a phase instead of in each epoch */
    PhasedFit(EngineSelector engines, boolean keepingFeatures) {
        this.engines = engines;
        this.keepingFeatures = keepingFeatures;
    }

    /**
     * @param network nested networks are taken apart: weights are named as those of the inlined one
     * @param phases at least one
     * @param validation follows each epoch; needed where a phase stops early
     * @param listener told of each epoch; when it asks to stop, no further phase begins
     * @return the last weights and the epochs of all phases, numbered on
     */
    public FitResult fit(
            NetworkSpec network,
            Weights initial,
            List<TrainingSpec> phases,
            Samples training,
            Optional<Samples> validation,
            FitListener listener) {
        NetworkSpec inlined = network.inlined();
        Phases fitted = Phases.fit(
                initial,
                phases,
                listener,
                (weights, phase, told) -> phase(inlined, weights, phase, training, validation, told));
        return new FitResult(
                fitted.last().weights(), fitted.epochs(), fitted.last().bestEpoch());
    }

    private FitResult phase(
            NetworkSpec network,
            Weights weights,
            TrainingSpec plan,
            Samples training,
            Optional<Samples> validation,
            FitListener listener) {
        Optional<FrozenBase> cut =
                keepingFeatures && !isAugmented(training) ? FrozenBase.of(network, plan) : Optional.empty();
        if (cut.isEmpty()) {
            Engine engine = engines.forTraining(network, plan).engine();
            return engine.fit(network, weights, training, validation, plan, listener);
        }
        FrozenBase parts = cut.get();
        Engine forFeatures = engines.forForecasting(parts.base()).engine();
        Samples features = parts.features(forFeatures, weights, training);
        Optional<Samples> validationFeatures = validation.map(samples -> parts.features(forFeatures, weights, samples));
        TrainingSpec headPlan = parts.plan(plan);
        FitResult fitted = engines.forTraining(parts.head(), headPlan)
                .engine()
                .fit(
                        parts.head(),
                        FrozenBase.of(parts.head(), weights),
                        features,
                        validationFeatures,
                        headPlan,
                        listener);
        Map<String, Tensor> all = new LinkedHashMap<>(weights.tensors());
        all.putAll(fitted.weights().tensors());
        return new FitResult(new Weights(all), fitted.epochs(), fitted.bestEpoch());
    }

    /** Returns whether an epoch sees rows that another one does not. */
    private static boolean isAugmented(Samples samples) {
        return samples.inputs().values().stream().anyMatch(rows -> rows.forEpoch(1) != rows);
    }
}
