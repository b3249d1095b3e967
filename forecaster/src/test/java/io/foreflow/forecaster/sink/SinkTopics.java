package io.foreflow.forecaster.sink;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.foreflow.forecaster.alerts.Alert;
import io.foreflow.forecaster.alerts.Alert.AlertTrigger;
import io.foreflow.forecaster.alerts.ClearReason;
import io.foreflow.forecaster.alerts.Crossing;
import io.foreflow.forecaster.registry.ModelEvent;
import io.foreflow.forecaster.registry.ModelEventJson;
import io.foreflow.forecaster.topology.AlertJson;
import io.foreflow.forecaster.topology.ForecastJson;
import io.foreflow.forecaster.topology.ScoreAvro;
import io.foreflow.ingest.publish.TopicAdmin;
import io.foreflow.ingest.publish.TopicPlan;
import io.foreflow.ingest.wire.TopicNames;
import io.foreflow.models.forecast.Forecast;
import io.foreflow.models.forecast.Forecast.Interval;
import io.foreflow.models.forecast.ForecastBuilder;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.score.Contender;
import io.foreflow.models.score.ModelLeads;
import io.foreflow.models.score.Rolling;
import io.foreflow.models.score.Score;
import io.foreflow.models.score.Score.Hit;
import io.foreflow.models.score.ScoreBuilder;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.Step;
import io.foreflow.models.series.Values;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Topics of a service that nobody runs, and records for them. */
public final class SinkTopics implements AutoCloseable {
    public static final int HORIZON = 24;

    /** Rows of a forecast and of the score of the same hour, with its actual value. */
    public static final int ROWS_AN_HOUR = HORIZON + HORIZON + 1;

    public static final int PARTITIONS = 3;

    private static final List<Contender> CONTENDERS = List.of(Contender.values());

    private final TopicNames names;
    private final KafkaProducer<byte[], byte[]> producer;
    private final List<Future<RecordMetadata>> sent = new ArrayList<>();

    /** @param prefix prefix of the topics, which are made here */
    public SinkTopics(String bootstrapServers, String prefix) throws InterruptedException {
        this.names = new TopicNames(prefix);
        Map<String, String> kafka = Map.of("bootstrap.servers", bootstrapServers);
        try (TopicAdmin admin =
                TopicAdmin.connect(kafka, true, Duration.ofSeconds(30), Clock.systemUTC(), line -> {})) {
            admin.ensure(TopicPlan.all(names, PARTITIONS, 1).stream()
                    .filter(plan -> SqlSink.topics(names, true).contains(plan.name()))
                    .toList());
        }
        this.producer = new KafkaProducer<>(
                // On a topic that is just there a second request under way could overtake a refused first one.
                Map.of("bootstrap.servers", bootstrapServers, "max.in.flight.requests.per.connection", 1),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    public TopicNames names() {
        return names;
    }

    /**
     * Sends a forecast and a score of each hour from {@code from} on, for each of some sensors. Actual values and first
     * values of forecasts are the hours since 1970.
     */
    public void sendHours(int sensors, Instant from, int hours) {
        for (int hour = 0; hour < hours; hour++) {
            for (int sensor = 0; sensor < sensors; sensor++) {
                Instant time = from.plus(Duration.ofHours(hour));
                double value = Duration.between(Instant.EPOCH, time).toHours();
                send(forecast("sensor-" + sensor, time, 0, value));
                send(score("sensor-" + sensor, time, value));
            }
        }
        flush();
    }

    public void send(Forecast forecast) {
        send(names.forecasts(), forecast.sensor().value(), ForecastJson.write(forecast));
    }

    public void send(Score score) {
        send(names.scores(), score.sensor().value(), ScoreAvro.write(score));
    }

    void send(ModelEvent event) {
        send(names.modelEvents(), event.name(), ModelEventJson.write(event));
    }

    void send(Alert alert) {
        send(names.alerts(), alert.sensor().value(), AlertJson.write(alert));
    }

    public void send(String topic, String key, byte[] value) {
        sent.add(producer.send(new ProducerRecord<>(topic, key.getBytes(UTF_8), value)));
    }

    /** Waits until all records are on their topics. */
    public void flush() {
        producer.flush();
        try {
            for (Future<RecordMetadata> record : sent) {
                record.get();
            }
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException("a record could not be sent", e);
        }
        sent.clear();
    }

    /** Returns a forecast of a network, with bounds, whose values are {@code value} and the hours after it. */
    public static Forecast forecast(String sensor, Instant origin, int revision, double value) {
        Values values = Values.generate(HORIZON, lead -> value + lead);
        return ForecastBuilder.builder()
                .sensor(SensorId.of(sensor))
                .issuedAt(origin)
                .origin(origin)
                .step(Step.HOUR)
                .zone(ZoneId.of("UTC"))
                .values(values)
                .interval(Optional.of(new Interval(
                        0.9,
                        Values.generate(HORIZON, lead -> value + lead - 1),
                        Values.generate(HORIZON, lead -> value + lead + 1))))
                .method("network")
                .fallback(false)
                .stale(false)
                .model(Optional.of(new ModelRef("default", "v1")))
                .from(origin.minus(Duration.ofHours(6)))
                .to(origin)
                .imputedFraction(0)
                .knownFraction(1)
                .revision(revision)
                .build();
    }

    /** Returns a score with errors at each lead, the lead itself. */
    public static Score score(String sensor, Instant time, double actual) {
        Map<Contender, Values> errors = new EnumMap<>(Contender.class);
        for (Contender contender : CONTENDERS) {
            errors.put(contender, Values.generate(HORIZON, lead -> lead + CONTENDERS.indexOf(contender)));
        }
        return ScoreBuilder.builder()
                .sensor(SensorId.of(sensor))
                .time(time)
                .step(Step.HOUR)
                .actual(actual)
                .errors(errors)
                .yardsticks(Values.generate(HORIZON, lead -> 2))
                .hits(Collections.nCopies(HORIZON, Hit.INSIDE))
                .fallbacks(List.of(3))
                .models(List.of(
                        new ModelLeads(new ModelRef("default", "v1"), 0, 2),
                        new ModelLeads(new ModelRef("default", "v1"), 4, HORIZON - 1)))
                .shadow(Optional.empty())
                .rolling(Rolling.NONE)
                .build();
    }

    /** Returns an alert that a forecast with this origin raised: two hours later a bound of 80 will be crossed. */
    static Alert alert(String sensor, String rule, Instant origin) {
        return new Alert(
                SensorId.of(sensor),
                rule,
                "upper > 80 within 6h",
                origin.plusMillis(50),
                new Crossing(origin.plus(Duration.ofHours(2)), 80.5, 80),
                trigger(origin),
                origin,
                Optional.empty());
    }

    /** Returns the record that clears an alert, by a forecast with this origin. */
    static Alert cleared(Alert alert, Instant origin) {
        return alert.clear(origin.plusMillis(50), trigger(origin), ClearReason.ENDED);
    }

    private static AlertTrigger trigger(Instant origin) {
        return new AlertTrigger(origin, 0, Optional.of(new ModelRef("default", "v1")));
    }

    @Override
    public void close() {
        producer.close();
    }
}
