package io.foreflow.forecaster.topology;

import io.foreflow.models.forecast.Forecaster;
import io.foreflow.models.forecast.IntervalTracker;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.forecast.TargetBounds;
import io.foreflow.models.series.Window;
import java.util.Optional;

/** A model that is in use. Which one it is, name, version and digest say; two views of one model are the same. */
public interface ServingModel {
    ModelRef ref();

    /** SHA-256 of its bundle, hex. */
    String sha256();

    /** A replica for one task; its user closes it. Throws when the model cannot be run. */
    ModelReplica open();

    /** Between which values the target lies, as far as the model knows. */
    default TargetBounds bounds() {
        return TargetBounds.NONE;
    }

    /**
     * What the intervals of the window's sensor start from if no error of it has been observed yet; empty when the model brings nothing.
     */
    default Optional<IntervalTracker> intervals(Window window) {
        return Optional.empty();
    }

    /** Returns true if {@code other} is the same model, so that a replica of one serves for the other. */
    default boolean isSameAs(ServingModel other) {
        return this == other || (ref().equals(other.ref()) && sha256().equals(other.sha256()));
    }

    /** A forecaster confined to one thread at a time. */
    interface ModelReplica extends Forecaster, AutoCloseable {
        @Override
        void close();
    }
}
