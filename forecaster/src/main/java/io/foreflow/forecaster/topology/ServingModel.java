package io.foreflow.forecaster.topology;

import io.foreflow.models.forecast.Forecaster;
import io.foreflow.models.forecast.IntervalTracker;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.forecast.TargetBounds;
import io.foreflow.models.series.Window;
import java.util.Optional;

/** A model in use, identified by name, version and digest; two views of one model are the same. */
public interface ServingModel {
    ModelRef ref();

    /** Returns the SHA-256 of its bundle, hex. */
    String sha256();

    /** Opens a replica for one task, which must close it. Throws an exception if the model cannot be run. */
    ModelReplica open();

    /** Returns the size of its weights in bytes. */
    default long weightBytes() {
        return 0;
    }

    /** Returns the bounds of the target, as far as the model knows them. */
    default TargetBounds bounds() {
        return TargetBounds.NONE;
    }

    /**
     * Returns the first intervals of the window's sensor, for a sensor without observed errors; empty if the model has
     * none.
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
