package io.foreflow.forecaster.service;

import io.foreflow.forecaster.metrics.ModelMetrics;
import io.foreflow.forecaster.registry.Alias;
import io.foreflow.forecaster.registry.ModelSnapshot;
import io.foreflow.forecaster.registry.RegisteredModel;
import io.foreflow.forecaster.registry.RegistryListener;
import io.foreflow.forecaster.registry.Rejection;
import io.foreflow.forecaster.registry.Routing;
import io.foreflow.forecaster.registry.UnavailableBundleException;
import io.foreflow.forecaster.topology.ModelMemory;
import io.foreflow.forecaster.topology.ModelUse;
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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds in the registry the champion and the shadow of each sensor's model, and runs them on the engine that is selected
 * for their network. A new champion is used once its bundle is in memory; until then the previous one forecasts.
 *
 * <p>Only the models of sensors that this instance forecasts are in memory. A task tells its sensors when it begins. The
 * first model of a sensor is waited for; a change of models or routes takes effect once all bundles that the task needs
 * are in memory. If the memory for models is too small for all of them, some rest: they are read when a sensor needs
 * them.
 *
 * <p>The shadow of a model is its challenger. Without one it is the champion's predecessor, for the time that a new
 * champion is watched.
 */
final class RegistryModels implements ModelView {
    private static final Logger LOG = LoggerFactory.getLogger(RegistryModels.class);

    /** Maximum number of models that {@link #describe} describes. */
    private static final int DESCRIBED = 5;

    /** Maximum time in which a task reads its models before it begins; the rest is read when it is needed. */
    private static final Duration TOGETHER = Duration.ofSeconds(5);

    /** Maximum time in which the shadow of a model that rested is read. */
    private static final Duration SHADOW = Duration.ofSeconds(1);

    /** Time after which a bundle that could not be read is waited for again. */
    private static final Duration RETRY = Duration.ofSeconds(30);

    /** Maximum number of remembered lines of the log. */
    private static final int MOST_LOGGED = 1_000;

    private final Supplier<ModelSnapshot> registry;
    private final BundleAccess bundles;
    private final Routing configured;
    private final Duration watch;
    private final Clock clock;
    private final Function<NetworkSpec, Selection> engines;
    private final ModelMemory memory;

    /** The engines of models that were logged, one line each. */
    private final Set<String> logged = ConcurrentHashMap.newKeySet();

    /** Champion and shadow of each model in use, by name. */
    private final Map<String, Named> byName = new ConcurrentHashMap<>();

    private final Set<TaskUse> uses = ConcurrentHashMap.newKeySet();
    private volatile Asked asked;

    /** Finds the bundles of models. */
    interface BundleAccess {
        /** Returns a bundle if it is in memory; never blocks. */
        Optional<TrainedModel> cached(RegisteredModel model);

        /**
         * Reads a bundle; blocks for some seconds at most.
         *
         * @throws UnavailableBundleException if it cannot be read
         */
        TrainedModel read(RegisteredModel model);

        /** Reads bundles, as many as can be read in a time; tells each. */
        void readAll(List<RegisteredModel> models, Duration within, BiConsumer<RegisteredModel, TrainedModel> read);
    }

    /**
     * @param configured models of the sensors, as long as the registry has no routes
     * @param watch time during which the predecessor of a new champion forecasts beside it
     * @param memory memory of the replicas of all tasks
     */
    RegistryModels(
            Supplier<ModelSnapshot> registry,
            BundleAccess bundles,
            Routing configured,
            Duration watch,
            Clock clock,
            Function<NetworkSpec, Selection> engines,
            ModelMemory memory) {
        this.registry = registry;
        this.bundles = bundles;
        this.configured = configured;
        this.watch = watch;
        this.clock = clock;
        this.engines = engines;
        this.memory = memory;
        this.asked = new Asked(ModelSnapshot.EMPTY, configured);
    }

    /** The routes that count in a snapshot. */
    private record Asked(ModelSnapshot snapshot, Routing routing) {}

    /**
     * The models of one name in a snapshot.
     *
     * @param complete true if all of them are in memory
     * @param until end of the watch, in milliseconds since 1970
     * @param retry until then a bundle that could not be read is not waited for, in milliseconds since 1970
     */
    private record Named(ModelSnapshot snapshot, ServingModels models, boolean complete, long until, long retry) {
        @SuppressWarnings("ReferenceEquality") // a changed registry is another object
        boolean isOf(ModelSnapshot now, long millis) {
            return snapshot == now && (complete ? millis < until : millis < retry);
        }
    }

