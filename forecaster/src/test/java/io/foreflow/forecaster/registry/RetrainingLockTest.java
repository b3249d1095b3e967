package io.foreflow.forecaster.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.foreflow.forecaster.broker.EmbeddedKafka;
import io.foreflow.ingest.publish.TopicAdmin;
import io.foreflow.ingest.publish.TopicPlan;
import io.foreflow.ingest.wire.TopicNames;
import io.foreflow.models.forecast.ModelRef;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs of one model on the embedded broker that exclude each other. */
@Timeout(120)
class RetrainingLockTest {
    private static final TopicNames TOPICS = TopicNames.DEFAULT;
    private static final String MODEL = "freeway";

    @TempDir
    private Path directory;

    private EmbeddedKafka kafka;
    private Map<String, String> clients;

    @BeforeEach
    void start() throws Exception {
        kafka = EmbeddedKafka.in(directory.resolve("broker"), EmbeddedKafka.ANY_PORT);
        kafka.start();
        clients = Map.of("bootstrap.servers", kafka.bootstrapServers());
        try (TopicAdmin admin =
                TopicAdmin.connect(clients, true, Duration.ofSeconds(30), Clock.systemUTC(), line -> {})) {
            admin.ensure(TopicPlan.all(TOPICS, 1, 1));
        }
    }

    @AfterEach
    void stop() {
        kafka.close();
    }

    @Test
    void shouldLetOneRunAtATimeRetrainAModel() {
        // given
        try (RetrainingLock first = acquire(MODEL).orElseThrow()) {
            // when
            Optional<RetrainingLock> second = acquire(MODEL);
            Optional<RetrainingLock> other = acquire("pumps");
            publisher().publish(ExampleModels.bundle(ExampleModels.V1), Alias.CHALLENGER, first);

            // then
            assertThat(second).isEmpty();
            assertThat(other).isPresent();
            other.orElseThrow().close();
            assertThat(published()).containsExactly(ExampleModels.V1);
        }
        // then the end of the first one makes room at once
        try (RetrainingLock next = acquire(MODEL).orElseThrow()) {
            assertThat(next.model()).isEqualTo(MODEL);
        }
    }

    @Test
    void shouldPublishNothingOnceAnotherRunHasTakenOver() throws Exception {
        // given: a run that Kafka gives up, as it does with a process that stands still
        try (RetrainingLock lost = acquire(MODEL).orElseThrow()) {
            try (Admin admin = Admin.create(Map.copyOf(clients))) {
                admin.removeMembersFromConsumerGroup(
                                RetrainingLock.group(TOPICS, MODEL), new RemoveMembersFromConsumerGroupOptions())
                        .all()
                        .get();
            }

            // when
            try (RetrainingLock next = acquire(MODEL).orElseThrow()) {
                assertThatExceptionOfType(RegistryException.class)
                        .isThrownBy(() ->
                                publisher().publish(ExampleModels.bundle(ExampleModels.V1), Alias.CHALLENGER, lost))
                        .withMessageContaining("nothing was published");
                publisher().publish(ExampleModels.bundle(ExampleModels.V2), Alias.CHALLENGER, next);
            }
        }

        // then
        assertThat(published()).containsExactly(ExampleModels.V2);
        assertThat(ModelHistory.read(clients, TOPICS).events())
                .extracting(ModelEvent::to)
                .containsOnly(Optional.of(ExampleModels.V2));
    }

    @Test
    void shouldPublishAlthoughOtherRunsKnockAllTheTime() {
        // given
        AtomicBoolean ended = new AtomicBoolean();
        List<ModelRef> versions = IntStream.range(0, 10)
                .mapToObj(i -> new ModelRef(MODEL, "v" + i))
                .toList();
        List<ModelRef> done = new ArrayList<>();
        try (RetrainingLock lock = acquire(MODEL).orElseThrow()) {
            CompletableFuture<Integer> others = CompletableFuture.supplyAsync(() -> {
                int refused = 0;
                while (!ended.get()) {
                    Optional<RetrainingLock> other = acquire(MODEL);
                    other.ifPresent(RetrainingLock::close);
                    refused += other.isPresent() ? 0 : 1;
                }
                return refused;
            });

            // when
            versions.forEach(version -> {
                publisher().publish(ExampleModels.bundle(version), Alias.CHALLENGER, lock);
                done.add(version);
            });
            ended.set(true);

            // then
            assertThat(others.join()).isPositive();
            assertThat(published()).containsExactlyInAnyOrderElementsOf(done).hasSize(versions.size());
        }
    }

    private Optional<RetrainingLock> acquire(String model) {
        return RetrainingLock.tryAcquire(clients, TOPICS, model);
    }

    private ModelPublisher publisher() {
        return new ModelPublisher(clients, TOPICS);
    }

    private List<ModelRef> published() {
        return publisher().list().stream().map(RegisteredModel::ref).toList();
    }
}
