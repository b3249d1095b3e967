package io.foreflow.forecaster.offline;

import io.foreflow.forecaster.terminal.CommandException;
import io.foreflow.forecaster.terminal.ProgressLine;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Waits until an application has committed everything on a topic. Consumed offsets and results are one transaction, so
 * that all results can be read then.
 */
public final class Drain {
    private static final Duration LOOK_EVERY = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Admin admin;
    private final CompletableFuture<Void> stopped;
    private final String group;
    private final String topic;
    private final int partitions;

    /**
     * @param stopped completes when the application has ended
     * @param group consumer group of the application
     * @param topic topic that it reads
     */
    public Drain(Admin admin, CompletableFuture<Void> stopped, String group, String topic, int partitions) {
        this.admin = admin;
        this.stopped = stopped;
        this.group = group;
        this.topic = topic;
        this.partitions = partitions;
    }

    /**
     * @param progress shows the number of committed records
     * @throws CommandException if the application ends or makes no progress
     */
    public void await(ProgressLine progress) throws InterruptedException {
        long before = -1;
        long movedAt = System.nanoTime();
        while (true) {
            long end = end();
            long committed = committed();
            progress.total(end);
            progress.at(committed);
            if (committed >= end) {
                return;
            }
            if (committed > before) {
                before = committed;
                movedAt = System.nanoTime();
            } else if (System.nanoTime() - movedAt > PATIENCE.toNanos()) {
                throw new CommandException(group + " has committed " + committed + " of " + end
                        + " readings and nothing more for " + PATIENCE.toMinutes() + " minutes; the log says why");
            }
            if (stopped.isDone()) {
                stopped.join();
                throw new CommandException(group + " has ended; the log says why");
            }
            Thread.sleep(LOOK_EVERY.toMillis());
        }
    }

    private long end() throws InterruptedException {
        Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
        for (int partition = 0; partition < partitions; partition++) {
            latest.put(new TopicPartition(topic, partition), OffsetSpec.latest());
        }
        try {
            return admin.listOffsets(latest).all().get().values().stream()
                    .mapToLong(ListOffsetsResultInfo::offset)
                    .sum();
        } catch (ExecutionException e) {
            throw new CommandException("the end of " + topic + " cannot be read: " + e.getCause(), e);
        }
    }

    private long committed() throws InterruptedException {
        try {
            long sum = 0;
            for (Map.Entry<TopicPartition, OffsetAndMetadata> entry : admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .entrySet()) {
                if (entry.getKey().topic().equals(topic) && entry.getValue() != null) {
                    sum += entry.getValue().offset();
                }
            }
            return sum;
        } catch (ExecutionException e) {
            throw new CommandException(
                    "the offsets that " + group + " has committed cannot be read: " + e.getCause(), e);
        }
    }
}
