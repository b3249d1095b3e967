package io.foreflow.forecaster.service;

import io.foreflow.forecaster.metrics.ModelMetrics;
import io.foreflow.forecaster.registry.Alias;
import io.foreflow.forecaster.registry.ModelSnapshot;
import io.foreflow.forecaster.registry.RegisteredModel;
import io.foreflow.forecaster.registry.RegistryListener;
import io.foreflow.forecaster.registry.Rejection;
import io.foreflow.forecaster.registry.Routing;
import io.foreflow.forecaster.topology.ModelView;
import io.foreflow.forecaster.topology.ServingModel;
import io.foreflow.forecaster.topology.ServingModels;
import io.foreflow.forecaster.topology.ServingModels.Shadow;
import io.foreflow.models.engine.Engine;
import io.foreflow.models.engine.select.Selection;
import io.foreflow.models.forecast.IntervalTracker;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.forecast.TargetBounds;
import io.foreflow.models.model.ForecastTask;
import io.foreflow.models.model.ModelForecaster;
import io.foreflow.models.model.TrainedModel;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.score.ShadowRole;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.Window;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds in the registry the champion and the shadow of each sensor's model, and runs them on the engine that is selected
 * for their network. A new champion is used once its bundle is in memory; until then the previous one forecasts.
 *
 * <p>The shadow of a model is its challenger. Without one it is the champion's predecessor, for the time that a new
 * champion is watched.
 */
final class RegistryModels implements ModelView {
    private static final Logger LOG = LoggerFactory.getLogger(RegistryModels.class);

    /** Maximum number of models that {@link #describe} describes. */
    private static final int DESCRIBED = 5;

    private final Supplier<ModelSnapshot> registry;
    private final Function<RegisteredModel, Optional<TrainedModel>> bundles;
    private final Routing configured;
    private final Duration watch;
    private final Clock clock;
    private final Function<NetworkSpec, Selection> engines;
    private final AtomicReference<String> lastLogged = new AtomicReference<>("");
    private volatile Found found;

    /**
     * @param bundles returns the bundle of a model, if it is in memory; never blocks
     * @param configured models of the sensors, as long as the registry has no routes
     * @param watch time during which the predecessor of a new champion forecasts beside it
     */
    RegistryModels(
            Supplier<ModelSnapshot> registry,
            Function<RegisteredModel, Optional<TrainedModel>> bundles,
            Routing configured,
            Duration watch,
            Clock clock,
            Function<NetworkSpec, Selection> engines) {
        this.registry = registry;
        this.bundles = bundles;
        this.configured = configured;
        this.watch = watch;
        this.clock = clock;
        this.engines = engines;
        this.found = new Found(ModelSnapshot.EMPTY, configured, Map.of(), true, Long.MAX_VALUE);
    }

    /**
     * The models that were found in a snapshot of the registry.
     *
     * @param routing models of the sensors
     * @param byName what serves the sensors of each model
     * @param complete true if all of them are in memory
     * @param until end of the first watch, in milliseconds since 1970
     */
    private record Found(
            ModelSnapshot snapshot, Routing routing, Map<String, ServingModels> byName, boolean complete, long until) {
        ServingModels named(String name) {
            ServingModels serving = byName.get(name);
            return serving == null ? new ServingModels(name, Optional.empty(), Optional.empty()) : serving;
        }
    }

    /** A version that forecasts beside the champion. */
    private record ShadowVersion(RegisteredModel model, ShadowRole role, long until) {}

    @Override
    public ServingModels of(SensorId sensor) {
        Found now = current();
        return now.named(now.routing().modelOf(sensor));
    }

    /** Returns false if no sensor is served by the model of this name. */
    boolean isRouted(String name) {
        return current().byName().containsKey(name);
    }

    /** Returns the models of one name, as {@link #of} does. */
    ServingModels named(String name) {
        return current().named(name);
    }

