package io.foreflow.forecaster.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.foreflow.forecaster.lifecycle.LifecycleRules.ChampionChoice;
import io.foreflow.forecaster.lifecycle.LifecycleRules.RuleDecision;
import io.foreflow.forecaster.lifecycle.PairedTotals.BaselineTotals;
import io.foreflow.models.forecast.Baseline;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.score.ShadowRole;
import java.time.Duration;
import java.util.Collections;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

class LifecycleRulesTest {
    private static final ModelRef CHAMPION = ModelRef.parse("flow@1");
    private static final ModelRef SHADOW = ModelRef.parse("flow@2");
    private static final LifecycleRules RULES = LifecycleRules.DEFAULT.withPromotes(true);
    private static final int FIRST_HOUR = 500_000;
    private static final int COUNT = 24;

    @Test
    void shouldPromoteAChallengerThatWasBetterForAWeek() {
        // given
        Trial trial = trial(ShadowRole.CHALLENGER, 7 * 24, 1, hour -> 0.8 + 0.01 * (hour % 5), 2);

        // when
        Optional<RuleDecision> decision = RULES.decide(trial);

        // then
        assertThat(decision).hasValueSatisfying(made -> {
            assertThat(made.decision()).isEqualTo(ChampionChoice.PROMOTE);
            assertThat(made.reason())
                    .startsWith(
                            "MASE 0.820, 18.0 % below the 1.000 of flow@1 on the same forecasts over 7 days; p = 0.0");
        });
    }

    @Test
    void shouldLetTheTrialGoOnWhereAnythingIsMissing() {
        assertThat(RULES.decide(trial(ShadowRole.CHALLENGER, 6 * 24, 1, hour -> 0.8, 2)))
                .as("a day is missing")
                .isEmpty();
        assertThat(RULES.decide(trial(ShadowRole.CHALLENGER, 7 * 24, 1, hour -> 0.985, 2)))
                .as("below the margin")
                .isEmpty();
        assertThat(RULES.decide(trial(ShadowRole.CHALLENGER, 7 * 24, 1, hour -> 0.8, 0.7)))
                .as("a baseline beats it")
                .isEmpty();
        assertThat(RULES.decide(trial(ShadowRole.CHALLENGER, 7 * 24, 1, hour -> hour < 24 ? 0.1 : 1.1, 2)))
                .as("better on one day only")
                .isEmpty();
        assertThat(LifecycleRules.DEFAULT.decide(trial(ShadowRole.CHALLENGER, 7 * 24, 1, hour -> 0.8, 2)))
                .as("the rule is off")
                .isEmpty();
    }

    @Test
    void shouldHardlyEverPromoteAChallengerThatIsNoBetter() {
        // given: both have the same errors but for noise from day to day
        Random random = new Random(7);
        int promoted = 0;

        // when
        for (int i = 0; i < 1_000; i++) {
            double[] days = random.doubles(7, 0.8, 1.2).toArray();
            Trial trial = trial(ShadowRole.CHALLENGER, 7 * 24, 1, hour -> days[hour / 24], 2);
            promoted += RULES.decide(trial).isPresent() ? 1 : 0;
        }

        // then: one in twenty
        assertThat(promoted).isBetween(10, 60);
    }

    @Test
    void shouldRollBackANewChampionThatIsWorseThanItsPredecessor() {
        // given
        Trial trial = trial(ShadowRole.PREDECESSOR, 24, 1.2, hour -> 1, 2);

        // then
        assertThat(RULES.decide(trial)).hasValueSatisfying(made -> {
            assertThat(made.decision()).isEqualTo(ChampionChoice.ROLL_BACK);
            assertThat(made.reason())
                    .isEqualTo("MASE 1.200 of flow@1 where its predecessor flow@2 has 1.000 on the same forecasts over"
                            + " 24 hours");
        });
        assertThat(RULES.decide(trial(ShadowRole.PREDECESSOR, 23, 1.2, hour -> 1, 2)))
                .as("an hour is missing")
                .isEmpty();
        assertThat(RULES.decide(trial(ShadowRole.PREDECESSOR, 24, 1.05, hour -> 1, 2)))
                .as("within the margin")
                .isEmpty();
        assertThat(RULES.withRollsBack(false).decide(trial))
                .as("the rule is off")
                .isEmpty();
    }

    @Test
    void shouldRollBackANewChampionThatABaselineBeatsIfThePredecessorIsBetter() {
        assertThat(RULES.decide(trial(ShadowRole.PREDECESSOR, 24, 1.05, hour -> 1, 0.9)))
                .hasValueSatisfying(made -> assertThat(made.reason()).endsWith("; a baseline beats it"));
        assertThat(RULES.decide(trial(ShadowRole.PREDECESSOR, 24, 1.05, hour -> 1.1, 0.9)))
                .as("the predecessor is worse still")
                .isEmpty();
    }

    @Test
    void shouldRollBackWhatIsWorseInTheLastHoursAndInTotal() {
        assertThat(RULES.decide(trial(ShadowRole.PREDECESSOR, 48, 1, hour -> hour < 24 ? 0.2 : 1, 2)))
                .as("worse at first, good since")
                .isEmpty();
        assertThat(RULES.decide(trial(ShadowRole.PREDECESSOR, 48, 1, hour -> hour < 24 ? 1.3 : 0.8, 2)))
                .as("better at first by more")
                .isEmpty();
        assertThat(RULES.decide(trial(ShadowRole.PREDECESSOR, 48, 1, hour -> hour < 24 ? 1.1 : 0.8, 2)))
                .as("better at first by less")
                .isPresent();
    }

    /** The distribution function was integrated numerically. */
    @Test
    void shouldTestTheMeansOfDays() {
        // given
        double[] differences = {-1, -2, 0.5, -1.5, -0.5, 0, -1};

        // when
        Trial trial = trial(ShadowRole.CHALLENGER, 7 * 24, 3, hour -> 3 + differences[hour / 24], 9);

        // then: t = -2.4174 with 6 degrees of freedom
        assertThat(trial.pValue()).isCloseTo(0.025943, within(1e-6));
        assertThat(trial.days()).isEqualTo(7);
        assertThat(trial.length()).isEqualTo(Duration.ofDays(7));
    }

    @Test
    void shouldNotTestASingleDay() {
        assertThat(trial(ShadowRole.CHALLENGER, 24, 1, hour -> 0.5, 2).pValue()).isNaN();
    }

    @Test
    void shouldTellAllProblemsOfRulesAtOnce() {
        assertThatThrownBy(() -> new LifecycleRules(true, 1, 1, true, -1, 0, Duration.ofDays(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(
                        "promotion.margin (1.0)",
                        "promotion.days (1)",
                        "rollback.margin (-1.0)",
                        "rollback.hours (0)",
                        "rollback.watch (PT-24H)");
    }

    private static Trial trial(
            ShadowRole role, int hours, double champion, IntToDoubleFunction shadow, double baseline) {
        SortedMap<Long, PairedTotals> byHour = new TreeMap<>();
        for (int hour = 0; hour < hours; hour++) {
            double ofShadow = COUNT * shadow.applyAsDouble(hour);
            byHour.put(
                    (long) FIRST_HOUR + hour,
                    new PairedTotals(
                            COUNT,
                            COUNT * champion,
                            ofShadow,
                            Collections.nCopies(
                                    Baseline.values().length,
                                    new BaselineTotals(COUNT * baseline, COUNT * champion, ofShadow))));
        }
        return new Trial(CHAMPION, SHADOW, role, byHour);
    }
}
