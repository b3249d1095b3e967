package io.foreflow.models.forecast;

import static io.foreflow.models.forecast.WindowFixture.constant;
import static io.foreflow.models.forecast.WindowFixture.partly;
import static org.assertj.core.api.Assertions.assertThat;

import io.foreflow.models.series.BaselineErrors;
import io.foreflow.models.series.Values;
import io.foreflow.models.series.Window;
import org.junit.jupiter.api.Test;

class BaselineTest {
    @Test
    void shouldBeCalledAsInRecordsAndTables() {
        assertThat(Baseline.values())
                .extracting(Baseline::label)
                .containsExactly("persistence", "yesterday", "lastWeek", "usual");
    }

    @Test
    void shouldForecastWhatTheWindowRemembers() {
        // given
        Window window = WindowFixture.window().build();

        // then
        assertThat(Baseline.PERSISTENCE.forecast(window)).isEqualTo(constant(24, 6));
        assertThat(Baseline.YESTERDAY.forecast(window)).isEqualTo(constant(24, 100));
        assertThat(Baseline.LAST_WEEK.forecast(window)).isEqualTo(constant(24, 200));
        assertThat(Baseline.USUAL.forecast(window)).isEqualTo(constant(24, 300));
    }

    @Test
    void shouldPersistTheLatestKnownValueOfABrokenHistory() {
        // given
        Window window = WindowFixture.window()
                .history(Values.of(1, 2, Double.NaN, 4, Double.NaN, Double.NaN))
                .build();

        // then
        assertThat(Baseline.PERSISTENCE.forecast(window)).isEqualTo(constant(24, 4));
    }

    @Test
    void shouldLeaveUnknownStepsMissingUntilCompleted() {
        // given
        Window window = WindowFixture.window().lastWeek(partly(24, 20, 200)).build();

        // then
        assertThat(Baseline.LAST_WEEK.forecast(window).present()).isEqualTo(20);
        assertThat(Baseline.LAST_WEEK.completed(window)).contains(Values.generate(24, lead -> lead < 20 ? 200 : 300));
    }

    @Test
    void shouldCompleteWithTheFirstThatIsKnown() {
        // given
        WindowFixture fixture = WindowFixture.window()
                .lastWeek(Values.missing(24))
                .usual(partly(24, 4, 300))
                .yesterday(partly(24, 8, 100));

        // then
        assertThat(Baseline.LAST_WEEK.completed(fixture.build()))
                .contains(Values.generate(24, lead -> lead < 4 ? 300 : lead < 8 ? 100 : 6));
        assertThat(Baseline.LAST_WEEK.completed(
                        fixture.history(Values.missing(6)).build()))
                .contains(Values.generate(24, lead -> lead < 4 ? 300 : lead < 8 ? 100 : 50));
    }

    @Test
    void shouldNotCompleteOutOfNothing() {
        // given
        Window window = WindowFixture.unknown().build();

        // then
        assertThat(Baseline.values())
                .allSatisfy(baseline -> assertThat(baseline.completed(window)).isEmpty());
    }

    @Test
    void shouldChooseTheLeastTrailingError() {
        assertThat(best(WindowFixture.window())).isEqualTo(Baseline.USUAL);
        assertThat(best(WindowFixture.window().errors(3, 1, 2))).isEqualTo(Baseline.LAST_WEEK);
        assertThat(best(WindowFixture.window().errors(1, 3, 2))).isEqualTo(Baseline.YESTERDAY);
        assertThat(best(WindowFixture.window().errors(1, Double.NaN, Double.NaN)))
                .isEqualTo(Baseline.YESTERDAY);
    }

    @Test
    void shouldNotChooseABaselineThatKnowsLessThanHalfOfTheSteps() {
        assertThat(best(WindowFixture.window().usual(partly(24, 11, 300)))).isEqualTo(Baseline.LAST_WEEK);
        assertThat(best(WindowFixture.window().usual(partly(24, 12, 300)))).isEqualTo(Baseline.USUAL);
    }

    @Test
    void shouldChooseNoneWithoutATrailingError() {
        assertThat(Baseline.best(
                        WindowFixture.window().errors(BaselineErrors.UNKNOWN).build()))
                .isEmpty();
    }

    private static Baseline best(WindowFixture fixture) {
        return Baseline.best(fixture.build()).orElseThrow();
    }
}
