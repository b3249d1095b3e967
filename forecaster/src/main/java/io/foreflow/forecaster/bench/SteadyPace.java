package io.foreflow.forecaster.bench;

import io.foreflow.forecaster.bench.PipelineLoad.PacedLoad;
import io.foreflow.forecaster.terminal.CommandException;
import io.foreflow.forecaster.topology.ForecastJson;
import io.foreflow.ingest.wire.ReadingJson;
import io.foreflow.ingest.wire.TopicNames;
import io.foreflow.models.forecast.Forecast;
import io.foreflow.models.series.Reading;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Measures the time from a reading to its forecast. A producer with Kafka's default settings sends readings at even
 * distances and does not wait for anything. A read-committed consumer notes when it sees the forecast of each. Time goes
 * from the moment at which the reading was due, so that a producer or a service that falls behind shows.
 */
final class SteadyPace {
    /** Time after the last reading in which its forecast must come. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private static final Duration POLL = Duration.ofMillis(100);
    private static final long NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

    private final Map<String, String> clients;
    private final TopicNames topics;
    private final PacedLoad load;
    private final Readings readings;

    /** @param readings hourly readings, at least as many as the load sends */
    SteadyPace(Map<String, String> clients, TopicNames topics, PacedLoad load, Readings readings) {
        this.clients = clients;
        this.topics = topics;
        this.load = load;
        this.readings = readings;
    }

    /**
     * Sends the readings to a running service.
     *
     * @throws CommandException if forecasts are missing a minute after the last reading
     */
    ForecastLatency measure() throws InterruptedException {
        ExecutorService sender = Executors.newSingleThreadExecutor(task -> new Thread(task, "foreflow-sender"));
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            long start = System.nanoTime() + NANOS_PER_SECOND;
            Future<?> sending = sender.submit(() -> send(start));
            long[] seen = seen(consumer, start, sending);
            for (int i = 0; i < seen.length; i++) {
                seen[i] -= due(start, i);
            }
            return ForecastLatency.of(load.perSecond(), Arrays.copyOfRange(seen, load.uncounted(), seen.length));
        } catch (ExecutionException e) {
            throw new CommandException("the readings cannot be sent: " + e.getCause(), e);
        } finally {
            sender.shutdownNow();
        }
    }

    private long due(long start, int place) {
        return start + place * NANOS_PER_SECOND / load.perSecond();
    }

    private void send(long start) {
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(Map.copyOf(clients), new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.partitionsFor(topics.readings());
            for (int i = 0; i < load.readings() && !Thread.currentThread().isInterrupted(); i++) {
                Reading reading = readings.at(i);
                ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                        topics.readings(),
                        reading.sensor().value().getBytes(StandardCharsets.UTF_8),
                        ReadingJson.bytes(reading));
                for (long left = due(start, i) - System.nanoTime();
                        left > 0 && !Thread.currentThread().isInterrupted();
                        left = due(start, i) - System.nanoTime()) {
                    LockSupport.parkNanos(left);
                }
                // A reading that is lost has no forecast, which is noticed.
                var unused = producer.send(record);
            }
        }
    }

    /** Returns when the first forecast of each reading was seen, by its place. */
    private long[] seen(KafkaConsumer<byte[], byte[]> consumer, long start, Future<?> sending)
            throws InterruptedException, ExecutionException {
        long[] seen = new long[load.readings()];
        boolean[] there = new boolean[seen.length];
        int missing = seen.length;
        long giveUp = due(start, seen.length) + PATIENCE.toNanos();
        while (missing > 0) {
            ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
            long now = System.nanoTime();
            for (ConsumerRecord<byte[], byte[]> record : records) {
                Forecast forecast = ForecastJson.read(record.value());
                int place = readings.placeOfLast(forecast.sensor(), forecast.origin());
                if (place >= 0 && place < seen.length && !there[place]) {
                    there[place] = true;
                    seen[place] = now;
                    missing--;
                }
            }
            if (sending.isDone()) {
                sending.get();
            }
            if (now - giveUp > 0) {
                throw new CommandException(missing + " of " + seen.length + " forecasts had not come "
                        + PATIENCE.toSeconds() + " s after the last reading; the service is too slow for "
                        + load.perSecond() + " readings a second on this machine");
            }
        }
        return seen;
    }

    /** Returns a consumer at the end of the forecasts. */
    private KafkaConsumer<byte[], byte[]> consumer() {
        Map<String, Object> settings = new HashMap<>(clients);
        settings.put("isolation.level", "read_committed");
        KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> partitions = consumer.partitionsFor(topics.forecasts()).stream()
                .map(info -> new TopicPartition(topics.forecasts(), info.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position);
        return consumer;
    }
}
