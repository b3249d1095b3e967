package io.foreflow.forecaster.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreflow.forecaster.alerts.AlertCondition.AnomalyCondition;
import io.foreflow.forecaster.alerts.AlertCondition.ForecastCondition;
import io.foreflow.forecaster.alerts.AlertCondition.ForecastPart;
import io.foreflow.forecaster.alerts.AlertCondition.Inequality;
import io.foreflow.forecaster.alerts.SensorAlerts.Change;
import io.foreflow.models.forecast.Forecast;
import io.foreflow.models.forecast.Forecast.Interval;
import io.foreflow.models.forecast.ForecastBuilder;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.SensorPattern;
import io.foreflow.models.series.Step;
import io.foreflow.models.series.Values;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** The changes of the rules of one sensor. */
class SensorAlertsProperties {
    private static final SensorId SENSOR = SensorId.of("tank-7");
    private static final SensorPattern TANKS = SensorPattern.of("tank-*");
    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
    private static final Duration HOUR = Duration.ofHours(1);
    private static final double BOUND = 5;
    private static final int HORIZON = 6;

    @Property(tries = 500)
    void shouldAlternateWhateverIsForecast(
            @ForAll @Size(max = 30) List<@Size(HORIZON) List<@IntRange(max = 9) Integer>> made,
            @ForAll @IntRange(min = 1, max = 3) int steps,
            @ForAll @IntRange(min = 3, max = HORIZON) int within) {
        // given
        AlertRule rule = rule(ForecastPart.FORECAST, within, steps);
        SensorAlerts state = SensorAlerts.none(SENSOR);
        List<Alert> written = new ArrayList<>();

        // when
        for (int i = 0; i < made.size(); i++) {
            List<Integer> numbers = made.get(i);
            Change change =
                    state.forecast(List.of(rule), forecast(i, Values.generate(HORIZON, numbers::get), false), START);
            state = change.state();
            written.addAll(change.changes());

            // then: the alert is open exactly while enough steps in a row are above the bound
            assertThat(!state.open().isEmpty()).isEqualTo(hasRun(numbers.subList(0, within), steps));
        }
        requireAlternating(written);
        assertThat(state.isEmpty()).isEqualTo(state.open().isEmpty());
    }

    private static boolean hasRun(List<Integer> numbers, int steps) {
        for (int i = 0; i + steps <= numbers.size(); i++) {
            if (numbers.subList(i, i + steps).stream().allMatch(number -> number > BOUND)) {
                return true;
            }
        }
        return false;
    }

    @Property(tries = 500)
    void shouldAlternateWhateverIsRead(
            @ForAll @Size(max = 60) List<@IntRange(max = 3) Integer> values,
            @ForAll @IntRange(min = 1, max = 4) int steps) {
        // given: 0 lies below the interval, 3 above, the others inside
        AlertRule rule = AlertRule.unnamed(TANKS, new AnomalyCondition(steps));
        SensorAlerts state = SensorAlerts.none(SENSOR);
        List<Alert> written = new ArrayList<>();
        int outside = 0;

        // when
        for (int i = 0; i < values.size(); i++) {
            Change change =
                    state.reading(List.of(rule), closed(i, values.get(i)), interval(0.5, 2.5), Optional.empty(), START);
            state = change.state();
            written.addAll(change.changes());

            // then
            outside = values.get(i) % 3 == 0 ? outside + 1 : 0;
            assertThat(!state.open().isEmpty()).isEqualTo(outside >= steps);
            assertThat(state.isEmpty()).isEqualTo(outside == 0);
            if (outside == steps) {
                assertThat(state.open().get(0).crossing().at()).isEqualTo(hour(i - steps + 1));
            }
        }
        requireAlternating(written);
    }

    /** Each alert is raised, then cleared with the same {@code since}, then raised again. */
    private static void requireAlternating(List<Alert> written) {
        for (int i = 0; i < written.size(); i++) {
            assertThat(written.get(i).event()).isEqualTo(i % 2 == 0 ? Alert.RAISED : Alert.CLEARED);
            if (i % 2 == 1) {
                assertThat(written.get(i).since()).isEqualTo(written.get(i - 1).since());
            }
        }
    }

