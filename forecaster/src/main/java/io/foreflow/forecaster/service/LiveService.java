package io.foreflow.forecaster.service;

import static java.util.Objects.requireNonNull;

import io.foreflow.forecaster.api.BindException;
import io.foreflow.forecaster.api.Health;
import io.foreflow.forecaster.api.Probes;
import io.foreflow.forecaster.lifecycle.LifecycleRules.ChampionChoice;
import io.foreflow.forecaster.lifecycle.TrialsStage;
import io.foreflow.forecaster.metrics.ServiceMetrics;
import io.foreflow.forecaster.registry.ModelRegistry;
import io.foreflow.forecaster.registry.ModelSnapshot;
import io.foreflow.forecaster.registry.RegisteredModel;
import io.foreflow.forecaster.store.BundleCopies;
import io.foreflow.forecaster.store.StoreReader;
import io.foreflow.forecaster.store.StoreSettings;
import io.foreflow.forecaster.terminal.Version;
import io.foreflow.forecaster.topology.ModelMemory;
import io.foreflow.forecaster.topology.PipelineTopology;
import io.foreflow.ingest.publish.TopicAdmin;
import io.foreflow.ingest.publish.TopicException;
import io.foreflow.ingest.publish.TopicPlan;
import io.foreflow.ingest.wire.InputMapping;
import io.foreflow.ingest.wire.TopicNames;
import io.foreflow.models.engine.select.EngineSelector;
import io.foreflow.models.engine.select.Selection;
import io.foreflow.models.model.TrainedModel;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.windowing.streams.ArrivalTime;
import io.foreflow.windowing.streams.HeapBudget;
import io.foreflow.windowing.streams.OutputTopics;
import io.foreflow.windowing.streams.RecordFailures;
import io.foreflow.windowing.streams.WindowingStage;
import io.foreflow.windowing.wire.WindowTopics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KafkaStreams.State;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The live service. It reads readings, writes windows and forecasts, answers requests for inference, follows published
 * models, and serves probes and metrics over HTTP. It starts once. Requests are answered by streams of their own, whose
 * failure stops no forecast.
 *
 * <p>It is ready when the models topic has been read to its end and Streams runs. It needs no model for that: without
 * one every forecast is a fallback, labelled as such.
 */