    /** Looks into a snapshot once: it is asked for each forecast. */
    @SuppressWarnings("ReferenceEquality") // a changed registry is another object
    private Found current() {
        ModelSnapshot snapshot = registry.get();
        Found before = found;
        if (before.snapshot() == snapshot && before.complete() && clock.millis() < before.until()) {
            return before;
        }
        Found now = find(snapshot, before);
        found = now;
        return now;
    }

    private Found find(ModelSnapshot snapshot, Found before) {
        Routing asked = snapshot.routing(configured);
        Routing routing = canServe(asked, snapshot, before) ? asked : before.routing();
        Map<String, ServingModels> byName = new HashMap<>();
        boolean complete = routing.equals(asked);
        long until = Long.MAX_VALUE;
        for (String name : routing.models()) {
            Optional<ServingModels> former = Optional.ofNullable(before.byName().get(name));
            Optional<RegisteredModel> champion = snapshot.champion(name);
            Optional<ServingModel> serving =
                    champion.flatMap(model -> serving(model, former.flatMap(ServingModels::champion)));
            complete &= serving.isPresent() || champion.isEmpty();
            Optional<ShadowVersion> version = shadow(snapshot, name);
            Optional<Shadow> shadow = version.flatMap(one -> serving(
                            one.model(), former.flatMap(ServingModels::shadow).map(Shadow::model))
                    .map(model -> new Shadow(model, one.role())));
            complete &= shadow.isPresent() || version.isEmpty();
            until = Math.min(until, version.map(ShadowVersion::until).orElse(Long.MAX_VALUE));
            // While the bundle of a new champion is not in memory, the one before forecasts.
            Optional<ServingModel> inUse =
                    champion.isEmpty() ? serving : serving.or(() -> former.flatMap(ServingModels::champion));
            byName.put(name, new ServingModels(name, inUse, shadow));
        }
        return new Found(snapshot, routing, Map.copyOf(byName), complete, until);
    }

    /**
     * Returns true if the champions of the routes are in memory. Until then the sensors keep the models that they have.
     * At the start they have none.
     */
    private boolean canServe(Routing routing, ModelSnapshot snapshot, Found before) {
        return routing.equals(before.routing())
                || before.byName().isEmpty()
                || routing.models().stream()
                        .allMatch(name -> before.byName().containsKey(name)
                                || snapshot.champion(name)
                                        .map(champion -> bundles.apply(champion).isPresent())
                                        .orElse(true));
    }

    private Optional<ShadowVersion> shadow(ModelSnapshot snapshot, String name) {
        Optional<RegisteredModel> champion = snapshot.champion(name);
        if (champion.isEmpty()) {
            return Optional.empty();
        }
        Optional<RegisteredModel> challenger = snapshot.challenger(name)
                .filter(model -> !model.ref().equals(champion.get().ref()));
        if (challenger.isPresent()) {
            return challenger.map(model -> new ShadowVersion(model, ShadowRole.CHALLENGER, Long.MAX_VALUE));
        }
        long until = snapshot.since(name, Alias.CHAMPION)
                .map(since -> since.plus(watch).toEpochMilli())
                .orElse(Long.MIN_VALUE);
        return clock.millis() >= until
                ? Optional.empty()
                : snapshot.predecessor(name).map(model -> new ShadowVersion(model, ShadowRole.PREDECESSOR, until));
    }

    /** Returns the model as the topology sees it, the same object as before if it is the same; empty if it is not in memory. */
    private Optional<ServingModel> serving(RegisteredModel model, Optional<ServingModel> before) {
        Optional<ServingModel> same = before.filter(
                one -> one.ref().equals(model.ref()) && one.sha256().equals(model.sha256()));
        return same.isPresent() ? same : bundles.apply(model).map(bundle -> serving(model.sha256(), bundle));
    }

    /** Returns the model as the topology sees it. */
    NetworkModel serving(String sha256, TrainedModel bundle) {
        return new NetworkModel(sha256, bundle, this);
    }

    /** Returns the models that should be in memory: champions and shadows of the routed names. */
    List<RegisteredModel> needed(ModelSnapshot snapshot) {
        List<RegisteredModel> needed = new ArrayList<>();
        for (String name : snapshot.routing(configured).models()) {
            snapshot.champion(name).ifPresent(needed::add);
            shadow(snapshot, name).map(ShadowVersion::model).ifPresent(needed::add);
        }
        return needed;
    }

