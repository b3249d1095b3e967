package io.foreflow.forecaster.sink;

import static java.util.Objects.requireNonNull;

import io.foreflow.forecaster.terminal.CommandException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the committed records of the topics, from the offsets that the database has, without a consumer group. */
final class SinkInput implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SinkInput.class);

    private static final String MAX_POLL_RECORDS = "1000";

    /** Maximum number of kinds of reasons that are logged. */
    private static final int MAX_KINDS = 100;

    private final Map<String, TopicFeed> feeds;
    private final Clock clock;
    private final Map<TopicPartition, SinkSource> sources;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Set<String> kinds = new HashSet<>();

    /**
     * @param kafka properties of Kafka clients, with {@code bootstrap.servers}
     * @throws CommandException if the topics cannot be described
     * @throws org.apache.kafka.common.KafkaException if Kafka refuses
     */
    SinkInput(Map<String, String> kafka, List<TopicFeed> feeds, Clock clock) throws InterruptedException {
        this.feeds = feeds.stream().collect(Collectors.toMap(TopicFeed::topic, Function.identity()));
        this.clock = clock;
        this.sources = sources(kafka, feeds.stream().map(TopicFeed::topic).toList());
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
        // Records that were deleted before they were copied are passed over.
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
        settings.putIfAbsent(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MAX_POLL_RECORDS);
        this.consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        consumer.assign(sources.keySet());
    }

    private static Map<TopicPartition, SinkSource> sources(Map<String, String> kafka, List<String> topics)
            throws InterruptedException {
        Map<TopicPartition, SinkSource> sources = new LinkedHashMap<>();
        try (Admin admin = Admin.create(new HashMap<String, Object>(kafka))) {
            admin.describeTopics(topics).allTopicNames().get().values().stream()
                    .sorted(Comparator.comparing(TopicDescription::name))
                    .forEach(topic -> topic.partitions()
                            .forEach(partition -> sources.put(
                                    new TopicPartition(topic.name(), partition.partition()),
                                    new SinkSource(topic.name(), topic.topicId().toString(), partition.partition()))));
        } catch (ExecutionException e) {
            throw new CommandException(
                    "the topics " + String.join(", ", topics) + " cannot be described: " + SqlFailures.reason(e)
                            + "; check that this user may describe and read them",
                    e);
        }
        return sources;
    }

    List<SinkSource> sources() {
        return List.copyOf(sources.values());
    }

    /** Goes to these offsets, or to the oldest record that is left. */
    void seek(Map<SinkSource, Long> next) {
        Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(sources.keySet());
        sources.forEach((partition, source) -> {
            long wanted = requireNonNull(next.get(source));
            long oldest = beginnings.getOrDefault(partition, 0L);
            if (wanted > 0 && wanted < oldest) {
                LOG.warn(
                        "{}: records {} to {} were deleted before they were copied; start the sink more often than the"
                                + " topic's retention",
                        partition,
                        wanted,
                        oldest - 1);
            }
            consumer.seek(partition, Math.max(wanted, oldest));
        });
    }

    /** Returns the ends of all topics. */
    Map<SinkSource, Long> ends() {
        return bySource(consumer.endOffsets(sources.keySet()));
    }

    /** Returns the offsets of the records that come next. */
    Map<SinkSource, Long> positions() {
        Map<TopicPartition, Long> positions = new HashMap<>();
        sources.keySet().forEach(partition -> positions.put(partition, consumer.position(partition)));
        return bySource(positions);
    }

    /** Returns the number of records that have not been read yet; empty while it is unknown. */
    OptionalLong lag() {
        long lag = 0;
        for (TopicPartition partition : sources.keySet()) {
            OptionalLong behind = consumer.currentLag(partition);
            if (behind.isEmpty()) {
                return behind;
            }
            lag += Math.max(0, behind.getAsLong());
        }
        return OptionalLong.of(lag);
    }

    /** Returns the next records; rows of those that cannot be read say why. */
    List<SinkRecord> poll(Duration within) {
        List<SinkRecord> records = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(within)) {
            if (record.value() != null) {
                records.add(read(record));
            }
        }
        return records;
    }

    private SinkRecord read(ConsumerRecord<byte[], byte[]> record) {
        SinkSource source = requireNonNull(sources.get(new TopicPartition(record.topic(), record.partition())));
        try {
            return new SinkRecord(
                    source,
                    record.offset(),
                    requireNonNull(feeds.get(record.topic())).read(record.value()));
        } catch (IllegalArgumentException e) {
            String reason = SqlFailures.reason(e);
            reject(source, record.offset(), reason);
            return SinkRecord.rejected(source, record.offset(), reason, clock.instant());
        } catch (RuntimeException e) {
            // A reader should say what is wrong; whatever it does, one record must not stop all others.
            String reason = e.getClass().getSimpleName() + ": " + SqlFailures.reason(e);
            LOG.debug("{} offset {} could not be read", source, record.offset(), e);
            reject(source, record.offset(), reason);
            return SinkRecord.rejected(source, record.offset(), reason, clock.instant());
        }
    }

    /** Logs the first rejected record of each kind. */
    void reject(SinkSource source, long offset, String reason) {
        String kind = source.topic() + reason.replaceAll("\\([^)]*\\)|[0-9]+", "");
        if (kinds.size() < MAX_KINDS && kinds.add(kind)) {
            LOG.warn(
                    "{} partition {} offset {} is not copied: {} (said once for each kind; the table rejected has all)",
                    source.topic(),
                    source.partition(),
                    offset,
                    reason);
        }
    }

    private Map<SinkSource, Long> bySource(Map<TopicPartition, Long> offsets) {
        Map<SinkSource, Long> bySource = new LinkedHashMap<>();
        sources.forEach((partition, source) -> bySource.put(source, requireNonNull(offsets.get(partition))));
        return bySource;
    }

    @Override
    public void close() {
        consumer.close();
    }
}