    @Example
    void shouldNeitherRaiseNorClearByAStaleForecast() {
        // given
        List<AlertRule> rules = List.of(rule(ForecastPart.FORECAST, HORIZON, 1));
        Values above = Values.generate(HORIZON, lead -> 9);
        Values below = Values.generate(HORIZON, lead -> 1);
        SensorAlerts none = SensorAlerts.none(SENSOR);
        SensorAlerts raised =
                none.forecast(rules, forecast(0, above, false), START).state();

        // when, then
        assertThat(none.forecast(rules, forecast(1, above, true), START)).isEqualTo(new Change(none, List.of()));
        assertThat(raised.forecast(rules, forecast(1, below, true), START)).isEqualTo(new Change(raised, List.of()));
    }

    @Example
    void shouldDecideNothingAboutBoundsThatAForecastDoesNotHave() {
        // given
        List<AlertRule> rules = List.of(rule(ForecastPart.UPPER, HORIZON, 1));
        Forecast without = forecast(0, Values.generate(HORIZON, lead -> 1), false);
        Forecast with = ForecastBuilder.builder(without)
                .interval(Optional.of(interval(0, 9)))
                .build();
        SensorAlerts raised =
                SensorAlerts.none(SENSOR).forecast(rules, with, START).state();

        // when, then
        assertThat(raised.open()).hasSize(1);
        assertThat(raised.forecast(rules, without, START)).isEqualTo(new Change(raised, List.of()));
    }

    @Example
    void shouldClearWhatBelongsToNoRuleAnyMore() {
        // given
        AlertRule gone = rule(ForecastPart.FORECAST, HORIZON, 1);
        AlertRule stays = new AlertRule("stays", TANKS, gone.condition());
        SensorAlerts raised = SensorAlerts.none(SENSOR)
                .forecast(List.of(gone, stays), forecast(0, Values.generate(HORIZON, lead -> 9), false), START)
                .state();
        AlertRules left = new AlertRules(
                List.of(stays, new AlertRule(gone.name(), SensorPattern.of("pump-*"), gone.condition())));

        // when
        Change change = raised.removed(left, START.plus(HOUR));

        // then
        assertThat(raised.fits(left)).isFalse();
        assertThat(change.state().fits(left)).isTrue();
        assertThat(change.changes()).singleElement().satisfies(alert -> {
            assertThat(alert.rule()).isEqualTo(gone.name());
            assertThat(alert.cleared()).contains(ClearReason.RULE_REMOVED);
        });
        assertThat(change.state().open()).extracting(Alert::rule).containsExactly("stays");
    }

    private static AlertRule rule(ForecastPart part, int withinHours, int steps) {
        return AlertRule.unnamed(
                TANKS,
                new ForecastCondition(
                        part, Inequality.ABOVE, BOUND, Optional.of(Duration.ofHours(withinHours)), steps));
    }

    private static ClosedStep closed(int hour, double value) {
        return new ClosedStep(hour(hour), hour(hour + 1), value);
    }

    private static Interval interval(double lower, double upper) {
        return new Interval(0.9, Values.generate(HORIZON, lead -> lower), Values.generate(HORIZON, lead -> upper));
    }

    private static Instant hour(int hour) {
        return START.plus(HOUR.multipliedBy(hour));
    }

    private static Forecast forecast(int hour, Values values, boolean stale) {
        return ForecastBuilder.builder()
                .sensor(SENSOR)
                .issuedAt(START)
                .origin(hour(hour))
                .step(Step.of(HOUR))
                .zone(ZoneId.of("UTC"))
                .values(values)
                .interval(Optional.empty())
                .method("network")
                .fallback(false)
                .stale(stale)
                .model(Optional.of(new ModelRef("default", "v1")))
                .from(hour(hour - 6))
                .to(hour(hour))
                .imputedFraction(0)
                .knownFraction(1)
                .revision(0)
                .build();
    }
}