    /** Describes the models that forecast, in a few words: of many, those that need attention. */
    String describe() {
        Set<String> names = registry.get().routing(configured).models();
        if (names.size() <= DESCRIBED) {
            return names.stream().map(this::describe).collect(Collectors.joining("; "));
        }
        List<String> unusual = names.stream()
                .filter(name -> !forecastsWithChampion(name))
                .map(name -> name + ": " + describe(name))
                .toList();
        String others = names.size() - unusual.size() + " models";
        return unusual.isEmpty()
                ? others
                : others + "; " + unusual.stream().limit(DESCRIBED).collect(Collectors.joining("; "))
                        + (unusual.size() > DESCRIBED ? "; " + (unusual.size() - DESCRIBED) + " more" : "");
    }

    private boolean forecastsWithChampion(String name) {
        return registry.get()
                .champion(name)
                .map(RegisteredModel::ref)
                .filter(ref -> describe(name).equals(ref.toString()))
                .isPresent();
    }

    private String describe(String name) {
        Optional<RegisteredModel> champion = registry.get().champion(name);
        if (champion.isEmpty()) {
            return "fallback";
        }
        String ref = champion.get().ref().toString();
        if (!champion.get().kind().isForecaster()) {
            return "what forecast before: the champion " + ref + " is for inference";
        }
        if (!isRouted(name)) {
            return "as before: the routes wait until " + ref + " is in memory";
        }
        Optional<ServingModel> forecasting = named(name).champion();
        if (forecasting.isPresent()
                && forecasting.get().ref().equals(champion.get().ref())) {
            return ref;
        }
        return forecasting.map(model -> model.ref().toString()).orElse("fallback") + ": the champion " + ref
                + " cannot be read";
    }

    /**
     * Counts the changes of the champions that serve sensors, and every rejected record.
     *
     * @param configured models of the sensors, as long as the registry has no routes
     */
    static RegistryListener counting(Routing configured, ModelMetrics metrics) {
        metrics.bindLoadFailures(
                Arrays.stream(Rejection.values()).map(Rejection::label).toList());
        return new RegistryListener() {
            @Override
            public void rejected(String reason) {
                metrics.loadFailed(reason);
            }

            @Override
            public void modelRemoved(ModelRef ref) {
                metrics.deleted();
            }

            @Override
            public void changed(ModelSnapshot now, int losses) {
                metrics.known(now.size(), losses);
                metrics.inUse(now.routing(configured).models().stream()
                        .flatMap(name -> now.champion(name).stream())
                        .map(RegisteredModel::ref)
                        .collect(Collectors.toSet()));
            }
        };
    }

    /** Selects an engine; it is logged once per model, not once per task. */
    private Engine engine(ModelRef model, NetworkSpec network) {
        Selection selection = engines.apply(network);
        String line = "model " + model + " runs on " + selection;
        if (!line.equals(lastLogged.getAndSet(line))) {
            LOG.info("{}", line);
        }
        return selection.engine();
    }

    record NetworkModel(String sha256, TrainedModel bundle, RegistryModels models) implements ServingModel {
        @Override
        public ModelRef ref() {
            return bundle.ref();
        }

        @Override
        public TargetBounds bounds() {
            return bundle.task() instanceof ForecastTask task ? task.bounds() : TargetBounds.NONE;
        }

        @Override
        public Optional<IntervalTracker> intervals(Window window) {
            return bundle.task() instanceof ForecastTask task ? task.intervals().at(window) : Optional.empty();
        }

        @Override
        public ModelReplica open() {
            ModelForecaster forecaster = ModelForecaster.open(bundle, network -> models.engine(bundle.ref(), network));
            return new ModelReplica() {
                @Override
                public ForecastOutcome forecast(Window window) {
                    return forecaster.forecast(window);
                }

                @Override
                public void close() {
                    forecaster.close();
                }
            };
        }
    }
}
