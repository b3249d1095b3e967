package io.foreflow.forecaster.topology;

import io.foreflow.forecaster.metrics.InferenceMetrics;
import io.foreflow.forecaster.topology.InferenceView.Answering;
import io.foreflow.forecaster.topology.InferenceView.AnsweringModel;
import io.foreflow.forecaster.topology.InferenceView.ModelName;
import io.foreflow.forecaster.topology.InferenceView.NotNowException;
import io.foreflow.models.forecast.ModelRef;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One task's replicas of the recently requested models: one for each version, whatever name was used, closed when no
 * name leads to it any more. Confined to one thread.
 */
final class OpenModels implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OpenModels.class);

    /** Maximum number of names; of more, the least recently used one is closed. */
    static final int MOST = 8;

    private final InferenceMetrics metrics;
    private final LinkedHashMap<ModelName, OpenModel> byName = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<ModelRef, OpenModel> byRef = new HashMap<>();

    /** A model and, unless it could not be opened, its replica. */
    private static final class OpenModel {
        private final AnsweringModel model;
        private final Optional<Answering> answering;
        private int names;

        OpenModel(AnsweringModel model, Optional<Answering> answering) {
            this.model = model;
            this.answering = answering;
        }

        boolean isOf(AnsweringModel other) {
            return model.ref().equals(other.ref()) && model.sha256().equals(other.sha256());
        }
    }

    OpenModels(InferenceMetrics metrics) {
        this.metrics = metrics;
    }

    /**
     * Returns the replica for {@code name}, which now stands for {@code model}; empty if it cannot be opened. Such a
     * failure is logged once, and retried only if it may work later.
     */
    Optional<Answering> get(ModelName name, AnsweringModel model) {
        OpenModel known = byName.get(name);
        if (known != null && known.isOf(model)) {
            return known.answering;
        }
        forget(name);
        if (byName.size() == MOST) {
            forget(byName.keySet().iterator().next());
        }
        OpenModel replica = byRef.get(model.ref());
        if (replica == null || !replica.isOf(model)) {
            try {
                replica = new OpenModel(model, open(model));
            } catch (NotNowException e) {
                metrics.modelOpenFailed();
                LOG.warn("Model {} cannot be opened now: {}", model.ref(), e.getMessage());
                return Optional.empty();
            }
            byRef.put(model.ref(), replica);
        }
        replica.names++;
        byName.put(name, replica);
        return replica.answering;
    }

    /** Closes what only {@code name} used. */
    void forget(ModelName name) {
        OpenModel replica = byName.remove(name);
        if (replica != null && --replica.names == 0) {
            byRef.remove(replica.model.ref(), replica);
            close(replica);
        }
    }

    private Optional<Answering> open(AnsweringModel model) {
        try {
            Answering opened = model.open();
            metrics.modelOpened();
            return Optional.of(opened);
        } catch (NotNowException e) {
            throw e;
        } catch (RuntimeException | LinkageError e) {
            metrics.modelOpenFailed();
            LOG.error("Model {} cannot be run; requests for it get an error", model.ref(), e);
            return Optional.empty();
        }
    }

    private static void close(@Nullable OpenModel replica) {
        if (replica != null && replica.answering.isPresent()) {
            try {
                replica.answering.get().close();
            } catch (RuntimeException e) {
                LOG.warn("The replica of {} could not be closed", replica.model.ref(), e);
            }
        }
    }

    @Override
    public void close() {
        byName.values().stream().distinct().forEach(OpenModels::close);
        byName.clear();
        byRef.clear();
    }
}
