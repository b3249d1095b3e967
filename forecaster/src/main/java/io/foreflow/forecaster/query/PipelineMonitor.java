package io.foreflow.forecaster.query;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Asks Kafka how far the service is; it need not run. Safe for use by many threads. */
public final class PipelineMonitor implements AutoCloseable {
    private static final Duration WITHIN = Duration.ofSeconds(3);

    private final Admin admin;
    private final String group;
    private final String readings;
    private final String forecasts;

    /**
     * @param kafka configuration of Kafka clients, with {@code bootstrap.servers}
     * @param group consumer group of the service
     * @param readings topic that the service reads
     * @param forecasts topic of its forecasts
     */
    public PipelineMonitor(Map<String, String> kafka, String group, String readings, String forecasts) {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, Math.toIntExact(WITHIN.toMillis()));
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, Math.toIntExact(WITHIN.toMillis()) - 1);
        this.admin = Admin.create(settings);
        this.group = group;
        this.readings = readings;
        this.forecasts = forecasts;
    }

    /** @throws UnavailableStateException if Kafka does not answer within some seconds, or refuses */
    public PipelineProgress progress() {
        List<TopicPartition> read = partitions(readings);
        Map<TopicPartition, Long> begins = offsets(read, OffsetSpec.earliest(), ListOffsetsResultInfo::offset);
        Map<TopicPartition, Long> ends = offsets(read, OffsetSpec.latest(), ListOffsetsResultInfo::offset);
        Map<TopicPartition, Long> committed = committed();
        long behind = 0;
        for (TopicPartition partition : read) {
            long begin = begins.getOrDefault(partition, 0L);
            long done = Math.max(begin, committed.getOrDefault(partition, begin));
            behind += Math.max(0, ends.getOrDefault(partition, 0L) - done);
        }
        return new PipelineProgress(behind, newest(read), newest(partitions(forecasts)));
    }

    /** Returns the reason why Kafka cannot be used; empty if it answers. Takes some seconds at most. */
    public Optional<String> problem() {
        try {
            List<TopicPartition> unused = partitions(readings);
            return Optional.empty();
        } catch (UnavailableStateException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private Optional<Instant> newest(List<TopicPartition> partitions) {
        return offsets(partitions, OffsetSpec.maxTimestamp(), ListOffsetsResultInfo::timestamp).values().stream()
                .filter(timestamp -> timestamp >= 0)
                .max(Long::compare)
                .map(Instant::ofEpochMilli);
    }

    private List<TopicPartition> partitions(String topic) {
        return orElse(
                        requireNonNull(admin.describeTopics(List.of(topic))
                                .topicNameValues()
                                .get(topic)),
                        UnknownTopicOrPartitionException.class)
                .map(TopicDescription::partitions)
                .orElse(List.of())
                .stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
    }

    private Map<TopicPartition, Long> committed() {
        Map<TopicPartition, OffsetAndMetadata> offsets = orElse(
                        admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata(),
                        GroupIdNotFoundException.class)
                .orElse(Map.of());
        Map<TopicPartition, Long> committed = new HashMap<>();
        offsets.forEach((partition, offset) -> {
            if (offset != null) {
                committed.put(partition, offset.offset());
            }
        });
        return committed;
    }

    private Map<TopicPartition, Long> offsets(
            List<TopicPartition> partitions, OffsetSpec which, Function<ListOffsetsResultInfo, Long> value) {
        Map<TopicPartition, OffsetSpec> specs =
                partitions.stream().collect(Collectors.toMap(Function.identity(), partition -> which));
        return orElse(
                        admin.listOffsets(specs, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                                .all(),
                        UnknownTopicOrPartitionException.class)
                .orElse(Map.of())
                .entrySet()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> value.apply(entry.getValue())));
    }

    /** Returns the answer; empty if it failed with {@code missing}. */
    private static <T> Optional<T> orElse(KafkaFuture<T> asked, Class<? extends Exception> missing) {
        try {
            return Optional.of(asked.get(WITHIN.toMillis(), TimeUnit.MILLISECONDS));
        } catch (ExecutionException e) {
            if (missing.isInstance(e.getCause())) {
                return Optional.empty();
            }
            throw new UnavailableStateException("Kafka cannot be asked: " + e.getCause(), e);
        } catch (TimeoutException e) {
            throw new UnavailableStateException("Kafka does not answer; see whether the brokers are up", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnavailableStateException("the service is closing", e);
        }
    }

    @Override
    public void close() {
        admin.close(WITHIN);
    }
}
