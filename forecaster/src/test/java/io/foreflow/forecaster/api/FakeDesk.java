package io.foreflow.forecaster.api;

import io.foreflow.forecaster.lifecycle.LifecycleRules;
import io.foreflow.forecaster.lifecycle.Trial;
import io.foreflow.forecaster.registry.Alias;
import io.foreflow.forecaster.registry.AliasMove;
import io.foreflow.forecaster.registry.Author;
import io.foreflow.forecaster.registry.ModelAction;
import io.foreflow.forecaster.registry.ModelEvent;
import io.foreflow.forecaster.registry.ModelHistory;
import io.foreflow.forecaster.registry.RoutesChange;
import io.foreflow.forecaster.registry.Routing;
import io.foreflow.forecaster.registry.Routing.Route;
import io.foreflow.forecaster.registry.Snapshots;
import io.foreflow.models.forecast.ModelRef;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.kafka.streams.state.HostInfo;

/** Models that are changed in memory. */
final class FakeDesk implements ModelDesk {
    private static final Instant TIME = Instant.parse("2026-03-03T10:00:00Z");

    private final Snapshots snapshots;
    private final List<ModelEvent> events = new ArrayList<>();
    private Optional<Trial> trial = Optional.empty();

    FakeDesk() {
        this(Snapshots.start());
    }

    FakeDesk(Snapshots snapshots) {
        this.snapshots = snapshots;
    }

    void show(Trial now) {
        trial = Optional.of(now);
    }

    @Override
    public LifecycleRules rules() {
        return LifecycleRules.DEFAULT;
    }

    @Override
    public ModelHistory history() {
        return new ModelHistory(events);
    }

    @Override
    public HostInfo trialsOwner() {
        return new HostInfo("localhost", 1);
    }

    @Override
    public Optional<Trial> trial(String name) {
        return trial;
    }

    @Override
    public void promote(ModelRef ref, Optional<String> forced, Author author) {
        Optional<ModelRef> from = snapshots.snapshot().champion(ref.name()).map(model -> model.ref());
        snapshots.promoted(ref, Alias.CHAMPION);
        tell(ModelAction.PROMOTED, from, ref, author);
    }

    @Override
    public AliasMove rollback(String name, Author author) {
        AliasMove move = AliasMove.rollback(snapshots.snapshot(), name);
        snapshots.applied(move.records());
        tell(ModelAction.ROLLED_BACK, move.from(), move.target().target(), author);
        return move;
    }

    @Override
    public RoutesChange route(List<Route> routes, Predicate<Optional<Routing>> expected, Author author) {
        return route(RoutesChange.to(snapshots.snapshot(), new Routing(routes)), expected, author);
    }

    @Override
    public RoutesChange clearRoutes(Predicate<Optional<Routing>> expected, Author author) {
        return route(RoutesChange.cleared(snapshots.snapshot()), expected, author);
    }

    private RoutesChange route(RoutesChange change, Predicate<Optional<Routing>> expected, Author author) {
        if (!expected.test(change.from())) {
            throw Snapshots.stale();
        }
        snapshots.applied(change.records());
        events.add(new ModelEvent(
                TIME, ModelAction.ROUTED, ModelEvent.ALL, Optional.empty(), Optional.empty(), change.to(), author));
        return change;
    }

    private void tell(ModelAction action, Optional<ModelRef> from, ModelRef to, Author author) {
        events.add(new ModelEvent(TIME, action, to.name(), from, Optional.of(to), author));
    }
}
