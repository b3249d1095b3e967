package io.foreflow.forecaster.topology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.foreflow.forecaster.alerts.Alert;
import io.foreflow.forecaster.alerts.AlertCondition;
import io.foreflow.forecaster.alerts.AlertCondition.AnomalyCondition;
import io.foreflow.forecaster.alerts.AlertCondition.ForecastCondition;
import io.foreflow.forecaster.alerts.AlertCondition.ForecastPart;
import io.foreflow.forecaster.alerts.AlertCondition.Inequality;
import io.foreflow.forecaster.alerts.AlertRule;
import io.foreflow.forecaster.alerts.AlertRules;
import io.foreflow.forecaster.alerts.ClearReason;
import io.foreflow.forecaster.metrics.PipelineMetrics;
import io.foreflow.ingest.wire.ReadingJson;
import io.foreflow.ingest.wire.TopicNames;
import io.foreflow.models.forecast.Forecaster.Forecasted;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.series.Reading;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.SensorPattern;
import io.foreflow.models.series.Values;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KeyValue;
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

/** The alerts that the topology raises and clears. */
class AlertsTest {
    private static final Instant NOW = Instant.parse("2026-05-20T00:00:00Z");
    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
    private static final SensorId TANK = SensorId.of("tank-7");
    private static final TopicNames TOPICS = TopicNames.DEFAULT;
    private static final AlertCondition TWO_ABOVE_WITHIN_SIX_HOURS = above(110, 6, 2);

    @TempDir
    Path dir;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private IntToDoubleFunction ahead = lead -> 100;
    private @Nullable ServingModel champion = model("v1");
    private TopologyTestDriver driver;
    private TestInputTopic<byte[], byte[]> readings;
    private TestOutputTopic<byte[], byte[]> alerts;

    @BeforeEach
    void start() {
        run();
    }

    @AfterEach
    void stop() {
        driver.close();
    }

    @Test
    void shouldRaiseOnceWhileTheConditionHoldsAndClearOnce() {
        // given
        start(rule("full", TWO_ABOVE_WITHIN_SIX_HOURS));
        send(0, 10);
        assertThat(alerts()).isEmpty();

        // when: the third and the fourth step ahead are too high, hour after hour
        ahead = lead -> lead == 2 || lead == 3 ? 120 : 100;
        send(10, 20);

        // then
        assertThat(alerts()).singleElement().satisfies(alert -> {
            assertThat(alert.sensor()).isEqualTo(TANK);
            assertThat(alert.rule()).isEqualTo("full");
            assertThat(alert.event()).isEqualTo("raised");
            assertThat(alert.condition()).isEqualTo("forecast > 110 within 6h for 2");
            assertThat(alert.crossing().at()).isEqualTo(hour(13));
            assertThat(alert.crossing().value()).isEqualTo(120);
            assertThat(alert.crossing().bound()).isEqualTo(110);
            assertThat(alert.trigger().origin()).isEqualTo(hour(11));
            assertThat(alert.trigger().model()).contains(new ModelRef("default", "v1"));
            assertThat(alert.since()).isEqualTo(hour(11));
            assertThat(alert.time()).isEqualTo(NOW);
        });
        assertThat(open("full")).isEqualTo(1);

        // and when
        ahead = lead -> 100;
        send(20, 25);
        ahead = lead -> 120;
        send(25, 27);

        // then
        assertThat(alerts())
                .extracting(Alert::event, Alert::since, alert -> alert.trigger().origin(), Alert::cleared)
                .containsExactly(
                        tuple("cleared", hour(11), hour(21), Optional.of(ClearReason.ENDED)),
                        tuple("raised", hour(26), hour(26), Optional.empty()));
        assertThat(open("full")).isEqualTo(1);
        assertThat(events("full", "raised")).isEqualTo(2);
        assertThat(events("full", "cleared")).isEqualTo(1);
    }

