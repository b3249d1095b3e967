package io.foreflow.forecaster.api;

import io.foreflow.forecaster.lifecycle.LifecycleRules;
import io.foreflow.forecaster.lifecycle.Trial;
import io.foreflow.forecaster.registry.AliasMove;
import io.foreflow.forecaster.registry.Author;
import io.foreflow.forecaster.registry.ModelHistory;
import io.foreflow.forecaster.registry.RoutesChange;
import io.foreflow.forecaster.registry.Routing;
import io.foreflow.forecaster.registry.Routing.Route;
import io.foreflow.models.forecast.ModelRef;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.kafka.streams.state.HostInfo;

/**
 * Changes the champions of models and the models of sensors, and tells their history and their trials. Each method throws {@code
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

    /**
     * Sets the models of sensors.
     *
     * @param expected tests the routes on the models topic before the change; empty if there are none
     * @throws io.foreflow.forecaster.registry.StaleRoutesException if the test fails
     */
    RoutesChange route(List<Route> routes, Predicate<Optional<Routing>> expected, Author author);

    /** Goes back to the models of sensors in the configuration. */
    RoutesChange clearRoutes(Predicate<Optional<Routing>> expected, Author author);
}
