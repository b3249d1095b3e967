package io.foreflow.models.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.foreflow.models.forecast.Baseline;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.score.Score.Hit;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.Step;
import io.foreflow.models.series.Values;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PairedErrorsTest {
    private static final double NONE = Double.NaN;
    private static final ModelRef CHAMPION = ModelRef.parse("flow@2");
    private static final ModelRef BEFORE = ModelRef.parse("flow@1");
    private static final ModelRef SHADOW = ModelRef.parse("flow@3");

    @Test
    void shouldPairTheLeadsThatBothHaveForecast() {
        // given: the champion did not forecast lead 2, the shadow not lead 0
        Score score =
                score(Values.of(4, -8, NONE, 2), Values.of(NONE, 2, 2, -4), List.of(new ModelLeads(CHAMPION, 0, 3)));

        // when
        PairedErrors paired = PairedErrors.of(score, CHAMPION).orElseThrow();

        // then: yardsticks are 2
        assertThat(paired.championErrors()).isEqualTo(Values.of(NONE, 4, NONE, 1));
        assertThat(paired.shadowErrors()).isEqualTo(Values.of(NONE, 1, NONE, 2));
        assertThat(paired.count()).isEqualTo(2);
        assertThat(paired.championSum()).isCloseTo(5, within(1e-12));
        assertThat(paired.shadowSum()).isCloseTo(3, within(1e-12));
        assertThat(paired.role()).isEqualTo(ShadowRole.CHALLENGER);
    }

    @Test
    void shouldLeaveOutForecastsOfAnEarlierChampionAndOfFallbacks() {
        // given: leads 2 and 3 were made before the champion was promoted, lead 1 by a fallback
        Score score = score(
                Values.of(1, 1, 1, 1),
                Values.of(2, 2, 2, 2),
                List.of(new ModelLeads(CHAMPION, 0, 0), new ModelLeads(BEFORE, 2, 3)));

        // then
        assertThat(PairedErrors.of(score, CHAMPION).orElseThrow().count()).isEqualTo(1);
        assertThat(PairedErrors.of(score, BEFORE).orElseThrow().count()).isEqualTo(2);
        assertThat(PairedErrors.of(score, SHADOW)).isEmpty();
    }

    @Test
    void shouldSumTheBaselinesOverTheSameLeads() {
        // given: baselines are wrong by 6 at every lead, but persistence knows nothing at lead 1
        Score score =
                score(Values.of(2, 2, NONE, NONE), Values.of(2, 2, 2, 2), List.of(new ModelLeads(CHAMPION, 0, 3)));

        // when
        PairedErrors paired = PairedErrors.of(score, CHAMPION).orElseThrow();

        // then
        assertThat(paired.baselineSums())
                .containsEntry(Baseline.YESTERDAY, 6.0)
                .containsEntry(Baseline.LAST_WEEK, 6.0)
                .doesNotContainKey(Baseline.PERSISTENCE);
    }

    @Test
    void shouldPairNothingWithoutAShadow() {
        assertThat(PairedErrors.of(
                        score(Values.of(1, 1, 1, 1), null, List.of(new ModelLeads(CHAMPION, 0, 3))), CHAMPION))
                .isEmpty();
    }

    @Test
    void shouldFindTheRunsOfModels() {
        // when, then
        assertThat(ModelLeads.of(new @Nullable ModelRef[] {CHAMPION, CHAMPION, null, BEFORE, CHAMPION}))
                .containsExactly(
                        new ModelLeads(CHAMPION, 0, 1), new ModelLeads(BEFORE, 3, 3), new ModelLeads(CHAMPION, 4, 4));
        assertThat(ModelLeads.of(new @Nullable ModelRef[] {null, null})).isEmpty();
        assertThatThrownBy(() -> new ModelLeads(CHAMPION, 3, 2)).isInstanceOf(IllegalArgumentException.class);
    }

    private static Score score(Values forecast, @Nullable Values shadow, List<ModelLeads> models) {
        Map<Contender, Values> errors = new EnumMap<>(Contender.class);
        for (Contender contender : Contender.values()) {
            errors.put(contender, Values.of(6, 6, 6, 6));
        }
        errors.put(Contender.PERSISTENCE, Values.of(6, NONE, 6, 6));
        errors.put(Contender.FORECAST, forecast);
        return ScoreBuilder.builder()
                .sensor(SensorId.of("a"))
                .time(Instant.parse("2026-03-01T00:00:00Z"))
                .step(Step.HOUR)
                .actual(10)
                .errors(errors)
                .yardsticks(Values.of(2, 2, 2, 2))
                .hits(Collections.nCopies(4, Hit.UNKNOWN))
                .fallbacks(List.of())
                .models(models)
                .shadow(Optional.ofNullable(shadow).map(one -> new ShadowErrors(SHADOW, ShadowRole.CHALLENGER, one)))
                .rolling(Rolling.NONE)
                .build();
    }
}
