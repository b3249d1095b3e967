package io.foreflow.models.forecast;

import static io.foreflow.models.forecast.WindowFixture.constant;
import static io.foreflow.models.forecast.WindowFixture.partly;
import static org.assertj.core.api.Assertions.assertThat;

import io.foreflow.models.forecast.Forecaster.Forecasted;
import io.foreflow.models.series.BaselineErrors;
import io.foreflow.models.series.Values;
import org.junit.jupiter.api.Test;

class FallbackTest {
    @Test
    void shouldTakeTheBaselineThatHasLatelyBeenBest() {
        assertThat(forecast(WindowFixture.window().errors(3, 1, 2)))
                .isEqualTo(new Forecasted(constant(24, 200), "lastWeek"));
    }

    @Test
    void shouldFillWhatTheBestBaselineDoesNotKnow() {
        assertThat(forecast(WindowFixture.window().errors(3, 1, 2).lastWeek(partly(24, 23, 200))))
                .isEqualTo(new Forecasted(Values.generate(24, lead -> lead < 23 ? 200 : 300), "lastWeek"));
    }

    @Test
    void shouldTakeTheFirstKnownBaselineWhileNoErrorIsKnown() {
        // given
        WindowFixture young = WindowFixture.window().errors(BaselineErrors.UNKNOWN);

        // then
        assertThat(forecast(young).method()).isEqualTo("usual");
        young = young.usual(Values.missing(24));
        assertThat(forecast(young).method()).isEqualTo("lastWeek");
        young = young.lastWeek(Values.missing(24));
        assertThat(forecast(young).method()).isEqualTo("yesterday");
        young = young.yesterday(Values.missing(24));
        assertThat(forecast(young)).isEqualTo(new Forecasted(constant(24, 6), "persistence"));
        young = young.history(Values.missing(6));
        assertThat(forecast(young)).isEqualTo(new Forecasted(constant(24, 50), "level"));
    }

    @Test
    void shouldForecastOneSingleReading() {
        assertThat(forecast(WindowFixture.unknown().history(Values.of(7, 8, 9, 10, 11, Double.NaN))))
                .isEqualTo(new Forecasted(constant(24, 11), "persistence"));
    }

    @Test
    void shouldBeEmptyOnlyWhenNothingIsKnown() {
        assertThat(Fallback.forecast(WindowFixture.unknown().build())).isEmpty();
    }

    private static Forecasted forecast(WindowFixture fixture) {
        return Fallback.forecast(fixture.build()).orElseThrow();
    }
}
