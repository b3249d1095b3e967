package io.foreflow.forecaster.topology;

import static java.util.Objects.requireNonNull;

import io.foreflow.forecaster.metrics.InferenceMetrics;
import io.foreflow.forecaster.metrics.InferenceOutcome;
import io.foreflow.forecaster.topology.InferenceRequest.Unusable;
import io.foreflow.forecaster.topology.InferenceRequest.Usable;
import io.foreflow.forecaster.topology.ModelAnswers.ModelSearch;
import io.foreflow.forecaster.topology.ModelAnswers.OpenedModel;
import io.foreflow.forecaster.topology.ModelAnswers.QuestionResult;
import io.foreflow.forecaster.topology.ModelAnswers.UnusableModel;
import io.foreflow.ingest.wire.RejectReason;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.windowing.streams.RejectedRecords;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Gives every request one result: an answer, or an error with the reason. A record that is not a request goes to the
 * rejected topic as well. A model that throws an exception costs its answers, never the stream thread. A request that
 * ended the thread or the process {@value #MOST_ATTEMPTS} times is answered with an error, so that it is not tried
 * again.
 */
final class InferenceProcessor implements Processor<byte[], byte[], Object, Object> {
    /** Maximum size of a request, key and headers included, and of a result, in bytes: Kafka's own limit is 1 MiB. */
    static final int MOST_BYTES = 1_000_000;

    /** Maximum size of a key that is kept: a result with a larger one could not be sent. */
    static final int MOST_KEY_BYTES = 16 << 10;

    /** Maximum number of times that work on a request is begun. */
    static final int MOST_ATTEMPTS = 2;

    /** Number of attempts from which a result has no id, because reading the request itself ended the thread. */
    private static final int MOST_READS = 2 * MOST_ATTEMPTS;

    private final InferenceAttempts attempts;
    private final InferenceMetrics metrics;
    private final ModelAnswers models;
    private @Nullable ProcessorContext<Object, Object> context;
    private boolean resumed;

    InferenceProcessor(InferenceView view, InferenceAttempts attempts, InferenceMetrics metrics) {
        this.attempts = attempts;
        this.metrics = metrics;
        this.models = new ModelAnswers(view, metrics);
    }

    @Override
    public void init(ProcessorContext<Object, Object> context) {
        this.context = context;
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        ProcessorContext<Object, Object> out = requireNonNull(context);
        RecordMetadata place = out.recordMetadata()
                .orElseThrow(() -> new IllegalStateException("only records of a topic are requests"));
        if (!resumed) {
            attempts.resume(place.partition(), place.offset());
            resumed = true;
        }
        int earlier = attempts.begin(place.partition(), place.offset(), record.timestamp());
        if (earlier < MOST_ATTEMPTS) {
            work(record, place, out);
            attempts.end(place.partition(), place.offset());
        } else {
            send(record, place, out, earlier < MOST_READS ? givenUp(read(record)) : givenUp());
            // The end is not recorded yet: if the transaction is aborted, the request must not be tried again.
            attempts.takeBack(place.partition(), place.offset());
        }
    }

    private void work(Record<byte[], byte[]> record, RecordMetadata place, ProcessorContext<Object, Object> out) {
        InferenceRequest request = read(record);
        InferenceResult result = request instanceof Usable usable ? answer(usable) : refusal((Unusable) request);
        if (request instanceof Unusable unusable) {
            out.forward(
                    RejectedRecords.of(record, Optional.of(place), unusable.reason(), unusable.detail()),
                    InferenceTopology.REJECTED_SINK);
        }
        send(record, place, out, result);
    }

    private void send(
            Record<byte[], byte[]> record,
            RecordMetadata place,
            ProcessorContext<Object, Object> out,
            InferenceResult made) {
        InferenceResult result = made;
        byte[] value = InferenceResultJson.write(result);
        if (value.length > MOST_BYTES) {
            result = result.failed(
                    InferenceOutcome.UNUSABLE_RESULT,
                    "the result has " + value.length + " bytes; at most " + MOST_BYTES + " can be sent");
            value = InferenceResultJson.write(result);
        }
        Instant now = Instant.ofEpochMilli(out.currentSystemTimeMs());
        out.forward(
                new Record<>(key(record), value, record.timestamp(), InferenceResultJson.headers(place, now)),
                InferenceTopology.RESULTS_SINK);
        metrics.request(result.outcome(), Duration.ofMillis(Math.max(0, now.toEpochMilli() - record.timestamp())));
    }

    @Override
    public void close() {
        models.close();
    }

    private static byte @Nullable [] key(Record<byte[], byte[]> record) {
        return record.key() == null || record.key().length > MOST_KEY_BYTES ? null : record.key();
    }

    private static InferenceRequest read(Record<byte[], byte[]> record) {
        long size = RejectedRecords.size(record);
        if (size > MOST_BYTES || (record.key() != null && record.key().length > MOST_KEY_BYTES)) {
            return new Unusable(
                    Optional.empty(),
                    Optional.empty(),
                    RejectReason.RECORD_TOO_LARGE,
                    "the request has " + size + " bytes; at most " + MOST_BYTES + " are read, at most " + MOST_KEY_BYTES
                            + " of them in the key");
        }
        return InferenceRequestJson.read(record.value());
    }

    private static InferenceResult givenUp(InferenceRequest request) {
        InferenceResult result = givenUp();
        if (request instanceof Usable usable) {
            return new InferenceResult(
                    Optional.of(usable.id()),
                    Optional.of(usable.model().name()),
                    usable.model().version(),
                    result.outcome(),
                    Optional.empty(),
                    0,
                    result.detail());
        }
        return result;
    }

    private static InferenceResult givenUp() {
        return new InferenceResult(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                InferenceOutcome.GAVE_UP,
                Optional.empty(),
                0,
                Optional.of("work on this request ended its thread or the service " + MOST_ATTEMPTS
                        + " times; it is not tried again"));
    }

    private static InferenceResult refusal(Unusable request) {
        return new InferenceResult(
                request.id(),
                request.model().map(InferenceView.ModelName::name),
                request.model().flatMap(InferenceView.ModelName::version),
                InferenceOutcome.of(request.reason()),
                Optional.empty(),
                0,
                Optional.of(request.detail()));
    }

    private InferenceResult answer(Usable request) {
        ModelSearch found = models.find(request.model());
        Optional<ModelRef> ref =
                found instanceof OpenedModel opened ? Optional.of(opened.ref()) : ((UnusableModel) found).ref();
        QuestionResult result = found instanceof OpenedModel opened
                ? opened.answer(List.of(request.question()), request.id()).get(0)
                : ((UnusableModel) found).result();
        return new InferenceResult(
                Optional.of(request.id()),
                Optional.of(request.model().name()),
                ref.map(ModelRef::version).or(() -> request.model().version()),
                result.outcome(),
                result.answer(),
                result.answer().isPresent() ? request.top() : 0,
                result.detail());
    }
}
