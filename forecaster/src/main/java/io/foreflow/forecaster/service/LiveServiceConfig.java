package io.foreflow.forecaster.service;

import static java.util.Objects.requireNonNull;

import io.foreflow.forecaster.api.HttpSettings;
import io.foreflow.forecaster.api.ServiceFacts;
import io.foreflow.forecaster.kafka.KafkaSecrets;
import io.foreflow.forecaster.lifecycle.LifecycleRules;
import io.foreflow.forecaster.metrics.MetricsDetail;
import io.foreflow.forecaster.registry.Author;
import io.foreflow.forecaster.registry.ModelPublisher;
import io.foreflow.forecaster.registry.Retention;
import io.foreflow.forecaster.registry.Routing;
import io.foreflow.forecaster.store.StoreSettings;
import io.foreflow.forecaster.terminal.Version;
import io.foreflow.forecaster.topology.PipelineConfig;
import io.foreflow.ingest.wire.TopicNames;
import io.foreflow.models.engine.select.EngineChoice;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Everything that the live service needs to run.
 *
 * @param pipeline computations and topics
 * @param kafka properties of every Kafka client, unchanged, with {@code bootstrap.servers}; they override Foreflow's
 *     own choices, for instance {@code num.stream.threads} or {@code commit.interval.ms}
 * @param applicationId the consumer group, and the prefix of internal topics and transactions
 * @param stateDir folder of the stores between two runs; not a temporary folder, or each start rebuilds them
 * @param http settings of HTTP; port 0 takes a free one, see {@link LiveService#httpPort()}
 * @param partitions number of partitions of new topics; existing ones must have as many; fixed for life
 * @param replicationFactor replication factor of new topics; −1 is the broker's default
 * @param createTopics true to create missing topics; false makes a start without them fail and names them
 * @param brokerWait how long to wait for a broker at the start
 * @param engine engine that runs models
 * @param store store of large bundles
 * @param modelMemory share of the heap for the weights of models that forecast, in percent
 * @param inferenceThreads number of threads that answer requests for inference; with 0 this instance answers none
 * @param metrics amount of Kafka's own metrics
 */
@RecordBuilder
public record LiveServiceConfig(
        PipelineConfig pipeline,
        Map<String, String> kafka,
        String applicationId,
        Path stateDir,
        HttpSettings http,
        int partitions,
        int replicationFactor,
        boolean createTopics,
        Duration brokerWait,
        EngineChoice engine,
        StoreSettings store,
        int modelMemory,
        int inferenceThreads,
        MetricsDetail metrics,
        Routing routing,
        LifecycleRules lifecycle)
        implements LiveServiceConfigBuilder.With {
    public static final String BOOTSTRAP_SERVERS = "bootstrap.servers";
    public static final String DEFAULT_MODEL = "default";
    public static final String DEFAULT_APPLICATION_ID = "foreflow";
    public static final Path DEFAULT_STATE_DIR = Path.of("foreflow-data", "state");
    public static final int DEFAULT_PARTITIONS = 12;
    public static final int DEFAULT_REPLICATION_FACTOR = -1;
    public static final int DEFAULT_MODEL_MEMORY = 30;
    public static final int MOST_MODEL_MEMORY = 90;
    public static final int DEFAULT_INFERENCE_THREADS = 1;
    public static final Duration DEFAULT_BROKER_WAIT = Duration.ofSeconds(60);

    /** @throws IllegalArgumentException that lists every problem */
    public LiveServiceConfig {
        requireNonNull(pipeline, "pipeline");
        requireNonNull(stateDir, "stateDir");
        requireNonNull(http, "http");
        requireNonNull(engine, "engine");
        requireNonNull(store, "store");
        requireNonNull(metrics, "metrics");
        requireNonNull(routing, "routing");
        requireNonNull(lifecycle, "lifecycle");
        kafka = Map.copyOf(kafka);
        List<String> problems = new ArrayList<>();
        if (kafka.getOrDefault(BOOTSTRAP_SERVERS, "").isBlank()) {
            problems.add(
                    "kafka." + BOOTSTRAP_SERVERS + " is missing; give it as HOST:PORT, for instance localhost:9092");
        }
        if (applicationId.isBlank()) {
            problems.add("applicationId must not be blank");
        }
        if (partitions < 1) {
            problems.add("topics.partitions (" + partitions + ") must be at least 1");
        }
        if (replicationFactor != -1 && (replicationFactor < 1 || replicationFactor > Short.MAX_VALUE)) {
            problems.add("topics.replicationFactor (" + replicationFactor
                    + ") must be at least 1, or -1 for the broker's default");
        }
        if (brokerWait.isNegative()) {
            problems.add("brokerWait (" + brokerWait + ") must not be negative");
        }
        if (modelMemory < 1 || modelMemory > MOST_MODEL_MEMORY) {
            problems.add("models.memory (" + modelMemory + ") must be from 1 to " + MOST_MODEL_MEMORY + " percent");
        }
        if (inferenceThreads < 0) {
            problems.add("inference.threads (" + inferenceThreads + ") must not be negative");
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", problems));
        }
    }

    /** Returns the defaults for a broker at {@code bootstrapServers}. */
    public static LiveServiceConfig of(String bootstrapServers) {
        return LiveServiceConfigBuilder.builder()
                .pipeline(PipelineConfig.defaults())
                .kafka(Map.of(BOOTSTRAP_SERVERS, bootstrapServers))
                .applicationId(DEFAULT_APPLICATION_ID)
                .stateDir(DEFAULT_STATE_DIR)
                .http(HttpSettings.defaults())
                .partitions(DEFAULT_PARTITIONS)
                .replicationFactor(DEFAULT_REPLICATION_FACTOR)
                .createTopics(true)
                .brokerWait(DEFAULT_BROKER_WAIT)
                .engine(EngineChoice.AUTO)
                .store(StoreSettings.NONE)
                .modelMemory(DEFAULT_MODEL_MEMORY)
                .inferenceThreads(DEFAULT_INFERENCE_THREADS)
                .metrics(MetricsDetail.BRIEF)
                .routing(Routing.to(DEFAULT_MODEL))
                .lifecycle(LifecycleRules.DEFAULT)
                .build();
    }

    /** Returns the text with secrets hidden. */
    @Override
    public String toString() {
        return "LiveServiceConfig[pipeline=" + pipeline + ", kafka=" + KafkaSecrets.masked(kafka) + ", applicationId="
                + applicationId + ", stateDir=" + stateDir + ", http=" + http + ", partitions=" + partitions
                + ", replicationFactor=" + replicationFactor + ", createTopics="
                + createTopics + ", brokerWait=" + brokerWait + ", engine=" + engine + "]";
    }

    /** Returns this configuration with another address of HTTP. */
    public LiveServiceConfig withHttp(String host, int port) {
        return withHttp(http.with().host(host).port(port).build());
    }

    public String bootstrapServers() {
        return requireNonNull(kafka.get(BOOTSTRAP_SERVERS));
    }

    /** Returns this configuration with one more property of every Kafka client, or another value of it. */
    public LiveServiceConfig withKafka(String key, String value) {
        Map<String, String> changed = new HashMap<>(kafka);
        changed.put(key, value);
        return withKafka(changed);
    }

    /** Returns a publisher with the default retention. */
    public ModelPublisher publisher() {
        return new ModelPublisher(kafka, pipeline.topics(), store);
    }

    /** Returns a publisher whose changes have an author. */
    public ModelPublisher publisher(Retention retention, Author author, Clock clock) {
        return new ModelPublisher(kafka, pipeline.topics(), store, retention, author, clock);
    }

    /** Returns the maximum bytes of weights of models that forecast. */
    long modelBytes() {
        return Runtime.getRuntime().maxMemory() / 100 * modelMemory;
    }

    /** Returns the folder of the local copies of bundles in the store. */
    Path bundleCopies() {
        return stateDir.resolve(applicationId + ".bundles");
    }

    /** @param instance {@code HOST:PORT} of the instance that tells them */
    public ServiceFacts facts(String instance) {
        TopicNames topics = pipeline.topics();
        return new ServiceFacts(
                Version.number(), applicationId, instance, pipeline.input().topic(topics), topics, routing);
    }

    /** Returns the consumer group and prefix of transactions of inference, beside those of {@link #applicationId()}. */
    public String inferenceApplicationId() {
        return applicationId + "-inference";
    }
}
