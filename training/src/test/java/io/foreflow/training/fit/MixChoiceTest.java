package io.foreflow.training.fit;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreflow.models.bundle.ModelBundle.Mix;
import io.foreflow.models.series.SensorId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MixChoiceTest {
    private static final SensorId A = SensorId.of("a");
    private static final SensorId B = SensorId.of("b");

    @Test
    void shouldAverageMembersWhoseErrorsCancel() {
        // given
        MixChoice choice = new MixChoice(List.of("high", "low", "wild"));

        // when
        add(choice, A, 500, Map.of("high", 11.0, "low", 9.0, "wild", 30.0), 10);

        // then
        assertThat(choice.mixes()).containsExactly(Map.entry(A, new Mix(Map.of("high", 0.5, "low", 0.5))));
    }

    @Test
    void shouldChooseForEachSensorWithEnoughToSay() {
        // given
        MixChoice choice = new MixChoice(List.of("one", "other"));

        // when
        add(choice, A, 2000, Map.of("one", 10.5, "other", 14.0), 10);
        add(choice, B, 2000, Map.of("one", 14.0, "other", 10.5), 10);

        // then
        assertThat(choice.mixes()).containsEntry(A, Mix.of("one")).containsEntry(B, Mix.of("other"));
    }

    @Test
    void shouldFollowTheOthersWhereASensorHasLittleToSay() {
        // given
        MixChoice choice = new MixChoice(List.of("one", "other"));

        // when
        for (int i = 0; i < 9; i++) {
            add(choice, SensorId.of("many-" + i), 500, Map.of("one", 10.5, "other", 20.0), 10);
        }
        add(choice, B, 3, Map.of("one", 11.0, "other", 10.9), 10);

        // then
        assertThat(choice.mixes()).containsEntry(B, Mix.of("one"));
        assertThat(choice.otherwise(Set.of("one", "other"))).isEqualTo(Mix.of("one"));
        assertThat(choice.otherwise(Set.of("other"))).isEqualTo(Mix.of("other"));
    }

    @Test
    void shouldNotAskAMemberThatCannotForecastTheSensor() {
        // given
        MixChoice choice = new MixChoice(List.of("all", "own"));

        // when
        add(choice, A, 100, Map.of("all", 12.0), 10);
        add(choice, B, 100, Map.of("all", 12.0, "own", 10.1), 10);

        // then
        assertThat(choice.mixes()).containsEntry(A, Mix.of("all")).containsEntry(B, Mix.of("own"));
    }

    @Test
    void shouldCopyTheBestBaselineUntilTheMixIsClearlyBetter() {
        // given
        MixChoice choice = new MixChoice(List.of("model"));

        // when: a tenth better than yesterday, over a week and over a year; and worse
        Map<String, Double> tenth = Map.of("model", 19.0, "yesterday", 20.0, "lastWeek", 40.0);
        add(choice, A, 168, tenth, 10);
        add(choice, B, 8760, tenth, 10);
        add(choice, SensorId.of("worse"), 8760, Map.of("model", 19.0, "usual", 18.5, "yesterday", 30.0), 10);
        add(choice, SensorId.of("much"), 168, Map.of("model", 14.0, "persistence", 20.0), 10);

        // then
        assertThat(choice.mixesOrBaselines())
                .containsEntry(A, Mix.of("yesterday"))
                .containsEntry(B, Mix.of("model"))
                .containsEntry(SensorId.of("worse"), Mix.of("usual"))
                .containsEntry(SensorId.of("much"), Mix.of("model"));
        assertThat(choice.mixes().values()).containsOnly(Mix.of("model"));
    }

    @Test
    void shouldCopyABaselineWithoutAnyError() {
        // given
        MixChoice choice = new MixChoice(List.of("model"));

        // when
        add(choice, A, 8760, Map.of("model", 10.0, "lastWeek", 10.0), 10);

        // then
        assertThat(choice.mixesOrBaselines()).containsEntry(A, Mix.of("lastWeek"));
    }

    private static void add(MixChoice choice, SensorId sensor, int windows, Map<String, Double> said, double actual) {
        Map<String, double[]> forecasts = new java.util.HashMap<>();
        said.forEach((name, value) -> forecasts.put(name, new double[] {value, value}));
        for (int i = 0; i < windows; i++) {
            choice.add(sensor, forecasts, new double[] {actual, Double.NaN}, 2);
        }
    }
}
