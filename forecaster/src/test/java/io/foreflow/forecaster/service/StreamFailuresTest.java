package io.foreflow.forecaster.service;

import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.REPLACE_THREAD;
import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
import static org.assertj.core.api.Assertions.assertThat;

import io.foreflow.windowing.streams.StateFormatException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidPidMappingException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionAbortedException;
import org.apache.kafka.streams.errors.MissingSourceTopicException;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.errors.TaskCorruptedException;
import org.apache.kafka.streams.errors.TaskMigratedException;
import org.apache.kafka.streams.processor.TaskId;
import org.junit.jupiter.api.Test;

class StreamFailuresTest {
    private static final Path STATE = Path.of("/var/lib/foreflow/state");

    private final AtomicLong nanoTime = new AtomicLong(Long.MAX_VALUE);
    private final List<LiveServiceException> fatal = new ArrayList<>();
    private final AtomicInteger replaced = new AtomicInteger();
    private final StreamFailures inference =
            StreamFailures.ofInference(STATE, nanoTime::get, replaced::incrementAndGet, fatal::add);
    private final StreamFailures failures = StreamFailures.ofForecasts(STATE, 1, nanoTime::get, fatal::add);

    @Test
    void shouldReplaceAThreadThatFailedForAReasonThatMayPass() {
        // when
        var response = failures.handle(new StreamsException(new TimeoutException("no answer")));

        // then
        assertThat(response).isEqualTo(REPLACE_THREAD);
        assertThat(fatal).isEmpty();
    }

    @Test
    void shouldStopWhenThreadsKeepFailing() {
        // given
        for (int i = 0; i < StreamFailures.MAX_REPLACEMENTS; i++) {
            assertThat(failures.handle(new TimeoutException("no answer"))).isEqualTo(REPLACE_THREAD);
        }

        // when
        var response = failures.handle(new TimeoutException("no answer"));

        // then
        assertThat(response).isEqualTo(SHUTDOWN_CLIENT);
        assertThat(fatal).singleElement().satisfies(failure -> assertThat(failure)
                .hasMessageContaining("no answer")
                .hasMessageContaining("brokers"));
    }

    @Test
    void shouldReplaceEachOfSeveralThreadsAsOften() {
        // given
        StreamFailures twelve = StreamFailures.ofForecasts(STATE, 12, nanoTime::get, fatal::add);
        for (int i = 0; i < 12 * StreamFailures.MAX_REPLACEMENTS; i++) {
            assertThat(twelve.handle(new TimeoutException("no answer"))).isEqualTo(REPLACE_THREAD);
        }

        // then
        assertThat(twelve.handle(new TimeoutException("no answer"))).isEqualTo(SHUTDOWN_CLIENT);
        assertThat(fatal).singleElement().satisfies(failure -> assertThat(failure)
                .hasMessageContaining("61 times within 10 minutes"));
    }

    @Test
    void shouldReplaceAThreadWhoseTransactionOrMembershipHasEnded() {
        List<KafkaException> endings = List.of(
                new InvalidTxnStateException("the coordinator has aborted it"),
                new ProducerFencedException("another producer"),
                new InvalidProducerEpochException("an old producer"),
                new InvalidPidMappingException("an unknown producer"),
                new OutOfOrderSequenceException("a lost record"),
                new TransactionAbortedException("after its timeout"),
                new CommitFailedException(),
                new TaskCorruptedException(Set.of(new TaskId(0, 0))),
                new TaskMigratedException("away", new RuntimeException()));
        for (KafkaException ending : endings) {
            StreamFailures one = StreamFailures.ofForecasts(STATE, 1, nanoTime::get, fatal::add);
            assertThat(one.handle(new StreamsException("Error encountered trying to commit a transaction", ending)))
                    .as("%s", ending)
                    .isEqualTo(REPLACE_THREAD);
        }
        assertThat(fatal).isEmpty();
    }

    @Test
    void shouldForgetFailuresThatAreLongPast() {
        // given
        for (int i = 0; i < StreamFailures.MAX_REPLACEMENTS; i++) {
            failures.handle(new TimeoutException("no answer"));
        }
        nanoTime.addAndGet(StreamFailures.WITHIN.plusSeconds(1).toNanos());

        // when
        var response = failures.handle(new TimeoutException("no answer"));

        // then
        assertThat(response).isEqualTo(REPLACE_THREAD);
    }

