package io.foreflow.models.engine.select;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.engine.DerivingEngine;
import io.foreflow.models.engine.Engine;
import io.foreflow.models.engine.EngineProviders;
import io.foreflow.models.engine.EngineUnavailableException;
import io.foreflow.models.engine.MultiplyAdds;
import io.foreflow.models.engine.fused.FusedEngine;
import io.foreflow.models.network.LayerSpec.Conv2d;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.OptimizerSpec.Ridge;
import io.foreflow.models.network.TrainingSpec;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Chooses the engine of each network and makes each kind once, when it is first chosen. Deeplearning4j's native code takes
 * seconds and memory to load, so it is loaded only for a network that needs it. Threads may share a selector.
 *
 * <p>{@link EngineChoice#CUDA} is taken only when it is asked for. {@link EngineChoice#AUTO} takes the fused engine for at most {@link #FUSED_UP_TO} multiply-adds in one call (a training
 * step or a row's forecast) and Deeplearning4j above. Networks with convolutions run on the fused engine whatever their size:
 * Deeplearning4j takes ten times the processor's time (the benchmark {@code Convolutions} measures it). The rule looks at the
 * network alone, never at the machine or the class path, so that a recipe trains on the same engine everywhere.
 */
public final class EngineSelector {
    /**
     * In multiply-adds a call. On two cores the fused engine, on one thread, was ahead of Deeplearning4j up to 800 million
     * (docs/benchmarks); with more cores the native library gains.
     */
    public static final double FUSED_UP_TO = 500e6;

    private final EngineChoice choice;
    private final int cores;
    private final Map<String, Engine> engines = new HashMap<>();

    /** Makes a selector that gives a large network one native thread for each processor of this process. */
    public EngineSelector(EngineChoice choice) {
        this(choice, Runtime.getRuntime().availableProcessors());
    }

    /**
     * Makes a selector.
     *
     * @param cores number of native threads that Deeplearning4j may use for a large network, at least 1; a small one gets 1
     */
    public EngineSelector(EngineChoice choice, int cores) {
        if (cores < 1) {
            throw new IllegalArgumentException("cores (" + cores + ") must be at least 1");
        }
        this.choice = requireNonNull(choice, "choice");
        this.cores = cores;
    }

    /**
     * Selects the engine that fits {@code network} by {@code plan}, by the work of one full batch.
     *
     * @throws MissingEngineException if the engine's jar is not on the class path
     * @throws EngineUnavailableException if the engine cannot run on this machine
     */
    public Selection forTraining(NetworkSpec network, TrainingSpec plan) {
        if (plan.optimizer() instanceof Ridge && choice == EngineChoice.AUTO) {
            return new Selection(fused(), "ridge makes no steps and is the same on every engine");
        }
        return select(network, MultiplyAdds.ofStep(network, plan.batchSize()), "a training step");
    }

    /**
     * Selects the engine that forecasts with {@code network}, by the work of one row.
     *
     * @throws MissingEngineException if the engine's jar is not on the class path
     * @throws EngineUnavailableException if the engine cannot run on this machine
     */
    public Selection forForecasting(NetworkSpec network) {
        return select(network, MultiplyAdds.ofRow(network), "a forecast");
    }

    /** Returns the engine that derives results by inputs. It is the fused engine, whatever the choice. */
    public static DerivingEngine deriving() {
        return FusedEngine.create();
    }

    private Selection select(NetworkSpec network, double multiplyAdds, String per) {
        boolean small = multiplyAdds <= FUSED_UP_TO;
        boolean convolves = network.inlined().nodes().stream().anyMatch(node -> node.layer() instanceof Conv2d);
        boolean fused = choice == EngineChoice.FUSED || (choice == EngineChoice.AUTO && (small || convolves));
        String reason = millions(multiplyAdds) + " multiply-adds " + per + ", " + why(small, convolves);
        if (fused) {
            return new Selection(
                    fused(),
                    reason + (FusedEngine.isVectorApiThere() ? "; with the Vector API" : "; without the Vector API"));
        }
        int threads = small ? 1 : cores;
        EngineChoice provided = choice == EngineChoice.CUDA ? choice : EngineChoice.DL4J;
        return new Selection(
                provided(provided.label(), threads, reason),
                reason + "; " + threads + (threads == 1 ? " native thread" : " native threads"));
    }

    private String why(boolean small, boolean convolves) {
        if (choice != EngineChoice.AUTO) {
            return "asked for by name";
        }
        if (convolves && !small) {
            return "with convolutions";
        }
        return (small ? "at most " : "more than ") + millions(FUSED_UP_TO);
    }

    private synchronized Engine fused() {
        return engines.computeIfAbsent("fused", key -> FusedEngine.create());
    }

    private synchronized Engine provided(String name, int threads, String reason) {
        return engines.computeIfAbsent(name + " " + threads, key -> EngineProviders.find(name)
                .orElseThrow(() -> new MissingEngineException(name, reason))
                .create(threads));
    }

    private static String millions(double number) {
        return String.format(Locale.ROOT, number < 100_000 ? "%.4f million" : "%.1f million", number / 1e6);
    }
}
