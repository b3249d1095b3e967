package io.foreflow.forecaster.topology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.foreflow.forecaster.metrics.PipelineMetrics;
import io.foreflow.ingest.wire.ReadingJson;
import io.foreflow.ingest.wire.TopicNames;
import io.foreflow.models.forecast.Forecast;
import io.foreflow.models.forecast.Forecast.Interval;
import io.foreflow.models.forecast.Forecaster.Forecasted;
import io.foreflow.models.forecast.IntervalStarts;
import io.foreflow.models.forecast.IntervalStarts.SeenSensor;
import io.foreflow.models.forecast.IntervalTracker;
import io.foreflow.models.forecast.TargetBounds;
import io.foreflow.models.score.Contender;
import io.foreflow.models.score.RetrainingRequest;
import io.foreflow.models.score.Score;
import io.foreflow.models.score.Score.Hit;
import io.foreflow.models.series.Reading;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.Values;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the live topology says of its own forecasts. */
class ScoringTest {
    private static final Instant NOW = Instant.parse("2026-05-20T00:00:00Z");
    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
    private static final SensorId SENSOR = SensorId.of("i880-hov");
    private static final TopicNames TOPICS = TopicNames.DEFAULT;

    @TempDir
    Path dir;

    private final AtomicReference<@Nullable ServingModel> shown = new AtomicReference<>();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private TopologyTestDriver driver;
    private TestInputTopic<byte[], byte[]> readings;
    private TestOutputTopic<byte[], byte[]> forecasts;
    private TestOutputTopic<byte[], byte[]> scores;
    private TestOutputTopic<byte[], byte[]> requests;

    @BeforeEach
    void start() {
        driver = TestStreams.driver(
                TestStreams.pipeline(
                        TestStreams.ONE_A_BUCKET, () -> Optional.ofNullable(shown.get()), new PipelineMetrics(meters)),
                dir,
                NOW);
        readings = driver.createInputTopic(
                TOPICS.readings(), new ByteArraySerializer(), new ByteArraySerializer(), NOW, Duration.ZERO);
        forecasts = output(TOPICS.forecasts());
        scores = output(TOPICS.scores());
        requests = output(TOPICS.retrainingRequests());
    }

    @AfterEach
    void stop() {
        driver.close();
    }

    @Test
    void shouldScoreEachHourAgainstAllForecastsThatHadBeenMadeOfIt() {
        // when
        send(0, 60);

        // then: of the first hour nothing had been forecast
        Map<Instant, Forecast> made = forecastsByOrigin();
        List<Score> written = scores();
        assertThat(written).hasSize(59);
        assertThat(written).extracting(Score::time).isSorted().doesNotHaveDuplicates();
        for (Score score : written) {
            for (int lead = 0; lead < 24; lead++) {
                Forecast forecast = made.get(score.time().minus(Duration.ofHours(lead)));
                double error = score.errors(Contender.FORECAST).at(lead);
                if (forecast == null) {
                    assertThat(error).isNaN();
                    assertThat(score.hits().get(lead)).isEqualTo(Hit.UNKNOWN);
                } else {
                    assertThat(error).isEqualTo(forecast.values().at(lead) - score.actual());
                    assertThat(score.hits().get(lead)).isEqualTo(hit(forecast, lead, score.actual()));
                    assertThat(score.fallbacks()).contains(lead);
                }
            }
        }
    }

    @Test
    void shouldStandTheBaselinesBesideAModelAndRollTheirErrors() {
        // given: a model that is always 10 too high for a series that is the same each day
        send(0, 48);
        shown.set(FakeModel.of(
                "v1",
                window -> new Forecasted(
                        Values.generate(24, lead -> window.yesterday().at(lead) + 10), "network")));
        scores.readRecordsToList();

        // when
        send(48, 48 + 24 * 20);

        // then
        List<Score> written = scores();
        Score last = written.get(written.size() - 1);
        assertThat(last.errors(Contender.FORECAST)).isEqualTo(Values.generate(24, lead -> 10));
        assertThat(last.errors(Contender.YESTERDAY)).isEqualTo(Values.generate(24, lead -> 0));
        assertThat(last.errors(Contender.LAST_WEEK)).isEqualTo(Values.generate(24, lead -> 0));
        assertThat(last.errors(Contender.USUAL)).isEqualTo(Values.generate(24, lead -> 0));
        assertThat(last.rolling().mae(Contender.FORECAST).mean()).isCloseTo(10, within(1.0));
        assertThat(last.rolling().bias().mean()).isCloseTo(10, within(1.0));
        assertThat(last.fallbacks()).isEmpty();
        // yesterday's value has no error: nothing can be divided by it
        assertThat(last.rolling().mase(Contender.FORECAST).count()).isZero();
    }

