package io.foreflow.forecaster.topology;

import io.foreflow.models.forecast.Forecaster;
import io.foreflow.models.forecast.ModelRef;

/** A model that is in use. Which one it is, name, version and digest say; two views of one model are the same. */
public interface ServingModel {
    ModelRef ref();

    /** SHA-256 of its bundle, hex. */
    String sha256();

    /** A replica for one task; its user closes it. Throws when the model cannot be run. */
    Replica open();

    /** True when {@code other} is the same model, so that a replica of one serves for the other. */
    default boolean isSameAs(ServingModel other) {
        return this == other || ref().equals(other.ref()) && sha256().equals(other.sha256());
    }

    /** A forecaster confined to one thread at a time. */
    interface Replica extends Forecaster, AutoCloseable {
        @Override
        void close();
    }
}
