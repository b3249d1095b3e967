package io.foreflow.forecaster.api;

import io.foreflow.forecaster.lifecycle.LifecycleRules;
import io.foreflow.forecaster.lifecycle.Trial;
import io.foreflow.forecaster.registry.AliasMove;
import io.foreflow.forecaster.registry.Author;
import io.foreflow.forecaster.registry.ModelHistory;
import io.foreflow.models.forecast.ModelRef;
import java.util.Optional;
import org.apache.kafka.streams.state.HostInfo;

/**
 * Changes the champions of models, and tells their history and their trials. Each method throws {@code
 * RegistryException} if Kafka refuses or cannot be reached, and {@code UnavailableStateException} while it has no
 * answer.
 */
public interface ModelDesk {
    LifecycleRules rules();

    ModelHistory history();

    /** Returns the instance that compares models. */
    HostInfo trialsOwner();

    /** Returns the latest trial of a model, from this instance's state; empty if it never had one. */
    Optional<Trial> trial(String name);

    /**
     * Makes a version on the models topic the champion.
     *
     * @param forced the reason why the trial does not speak for it
     */
    void promote(ModelRef ref, Optional<String> forced, Author author);

    /** Makes the champion's predecessor champion again. */
    AliasMove rollback(String name, Author author);
}