    @Test
    void shouldStopAtOnceForWhatWouldFailAgain() {
        // when
        var response = failures.handle(new StreamsException(new IllegalStateException("a\nbug")));

        // then
        assertThat(response).isEqualTo(SHUTDOWN_CLIENT);
        assertThat(fatal).singleElement().satisfies(failure -> assertThat(failure.getMessage())
                .contains("IllegalStateException: a bug")
                .doesNotContain("\n"));
    }

    @Test
    void shouldSayWhatToDoWithTheStateOfAnotherVersion() {
        // when
        var response = failures.handle(new StreamsException(new StateFormatException("head", 3, 2)));

        // then
        assertThat(response).isEqualTo(SHUTDOWN_CLIENT);
        assertThat(fatal).singleElement().satisfies(failure -> assertThat(failure)
                .hasMessageStartingWith("The service stops: the store head was written by another version")
                .hasMessageContaining("application.id"));
    }

    @Test
    void shouldSayWhichDiskIsFull() {
        // when
        var response = failures.handle(new StreamsException(
                new ProcessorStateException("store raw", new IOException("While appending: No space left on device"))));

        // then
        assertThat(response).isEqualTo(SHUTDOWN_CLIENT);
        assertThat(fatal).singleElement().satisfies(failure -> assertThat(failure.getMessage())
                .startsWith("The service stops: the disk of the state folder " + STATE + " is full (")
                .contains("MB are free")
                .contains("Make room")
                .doesNotContain("\n"));
    }

    @Test
    void shouldReplaceAThreadThatRanOutOfMemory() {
        assertThat(failures.handle(new OutOfMemoryError("Java heap space"))).isEqualTo(REPLACE_THREAD);
        assertThat(failures.handle(new StreamsException(new OutOfMemoryError("Java heap space"))))
                .isEqualTo(REPLACE_THREAD);
        assertThat(fatal).isEmpty();
    }

    // ---- inference

    @Test
    void shouldReplaceAThreadOfInferenceWhateverEndedItABoundedNumberOfTimes() {
        // given
        List<Throwable> causes = List.of(
                new OutOfMemoryError("Java heap space"),
                new StackOverflowError(),
                new StreamsException(new IllegalStateException("a bug")),
                new TimeoutException("no answer"));
        for (int i = 0; i < StreamFailures.MAX_INFERENCE_REPLACEMENTS; i++) {
            assertThat(inference.handle(causes.get(i % causes.size()))).isEqualTo(REPLACE_THREAD);
        }
        assertThat(replaced).hasValue(StreamFailures.MAX_INFERENCE_REPLACEMENTS);
        assertThat(fatal).isEmpty();

        // when
        var response = inference.handle(new OutOfMemoryError("Java heap space"));

        // then
        assertThat(response).isEqualTo(SHUTDOWN_CLIENT);
        assertThat(replaced).hasValue(StreamFailures.MAX_INFERENCE_REPLACEMENTS);
        assertThat(fatal).singleElement().satisfies(failure -> assertThat(failure)
                .hasMessageContaining("No request for inference is answered any more")
                .hasMessageContaining("Java heap space")
                .hasMessageContaining("Forecasts continue"));
    }

    @Test
    void shouldNotTryInferenceAgainWhereTheBrokerRefusesIt() {
        for (Throwable refusal : List.of(
                new StreamsException(new TopicAuthorizationException("not you")),
                new MissingSourceTopicException("requests"))) {
            assertThat(inference.handle(refusal)).isEqualTo(SHUTDOWN_CLIENT);
        }
        assertThat(replaced).hasValue(0);
        assertThat(fatal).hasSize(2);
    }

    @Test
    void shouldSayWhatToDoWhenTheTopicIsGoneOrForbidden() {
        // when
        failures.handle(new MissingSourceTopicException("readings"));
        failures.handle(new StreamsException(new TopicAuthorizationException("not you")));

        // then
        assertThat(fatal).hasSize(2);
        assertThat(fatal.get(0)).hasMessageContaining("Create it again");
        assertThat(fatal.get(1)).hasMessageContaining("credentials");
    }
}