    @Test
    void shouldKeyAlertsBySensorWithIdsThatStay() {
        // given
        start(rule("full", TWO_ABOVE_WITHIN_SIX_HOURS));
        ahead = lead -> 120;

        // when
        send(0, 1);

        // then
        TestRecord<byte[], byte[]> record = alerts.readRecord();
        assertThat(new String(record.key(), UTF_8)).isEqualTo("tank-7");
        assertThat(header(record, "ce_type")).isEqualTo("io.foreflow.alert.v1");
        Alert alert = AlertJson.read(record.value());
        Alert again = alert.clear(NOW.plusSeconds(9), alert.trigger(), ClearReason.ENDED);
        Alert later = new Alert(
                TANK,
                "full",
                alert.condition(),
                NOW.plusSeconds(9),
                alert.crossing(),
                alert.trigger(),
                alert.since(),
                Optional.empty());
        assertThat(header(record, "ce_id"))
                .isEqualTo(
                        new String(AlertJson.headers(later).lastHeader("ce_id").value(), UTF_8))
                .isNotEqualTo(
                        new String(AlertJson.headers(again).lastHeader("ce_id").value(), UTF_8));
    }

    @Test
    void shouldLookAtRevisionsAsAtForecasts() {
        // given
        start(rule("full", TWO_ABOVE_WITHIN_SIX_HOURS));
        ahead = lead -> 120;
        send(0, 10);
        assertThat(alerts()).hasSize(1);

        // when: late data changes the newest window, twice
        send(7, 105.5);
        assertThat(alerts()).isEmpty();
        ahead = lead -> 100;
        send(7, 106.5);

        // then
        assertThat(alerts()).singleElement().satisfies(alert -> {
            assertThat(alert.event()).isEqualTo("cleared");
            assertThat(alert.trigger().origin()).isEqualTo(hour(10));
            assertThat(alert.trigger().revision()).isEqualTo(2);
        });
    }

    @Test
    void shouldGoOnWithAnotherModel() {
        // given
        start(rule("full", TWO_ABOVE_WITHIN_SIX_HOURS));
        ahead = lead -> 120;
        send(0, 5);
        alerts();

        // when
        champion = model("v2");
        send(5, 10);
        assertThat(alerts()).isEmpty();
        ahead = lead -> 100;
        send(10, 12);

        // then
        assertThat(alerts()).singleElement().satisfies(alert -> {
            assertThat(alert.event()).isEqualTo("cleared");
            assertThat(alert.trigger().model()).contains(new ModelRef("default", "v2"));
        });
    }

    @Test
    void shouldCountStepsInARowWithinTheTime() {
        // given
        start(rule("full", TWO_ABOVE_WITHIN_SIX_HOURS));

        // when: one at a time, then two of which the second is too late
        ahead = lead -> lead % 2 == 0 ? 120 : 100;
        send(0, 3);
        ahead = lead -> lead == 5 || lead == 6 ? 120 : 100;
        send(3, 6);
        assertThat(alerts()).isEmpty();
        ahead = lead -> lead == 4 || lead == 5 ? 120 : 100;
        send(6, 7);

        // then
        assertThat(alerts()).extracting(alert -> alert.crossing().at()).containsExactly(hour(11));
    }

    @Test
    void shouldLookAtTheWholeHorizonAndAtBounds() {
        // given
        start(
                rule("last", above(110, 0, 1)),
                rule("upper", new ForecastCondition(ForecastPart.UPPER, Inequality.AT_LEAST, 500, Optional.empty(), 1)),
                rule("lower", new ForecastCondition(ForecastPart.LOWER, Inequality.BELOW, -500, Optional.empty(), 1)));
        ahead = lead -> lead == 23 ? 111 : 100;

        // when: errors of thousands widen the interval
        send(0, 2);
        assertThat(alerts()).extracting(Alert::rule).containsExactly("last");
        for (int hour = 2; hour < 60; hour++) {
            send(hour, hour % 2 == 0 ? 3_000.0 : -3_000.0);
        }

        // then
        assertThat(alerts())
                .extracting(Alert::rule, Alert::event)
                .contains(tuple("upper", "raised"), tuple("lower", "raised"));
    }

