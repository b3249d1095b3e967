package io.foreflow.forecaster.offline;

import static java.util.Objects.requireNonNull;

import io.foreflow.forecaster.service.LiveServiceConfig;
import io.foreflow.forecaster.terminal.CommandException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.StreamsGroupDescription;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/** The live service as Kafka sees it: the consumer group with the name of its application. */
final class ServiceGroup implements CatchUp.Service, AutoCloseable {
    private final Admin admin;
    private final String group;
    private final CatchUp.Purpose purpose;

    ServiceGroup(LiveServiceConfig config, CatchUp.Purpose purpose) {
        this.admin = Admin.create(new HashMap<>(config.kafka()));
        this.group = config.applicationId();
        this.purpose = purpose;
    }

    @Override
    public Map<Integer, CatchUp.Range> ranges(String topic) throws InterruptedException {
        TopicDescription description;
        try {
            description = requireNonNull(admin.describeTopics(List.of(topic))
                            .topicNameValues()
                            .get(topic))
                    .get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return Map.of();
            }
            throw failed("topic " + topic + " cannot be described", e);
        }
        List<TopicPartition> partitions = description.partitions().stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
        Map<TopicPartition, Long> begins = offsets(topic, partitions, OffsetSpec.earliest());
        Map<TopicPartition, Long> ends = offsets(topic, partitions, OffsetSpec.latest());
        return partitions.stream()
                .collect(Collectors.toMap(
                        TopicPartition::partition,
                        partition -> new CatchUp.Range(
                                begins.getOrDefault(partition, 0L), ends.getOrDefault(partition, 0L))));
    }

    private Map<TopicPartition, Long> offsets(String topic, List<TopicPartition> partitions, OffsetSpec which)
            throws InterruptedException {
        Map<TopicPartition, OffsetSpec> specs =
                partitions.stream().collect(Collectors.toMap(Function.identity(), partition -> which));
        try {
            Map<TopicPartition, ListOffsetsResultInfo> found = admin.listOffsets(
                            specs, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                    .all()
                    .get();
            return found.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue()
                    .offset()));
        } catch (ExecutionException e) {
            throw failed("the offsets of topic " + topic + " cannot be read", e);
        }
    }

    @Override
    public Map<Integer, Long> committed(String topic) throws InterruptedException {
        try {
            Map<Integer, Long> committed = new HashMap<>();
            admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .forEach((partition, offset) -> {
                        if (partition.topic().equals(topic) && offset != null) {
                            committed.put(partition.partition(), offset.offset());
                        }
                    });
            return committed;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return Map.of();
            }
            throw failed("the committed offsets of the group " + group + " cannot be read", e);
        }
    }

    @Override
    public boolean isRunning() throws InterruptedException {
        return isRunning(
                        requireNonNull(admin.describeConsumerGroups(List.of(group))
                                .describedGroups()
                                .get(group)),
                        (ConsumerGroupDescription description) ->
                                !description.members().isEmpty())
                // The service's own configuration may choose the groups of KIP-1071.
                || isRunning(
                        requireNonNull(admin.describeStreamsGroups(List.of(group))
                                .describedGroups()
                                .get(group)),
                        (StreamsGroupDescription description) ->
                                !description.members().isEmpty());
    }

    private <T> boolean isRunning(KafkaFuture<T> described, Function<T, Boolean> hasMembers)
            throws InterruptedException {
        try {
            return hasMembers.apply(described.get());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupIdNotFoundException
                    || e.getCause() instanceof UnsupportedVersionException) {
                return false;
            }
            throw failed("the group " + group + " cannot be described", e);
        }
    }

    private CommandException failed(String what, ExecutionException e) {
        return new CommandException(what + ": " + e.getCause() + ". " + purpose.whereKafkaFails(), e);
    }

    @Override
    public void close() {
        admin.close();
    }
}
