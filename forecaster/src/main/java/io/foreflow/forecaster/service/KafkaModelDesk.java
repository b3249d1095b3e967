package io.foreflow.forecaster.service;

import io.foreflow.forecaster.api.ModelDesk;
import io.foreflow.forecaster.lifecycle.LifecycleRules;
import io.foreflow.forecaster.lifecycle.Trial;
import io.foreflow.forecaster.lifecycle.TrialsStage;
import io.foreflow.forecaster.query.StreamsStores;
import io.foreflow.forecaster.registry.Alias;
import io.foreflow.forecaster.registry.AliasMove;
import io.foreflow.forecaster.registry.Author;
import io.foreflow.forecaster.registry.ModelHistory;
import io.foreflow.forecaster.registry.ModelPublisher;
import io.foreflow.forecaster.registry.Retention;
import io.foreflow.forecaster.registry.RoutesChange;
import io.foreflow.forecaster.registry.Routing;
import io.foreflow.forecaster.registry.Routing.Route;
import io.foreflow.models.forecast.ModelRef;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.kafka.streams.state.HostInfo;

/** Changes models on the models topic, and reads trials from the state of the streams. */
final class KafkaModelDesk implements ModelDesk {
    private final LiveServiceConfig config;
    private final StreamsStores stores;
    private final Clock clock;

    KafkaModelDesk(LiveServiceConfig config, StreamsStores stores, Clock clock) {
        this.config = config;
        this.stores = stores;
        this.clock = clock;
    }

    @Override
    public LifecycleRules rules() {
        return config.lifecycle();
    }

    @Override
    public ModelHistory history() {
        return ModelHistory.read(config.kafka(), config.pipeline().topics());
    }

    @Override
    public HostInfo trialsOwner() {
        return stores.trialsOwner();
    }

    @Override
    public Optional<Trial> trial(String name) {
        return TrialsStage.trial(stores.store(TrialsStage.TRIALS_STORE, 0), name);
    }

    @Override
    public void promote(ModelRef ref, Optional<String> forced, Author author) {
        publisher(author).promote(ref, Alias.CHAMPION, forced);
    }

    @Override
    public AliasMove rollback(String name, Author author) {
        return publisher(author).rollback(name);
    }

    @Override
    public RoutesChange route(List<Route> routes, Predicate<Optional<Routing>> expected, Author author) {
        return publisher(author).route(routes, expected);
    }

    @Override
    public RoutesChange clearRoutes(Predicate<Optional<Routing>> expected, Author author) {
        return publisher(author).clearRoutes(expected);
    }

    private ModelPublisher publisher(Author author) {
        return config.publisher(Retention.DEFAULT, author, clock);
    }
}