    @Test
    void shouldRaiseByAFallbackToo() {
        // given
        champion = null;
        start(rule("full", TWO_ABOVE_WITHIN_SIX_HOURS));

        // when
        send(0, 200.0);

        // then
        assertThat(alerts()).singleElement().satisfies(alert -> {
            assertThat(alert.event()).isEqualTo("raised");
            assertThat(alert.trigger().model()).isEmpty();
        });
    }

    @Test
    void shouldLookOnlyAtTheSensorsOfARule() {
        // given
        start(new AlertRule("pumps", SensorPattern.of("pump-*"), TWO_ABOVE_WITHIN_SIX_HOURS));
        ahead = lead -> 120;

        // when
        send(0, 3);
        Reading pump = Reading.of(SensorId.of("pump-1"), START, 100);
        readings.pipeInput("pump-1".getBytes(UTF_8), ReadingJson.bytes(pump));

        // then
        assertThat(alerts()).extracting(alert -> alert.sensor().value()).containsExactly("pump-1");
    }

    @Test
    void shouldStoreNothingWithoutRules() {
        // given
        ahead = lead -> 120;

        // when
        send(0, 30);

        // then
        assertThat(alerts.isEmpty()).isTrue();
        assertThat(contents(StoredAlerts.STORE)).isEmpty();
    }

    @Test
    void shouldClearTheAlertsOfARetiredSensor() {
        // given
        start(rule("full", TWO_ABOVE_WITHIN_SIX_HOURS), rule("strange", new AnomalyCondition(2)));
        ahead = lead -> 120;
        send(0, 30);
        alerts();

        // when
        driver.advanceWallClockTime(Duration.ofDays(31));

        // then
        assertThat(alerts())
                .filteredOn(alert -> alert.rule().equals("full"))
                .extracting(Alert::event, Alert::cleared)
                .containsExactly(tuple("cleared", Optional.of(ClearReason.RETIRED)));
        assertThat(contents(StoredAlerts.STORE)).isEmpty();
        assertThat(open("full")).isZero();
    }

    @Test
    void shouldRaiseAnAnomalyAfterReadingsOutsideTheirIntervals() {
        // given
        start(rule("strange", new AnomalyCondition(3)));
        send(0, 24 * 10);
        alerts();

        // when
        send(240, 9_000.0);
        send(241, 9_000.0);
        assertThat(alerts()).isEmpty();
        send(242, -9_000.0);

        // then
        assertThat(alerts()).singleElement().satisfies(alert -> {
            assertThat(alert.event()).isEqualTo("raised");
            assertThat(alert.condition()).isEqualTo("anomaly for 3");
            assertThat(alert.crossing().at()).isEqualTo(hour(240));
            assertThat(alert.crossing().value()).isEqualTo(9_000);
            assertThat(alert.crossing().bound()).isBetween(100.0, 200.0);
            assertThat(alert.trigger().origin()).isEqualTo(hour(243));
            assertThat(alert.trigger().model()).contains(new ModelRef("default", "v1"));
        });

        // and when
        send(243, 9_000.0);
        assertThat(alerts()).isEmpty();
        send(244, 100.0);
        send(245, 100.0);

        // then
        assertThat(alerts())
                .extracting(Alert::event, Alert::since, Alert::cleared)
                .containsExactly(tuple("cleared", hour(243), Optional.of(ClearReason.ENDED)));
    }

    @Test
    void shouldStartAgainAfterAReadingInside() {
        // given
        start(rule("strange", new AnomalyCondition(3)));
        send(0, 24 * 10);
        alerts();

        // when
        for (int hour = 240; hour < 255; hour++) {
            send(hour, hour % 3 == 2 ? 100.0 : 9_000.0);
        }

        // then
        assertThat(alerts()).isEmpty();
    }

    @Test
    void shouldSkipStepsWithoutReadings() {
        // given
        start(rule("strange", new AnomalyCondition(3)));
        send(0, 24 * 10);
        alerts();

        // when: the third of four hours is missing
        send(240, 9_000.0);
        send(241, 9_000.0);
        send(243, 9_000.0);

        // then
        assertThat(alerts())
                .extracting(Alert::event, alert -> alert.trigger().origin())
                .containsExactly(tuple("raised", hour(244)));
    }

