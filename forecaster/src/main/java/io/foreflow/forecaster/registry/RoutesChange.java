package io.foreflow.forecaster.registry;

import static java.util.Objects.requireNonNull;

import io.foreflow.forecaster.registry.RecordKey.RoutesKey;
import io.foreflow.forecaster.registry.Routing.Route;
import io.foreflow.models.bundle.Bundles;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The records that change the routes on the topic: a pure function of a snapshot.
 *
 * @param from routes on the topic before; empty if those of the configuration counted
 * @param to routes on the topic after; empty if those of the configuration count
 * @param records empty if nothing changes
 */
public record RoutesChange(Optional<Routing> from, Optional<Routing> to, List<RegistryRecord> records) {
    public RoutesChange {
        requireNonNull(from, "from");
        requireNonNull(to, "to");
        records = List.copyOf(records);
    }

    /** Returns true if other routes count than before. */
    public boolean changes() {
        return !records.isEmpty();
    }

    /** Sets the routes. */
    public static RoutesChange to(ModelSnapshot before, Routing routing) {
        byte[] value = ModelRecords.routes(routing);
        RoutesKey key = new RoutesKey(Bundles.sha256(value));
        List<RegistryRecord> records = new ArrayList<>();
        if (!before.routing().equals(Optional.of(routing))) {
            records.add(RegistryRecord.of(key, value));
            before.routes().keySet().stream()
                    .filter(old -> !old.equals(key))
                    .forEach(old -> records.add(RegistryRecord.tombstone(old)));
        }
        return new RoutesChange(before.routing(), Optional.of(routing), records);
    }

    /** Goes back to the routes of the configuration. */
    public static RoutesChange cleared(ModelSnapshot before) {
        List<RegistryRecord> records =
                before.routes().keySet().stream().map(RegistryRecord::tombstone).toList();
        return new RoutesChange(before.routing(), Optional.empty(), records);
    }

    /** Returns everything that speaks against routes, one line each: also models that cannot forecast. */
    public static List<String> problems(ModelSnapshot snapshot, List<Route> routes) {
        List<String> problems = formProblems(routes);
        routes.stream().map(Route::model).distinct().forEach(name -> {
            Optional<RegisteredModel> champion = snapshot.champion(name);
            if (champion.isEmpty()) {
                problems.add("the model " + name + " has no champion; publish one first");
            } else if (!champion.get().kind().isForecaster()) {
                problems.add("the model " + name + " does not forecast: its champion is a "
                        + champion.get().kind().label());
            }
        });
        return problems;
    }

    /** Returns what keeps routes from being a record of the topic, one line each. */
    static List<String> formProblems(List<Route> routes) {
        List<String> problems = new ArrayList<>(Routing.problems(routes));
        if (problems.isEmpty()) {
            int bytes = ModelRecords.routes(new Routing(routes)).length;
            if (bytes > ModelRecords.MAX_ROUTES) {
                problems.add("the routes have " + bytes + " bytes; at most " + ModelRecords.MAX_ROUTES
                        + " are allowed, use patterns or shares instead of lists of sensors");
            }
        }
        return problems;
    }
}
