package io.foreflow.forecaster.registry;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.forecast.ModelRef;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Takes back the latest change of the champions of a name's groups, with its routes: a pure function of the history and
 * of a snapshot.
 *
 * @param at time of the change that is taken back
 * @param moves champions that go back to their predecessors
 * @param kept versions that stay champion, because nothing on the topic was champion before them
 * @param routes goes back to the routes before the change, unless somebody has changed them since
 */
public record GroupRollback(Instant at, List<AliasMove> moves, List<ModelRef> kept, RoutesChange routes) {
    public GroupRollback {
        requireNonNull(at, "at");
        moves = List.copyOf(moves);
        kept = List.copyOf(kept);
        requireNonNull(routes, "routes");
    }

    /**
     * Rolls the groups of a name back, in one transaction. A second rollback goes back further.
     *
     * @throws RegistryException if there is nothing to go back to, or if Kafka refuses or cannot be reached
     */
    public static GroupRollback rollback(ModelPublisher publisher, String name) {
        return publisher.writing("roll back the groups of " + name + " on", (producer, read) -> {
            ModelSnapshot before = read.snapshot();
            GroupRollback rollback = of(publisher.history(), before, name);
            Instant now = publisher.now();
            producer.beginTransaction();
            rollback.moves().forEach(move -> {
                move.records().forEach(record -> publisher.send(producer, record));
                ModelRef to = move.target().target();
                publisher.tell(
                        producer,
                        new ModelEvent(
                                now,
                                ModelAction.ROLLED_BACK,
                                to.name(),
                                move.from(),
                                Optional.of(to),
                                publisher.author()));
            });
            if (rollback.routes().changes()) {
                rollback.routes().records().forEach(record -> publisher.send(producer, record));
                publisher.tell(
                        producer, ModelEvent.routed(now, rollback.routes().to(), publisher.author()));
            }
            producer.commitTransaction();
            return rollback;
        });
    }

    /** @throws RegistryException if there is nothing to go back to */
    static GroupRollback of(ModelHistory history, ModelSnapshot before, String name) {
        Instant at = history.events().stream()
                .filter(event -> isPromotion(event, name) && isChampion(before, event))
                .reduce((earlier, later) -> later)
                .map(ModelEvent::time)
                .orElseThrow(() -> nothing(name));
        List<AliasMove> moves = new ArrayList<>();
        List<ModelRef> kept = new ArrayList<>();
        history.events().stream()
                .filter(event -> event.time().equals(at) && isPromotion(event, name) && isChampion(before, event))
                .forEach(event -> {
                    if (before.predecessor(event.name()).isPresent()) {
                        moves.add(AliasMove.rollback(before, event.name()));
                    } else {
                        kept.add(event.to().orElseThrow());
                    }
                });
        RoutesChange routes = routes(history, before, at);
        if (moves.isEmpty() && !routes.changes()) {
            throw nothing(name);
        }
        return new GroupRollback(at, moves, kept, routes);
    }

    private static RegistryException nothing(String name) {
        return new RegistryException("no earlier champion of " + name + " or its groups is on the models topic, and no"
                + " earlier routes; foreflow models history shows the changes");
    }

    private static boolean isPromotion(ModelEvent event, String name) {
        return event.action() == ModelAction.PROMOTED && GroupedModels.isOf(name, event.name());
    }

    private static boolean isChampion(ModelSnapshot before, ModelEvent event) {
        return before.champion(event.name()).map(RegisteredModel::ref).equals(event.to());
    }

    /** Returns the way back to the routes before those that were set at a time, if those still count. */
    private static RoutesChange routes(ModelHistory history, ModelSnapshot before, Instant at) {
        Optional<ModelEvent> set = history.events().stream()
                .filter(event ->
                        event.action() == ModelAction.ROUTED && event.time().equals(at))
                .findFirst();
        if (set.isEmpty() || !set.get().routes().equals(before.routing())) {
            return new RoutesChange(before.routing(), before.routing(), List.of());
        }
        Optional<Routing> former = history.events().stream()
                .filter(event ->
                        event.action() == ModelAction.ROUTED && event.time().isBefore(at))
                .reduce((earlier, later) -> later)
                .flatMap(ModelEvent::routes);
        return former.map(routing -> RoutesChange.to(before, routing)).orElseGet(() -> RoutesChange.cleared(before));
    }
}
