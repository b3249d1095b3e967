package io.foreflow.forecaster.registry;

import io.foreflow.ingest.wire.TopicNames;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The right to retrain a model, which one run at a time holds. The holder is the member of a consumer group that has
 * the only partition of the events topic. The group's assignor is sticky, so that a later member does not take the
 * partition away. Kafka gives it to another run once the holder has left or has not been heard of for
 * {@code session.timeout.ms}. A publication carries the membership, so that a run that has lost it cannot publish.
 */
public final class RetrainingLock implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RetrainingLock.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration CLOSE = Duration.ofSeconds(5);

    /** Maximum time to join the group. It must exceed the time after which Kafka gives a dead holder up. */
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    /** Time without a sign of life after which Kafka gives a holder up, unless the configuration has another. */
    private static final String SESSION_MILLIS = "10000";

    /** Time in which a holder learns of another run: that one waits for it. */
    private static final int HEARTBEAT_MILLIS = 500;

    private static final int MAX_POLL_INTERVAL_MILLIS = 30_000;

    private final Consumer<byte[], byte[]> consumer;
    private final TopicPartition partition;
    private final String model;

    /** Guards the consumer, which one thread at a time may use. */
    private final ReentrantLock use = new ReentrantLock(true);

    private final Thread keeper;
    private volatile Membership membership = Membership.JOINING;
    private volatile boolean closing;

    private enum Membership {
        JOINING,
        HOLDER,
        /** Another run is the holder. */
        REFUSED,
        LOST
    }

    private RetrainingLock(Consumer<byte[], byte[]> consumer, TopicPartition partition, String model) {
        this.consumer = consumer;
        this.partition = partition;
        this.model = model;
        this.keeper = new Thread(this::keep, "foreflow-retraining-lock");
        this.keeper.setDaemon(true);
    }

    /**
     * Takes the lock if no other run has it.
     *
     * @param kafka configuration of Kafka clients, with {@code bootstrap.servers}
     * @param model name of the model
     * @return the lock; empty if another run has it
     * @throws RegistryException if Kafka refuses or cannot be reached
     */
    public static Optional<RetrainingLock> tryAcquire(Map<String, String> kafka, TopicNames topics, String model) {
        TopicPartition partition = new TopicPartition(topics.modelEvents(), 0);
        String group = group(topics, model);
        try {
            RetrainingLock lock = new RetrainingLock(consumer(kafka, group), partition, model);
            return lock.join() ? Optional.of(lock) : Optional.empty();
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            throw new RegistryException(
                    "cannot join the consumer group " + group + ", which keeps two retraining runs apart: "
                            + e.getMessage() + "; check that the brokers can be reached and allow it",
                    e);
        }
    }

    /** Returns the consumer group of a model's runs. */
    static String group(TopicNames topics, String model) {
        return topics.prefix() + ".retrain." + model;
    }

    private static Consumer<byte[], byte[]> consumer(Map<String, String> kafka, String group) {
        Map<String, Object> config = ModelsTopic.clientConfig(kafka);
        config.putIfAbsent(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, SESSION_MILLIS);
        config.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        config.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "classic");
        config.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, CooperativeStickyAssignor.class.getName());
        config.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, HEARTBEAT_MILLIS);
        config.put(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, MAX_POLL_INTERVAL_MILLIS);
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
        return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** Joins the group, and leaves it again if another run is the holder. */
    private boolean join() {
        try {
            consumer.subscribe(List.of(partition.topic()), new Assignments());
            long started = System.nanoTime();
            while (membership == Membership.JOINING) {
                consumer.poll(POLL);
                if (membership == Membership.JOINING && System.nanoTime() - started > PATIENCE.toNanos()) {
                    throw new KafkaException("no answer within " + PATIENCE.toSeconds() + " s");
                }
            }
        } finally {
            if (membership == Membership.HOLDER) {
                keeper.start();
            } else {
                consumer.close(CloseOptions.timeout(CLOSE));
            }
        }
        return membership == Membership.HOLDER;
    }

    private final class Assignments implements ConsumerRebalanceListener {
        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> assigned) {
            if (assigned.contains(partition)) {
                // Nothing is read: the position saves a look at committed offsets, which an open transaction withholds.
                consumer.pause(assigned);
                consumer.seek(partition, 0);
                membership = membership == Membership.JOINING ? Membership.HOLDER : Membership.LOST;
            } else if (membership == Membership.JOINING) {
                membership = Membership.REFUSED;
            }
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
            if (revoked.contains(partition) && !closing) {
                membership = Membership.LOST;
            }
        }
    }

    /** Stays a member of the group until the lock is closed or lost. */
    private void keep() {
        while (!closing && membership == Membership.HOLDER) {
            follow();
        }
        if (membership == Membership.LOST) {
            LOG.warn("The right to retrain {} was lost: Kafka has not heard of this process for too long", model);
        }
    }

    /** Follows a change of the group, such as the arrival of another run. */
    void follow() {
        use.lock();
        try {
            if (!closing) {
                consumer.poll(POLL);
            }
        } catch (KafkaException e) {
            membership = Membership.LOST;
            LOG.warn("The consumer group of retraining {} cannot be kept", model, e);
        } finally {
            use.unlock();
        }
    }

    /** Returns the name of the model. */
    public String model() {
        return model;
    }

    /**
     * Makes an open transaction depend on this lock: it cannot be committed if another run has taken the lock.
     *
     * @throws RegistryException if the lock is known to be lost
     * @throws org.apache.kafka.clients.consumer.CommitFailedException if the group has changed; after
     *     {@link #follow} another transaction may succeed
     */
    void fence(Producer<byte[], byte[]> producer) {
        producer.sendOffsetsToTransaction(Map.of(partition, new OffsetAndMetadata(0)), metadata());
    }

    private ConsumerGroupMetadata metadata() {
        use.lock();
        try {
            if (membership != Membership.HOLDER) {
                throw new RegistryException("another run may retrain " + model
                        + " by now: Kafka has not heard of this one for too long; nothing was published, try again");
            }
            return consumer.groupMetadata();
        } finally {
            use.unlock();
        }
    }

    /** Leaves the group: the next run may begin at once. */
    @Override
    public void close() {
        closing = true;
        use.lock();
        try {
            consumer.close(CloseOptions.timeout(CLOSE));
        } finally {
            use.unlock();
        }
    }
}