    @Test
    void shouldKeyScoresBySensorAndSayWhatTheyAre() {
        // when
        send(0, 2);

        // then
        TestRecord<byte[], byte[]> record = scores.readRecord();
        assertThat(new String(record.key(), UTF_8)).isEqualTo("i880-hov");
        assertThat(new String(record.headers().lastHeader("ce_type").value(), UTF_8))
                .isEqualTo("io.foreflow.score.v1");
        assertThat(record.timestamp()).isEqualTo(NOW.toEpochMilli());
    }

    @Test
    void shouldBoundEveryForecastAsSoonAsThereIsSomethingToGoBy() {
        // when
        send(0, 50);

        // then: the first hour has a single value and no error
        List<Forecast> made = List.copyOf(forecastsInOrder());
        assertThat(made.get(0).interval()).isEmpty();
        assertThat(made.subList(1, made.size())).allSatisfy(forecast -> {
            Interval interval = forecast.interval().orElseThrow();
            assertThat(interval.level()).isEqualTo(0.9);
            for (int lead = 0; lead < 24; lead++) {
                assertThat(interval.lower().at(lead))
                        .isLessThanOrEqualTo(interval.upper().at(lead));
            }
        });
    }

    @Test
    void shouldKeepWhatItHasLearntAcrossModels() {
        // given
        shown.set(FakeModel.constant("v1", 100));
        send(0, 24 * 14);
        Interval before = last(forecastsInOrder()).interval().orElseThrow();

        // when
        shown.set(FakeModel.constant("v2", 100));
        send(24 * 14, 24 * 14 + 1);

        // then: hardly another width
        Interval after = last(forecastsInOrder()).interval().orElseThrow();
        double width = before.upper().at(1) - before.lower().at(1);
        assertThat(after.upper().at(0) - after.lower().at(0)).isCloseTo(width, within(0.2 * width));
    }

    @Test
    void shouldStartFromTheIntervalsThatAModelBringsAndStayWithinItsBounds() {
        // given: a model that knows errors of 1,000 of this sensor, and that values are 0 or more
        shown.set(FakeModel.constant("v1", 100)
                .with(
                        TargetBounds.NOT_NEGATIVE,
                        IntervalStarts.of(Map.of(SENSOR, new SeenSensor(erring(1_000), 500)))));

        // when
        send(0, 1);

        // then
        Interval interval = last(forecastsInOrder()).interval().orElseThrow();
        assertThat(interval.upper().at(0)).isGreaterThan(1_000);
        assertThat(interval.lower()).isEqualTo(Values.generate(24, lead -> 0));
    }

    @Test
    void shouldStartASensorThatAModelHasNotSeenAsThoseDidThatItHas() {
        // given: of another sensor a model knows errors that were a hundred times what its windows knew
        shown.set(FakeModel.constant("v1", 101)
                .with(
                        TargetBounds.NONE,
                        IntervalStarts.of(Map.of(SensorId.of("else"), new SeenSensor(erring(10_000), 100)))));

        // when: the first value is 100, the second 101
        send(0, 2);

        // then: only the second window knows how much values differ, by some half
        List<Forecast> made = forecastsInOrder();
        assertThat(made.get(0).interval()).isEmpty();
        Interval interval = last(made).interval().orElseThrow();
        assertThat(interval.upper().at(0) - interval.lower().at(0)).isGreaterThan(50);
    }

    @Test
    void shouldNotBeginAnewWithWhatAnotherModelBringsForASensorThatHasBeenScored() {
        // given
        shown.set(FakeModel.constant("v1", 100));
        send(0, 24 * 14);
        Interval before = last(forecastsInOrder()).interval().orElseThrow();

        // when
        shown.set(FakeModel.constant("v2", 100)
                .with(TargetBounds.NONE, IntervalStarts.of(Map.of(SENSOR, new SeenSensor(erring(1_000), 500)))));
        send(24 * 14, 24 * 14 + 1);

        // then
        Forecast made = last(forecastsInOrder());
        Interval after = made.interval().orElseThrow();
        double width = before.upper().at(1) - before.lower().at(1);
        assertThat(made.model().orElseThrow().version()).isEqualTo("v2");
        assertThat(after.upper().at(0) - after.lower().at(0)).isCloseTo(width, within(0.2 * width));
    }

