package io.foreflow.forecaster.cli;

import io.foreflow.forecaster.cli.RetrainingQueue.WaitingRun;
import io.foreflow.forecaster.kafka.KnownTopic;
import io.foreflow.forecaster.registry.ModelPublisher;
import io.foreflow.forecaster.service.LiveServiceConfig;
import io.foreflow.forecaster.terminal.CommandException;
import io.foreflow.forecaster.terminal.Environment;
import io.foreflow.forecaster.terminal.Interruption.Following;
import io.foreflow.forecaster.topology.RetrainingRequestJson;
import io.foreflow.models.score.RetrainingRequest;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the requests for retraining until Ctrl-C, and retrains the models that they name. The position on the topic
 * is committed when no request waits, so that a request outlives the process.
 */
final class RetrainingWatch {
    private static final Logger LOG = LoggerFactory.getLogger(RetrainingWatch.class);
    private static final Duration POLL = Duration.ofSeconds(1);

    private final Environment environment;
    private final LiveServiceConfig config;
    private final Retraining retraining;
    private final Function<String, ModelPublisher> publishers;
    private final Optional<String> only;
    private final RetrainingQueue queue = new RetrainingQueue();
    private boolean isCommitted = true;

    /**
     * @param publishers publisher of a run with the given reason
     * @param only name of the only model whose requests count; empty: all
     */
    RetrainingWatch(
            Environment environment,
            LiveServiceConfig config,
            Retraining retraining,
            Function<String, ModelPublisher> publishers,
            Optional<String> only) {
        this.environment = environment;
        this.config = config;
        this.retraining = retraining;
        this.publishers = publishers;
        this.only = only;
    }

    /** Returns after Ctrl-C. */
    void run() {
        String topic = config.pipeline().topics().retrainingRequests();
        try (Consumer<byte[], byte[]> requests = consumer()) {
            List<TopicPartition> partitions = KnownTopic.partitions(requests, topic);
            if (partitions.isEmpty()) {
                throw new CommandException("topic " + topic + " does not exist; foreflow serve creates it");
            }
            requests.assign(partitions);
            LOG.info(
                    "following {}{}",
                    topic,
                    only.map(name -> ", for model " + name).orElse(""));
            while (!environment.interruption().isWished()) {
                poll(requests);
                runDue();
                commit(requests);
            }
        }
        LOG.info("ended; requests that were not answered stay on {}", topic);
    }

    private Consumer<byte[], byte[]> consumer() {
        Map<String, Object> settings = new HashMap<>(config.kafka());
        settings.keySet().removeIf(key -> key.startsWith("group."));
        settings.put(
                ConsumerConfig.GROUP_ID_CONFIG,
                config.pipeline().topics().prefix() + ".retrain-watch"
                        + only.map(name -> "." + name).orElse(""));
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private void poll(Consumer<byte[], byte[]> requests) {
        try (Following following = environment.interruption().follow()) {
            ConsumerRecords<byte[], byte[]> records = requests.poll(POLL);
            records.forEach(this::add);
            isCommitted &= records.isEmpty();
        } catch (InterruptException e) {
            // The loop ends, because an interruption is wished.
            LOG.debug("interrupted", e);
        }
    }

    /** Commits the position if all requests before it are answered. */
    private void commit(Consumer<byte[], byte[]> requests) {
        if (isCommitted || !queue.isEmpty() || environment.interruption().isWished()) {
            return;
        }
        try {
            requests.commitSync();
            isCommitted = true;
        } catch (RetriableException e) {
            LOG.warn("The position on the topic of requests is not committed yet: {}", e.getMessage());
        }
    }

    private void add(ConsumerRecord<byte[], byte[]> record) {
        try {
            RetrainingRequest request = RetrainingRequestJson.read(record.value());
            if (only.isEmpty() || only.get().equals(request.model().name())) {
                queue.add(request, Instant.ofEpochMilli(record.timestamp()));
            }
        } catch (IllegalArgumentException e) {
            LOG.warn(
                    "Skipped on topic {}: partition {}, offset {} {}",
                    record.topic(),
                    record.partition(),
                    record.offset(),
                    e.getMessage());
        }
    }

    private void runDue() {
        Optional<WaitingRun> next = queue.next(environment.clock().instant());
        while (next.isPresent() && !environment.interruption().isWished()) {
            run(next.get());
            next = queue.next(environment.clock().instant());
        }
    }

    private void run(WaitingRun waiting) {
        String model = waiting.model();
        try {
            if (answer(waiting) == RetrainingOutcome.BUSY) {
                retryLater(model, "another run is retraining it");
            } else {
                queue.answered(model, environment.clock().instant());
            }
        } catch (InterruptedException e) {
            LOG.debug("interrupted", e);
        } catch (IOException | RuntimeException e) {
            if (!environment.interruption().isWished()) {
                LOG.debug("retraining {} failed", model, e);
                retryLater(model, Foreflow.message(e));
            }
        }
    }

    private void retryLater(String model, String why) {
        Duration pause = queue.failed(model, environment.clock().instant());
        LOG.warn("{} was not retrained: {}. The next try is in {} s", model, why, pause.toSeconds());
    }

    private RetrainingOutcome answer(WaitingRun waiting) throws IOException, InterruptedException {
        RetrainingRequest request = waiting.request();
        ModelPublisher publisher = publishers.apply("drift of " + request.sensor() + " at " + request.time());
        Optional<Instant> newest =
                RetrainingNeed.of(waiting.model(), publisher.list()).newestTraining();
        if (newest.isPresent() && !waiting.arrived().isAfter(newest.get())) {
            LOG.info(
                    "a request of {} for {} is skipped: a version was trained after it, at {}",
                    waiting.arrived(),
                    waiting.model(),
                    newest.get());
            return RetrainingOutcome.NOTHING_TO_DO;
        }
        LOG.info("{} is retrained: drift of {} at {}", waiting.model(), request.sensor(), request.time());
        RetrainingOutcome outcome = retraining.run(waiting.model(), publisher);
        LOG.info("retraining {}: {}", waiting.model(), outcome.label());
        return outcome;
    }
}
