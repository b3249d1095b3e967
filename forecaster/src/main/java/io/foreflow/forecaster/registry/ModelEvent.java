package io.foreflow.forecaster.registry;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.forecast.ModelRef;
import java.time.Instant;
import java.util.Optional;

/**
 * One entry of the history of models: who changed what, when and why.
 *
 * @param name name of the model; {@value #ALL} for routes
 * @param from version before; empty if there was none
 * @param to version after; empty if there is none
 * @param routes routes on the models topic after {@link ModelAction#ROUTED}; empty if those of the configuration count
 */
public record ModelEvent(
        Instant time,
        ModelAction action,
        String name,
        Optional<ModelRef> from,
        Optional<ModelRef> to,
        Optional<Routing> routes,
        Author author) {
    /** Name of the model in an event that concerns all models. */
    public static final String ALL = "*";

    public ModelEvent {
        requireNonNull(time, "time");
        requireNonNull(action, "action");
        requireNonNull(name, "name");
        requireNonNull(from, "from");
        requireNonNull(to, "to");
        requireNonNull(routes, "routes");
        requireNonNull(author, "author");
    }

    /** Creates an event of one model. */
    public ModelEvent(
            Instant time,
            ModelAction action,
            String name,
            Optional<ModelRef> from,
            Optional<ModelRef> to,
            Author author) {
        this(time, action, name, from, to, Optional.empty(), author);
    }

    static ModelEvent routed(Instant time, Optional<Routing> routes, Author author) {
        return new ModelEvent(time, ModelAction.ROUTED, ALL, Optional.empty(), Optional.empty(), routes, author);
    }

    /** Returns true if the change concerns a model. */
    boolean concerns(String model) {
        return name.equals(model) || name.equals(ALL);
    }

    static ModelEvent moved(Instant time, Alias alias, AliasMove move, Author author) {
        ModelRef to = move.target().target();
        ModelAction action = alias == Alias.CHAMPION ? ModelAction.PROMOTED : ModelAction.CHALLENGED;
        Optional<String> reason = author.reason()
                .or(() -> move.target().forced().map(refusal -> "forced, although the gate refused it: " + refusal));
        return new ModelEvent(time, action, to.name(), move.from(), Optional.of(to), new Author(author.name(), reason));
    }
}
