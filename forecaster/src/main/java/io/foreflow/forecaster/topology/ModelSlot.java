package io.foreflow.forecaster.topology;

import io.foreflow.forecaster.metrics.PipelineMetrics;
import io.foreflow.forecaster.topology.ServingModel.ModelReplica;
import io.foreflow.models.series.Window;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One task's replica of the model in one role. It is opened, swapped or dropped when another model is shown. Confined
 * to one thread.
 */
final class ModelSlot implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ModelSlot.class);

    /** One failure in this many is logged in full if a forecaster keeps failing. */
    private static final long LOG_EVERY = 1_000;

    private final PipelineMetrics metrics;
    private final ModelMemory memory;

    /** The last model that was shown, even if it could not be opened: such a model is not retried at each record. */
    private @Nullable ServingModel seen;

    private @Nullable Loaded loaded;
    private long failures;

    /** A model with the replica that is open for this task. */
    record Loaded(ServingModel model, ModelReplica replica) {}

    /** @param memory counts the weights of the replica */
    ModelSlot(PipelineMetrics metrics, ModelMemory memory) {
        this.metrics = metrics;
        this.memory = memory;
    }

    /** Returns the model in use. */
    Optional<ServingModel> model() {
        return Optional.ofNullable(loaded).map(Loaded::model);
    }

    /**
     * Shows a model, and returns the one to use: the model before, if the new one cannot be opened.
     *
     * @param consequence what it means to have no model, for the log
     * @return null if there is none
     */
    @Nullable
    Loaded show(Optional<ServingModel> shown, String consequence) {
        ServingModel next = shown.orElse(null);
        if (next == null) {
            if (seen != null) {
                LOG.info("{} has no successor: {}", seen.ref(), consequence);
                unload();
                seen = null;
            }
            return null;
        }
        if (seen != null && next.isSameAs(seen)) {
            return loaded;
        }
        seen = next;
        try {
            ModelReplica replica = next.open();
            unload();
            loaded = new Loaded(next, replica);
            memory.opened(next);
            failures = 0;
            metrics.modelOpened();
        } catch (RuntimeException | LinkageError e) {
            metrics.modelOpenFailed();
            LOG.error(
                    "Model {} cannot be run; {}",
                    next.ref(),
                    loaded == null ? consequence : loaded.model().ref() + " continues to forecast",
                    e);
        }
        return loaded;
    }

    /** Logs that the model in use failed on a window. */
    void failed(Window window, Throwable failure, String consequence) {
        if (failures++ % LOG_EVERY == 0) {
            LOG.error(
                    "Model {} failed on {} at {}; {} (failure {} of this task, one in {} is logged)",
                    model().map(model -> model.ref().toString()).orElse("?"),
                    window.sensor(),
                    window.origin(),
                    consequence,
                    failures,
                    LOG_EVERY,
                    failure);
        }
    }

    @Override
    public void close() {
        unload();
        seen = null;
    }

    private void unload() {
        if (loaded != null) {
            memory.closed(loaded.model());
            try {
                loaded.replica().close();
            } catch (RuntimeException e) {
                LOG.warn("The replica of {} could not be closed", loaded.model().ref(), e);
            }
            loaded = null;
        }
    }
}
