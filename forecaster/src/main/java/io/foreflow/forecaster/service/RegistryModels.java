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

    private final Supplier<ModelSnapshot> registry;
    private final Function<RegisteredModel, Optional<TrainedModel>> bundles;
    private final Routing routing;
    private final Duration watch;
    private final Clock clock;
    private final Function<NetworkSpec, Selection> engines;
    private final AtomicReference<String> lastLogged = new AtomicReference<>("");
    private volatile Found found = new Found(ModelSnapshot.EMPTY, Map.of(), true, Long.MAX_VALUE);

    /**
     * @param bundles returns the bundle of a model, if it is in memory; never blocks
     * @param routing models of the sensors
     * @param watch time during which the predecessor of a new champion forecasts beside it
     */
    RegistryModels(
            Supplier<ModelSnapshot> registry,
            Function<RegisteredModel, Optional<TrainedModel>> bundles,
            Routing routing,
            Duration watch,
            Clock clock,
            Function<NetworkSpec, Selection> engines) {
        this.registry = registry;
        this.bundles = bundles;
        this.routing = routing;
        this.watch = watch;
        this.clock = clock;
        this.engines = engines;
    }

    /**
     * The models that were found in a snapshot of the registry.
     *
     * @param byName what serves the sensors of each model
     * @param complete true if all of them are in memory
     * @param until end of the first watch, in milliseconds since 1970
     */
    private record Found(ModelSnapshot snapshot, Map<String, ServingModels> byName, boolean complete, long until) {}

    /** A version that forecasts beside the champion. */
    private record ShadowVersion(RegisteredModel model, ShadowRole role, long until) {}

    @Override
    public ServingModels of(SensorId sensor) {
        return byName(routing.modelOf(sensor));
    }

    /** Returns the models of one name, as {@link #of} does. */
    ServingModels byName(String name) {
        ServingModels serving = current().byName().get(name);
        return serving == null ? new ServingModels(name, Optional.empty(), Optional.empty()) : serving;
    }

    /** Looks into a snapshot once: it is asked for each forecast. */
    @SuppressWarnings("ReferenceEquality") // a changed registry is another object
    private Found current() {
        ModelSnapshot snapshot = registry.get();
        Found before = found;
        if (before.snapshot() == snapshot && before.complete() && clock.millis() < before.until()) {
            return before;
        }
        Found now = find(snapshot, before.byName());
        found = now;
        return now;
    }

    private Found find(ModelSnapshot snapshot, Map<String, ServingModels> before) {
        Map<String, ServingModels> byName = new HashMap<>();
        boolean complete = true;
        long until = Long.MAX_VALUE;
        for (String name : routing.models()) {
            Optional<ServingModels> former = Optional.ofNullable(before.get(name));
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
        return new Found(snapshot, Map.copyOf(byName), complete, until);
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
        for (String name : routing.models()) {
            snapshot.champion(name).ifPresent(needed::add);
            shadow(snapshot, name).map(ShadowVersion::model).ifPresent(needed::add);
        }
        return needed;
    }

    /** Describes the models that forecast, in a few words. */
    String describe() {
        return routing.models().stream().map(this::describe).collect(Collectors.joining("; "));
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
        Optional<ServingModel> forecasting = byName(name).champion();
        if (forecasting.isPresent()
                && forecasting.get().ref().equals(champion.get().ref())) {
            return ref;
        }
        return forecasting.map(model -> model.ref().toString()).orElse("fallback") + ": the champion " + ref
                + " cannot be read";
    }

    /** Counts the events of the champions of {@code names}, and every rejected record. */
    static RegistryListener counting(Set<String> names, ModelMetrics metrics) {
        metrics.bindLoadFailures(
                Arrays.stream(Rejection.values()).map(Rejection::label).toList());
        return new RegistryListener() {
            @Override
            public void aliasMoved(String moved, Alias alias, Optional<ModelRef> target) {
                if (names.contains(moved) && alias == Alias.CHAMPION) {
                    metrics.inUse(target);
                }
            }

            @Override
            public void rejected(String reason) {
                metrics.loadFailed(reason);
            }

            @Override
            public void modelRemoved(ModelRef ref) {
                metrics.deleted();
            }

            @Override
            public void changed(int models, int losses) {
                metrics.known(models, losses);
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