    /** After fifty hours of errors of this size. */
    private static IntervalTracker erring(double error) {
        IntervalTracker tracker = IntervalTracker.start(24);
        for (int i = 0; i < 50; i++) {
            tracker = tracker.observe(
                    Windows.young(),
                    Values.generate(24, lead -> error),
                    Values.generate(24, lead -> 1),
                    Values.missing(24));
        }
        return tracker;
    }

    @Test
    void shouldScoreTheFirstRevisionAgainstTheValueAsItsBucketClosed() {
        // given
        send(0, 30);
        scores.readRecordsToList();

        // when: late data changes the last bucket, and makes another forecast of the same origin
        send(Reading.of(SENSOR, START.plus(Duration.ofHours(29)), 5_000));
        assertThat(scores.isEmpty()).isTrue();
        Map<Instant, Forecast> first = new HashMap<>();
        forecastsInOrder().stream()
                .filter(forecast -> forecast.revision() == 0)
                .forEach(forecast -> first.put(forecast.origin(), forecast));
        send(30, 31);

        // then
        assertThat(scores()).singleElement().satisfies(score -> assertThat(
                        score.errors(Contender.FORECAST).at(0))
                .isEqualTo(requireNonNull(first.get(score.time())).values().at(0) - score.actual()));
    }

    @Test
    void shouldNotScoreImputedValues() {
        // given
        send(0, 30);
        scores.readRecordsToList();

        // when: two hours are missing
        send(32, 34);

        // then
        assertThat(scores())
                .extracting(Score::time)
                .containsExactly(START.plus(Duration.ofHours(32)), START.plus(Duration.ofHours(33)));
    }

    @Test
    void shouldKeepNoMoreForecastsThanAHorizonAndForgetARetiredSensor() {
        // given
        send(0, 100);
        assertThat(entries(ScoreStores.PENDING)).isEqualTo(24);
        assertThat(entries(ScoreStores.RESIDUALS)).isEqualTo(1);
        assertThat(entries(NewestForecasts.STORE)).isEqualTo(1);

        // when
        driver.advanceWallClockTime(Duration.ofDays(31));

        // then
        assertThat(entries(ScoreStores.PENDING)).isZero();
        assertThat(entries(ScoreStores.RESIDUALS)).isZero();
        assertThat(entries(NewestForecasts.STORE)).isZero();
    }

    @Test
    void shouldGoOnFromItsStoresAfterARestart() {
        // given
        send(0, 60);
        scores.readRecordsToList();
        Forecast before = last(forecastsInOrder());

        // when: the same stores are read by a new topology
        Map<String, Map<byte[], byte[]>> kept = new HashMap<>();
        for (String store : List.of("head", "raw", "memory", "due", ScoreStores.PENDING, ScoreStores.RESIDUALS)) {
            kept.put(store, contents(store));
        }
        driver.close();
        start();
        kept.forEach((store, contents) -> contents.forEach(
                (key, value) -> driver.<byte[], byte[]>getKeyValueStore(store).put(key, value)));
        send(60, 61);

        // then
        Score score = scores().get(0);
        assertThat(score.errors(Contender.FORECAST).isComplete()).isTrue();
        assertThat(score.errors(Contender.FORECAST).at(0))
                .isEqualTo(before.values().at(0) - score.actual());
        assertThat(score.rolling().mae(Contender.FORECAST).count()).isEqualTo(60);
    }

