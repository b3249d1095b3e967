package io.foreflow.forecaster.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreflow.forecaster.alerts.Alert;
import io.foreflow.forecaster.alerts.Alert.AlertTrigger;
import io.foreflow.forecaster.alerts.AlertCondition.AnomalyCondition;
import io.foreflow.forecaster.alerts.AlertRule;
import io.foreflow.forecaster.alerts.AlertRules;
import io.foreflow.forecaster.alerts.ClearReason;
import io.foreflow.forecaster.alerts.Crossing;
import io.foreflow.forecaster.alerts.RuleState;
import io.foreflow.forecaster.alerts.SensorAlerts;
import io.foreflow.forecaster.metrics.PipelineMetrics;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.SensorPattern;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.MockProcessorContext.CapturedForward;
import org.apache.kafka.streams.processor.api.MockProcessorContext.CapturedPunctuator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The start of a task that finds alerts in its store. */
class AlertWatchTest {
    private static final Instant NOW = Instant.parse("2026-03-01T06:00:00Z");
    private static final SensorId TANK = SensorId.of("tank-7");
    private static final AlertRule STAYS = AlertRule.unnamed(SensorPattern.of("tank-*"), new AnomalyCondition(1));
    private static final AlertRule GONE = new AlertRule("gone", SensorPattern.of("tank-*"), new AnomalyCondition(1));

    private final MockProcessorContext<SensorId, Object> context = new MockProcessorContext<>();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final PipelineMetrics metrics = new PipelineMetrics(meters);
    private KeyValueStore<byte[], byte[]> store;

    @BeforeEach
    void start() {
        TestStreams.addScoreStores(context);
        store = context.getStateStore(StoredAlerts.STORE);
        TreeMap<String, RuleState> states = new TreeMap<>();
        states.put(STAYS.name(), new RuleState(1, Optional.of(crossing()), Optional.of(open(STAYS))));
        states.put(GONE.name(), new RuleState(1, Optional.of(crossing()), Optional.of(open(GONE))));
        StoredAlerts.save(store, new SensorAlerts(TANK, states));
    }

    @Test
    void shouldReadWhatItStored() {
        assertThat(StoredAlerts.of(store, TANK).open()).containsExactlyInAnyOrder(open(STAYS), open(GONE));
        assertThat(StoredAlerts.of(store, SensorId.of("other")).isEmpty()).isTrue();
    }

    @Test
    void shouldCountTheOpenAlertsOfItsTaskAlone() {
        // given
        metrics.alerts().bind(List.of(STAYS.name(), GONE.name()));

        // when, then
        try (AlertWatch watch = watch(STAYS, GONE)) {
            assertThat(open(STAYS.name())).isEqualTo(1);
            try (AlertWatch other = watch(STAYS, GONE)) {
                assertThat(open(STAYS.name())).isEqualTo(2);
            }
            assertThat(open(STAYS.name())).isEqualTo(1);
        }
        assertThat(open(STAYS.name())).isZero();
        assertThat(context.scheduledPunctuators()).isEmpty();
    }

    @Test
    void shouldClearTheAlertsOfRulesThatAreGone() {
        // given
        metrics.alerts().bind(List.of(STAYS.name()));
        AlertWatch watch = watch(STAYS);
        CapturedPunctuator cleaning = context.scheduledPunctuators().get(0);

        // when
        cleaning.getPunctuator().punctuate(NOW.toEpochMilli());

        // then
        List<CapturedForward<? extends SensorId, ?>> written = List.copyOf(context.forwarded());
        assertThat(written).singleElement().satisfies(forward -> {
            assertThat(forward.childName()).contains(ForecastingStage.ALERTS_SINK);
            Alert alert = (Alert) forward.record().value();
            assertThat(alert).isEqualTo(open(GONE).clear(NOW, open(GONE).trigger(), ClearReason.RULE_REMOVED));
        });
        assertThat(cleaning.cancelled()).isTrue();
        assertThat(StoredAlerts.of(store, TANK).open()).containsExactly(open(STAYS));

        // and nothing is left of it without any rule
        watch.close();
        watch().close();
        context.scheduledPunctuators().get(1).getPunctuator().punctuate(NOW.toEpochMilli());
        assertThat(StoredAlerts.all(store)).isEmpty();
    }

    private AlertWatch watch(AlertRule... rules) {
        return new AlertWatch(new AlertRules(List.of(rules)), context, metrics.alerts());
    }

    private double open(String rule) {
        return meters.get("foreflow.alerts.open").tag("rule", rule).gauge().value();
    }

    private static Crossing crossing() {
        return new Crossing(NOW.minusSeconds(3_600), 12.5, 10);
    }

    private static Alert open(AlertRule rule) {
        return new Alert(
                TANK,
                rule.name(),
                rule.condition().toString(),
                NOW,
                crossing(),
                new AlertTrigger(NOW, 0, Optional.empty()),
                NOW,
                Optional.empty());
    }
}