    /** A version that forecasts beside the champion. */
    private record ShadowVersion(RegisteredModel model, ShadowRole role, long until) {}

    /** Returns the routes that count. It is asked for each forecast. */
    @SuppressWarnings("ReferenceEquality") // a changed registry is another object
    private Routing asked() {
        ModelSnapshot snapshot = registry.get();
        Asked known = asked;
        if (known.snapshot() != snapshot) {
            known = new Asked(snapshot, snapshot.routing(configured));
            asked = known;
        }
        return known.routing();
    }

    @Override
    public ServingModels of(SensorId sensor) {
        return named(asked().modelOf(sensor));
    }

    /** Returns the models of one name. It blocks while the champion is read, if none of this name is in memory. */
    ServingModels named(String name) {
        return named(name, true);
    }

    private ServingModels named(String name, boolean wait) {
        ModelSnapshot snapshot = registry.get();
        long millis = clock.millis();
        Named before = byName.get(name);
        if (before != null && before.isOf(snapshot, millis)) {
            return before.models();
        }
        Optional<ServingModels> former = Optional.ofNullable(before).map(Named::models);
        Named now = find(snapshot, name, former, Long.MIN_VALUE);
        Optional<RegisteredModel> champion = snapshot.champion(name);
        if (wait && champion.isPresent() && now.models().champion().isEmpty()) {
            try {
                TrainedModel read = bundles.read(champion.get());
                now = find(snapshot, name, Optional.of(serving(now.models(), champion.get(), read)), Long.MIN_VALUE);
            } catch (UnavailableBundleException e) {
                LOG.warn("Model {} cannot be used: {}", champion.get().ref(), e.getMessage());
                now = find(snapshot, name, former, millis + RETRY.toMillis());
            }
        }
        byName.put(name, now);
        return now.models();
    }

    private ServingModels serving(ServingModels found, RegisteredModel champion, TrainedModel bundle) {
        return new ServingModels(found.name(), Optional.of(serving(champion.sha256(), bundle)), found.shadow());
    }

    private Named find(ModelSnapshot snapshot, String name, Optional<ServingModels> former, long retry) {
        Optional<RegisteredModel> champion = snapshot.champion(name);
        Optional<ServingModel> serving =
                champion.flatMap(model -> serving(model, former.flatMap(ServingModels::champion)));
        Optional<ShadowVersion> version = shadow(snapshot, name);
        Optional<Shadow> shadow = version.flatMap(one -> serving(
                        one.model(), former.flatMap(ServingModels::shadow).map(Shadow::model))
                .map(model -> new Shadow(model, one.role())));
        // While the bundle of a new champion is not in memory, the one before forecasts.
        Optional<ServingModel> inUse =
                champion.isEmpty() ? serving : serving.or(() -> former.flatMap(ServingModels::champion));
        return new Named(
                snapshot,
                new ServingModels(name, inUse, shadow),
                (serving.isPresent() || champion.isEmpty()) && (shadow.isPresent() || version.isEmpty()),
                version.map(ShadowVersion::until).orElse(Long.MAX_VALUE),
                retry);
    }

    @Override
    public ModelMemory memory() {
        return memory;
    }

    @Override
    public ModelUse open(TaskSensors sensors) {
        TaskUse use = new TaskUse(sensors);
        uses.add(use);
        use.begin();
        return use;
    }

    /** The models of one task's sensors. The names are read by other threads. */
    private final class TaskUse implements ModelUse {
        private final TaskSensors sensors;
        private volatile Routing routing;
        private volatile Set<String> names;

        /** Routes that take effect once their models are in memory. */
        private volatile @Nullable Routing next;

        private volatile Set<String> nextNames = Set.of();

        /** Names whose models are read once a sensor needs them. */
        private final Set<String> resting = ConcurrentHashMap.newKeySet();

        private Deque<String> unread = new ArrayDeque<>();

        private TaskUse(TaskSensors sensors) {
            this.sensors = sensors;
            this.routing = asked();
            this.names = names(routing);
        }

        private void begin() {
            ModelSnapshot snapshot = registry.get();
            letRest(names);
            List<RegisteredModel> champions = names.stream()
                    .filter(name -> !resting.contains(name))
                    .flatMap(name -> snapshot.champion(name).stream())
                    .filter(model -> named(model.ref().name(), false).champion().isEmpty())
                    .toList();
            bundles.readAll(champions, TOGETHER, RegistryModels.this::keep);
        }