    @Test
    void shouldAskOnceForRetrainingWhenAModelHasBecomeWorseAndChangeNothing() {
        // given: a series whose days differ, so that yesterday's value has errors, and a model that knows it
        double[] wrong = {0.5};
        FakeModel model = FakeModel.of(
                "v1",
                window -> new Forecasted(
                        Values.generate(24, lead -> changing(window.targetTime(lead)) + wrong[0]), "network"));
        shown.set(model);
        sendChanging(0, 24 * 28);
        assertThat(requests.isEmpty()).isTrue();

        // when
        wrong[0] = 100;
        sendChanging(24 * 28, 24 * 35);

        // then
        List<RetrainingRequest> written = requests.readValuesToList().stream()
                .map(RetrainingRequestJson::read)
                .toList();
        assertThat(written).singleElement().satisfies(request -> {
            assertThat(request.sensor()).isEqualTo(SENSOR);
            assertThat(request.model()).isEqualTo(model.ref());
            assertThat(request.maseNow()).isGreaterThan(request.maseBefore());
        });
        assertThat(meters.get("foreflow.drifts").counter().count()).isGreaterThanOrEqualTo(1);
        assertThat(meters.get("foreflow.retraining.requests").counter().count()).isEqualTo(1);
        assertThat(last(forecastsInOrder()).model()).hasValue(model.ref());
        assertThat(model.opened()).isEqualTo(1);
    }

    @Test
    void shouldCountScoresByLead() {
        // when
        sendChanging(0, 24 * 10);

        // then: of each of 239 hours, all leads that had been forecast
        assertThat(meters.get("foreflow.scores").tag("lead", "1").counter().count())
                .isEqualTo(239);
        assertThat(meters.get("foreflow.scores").tag("lead", "13-24").counter().count())
                .isEqualTo(12 * 239 - (12 + 23) * 12 / 2);
        assertThat(meters.get("foreflow.scaled.error")
                        .tags("lead", "1", "forecast", "yesterday")
                        .counter()
                        .count())
                .isPositive();
        // yesterday's error, the yardstick, is known from the second day on
        assertThat(meters.get("foreflow.scaled.error.values")
                        .tags("lead", "1", "forecast", "yesterday")
                        .counter()
                        .count())
                .isEqualTo(239 - 24);
        double inside = hits("true");
        double outside = hits("false");
        assertThat(inside / (inside + outside)).isBetween(0.7, 1.0);
        assertThat(meters.get("foreflow.scaled.deviation")
                        .tags("lead", "1", "side", "over")
                        .counter()
                        .count())
                .isPositive();
    }

    private double hits(String inside) {
        return meters.get("foreflow.interval.hits")
                .tags("lead", "1", "inside", inside)
                .counter()
                .count();
    }

    private static Hit hit(Forecast forecast, int lead, double actual) {
        return forecast.interval()
                .map(interval -> actual >= interval.lower().at(lead)
                                && actual <= interval.upper().at(lead)
                        ? Hit.INSIDE
                        : Hit.OUTSIDE)
                .orElse(Hit.UNKNOWN);
    }

    private void send(int from, int to) {
        for (int hour = from; hour < to; hour++) {
            send(Reading.of(SENSOR, START.plus(Duration.ofHours(hour)), 100 + hour % 24));
        }
    }

    private void sendChanging(int from, int to) {
        for (int hour = from; hour < to; hour++) {
            Instant time = START.plus(Duration.ofHours(hour));
            send(Reading.of(SENSOR, time, changing(time)));
        }
    }

    /** From day to day another value, up and down by some tens. */
    private static double changing(Instant time) {
        long hour = Duration.between(START, time).toHours();
        return 100 + hour % 24 + 20 * Math.sin(hour / 31.0) + 15 * Math.cos(hour / 7.0);
    }

    private void send(Reading reading) {
        readings.pipeInput(reading.sensor().value().getBytes(UTF_8), ReadingJson.bytes(reading));
    }

    private List<Score> scores() {
        return scores.readValuesToList().stream().map(ScoreJson::read).toList();
    }

    private List<Forecast> forecastsInOrder() {
        return forecasts.readValuesToList().stream().map(ForecastJson::read).toList();
    }

    private Map<Instant, Forecast> forecastsByOrigin() {
        Map<Instant, Forecast> byOrigin = new HashMap<>();
        forecastsInOrder().forEach(forecast -> byOrigin.put(forecast.origin(), forecast));
        return byOrigin;
    }

    private static Forecast last(List<Forecast> made) {
        return made.get(made.size() - 1);
    }

    private int entries(String store) {
        return contents(store).size();
    }

    private Map<byte[], byte[]> contents(String store) {
        Map<byte[], byte[]> contents = new HashMap<>();
        try (KeyValueIterator<byte[], byte[]> all =
                driver.<byte[], byte[]>getKeyValueStore(store).all()) {
            all.forEachRemaining(entry -> contents.put(entry.key, entry.value));
        }
        return contents;
    }

    private TestOutputTopic<byte[], byte[]> output(String topic) {
        return driver.createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }
}