public final class LiveService implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LiveService.class);

    /** Maximum time for the streams to end; they need a second or two, and longer only without a broker. */
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(20);

    private static final Duration MODELS_WITHIN = Duration.ofSeconds(60);

    private final LiveServiceConfig config;
    private final Function<NetworkSpec, Selection> engines;
    private final Clock clock;
    private final Clock steady;
    private final CompletableFuture<Void> stopped = new CompletableFuture<>();
    private final CompletableFuture<Void> ready = new CompletableFuture<>();

    /** Open resources, the latest first: closed in this order. */
    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    private volatile Phase phase = Phase.NEW;
    private volatile @Nullable KafkaStreams streams;
    private volatile @Nullable StreamsShutdown forecasting;
    private volatile @Nullable InferenceStreams inference;
    private volatile @Nullable ModelRegistry registry;
    private volatile @Nullable RegistryModels models;
    private volatile @Nullable RegistryInference answering;
    private volatile @Nullable ServiceHttp http;

    /** The progress of the start. The text completes "not ready: ". */
    private enum Phase {
        NEW("the service has not been started"),
        BROKER("the broker has not answered or its topics do not exist yet"),
        MODELS("the models topic has not been read to its end"),
        STREAMS("streams are starting"),
        CLOSED("the service is closing");

        private final String problem;

        Phase(String problem) {
            this.problem = problem;
        }
    }

    public LiveService(LiveServiceConfig config) {
        this(config, new EngineSelector(config.engine())::forForecasting);
    }

    /** @param engines selects the engine of a network, in place of {@link LiveServiceConfig#engine()} */
    public LiveService(LiveServiceConfig config, Function<NetworkSpec, Selection> engines) {
        this.config = config;
        this.engines = engines;
        this.clock = Clock.systemUTC();
        this.steady = new SteadyClock(clock, System::nanoTime);
    }

    /**
     * Starts everything in order and returns once Streams has been started: HTTP (so that a port in use is reported at
     * once and probes can say what is missing), broker and topics, models, Streams.
     *
     * @throws DamagedStoreException if it cannot start with a damaged store, which has been deleted; everything started is
     *     closed again
     * @throws LiveServiceException if it cannot start; everything started is closed again
     * @throws InterruptedException if the thread was interrupted while waiting; everything started is closed again
     */
    public void start() throws InterruptedException {
        if (phase != Phase.NEW) {
            throw new IllegalStateException("a live service starts once");
        }
        NativeStores.load();
        try {
            opened(new ClockWatch(clock::millis, System::nanoTime, this::stopBecauseTheClockWasSetBack))
                    .start();
            ServiceMetrics metrics =
                    opened(new ServiceMetrics(config.metrics(), config.applicationId(), Version.number()));
            metrics.bindReady(() -> ready().ok());
            metrics.bindStep(config.pipeline().windowing().shape().step());
            startHttp(metrics);
            enter(Phase.BROKER);
            TopicLayout layout = ensureTopics();
            requireNonNull(http).broker();
            enter(Phase.MODELS);
            startModels(metrics);
            enter(Phase.STREAMS);
            startStreams(metrics, layout);
            startInference(metrics, layout);
        } catch (InterruptException e) {
            // A Kafka client was interrupted. It has set the mark again, which would break off the closing.
            Thread.interrupted();
            close();
            InterruptedException interrupted = new InterruptedException(e.getMessage());
            interrupted.initCause(e);
            throw interrupted;
        } catch (BindException | TopicException e) {
            close();
            throw new LiveServiceException(requireNonNull(e.getMessage()), e);
        } catch (KafkaException | UncheckedIOException e) {
            close();
            throw failedStart(e);
        } catch (InterruptedException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Says why the service cannot start, and deletes a damaged store. */
    private LiveServiceException failedStart(RuntimeException failure) {
        Optional<DamagedStore> damaged =
                DamagedStore.in(failure, config.stateDir().resolve(config.applicationId()));
        if (damaged.isPresent()) {
            Path task = damaged.get().task();
            try {
                Utils.delete(task.toFile());
                return new DamagedStoreException(
                        "A store in " + task + " was damaged, as by a crash ("
                                + damaged.get().reason()
                                + "). The folder was deleted; what was committed is read from Kafka again.",
                        failure);
            } catch (IOException e) {
                failure.addSuppressed(e);
            }
        }
        return new LiveServiceException(
                "the service cannot start: "
                        + FullDisk.advice(failure, config.stateDir()).orElseGet(() -> reasons(failure)),
                failure);
    }

    /** Returns the message of a failure and that of its first cause. */
    private static String reasons(Throwable failure) {
        Throwable first = failure;
        while (first.getCause() != null) {
            first = first.getCause();
        }
        String message = String.valueOf(failure.getMessage());
        String reason = String.valueOf(first.getMessage());
        return message.contains(reason) ? message : message + ": " + reason;
    }

    /**
     * Waits until the service has become ready for the first time.
     *
     * @return false if the time is over first
     * @throws LiveServiceException if the service stops meanwhile
     */
    public boolean awaitReady(Duration timeout) throws InterruptedException {
        try {
            CompletableFuture.anyOf(ready, stopped).get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            return ready.isDone();
        } catch (java.util.concurrent.TimeoutException e) {
            return false;
        } catch (java.util.concurrent.ExecutionException e) {
            if (e.getCause() instanceof LiveServiceException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    /** Returns the port that HTTP is bound to, from {@link #start()} on. */
    public int httpPort() {
        ServiceHttp bound = http;
        if (bound == null) {
            throw new IllegalStateException("HTTP is not bound");
        }
        return bound.port();
    }

    /**
     * Completes when the service has been closed, and exceptionally with a {@link LiveServiceException} when it cannot
     * continue; then close it.
     */
    public CompletableFuture<Void> stopped() {
        return stopped.copy();
    }

    /**
     * Ends everything and waits for it: the streams at once and at the same time, then what they need, in reverse order.
     * May be called at any time, also twice.
     */
    @Override
    public void close() {
        synchronized (open) {
            phase = Phase.CLOSED;
            Optional.ofNullable(forecasting).ifPresent(StreamsShutdown::begin);
            Optional.ofNullable(inference).ifPresent(InferenceStreams::beginClose);
            while (!open.isEmpty()) {
                AutoCloseable last = open.pop();
                try {
                    last.close();
                } catch (Exception e) {
                    LOG.warn("{} did not close cleanly", last, e);
                }
            }
        }
        stopped.complete(null);
    }

    private void stopBecauseTheClockWasSetBack(Duration back) {
        String message = "The service stops: the machine's clock was set back by " + back.toSeconds()
                + " s, and Kafka's clients would wait until it has caught up. Start it again; nothing is lost.";
        LOG.error(message);
        stopped.completeExceptionally(new LiveServiceException(message, null));
    }

    private void startHttp(ServiceMetrics metrics) {
        ServiceHttp api = new ServiceHttp(
                config, new Probes(this::live, this::ready, metrics::scrape), metrics.pipeline(), engines);
        api.start();
        http = opened(api);
        LOG.info("HTTP listens on {}", api.url());
    }

    /**
     * @param partitions number of partitions of the topic that readings come from
     * @param replicationFactor replication factor of new topics in this cluster; −1 is the broker's default
     */
    private record TopicLayout(int partitions, int replicationFactor) {}

    private TopicLayout ensureTopics() throws InterruptedException {
        InputMapping input = config.pipeline().input();
        TopicNames names = config.pipeline().topics();
        String read = input.topic(names);
        try (TopicAdmin admin =
                TopicAdmin.connect(config.kafka(), config.createTopics(), config.brokerWait(), steady, LOG::info)) {
            int partitions =
                    read.equals(names.readings()) ? config.partitions() : admin.partitionsOf(read, "input.topic");
            int replicationFactor = admin.replicationFactor(config.replicationFactor());
            admin.ensure(topics(
                    config.withReplicationFactor(replicationFactor),
                    input.keyedBySensor() ? partitions : config.partitions()));
            return new TopicLayout(partitions, replicationFactor);
        }
    }

    /**
     * Returns Foreflow's own topics, with the one that repartitions readings by sensor.
     *
     * @param bySensor partitions of the latter
     */
    private static List<TopicPlan> topics(LiveServiceConfig config, int bySensor) {
        TopicNames names = config.pipeline().topics();
        OutputTopics outputs = config.pipeline().outputs();
        List<TopicPlan> plans = new ArrayList<>(TopicPlan.all(names, config.partitions(), config.replicationFactor()));
        if (!outputs.windows()) {
            plans.removeIf(plan -> plan.name().equals(names.windows()));
        }
        if (!outputs.trainingWindows()) {
            plans.removeIf(plan -> plan.name().equals(names.trainingWindows()));
        }
        if (WindowingStage.readsBySensor(
                config.pipeline().input(), config.pipeline().windowing())) {
            TopicPlan readings = plans.stream()
                    .filter(plan -> plan.name().equals(names.readings()))
                    .findFirst()
                    .orElseThrow();
            plans.add(new TopicPlan(
                    WindowTopics.readingsBySensor(names),
                    bySensor,
                    true,
                    readings.replicationFactor(),
                    readings.configs()));
        }
        return plans;
    }

    private void startModels(ServiceMetrics metrics) throws InterruptedException {
        CompletableFuture<ModelRegistry> started = new CompletableFuture<>();
        RegistryModels view = new RegistryModels(
                () -> started.join().snapshot(),
                bundles(started),
                config.routing(),
                config.lifecycle().watch(),
                clock,
                engines,
                new ModelMemory(config.modelBytes()));
        ModelRegistry following = opened(new ModelRegistry(
                config.kafka(),
                config.pipeline().topics(),
                view::needed,
                ModelRegistry.defaultBudget(),
                storeReader(),
                view.listener(metrics.models())));
        started.complete(following);
        metrics.models().bindHeld(following::heldBytes);
        metrics.models().bindLoaded(view.memory()::bytes);
        metrics.models().bindUsed(view::inUse);
        metrics.models().bindTrained(() -> {
            ModelSnapshot now = following.snapshot();
            return now.champion(now.routing(config.routing()).defaultModel())
                    .map(champion -> champion.card().build().created());
        });
        following.start();
        registry = following;
        RegistryInference others = new RegistryInference(
                following::snapshot, following::bundle, engines, RegistryInference.defaultBudget());
        requireNonNull(http).models(following, view::named, others);
        if (!following.awaitCaughtUp(MODELS_WITHIN)) {
            throw new LiveServiceException(
                    "the models topic " + config.pipeline().topics().models()
                            + " could not be read to its end: nothing came for "
                            + MODELS_WITHIN.toSeconds() + " s. Check that its leader is up and that this user may read"
                            + " it",
                    null);
        }
        ModelSnapshot known = following.snapshot();
        LOG.info(
                "Models by sensors, from {}: {}",
                known.routing().isPresent()
                        ? "topic " + config.pipeline().topics().models()
                        : "the configuration",
                known.routing(config.routing()));
        metrics.models().serving();
        models = view;
        answering = others;
    }

    /** Returns the reader of the store; empty without a store. */
    private Optional<StoreReader> storeReader() {
        StoreSettings store = config.store();
        if (store.location().isEmpty()) {
            return Optional.empty();
        }
        LOG.info(
                "Bundles above {} MiB lie in the store {}",
                store.aboveMiB(),
                store.location().get());
        BundleCopies copies = new BundleCopies(config.bundleCopies(), (long) store.copiesMiB() << 20, clock);
        return Optional.of(opened(new StoreReader(() -> store.open().orElseThrow(), copies, System::nanoTime)));
    }

    private static RegistryModels.BundleAccess bundles(CompletableFuture<ModelRegistry> registry) {
        return new RegistryModels.BundleAccess() {
            @Override
            public Optional<TrainedModel> cached(RegisteredModel model) {
                return registry.join().cached(model);
            }

            @Override
            public TrainedModel read(RegisteredModel model) {
                return registry.join().bundle(model);
            }

            @Override
            public void readAll(
                    List<RegisteredModel> models, Duration within, BiConsumer<RegisteredModel, TrainedModel> read) {
                registry.join().readAll(models, within, read);
            }
        };
    }

    private void startStreams(ServiceMetrics metrics, TopicLayout layout) {
        ServiceHttp api = requireNonNull(http);
        String instance = api.instanceName();
        Properties settings = StreamsSettings.of(
                config.withReplicationFactor(layout.replicationFactor),
                Runtime.getRuntime().availableProcessors(),
                instance);
        settings.put(StreamsConfig.APPLICATION_SERVER_CONFIG, instance);
        RecordFailures.addTo(settings, config.pipeline().topics(), metrics.pipeline());
        Topology topology = PipelineTopology.build(
                config.pipeline(),
                layout.partitions,
                requireNonNull(models),
                metrics.pipeline(),
                new ArrivalTime(clock, config.pipeline().input().isOwnTopic()),
                HeapBudget.ofHeap());
        metrics.models()
                .bindRules(Arrays.stream(ChampionChoice.values())
                        .map(ChampionChoice::rule)
                        .toList());
        TrialsStage.addTo(
                topology,
                config.pipeline().topics(),
                config.lifecycle(),
                requireNonNull(registry)::snapshot,
                choice -> metrics.models().changedByRule(choice.rule()));
        KafkaStreams created = new KafkaStreams(topology, settings);
        StreamsShutdown shutdown = new StreamsShutdown("Streams", created, settings, CLOSE_WITHIN);
        opened(shutdown::await);
        forecasting = shutdown;
        streams = created;
        int threads = new StreamsConfig(settings).getInt(StreamsConfig.NUM_STREAM_THREADS_CONFIG);
        created.setUncaughtExceptionHandler(StreamFailures.ofForecasts(
                config.stateDir(), threads, System::nanoTime, stopped::completeExceptionally));
        created.setStateListener((now, before) -> {
            if (now == State.RUNNING) {
                ready.complete(null);
            }
            LOG.info("Streams: {} after {}", now, before);
        });
        metrics.bind(created);
        metrics.bindSensors(api::overview);
        TopicNames names = config.pipeline().topics();
        metrics.bindBehind(
                created, Set.of(config.pipeline().input().topic(names), WindowTopics.readingsBySensor(names)));
        created.start();
        api.streams(created, layout.partitions);
    }

    private void startInference(ServiceMetrics metrics, TopicLayout layout) {
        if (config.inferenceThreads() == 0) {
            return;
        }
        InferenceStreams created = opened(new InferenceStreams(
                config.withReplicationFactor(layout.replicationFactor),
                requireNonNull(http).instanceName(),
                requireNonNull(answering),
                metrics.pipeline().inference()));
        inference = created;
        metrics.bind(created.streams());
        metrics.bindInferenceReady(created::running);
        created.start();
    }

    private Health live() {
        List<String> problems = new ArrayList<>();
        KafkaStreams current = streams;
        if (stopped.isCompletedExceptionally()
                || (current != null && (current.state() == State.PENDING_ERROR || current.state() == State.ERROR))) {
            problems.add("streams have failed; the log says why. Restart the service");
        }
        ModelRegistry following = registry;
        if (phase == Phase.STREAMS && following != null && !following.isRunning()) {
            problems.add("the models topic is not followed any more; the log says why. Restart the service");
        }
        return new Health(problems, Map.of());
    }

    private Health ready() {
        List<String> problems = new ArrayList<>();
        Map<String, String> details = new LinkedHashMap<>();
        KafkaStreams current = streams;
        RegistryModels view = models;
        if (phase != Phase.STREAMS || current == null || view == null) {
            problems.add(phase.problem);
        } else {
            State state = current.state();
            details.put("streams", state.name());
            if (state != State.RUNNING) {
                problems.add("streams are " + state);
            }
            Optional.ofNullable(http).flatMap(ServiceHttp::brokerProblem).ifPresent(problems::add);
            details.put("forecastsWith", view.describe());
            InferenceStreams answering = inference;
            details.put("inference", answering == null ? "off" : answering.describe());
        }
        return new Health(problems, details);
    }

    private void enter(Phase next) {
        synchronized (open) {
            requireNotClosed();
            phase = next;
        }
    }

    /** Closes {@code resource} with the service, or at once if the service was closed while it started. */
    private <T extends AutoCloseable> T opened(T resource) {
        synchronized (open) {
            open.push(resource);
            if (phase == Phase.CLOSED) {
                close();
            }
            requireNotClosed();
            return resource;
        }
    }

    private void requireNotClosed() {
        if (phase == Phase.CLOSED) {
            throw new LiveServiceException("the service was closed while it started", null);
        }
    }
}
