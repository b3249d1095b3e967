package io.foreflow.forecaster.topology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.foreflow.forecaster.metrics.PipelineMetrics;
import io.foreflow.ingest.wire.InputMapping;
import io.foreflow.ingest.wire.ReadingJson;
import io.foreflow.ingest.wire.RejectReason;
import io.foreflow.ingest.wire.RejectedHeaders;
import io.foreflow.ingest.wire.TopicFormat;
import io.foreflow.ingest.wire.TopicNames;
import io.foreflow.models.forecast.Forecast;
import io.foreflow.models.forecast.IntervalTracker;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.series.Reading;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.Window;
import io.foreflow.windowing.core.Calendars;
import io.foreflow.windowing.core.Holidays;
import io.foreflow.windowing.core.Neighbours;
import io.foreflow.windowing.core.WindowerConfig;
import io.foreflow.windowing.streams.OutputTopics;
import io.foreflow.windowing.streams.StateFormatException;
import io.foreflow.windowing.streams.WindowingStage;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A defect that meets one sensor's records, injected into each stage: the other sensors lose nothing. */
class SurvivedFailuresTest {
    private static final TopicNames TOPICS = TopicNames.DEFAULT;
    private static final Instant START = Instant.parse("2026-03-02T00:00:00Z");
    private static final SensorId BAD = SensorId.of("bad");
    private static final SensorId GOOD = SensorId.of("good");

    @TempDir
    Path dir;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private Optional<TopologyTestDriver> driver = Optional.empty();

    @AfterEach
    void stop() {
        driver.ifPresent(TopologyTestDriver::close);
    }

    static List<Arguments> defects() {
        return List.of(
                Arguments.of((Supplier<Throwable>) () -> new IllegalStateException("a defect\nof two lines")),
                Arguments.of((Supplier<Throwable>) () -> new ArithmeticException()),
                Arguments.of((Supplier<Throwable>) () -> new ClassCastException("not what it was taken for")),
                Arguments.of((Supplier<Throwable>) StackOverflowError::new),
                Arguments.of((Supplier<Throwable>) () -> new NoSuchMethodError("of another version")),
                Arguments.of((Supplier<Throwable>) () -> new AssertionError("cannot be")));
    }