    @Test
    void shouldGoOnFromItsStoresAfterARestart() {
        // given
        AlertRule[] rules = {rule("full", TWO_ABOVE_WITHIN_SIX_HOURS), rule("strange", new AnomalyCondition(3))};
        start(rules);
        send(0, 24 * 10);
        ahead = lead -> 120;
        send(240, 9_000.0);
        send(241, 9_000.0);
        assertThat(alerts()).extracting(Alert::rule, Alert::event).contains(tuple("full", "raised"));

        // when: the same stores are read by a new topology
        Map<String, List<KeyValue<byte[], byte[]>>> kept = new HashMap<>();
        List.of(
                        "head",
                        "raw",
                        "memory",
                        "due",
                        ScoreStores.PENDING,
                        ScoreStores.RESIDUALS,
                        NewestForecasts.STORE,
                        StoredAlerts.STORE)
                .forEach(store -> kept.put(store, contents(store)));
        start(rules);
        kept.forEach((store, contents) ->
                driver.<byte[], byte[]>getKeyValueStore(store).putAll(contents));
        send(242, 9_000.0);
        ahead = lead -> 100;
        send(243, 9_000.0);

        // then
        assertThat(alerts())
                .extracting(Alert::rule, Alert::event, Alert::since)
                .containsExactly(tuple("strange", "raised", hour(243)), tuple("full", "cleared", hour(241)));
    }

    /** Runs the topology with other rules, from empty stores. */
    private void start(AlertRule... rules) {
        driver.close();
        run(rules);
    }

    private void run(AlertRule... rules) {
        driver = TestStreams.driver(
                TestStreams.pipeline(
                        TestStreams.ONE_A_BUCKET.withAlerts(new AlertRules(List.of(rules))),
                        () -> Optional.ofNullable(champion),
                        new PipelineMetrics(meters)),
                dir,
                NOW);
        readings = driver.createInputTopic(
                TOPICS.readings(), new ByteArraySerializer(), new ByteArraySerializer(), NOW, Duration.ZERO);
        alerts = driver.createOutputTopic(TOPICS.alerts(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private ServingModel model(String version) {
        return FakeModel.of(
                version,
                window -> new Forecasted(
                        Values.generate(window.shape().horizon(), lead -> ahead.applyAsDouble(lead)), "network"));
    }

    private static AlertRule rule(String name, AlertCondition condition) {
        return new AlertRule(name, SensorPattern.of("tank-?"), condition);
    }

    private static AlertCondition above(double bound, int withinHours, int steps) {
        return new ForecastCondition(
                ForecastPart.FORECAST,
                Inequality.ABOVE,
                bound,
                Optional.of(Duration.ofHours(withinHours)).filter(time -> !time.isZero()),
                steps);
    }

    /** Sends usual readings of the hours [from, to). */
    private void send(int from, int to) {
        for (int hour = from; hour < to; hour++) {
            send(hour, 100.0 + (hour * 7) % 5);
        }
    }

    private void send(int hour, double value) {
        readings.pipeInput(TANK.value().getBytes(UTF_8), ReadingJson.bytes(Reading.of(TANK, hour(hour), value)));
    }

    private static Instant hour(int hour) {
        return START.plus(Duration.ofHours(hour));
    }

    private List<Alert> alerts() {
        return alerts.readValuesToList().stream().map(AlertJson::read).toList();
    }

    private static String header(TestRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), UTF_8);
    }

    private double open(String rule) {
        return meters.get("foreflow.alerts.open").tag("rule", rule).gauge().value();
    }

    private double events(String rule, String event) {
        return meters.get("foreflow.alerts")
                .tags("rule", rule, "event", event)
                .counter()
                .count();
    }

    private List<KeyValue<byte[], byte[]>> contents(String store) {
        List<KeyValue<byte[], byte[]>> contents = new ArrayList<>();
        try (KeyValueIterator<byte[], byte[]> all =
                driver.<byte[], byte[]>getKeyValueStore(store).all()) {
            all.forEachRemaining(contents::add);
        }
        return contents;
    }
}
