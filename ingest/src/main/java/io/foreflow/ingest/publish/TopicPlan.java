package io.foreflow.ingest.publish;

import static java.util.Objects.requireNonNull;

import io.foreflow.ingest.wire.TopicNames;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * The required properties of a topic.
 *
 * @param partitions at least 1
 * @param partitionsFixed true if another number of partitions is an error: keys would move between partitions, away
 *     from their state
 * @param replicationFactor at least 1, at most the number of brokers; −1 is the broker's default
 * @param configs required topic settings, such as {@code cleanup.policy}
 */
public record TopicPlan(
        String name, int partitions, boolean partitionsFixed, int replicationFactor, Map<String, String> configs) {
    /** Value that leaves the replication factor to the broker's {@code default.replication.factor}. */
    public static final int BROKER_DEFAULT = -1;

    private static final String CLEANUP = "cleanup.policy";
    private static final String RETENTION = "retention.ms";
    private static final String TIMESTAMPS = "message.timestamp.type";
    private static final String MIN_IN_SYNC = "min.insync.replicas";

    /** Number of copies that lets one broker fail while another one is away. */
    static final int SAFE_COPIES = 3;

    private static final Duration RETENTION_DAYS = Duration.ofDays(30);

    /** Maximum size of a record with a bundle of 64 MiB and its envelope. */
    private static final int MODEL_BYTES = 65 * 1024 * 1024;

    /** Maximum size of an event: one that changes the routes holds up to 16 MiB of them. */
    public static final int EVENT_BYTES = 17 * 1024 * 1024;

    public TopicPlan {
        requireNonNull(name, "name");
        if (partitions < 1) {
            throw new IllegalArgumentException("topics.partitions (" + partitions + ") must be at least 1");
        }
        if (replicationFactor != BROKER_DEFAULT && (replicationFactor < 1 || replicationFactor > Short.MAX_VALUE)) {
            throw new IllegalArgumentException("topics.replicationFactor (" + replicationFactor
                    + ") must be at least 1, or " + BROKER_DEFAULT + " for the broker's default");
        }
        configs = Map.copyOf(configs);
    }

    /**
     * Returns Foreflow's own topics: readings, rejected readings, windows, training windows, forecasts, scores,
     * requests for retraining (few, on one partition), alerts, requests for inference and their results, comparisons of models,
     * events of models, models. Records are stamped with the time of their arrival, so that replayed old readings are
     * not deleted at once. All are kept for 30 days, except readings and training windows, which training reads and
     * which have no limit, events of models, which have none either, and models, which are kept by name.
     */
    public static List<TopicPlan> all(TopicNames names, int partitions, int replicationFactor) {
        Map<String, String> month = Map.of(
                CLEANUP, "delete", RETENTION, Long.toString(RETENTION_DAYS.toMillis()), TIMESTAMPS, "LogAppendTime");
        Map<String, String> always = Map.of(CLEANUP, "delete", RETENTION, "-1", TIMESTAMPS, "LogAppendTime");
        Map<String, String> events = Map.of(
                CLEANUP,
                "delete",
                RETENTION,
                "-1",
                TIMESTAMPS,
                "LogAppendTime",
                "max.message.bytes",
                Integer.toString(EVENT_BYTES));
        Map<String, String> training =
                Map.of(CLEANUP, "delete", RETENTION, "-1", TIMESTAMPS, "LogAppendTime", "compression.type", "zstd");
        Map<String, String> models = Map.of(
                CLEANUP, "compact", TIMESTAMPS, "LogAppendTime", "max.message.bytes", Integer.toString(MODEL_BYTES));
        return List.of(
                new TopicPlan(names.readings(), partitions, true, replicationFactor, always),
                new TopicPlan(names.rejected(), partitions, false, replicationFactor, month),
                new TopicPlan(names.windows(), partitions, false, replicationFactor, month),
                new TopicPlan(names.trainingWindows(), partitions, false, replicationFactor, training),
                new TopicPlan(names.forecasts(), partitions, false, replicationFactor, month),
                new TopicPlan(names.scores(), partitions, false, replicationFactor, month),
                new TopicPlan(names.retrainingRequests(), 1, false, replicationFactor, month),
                new TopicPlan(names.alerts(), partitions, false, replicationFactor, month),
                new TopicPlan(names.inferenceRequests(), partitions, false, replicationFactor, month),
                new TopicPlan(names.inferenceResults(), partitions, false, replicationFactor, month),
                new TopicPlan(names.comparisons(), 1, true, replicationFactor, month),
                new TopicPlan(names.modelEvents(), 1, true, replicationFactor, events),
                new TopicPlan(names.models(), 1, true, replicationFactor, models));
    }

    /** Returns the plan with another replication factor. */
    TopicPlan withReplicationFactor(int factor) {
        return new TopicPlan(name, partitions, partitionsFixed, factor, configs);
    }

    /**
     * Returns the minimum number of copies that a write must reach. With three copies it is 2: an acknowledged record
     * then survives the loss of any broker, and one broker may be away.
     *
     * @return empty if the broker decides
     */
    public static OptionalInt minInSync(int replicationFactor) {
        return replicationFactor >= SAFE_COPIES ? OptionalInt.of(2) : OptionalInt.empty();
    }

    /** Returns the settings of a new topic: {@link #configs}, and {@link #minInSync}. */
    Map<String, String> newConfigs() {
        Map<String, String> all = new TreeMap<>(configs);
        minInSync(replicationFactor).ifPresent(copies -> all.putIfAbsent(MIN_IN_SYNC, Integer.toString(copies)));
        return all;
    }

    /** Returns the command that creates the topic. */
    String command(String bootstrapServers) {
        StringBuilder command = new StringBuilder("kafka-topics.sh --bootstrap-server ")
                .append(bootstrapServers)
                .append(" --create --topic ")
                .append(name)
                .append(" --partitions ")
                .append(partitions);
        if (replicationFactor != BROKER_DEFAULT) {
            command.append(" --replication-factor ").append(replicationFactor);
        }
        newConfigs()
                .forEach((key, value) ->
                        command.append(" --config ").append(key).append('=').append(value));
        return command.toString();
    }
}
