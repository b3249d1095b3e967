package io.foreflow.windowing.streams;

import static java.util.Objects.requireNonNull;

import io.foreflow.ingest.wire.RejectReason;
import io.foreflow.ingest.wire.TopicNames;
import io.foreflow.windowing.wire.WindowTopics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.ProcessingExceptionHandler;
import org.apache.kafka.streams.errors.ProductionExceptionHandler;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Survives a record whose processing fails: the record goes to the rejected topic with the reason {@code error} and the
 * exception's class, and processing continues with the next one. An unforeseen defect therefore costs one record, and a
 * restart does not meet the same record again.
 *
 * <p>Failures that would hit other records as well still stop the stream thread: failures of Kafka, of the stores and
 * of the disk, and a lack of memory.
 */
public final class RecordFailures implements ProcessingExceptionHandler, ProductionExceptionHandler {
    private static final Logger LOG = LoggerFactory.getLogger(RecordFailures.class);

    private static final String TOPICS = "foreflow.topics";
    private static final String LISTENER = "foreflow.listener";

    /** One failure in this many is logged in full. */
    private static final long LOG_EVERY = 1_000;

    private final AtomicLong failures = new AtomicLong();
    private TopicNames topics = TopicNames.DEFAULT;
    private WindowingListener listener = WindowingListener.NONE;

    /** Creates the handler. Kafka Streams makes one for each thread; {@link #addTo} configures it. */
    public RecordFailures() {}

    /**
     * Configures Streams properties so that the application survives records whose processing fails.
     *
     * @param topics names of the topics, with the one that receives such records
     * @param listener hears of each failure
     */
    public static void addTo(Properties streams, TopicNames topics, WindowingListener listener) {
        streams.putIfAbsent(StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG, RecordFailures.class);
        streams.putIfAbsent(StreamsConfig.PRODUCTION_EXCEPTION_HANDLER_CLASS_CONFIG, RecordFailures.class);
        streams.put(TOPICS, topics);
        streams.put(LISTENER, listener);
    }

    @Override
    public void configure(Map<String, ?> configs) {
        topics = (TopicNames) requireNonNull(configs.get(TOPICS), TOPICS);
        listener = (WindowingListener) requireNonNull(configs.get(LISTENER), LISTENER);
    }

    /**
     * Returns a processor that does what {@code processor} does. Some failures of a single record, such as an endless
     * recursion or a failed cast, would end the Streams thread. The processor turns them into exceptions that Streams
     * hands to this class.
     */
    public static <KIn, VIn, KOut, VOut> Processor<KIn, VIn, KOut, VOut> surviving(
            Processor<KIn, VIn, KOut, VOut> processor) {
        return new Processor<>() {
            @Override
            public void init(ProcessorContext<KOut, VOut> context) {
                processor.init(context);
            }

            @Override
            public void process(Record<KIn, VIn> record) {
                try {
                    processor.process(record);
                } catch (ClassCastException | StackOverflowError | LinkageError | AssertionError e) {
                    throw new RecordFailedException(e);
                }
            }

            @Override
            public void close() {
                processor.close();
            }
        };
    }

    /** Reports that one record could not be processed; the cause says why. */
    private static final class RecordFailedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        RecordFailedException(Throwable cause) {
            super(cause);
        }
    }

    /** Returns true if the failure does not depend on the record: others would fail as well. */
    static boolean isSystemic(Throwable failure) {
        Throwable cause = failure;
        while (cause != null) {
            if (cause instanceof ClassCastException || cause instanceof SerializationException) {
                return false;
            }
            if ((cause instanceof VirtualMachineError && !(cause instanceof StackOverflowError))
                    || (cause instanceof KafkaException && !isWrapping(cause))
                    || cause instanceof IOException
                    || cause instanceof UncheckedIOException
                    || cause instanceof InterruptedException) {
                return true;
            }
            cause = cause.getCause() == cause ? null : cause.getCause();
        }
        return false;
    }

    /** Streams wraps the failed casts of processors and serializers into an exception of its own. */
    private static boolean isWrapping(Throwable failure) {
        return failure.getCause() instanceof ClassCastException;
    }

    @Override
    public ProcessingExceptionHandler.Response handleError(
            ErrorHandlerContext context, Record<?, ?> record, Exception exception) {
        return isSystemic(exception)
                ? ProcessingExceptionHandler.Response.fail()
                : ProcessingExceptionHandler.Response.resume(survived(context, exception));
    }

    @Override
    @SuppressWarnings("rawtypes")
    public ProductionExceptionHandler.Response handleSerializationError(
            ErrorHandlerContext context,
            ProducerRecord record,
            Exception exception,
            SerializationExceptionOrigin origin) {
        return isSystemic(exception)
                ? ProductionExceptionHandler.Response.fail()
                : ProductionExceptionHandler.Response.resume(survived(context, exception));
    }

    @Override
    public ProductionExceptionHandler.Response handleError(
            ErrorHandlerContext context, ProducerRecord<byte[], byte[]> record, Exception exception) {
        return ProductionExceptionHandler.Response.fail();
    }

    /**
     * Returns the record to reject; empty where no record was processed, for instance after a tick, or where the record
     * is not a reading.
     */
    private List<ProducerRecord<byte[], byte[]>> survived(ErrorHandlerContext context, Exception exception) {
        Throwable wrapped = exception.getCause();
        Throwable cause = wrapped != null && (exception instanceof RecordFailedException || isWrapping(exception))
                ? wrapped
                : exception;
        if (failures.getAndIncrement() % LOG_EVERY == 0) {
            LOG.error(
                    "Processing failed in {} at {}-{} offset {}; it continues with the next record (failure {} of this thread,"
                            + " one in {} is logged)",
                    context.processorNodeId(),
                    context.topic(),
                    context.partition(),
                    context.offset(),
                    failures.get(),
                    LOG_EVERY,
                    cause);
        }
        if (context.topic() == null || context.headers().lastHeader(BySensorRecords.NEIGHBOUR) != null) {
            listener.failed();
            return List.of();
        }
        Record<byte[], byte[]> source = new Record<>(
                context.sourceRawKey(), context.sourceRawValue(), Math.max(0, context.timestamp()), context.headers());
        Optional<RecordMetadata> place = Optional.of(placeOf(context));
        String detail = describe(cause) + " in " + context.processorNodeId();
        Record<Object, Object> rejected = context.topic().equals(WindowTopics.readingsBySensor(topics))
                ? RejectedRecords.ofRepartitioned(source, place, RejectReason.ERROR, detail)
                : RejectedRecords.of(source, place, RejectReason.ERROR, detail);
        listener.rejected(RejectReason.ERROR);
        return List.of(new ProducerRecord<>(
                topics.rejected(),
                null,
                rejected.timestamp(),
                (byte[]) rejected.key(),
                (byte[]) rejected.value(),
                rejected.headers()));
    }

    private static RecordMetadata placeOf(ErrorHandlerContext context) {
        return new RecordMetadata() {
            @Override
            public String topic() {
                return context.topic();
            }

            @Override
            public int partition() {
                return context.partition();
            }

            @Override
            public long offset() {
                return context.offset();
            }
        };
    }

    private static String describe(Throwable cause) {
        return cause.getMessage() == null
                ? cause.getClass().getName()
                : cause.getClass().getName() + ": " + cause.getMessage().replaceAll("\\s+", " ");
    }
}