    @ParameterizedTest
    @MethodSource("defects")
    void shouldRejectTheReadingsThatWindowingFailsOn(Supplier<Throwable> defect) {
        // given
        start(windowing(failingCalendars(defect)), Optional.empty());

        // when
        send(24);

        // then
        assertOnlyTheBadSensorLost("windowing", defect.get());
        assertThat(forecasts(BAD)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("defects")
    void shouldRejectTheReadingsWhoseForecastFails(Supplier<Throwable> defect) {
        // given
        start(windowing(Calendars.NONE), Optional.of(new FailingModel(defect)));

        // when
        send(24);

        // then: the bad sensor's windows are written all the same
        List<TestRecord<byte[], byte[]>> windows = output(TOPICS.windows()).readRecordsToList();
        assertThat(windows.stream()
                        .map(window -> new String(window.key(), UTF_8))
                        .toList())
                .filteredOn(BAD.value()::equals)
                .hasSize(19);
        assertOnlyTheBadSensorLost("forecasting", defect.get());
        assertThat(forecasts(BAD)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("defects")
    void shouldRejectTheReadingsThatFailAfterTheyWereBroughtToTheirSensor(Supplier<Throwable> defect) {
        // given: all readings pass the readings by sensor, since one sensor has a neighbour
        WindowerConfig windowing = windowing(failingCalendars(defect))
                .withNeighbours(Neighbours.of(Map.of(GOOD, List.of(SensorId.of("other")))));
        start(windowing, Optional.empty());

        // when
        send(24);

        // then
        assertOnlyTheBadSensorLost("windowing", defect.get());
    }

    @ParameterizedTest
    @MethodSource("defects")
    void shouldGoOnWithTheOtherSensorsWhenALookAtTheClockFails(Supplier<Throwable> defect) {
        // given: live sensors, of which one fails as soon as the clock closes its buckets
        boolean[] fails = {false};
        Calendars calendars = (sensor, zone) -> {
            if (fails[0] && sensor.equals(BAD)) {
                throwIt(defect);
            }
            return Holidays.NONE;
        };
        start(windowing(calendars), Optional.empty());
        send(24);
        fails[0] = true;
        int before = forecasts(GOOD).size();

        // when
        driver.orElseThrow().advanceWallClockTime(Duration.ofHours(25));
        List<Forecast> good = forecasts(GOOD);

        // then: two hours of the good sensor are imputed by the clock
        assertThat(before).isEqualTo(24);
        assertThat(good).isNotEmpty();
        assertThat(meters.get("foreflow.ticks.failed").counter().count()).isEqualTo(1);
        assertThat(output(TOPICS.rejected()).isEmpty()).isTrue();

        // when: the defect is gone
        fails[0] = false;
        driver.orElseThrow().advanceWallClockTime(Duration.ofHours(1));

        // then
        assertThat(forecasts(BAD)).isNotEmpty();
    }

    static List<Arguments> systemic() {
        return List.of(
                Arguments.of((Supplier<Throwable>) () -> new OutOfMemoryError("Java heap space")),
                Arguments.of((Supplier<Throwable>) () -> new StreamsException("the store is gone")),
                Arguments.of((Supplier<Throwable>) () -> new TimeoutException("the broker is away")),
                Arguments.of((Supplier<Throwable>) () -> new StateFormatException("head", 3, 2)),
                Arguments.of((Supplier<Throwable>)
                        () -> new UncheckedIOException(new java.io.IOException("No space left on device"))));
    }

    @ParameterizedTest
    @MethodSource("systemic")
    void shouldStopWhereEveryRecordWouldFail(Supplier<Throwable> failure) {
        // given
        start(windowing(failingCalendars(failure)), Optional.empty());

        // then
        assertThatThrownBy(() -> send(24)).isNotNull();
        assertThat(output(TOPICS.rejected()).isEmpty()).isTrue();
    }

    /** A downgrade, or an upgrade without another application.id: no reading may be lost to the rejected topic. */
    @ParameterizedTest
    @ValueSource(strings = {WindowingStage.HEAD_STORE, WindowingStage.MEMORY_STORE, WindowingStage.RAW_STORE})
    void shouldStopAndRejectNothingWhereAnotherVersionWroteAStore(String name) {
        // given
        start(windowing(Calendars.NONE), Optional.empty());
        send(24);
        List<KeyValue<String, KeyValue<byte[], byte[]>>> rows = new ArrayList<>();
        for (String kept : List.of(WindowingStage.HEAD_STORE, WindowingStage.MEMORY_STORE, WindowingStage.RAW_STORE)) {
            try (KeyValueIterator<byte[], byte[]> all = store(kept).all()) {
                all.forEachRemaining(row -> rows.add(KeyValue.pair(kept, row)));
            }
        }
        driver.orElseThrow().close();
        start(windowing(Calendars.NONE), Optional.empty());

        // when
        for (KeyValue<String, KeyValue<byte[], byte[]>> row : rows) {
            if (row.key.equals(name)) {
                row.value.value[0]++;
            }
            store(row.key).put(row.value.key, row.value.value);
        }

        // then
        assertThat(rows).extracting(row -> row.key).contains(name);
        assertThatThrownBy(() -> send(24))
                .hasRootCauseInstanceOf(StateFormatException.class)
                .rootCause()
                .hasMessageContaining("the store " + name)
                .hasMessageContaining("application.id");
        assertThat(output(TOPICS.rejected()).isEmpty()).isTrue();
    }

    private KeyValueStore<byte[], byte[]> store(String name) {
        return driver.orElseThrow().getKeyValueStore(name);
    }

    @Test
    void shouldTellWhatWasRejectedAndWhy() {
        // given
        start(windowing(failingCalendars(() -> new IllegalStateException("a defect\nof two lines"))), Optional.empty());

        // when
        send(2);

        // then
        TestRecord<byte[], byte[]> rejected = output(TOPICS.rejected()).readRecord();
        assertThat(rejected.key()).isEqualTo(BAD.value().getBytes(UTF_8));
        assertThat(rejected.value()).isEqualTo(ReadingJson.bytes(Reading.of(BAD, START, 0)));
        assertThat(header(rejected.headers(), RejectedHeaders.TOPIC)).isEqualTo(TOPICS.readings());
        assertThat(header(rejected.headers(), RejectedHeaders.OFFSET)).isEqualTo("1");
        assertThat(header(rejected.headers(), RejectedHeaders.DETAIL))
                .isEqualTo("java.lang.IllegalStateException: a defect of two lines in windowing");
    }

    private void assertOnlyTheBadSensorLost(String node, Throwable defect) {
        List<TestRecord<byte[], byte[]>> rejected = output(TOPICS.rejected()).readRecordsToList();
        assertThat(rejected).isNotEmpty().allSatisfy(record -> {
            assertThat(record.key()).isEqualTo(BAD.value().getBytes(UTF_8));
            assertThat(header(record.headers(), RejectedHeaders.REASON)).isEqualTo(RejectReason.ERROR.label());
            assertThat(header(record.headers(), RejectedHeaders.DETAIL))
                    .startsWith(defect.getClass().getName())
                    .endsWith(" in " + node);
            assertThat(header(record.headers(), RejectedHeaders.TOPIC)).isEqualTo(TOPICS.readings());
        });
        assertThat(meters.get("foreflow.readings.rejected")
                        .tag("reason", "error")
                        .counter()
                        .count())
                .isEqualTo(rejected.size());
        assertThat(forecasts(GOOD)).hasSize(24);
    }

    private void start(WindowerConfig windowing, Optional<ServingModel> model) {
        PipelineConfig config = PipelineConfig.defaults()
                .withOutputs(new OutputTopics(true, true, TopicFormat.JSON))
                .withWindowing(windowing);
        PipelineMetrics metrics = new PipelineMetrics(meters);
        driver = Optional.of(
                TestStreams.driver(TestStreams.pipeline(config, () -> model, metrics), dir, START, metrics));
    }

    private static WindowerConfig windowing(Calendars calendars) {
        return WindowerConfig.defaults().withReadingsPerBucket(1).withCalendars(calendars);
    }

    /** Fails at each window of the bad sensor. */
    private static Calendars failingCalendars(Supplier<Throwable> defect) {
        return (sensor, zone) -> {
            if (sensor.equals(BAD)) {
                throwIt(defect);
            }
            return Holidays.NONE;
        };
    }

    private static void throwIt(Supplier<Throwable> defect) {
        Throwable thrown = defect.get();
        if (thrown instanceof Error error) {
            throw error;
        }
        throw (RuntimeException) thrown;
    }

    /** A reading an hour of each sensor, live. */
    private void send(int hours) {
        TestInputTopic<byte[], byte[]> readings = driver.orElseThrow()
                .createInputTopic(
                        InputMapping.NATIVE.topic(TOPICS), new ByteArraySerializer(), new ByteArraySerializer());
        for (int hour = 0; hour < hours; hour++) {
            Instant time = START.plus(Duration.ofHours(hour));
            for (SensorId sensor : List.of(GOOD, BAD)) {
                readings.pipeInput(
                        sensor.value().getBytes(UTF_8), ReadingJson.bytes(Reading.of(sensor, time, hour)), time);
            }
        }
    }

    private List<Forecast> forecasts(SensorId sensor) {
        return output(TOPICS.forecasts()).readValuesToList().stream()
                .map(ForecastJson::read)
                .filter(forecast -> forecast.sensor().equals(sensor))
                .toList();
    }

    private TestOutputTopic<byte[], byte[]> output(String topic) {
        return driver.orElseThrow().createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private static String header(Headers headers, String name) {
        return new String(headers.lastHeader(name).value(), UTF_8);
    }

    /** A model that can be opened, and fails outside of what is guarded, for the bad sensor. */
    private record FailingModel(Supplier<Throwable> defect) implements ServingModel {
        @Override
        public ModelRef ref() {
            return new ModelRef("default", "v1");
        }

        @Override
        public String sha256() {
            return "0".repeat(64);
        }

        @Override
        public ModelReplica open() {
            return FakeModel.constant("v1", 1).open();
        }

        @Override
        public Optional<IntervalTracker> intervals(Window window) {
            if (window.sensor().equals(BAD)) {
                throwIt(defect);
            }
            return Optional.empty();
        }
    }
}
