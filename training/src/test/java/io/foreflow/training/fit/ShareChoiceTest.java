package io.foreflow.training.fit;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreflow.models.model.MemberShares;
import io.foreflow.models.series.SensorId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ShareChoiceTest {
    private static final SensorId A = SensorId.of("a");
    private static final SensorId B = SensorId.of("b");

    @Test
    void shouldAverageMembersWhoseErrorsCancel() {
        // given
        ShareChoice choice = new ShareChoice(List.of("high", "low", "wild"));

        // when
        add(choice, A, 500, Map.of("high", 11.0, "low", 9.0, "wild", 30.0), 10);

        // then
        assertThat(choice.sharesBySensor())
                .containsExactly(Map.entry(A, new MemberShares(Map.of("high", 0.5, "low", 0.5))));
    }

    @Test
    void shouldChooseForEachSensorWithEnoughToSay() {
        // given
        ShareChoice choice = new ShareChoice(List.of("one", "other"));

        // when
        add(choice, A, 2000, Map.of("one", 10.5, "other", 14.0), 10);
        add(choice, B, 2000, Map.of("one", 14.0, "other", 10.5), 10);

        // then
        assertThat(choice.sharesBySensor())
                .containsEntry(A, MemberShares.of("one"))
                .containsEntry(B, MemberShares.of("other"));
    }

    @Test
    void shouldFollowTheOthersWhereASensorHasLittleToSay() {
        // given
        ShareChoice choice = new ShareChoice(List.of("one", "other"));

        // when
        for (int i = 0; i < 9; i++) {
            add(choice, SensorId.of("many-" + i), 500, Map.of("one", 10.5, "other", 20.0), 10);
        }
        add(choice, B, 3, Map.of("one", 11.0, "other", 10.9), 10);

        // then
        assertThat(choice.sharesBySensor()).containsEntry(B, MemberShares.of("one"));
        assertThat(choice.otherwise(Set.of("one", "other"))).isEqualTo(MemberShares.of("one"));
        assertThat(choice.otherwise(Set.of("other"))).isEqualTo(MemberShares.of("other"));
    }

    @Test
    void shouldNotAskAMemberThatCannotForecastTheSensor() {
        // given
        ShareChoice choice = new ShareChoice(List.of("all", "own"));

        // when
        add(choice, A, 100, Map.of("all", 12.0), 10);
        add(choice, B, 100, Map.of("all", 12.0, "own", 10.1), 10);

        // then
        assertThat(choice.sharesBySensor())
                .containsEntry(A, MemberShares.of("all"))
                .containsEntry(B, MemberShares.of("own"));
    }

    @Test
    void shouldCopyTheBestBaselineUntilTheMixIsClearlyBetter() {
        // given
        ShareChoice choice = new ShareChoice(List.of("model"));

        // when: a tenth better than yesterday, over a week and over a year; and worse
        Map<String, Double> tenth = Map.of("model", 19.0, "yesterday", 20.0, "lastWeek", 40.0);
        add(choice, A, 168, tenth, 10);
        add(choice, B, 8760, tenth, 10);
        add(choice, SensorId.of("worse"), 8760, Map.of("model", 19.0, "usual", 18.5, "yesterday", 30.0), 10);
        add(choice, SensorId.of("much"), 168, Map.of("model", 14.0, "persistence", 20.0), 10);

        // then
        assertThat(choice.sharesOrBaselines())
                .containsEntry(A, MemberShares.of("yesterday"))
                .containsEntry(B, MemberShares.of("model"))
                .containsEntry(SensorId.of("worse"), MemberShares.of("usual"))
                .containsEntry(SensorId.of("much"), MemberShares.of("model"));
        assertThat(choice.sharesBySensor().values()).containsOnly(MemberShares.of("model"));
    }

    @Test
    void shouldCopyABaselineWithoutAnyError() {
        // given
        ShareChoice choice = new ShareChoice(List.of("model"));

        // when
        add(choice, A, 8760, Map.of("model", 10.0, "lastWeek", 10.0), 10);

        // then
        assertThat(choice.sharesOrBaselines()).containsEntry(A, MemberShares.of("lastWeek"));
    }

    private static void add(ShareChoice choice, SensorId sensor, int windows, Map<String, Double> said, double actual) {
        Map<String, double[]> forecasts = new java.util.HashMap<>();
        said.forEach((name, value) -> forecasts.put(name, new double[] {value, value}));
        for (int i = 0; i < windows; i++) {
            choice.add(sensor, forecasts, new double[] {actual, Double.NaN}, 2);
        }
    }
}