        private Set<String> names(Routing routing) {
            Set<String> found = ConcurrentHashMap.newKeySet();
            sensors.forEach(sensor -> found.add(routing.modelOf(sensor)));
            return found;
        }

        /** Lets those rest whose models do not fit into the memory with those of other tasks. */
        private void letRest(Set<String> wanted) {
            Set<String> loaded = used();
            loaded.removeAll(wanted);
            uses.stream()
                    .filter(use -> use != this)
                    .forEach(use -> wanted.stream().filter(use::needs).forEach(loaded::add));
            long bytes = loaded.stream().mapToLong(RegistryModels.this::bytes).sum();
            for (String name : wanted) {
                long more = loaded.contains(name) || resting.contains(name) ? 0 : bytes(name);
                if (memory.fits(bytes + more)) {
                    bytes += more;
                } else {
                    resting.add(name);
                }
            }
        }

        /** Returns true if models of this name should be in memory. */
        private boolean needs(String name) {
            return (names.contains(name) || nextNames.contains(name)) && !resting.contains(name);
        }

        @Override
        public void evicted(String name) {
            resting.add(name);
            if (uses.stream().noneMatch(use -> use.needs(name))) {
                byName.remove(name);
            }
        }

        @Override
        public ServingModels of(SensorId sensor) {
            refresh();
            Routing waiting = next;
            if (waiting != null) {
                String later = waiting.modelOf(sensor);
                if (nextNames.add(later)) {
                    unread.add(later);
                }
            }
            String name = routing.modelOf(sensor);
            names.add(name);
            return resting.remove(name) ? woken(name) : named(name);
        }

        @Override
        @SuppressWarnings("ReferenceEquality") // equal routes are found once, then they are the same object
        public void refresh() {
            Routing now = asked();
            if (now == routing) {
                if (next != null) {
                    take(now, names);
                }
                return;
            }
            if (now != next) {
                if (now.equals(routing)) {
                    take(now, names);
                    return;
                }
                next = now;
                nextNames = names(now);
                letRest(nextNames);
                unread = nextNames.stream()
                        .filter(name -> !resting.contains(name))
                        .collect(Collectors.toCollection(ArrayDeque::new));
            }
            while (!unread.isEmpty() && isReady(unread.peek())) {
                unread.remove();
            }
            if (unread.isEmpty()) {
                take(now, nextNames);
            }
        }

        private void take(Routing now, Set<String> needed) {
            routing = now;
            names = needed;
            next = null;
            nextNames = Set.of();
            resting.retainAll(needed);
        }

        /** Returns true if other routes count than this task has, and it has not looked for them, or lacks this model. */
        @SuppressWarnings("ReferenceEquality") // as above
        private boolean waitsFor(String name) {
            Routing now = asked();
            return now != routing && (now != next || (nextNames.contains(name) && needs(name) && !isReady(name)));
        }

        @Override
        public void close() {
            uses.remove(this);
        }
    }

    /** Returns true if a champion of this name is in memory, or if there is none. */
    private boolean isReady(String name) {
        return registry.get().champion(name).isEmpty()
                || named(name, false).champion().isPresent();
    }

    /** Keeps a bundle that was read, if it is one in use: the cache may be too small for all of them. */
    private void keep(RegisteredModel model, TrainedModel bundle) {
        String name = model.ref().name();
        byName.computeIfPresent(name, (same, known) -> known.models().champion().isPresent() ? known : null);
        named(name, false);
    }

    /** Returns the names whose models should be in memory. */
    private Set<String> used() {
        Set<String> names = new HashSet<>();
        uses.forEach(use -> {
            use.names.stream().filter(use::needs).forEach(names::add);
            use.nextNames.stream().filter(use::needs).forEach(names::add);
        });
        return names;
    }

    /** Returns the bytes that the bundles of a name take in memory, with one replica each. */
    private long bytes(String name) {
        ModelSnapshot snapshot = registry.get();
        long bytes = snapshot.champion(name).map(RegisteredModel::bytes).orElse(0);
        return 2
                * (bytes
                        + shadow(snapshot, name).map(one -> one.model().bytes()).orElse(0));
    }

    /** Returns the models of a name that rested. Its shadow is waited for as well, so that it misses no window. */
    private ServingModels woken(String name) {
        ModelSnapshot snapshot = registry.get();
        List<RegisteredModel> unread =
                shadow(snapshot, name)
                        .map(ShadowVersion::model)
                        .filter(model -> bundles.cached(model).isEmpty())
                        .stream()
                        .toList();
        List<TrainedModel> kept = new ArrayList<>();
        bundles.readAll(unread, SHADOW, (model, bundle) -> kept.add(bundle));
        ServingModels woken = named(name);
        LOG.debug("Model {} is in memory again, with {} shadows", name, kept.size());
        return woken;
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
        return same.isPresent() ? same : bundles.cached(model).map(bundle -> serving(model.sha256(), bundle));
    }

    /** Returns the model as the topology sees it. */
    NetworkModel serving(String sha256, TrainedModel bundle) {
        return new NetworkModel(sha256, bundle, Float.BYTES * bundle.parameters(), this);
    }

    /**
     * Returns the models that should be in memory: champions and shadows of the names that tasks use. Lets go of others.
     */
    List<RegisteredModel> needed(ModelSnapshot snapshot) {
        Set<String> used = used();
        byName.keySet().retainAll(used);
        List<RegisteredModel> needed = new ArrayList<>();
        for (String name : used) {
            snapshot.champion(name).ifPresent(needed::add);
            shadow(snapshot, name).map(ShadowVersion::model).ifPresent(needed::add);
        }
        return needed;
    }

    /** Returns the number of models by name that this instance uses. */
    int inUse() {
        Set<String> names = new HashSet<>();
        uses.forEach(use -> names.addAll(use.names));
        return names.size();
    }

    /** Describes the models that forecast, in a few words: of many, those that need attention. */
    String describe() {
        Set<String> names = asked().models();
        Set<String> used = used();
        if (names.size() <= DESCRIBED) {
            return names.stream().map(name -> describe(name, used)).collect(Collectors.joining("; "));
        }
        List<String> unusual = names.stream()
                .filter(name -> !forecastsWithChampion(name, used))
                .map(name -> name + ": " + describe(name, used))
                .toList();
        String all = names.size() + " models, of which this instance uses " + inUse();
        return unusual.isEmpty()
                ? all
                : all + "; " + unusual.stream().limit(DESCRIBED).collect(Collectors.joining("; "))
                        + (unusual.size() > DESCRIBED ? "; " + (unusual.size() - DESCRIBED) + " more" : "");
    }

    private boolean forecastsWithChampion(String name, Set<String> used) {
        return registry.get()
                .champion(name)
                .map(RegisteredModel::ref)
                .filter(ref -> describe(name, used).equals(ref.toString()))
                .isPresent();
    }

    private String describe(String name, Set<String> used) {
        Optional<RegisteredModel> champion = registry.get().champion(name);
        if (champion.isEmpty()) {
            return "fallback";
        }
        String ref = champion.get().ref().toString();
        if (!champion.get().kind().isForecaster()) {
            return "what forecast before: the champion " + ref + " is for inference";
        }
        if (uses.stream().anyMatch(use -> use.waitsFor(name))) {
            return "as before: the routes wait until " + ref + " is in memory";
        }
        if (!used.contains(name)) {
            return ref;
        }
        Optional<ServingModel> forecasting = named(name, false).champion();
        if (forecasting.isPresent()
                && forecasting.get().ref().equals(champion.get().ref())) {
            return ref;
        }
        return forecasting.map(model -> model.ref().toString()).orElse("fallback") + ": the champion " + ref
                + " cannot be read";
    }

    /** Keeps bundles in use, and counts the changes of the champions that serve sensors, and every rejected record. */
    RegistryListener listener(ModelMetrics metrics) {
        metrics.bindLoadFailures(
                Arrays.stream(Rejection.values()).map(Rejection::label).toList());
        return new RegistryListener() {
            @Override
            public void rejected(String reason) {
                metrics.loadFailed(reason);
            }

            @Override
            public void bundleRead(RegisteredModel model, TrainedModel bundle) {
                keep(model, bundle);
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
        if (logged.size() >= MOST_LOGGED) {
            logged.clear();
        }
        if (logged.add(line)) {
            LOG.info("{}", line);
        }
        return selection.engine();
    }

    record NetworkModel(String sha256, TrainedModel bundle, long weightBytes, RegistryModels models)
            implements ServingModel {
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
