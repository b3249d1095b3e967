package io.foreflow.windowing.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.foreflow.models.series.Step;
import io.foreflow.models.series.WindowShape;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StepDefaultsTest {
    @ParameterizedTest
    @CsvSource({
        "PT1S,  72, 288, 36, 288, 288",
        "PT1M,  72, 288, 36, 288, 288",
        "PT5M,  72, 288, 36, 288, 288",
        "PT15M, 24,  96, 12,  96,  96",
        "PT30M, 12,  48,  6,  48,  48",
        "PT1H,   6,  24,  3,  24,  24",
        "PT2H,   6,  12,  3,  12,  12",
        "PT6H,   6,   4,  3,   7,   4",
        "PT12H,  6,   2,  3,   7,   3",
        "PT24H,  7,  14,  3,   7,   3"
    })
    void shouldStandForTimes(Duration step, int history, int horizon, int maxGap, int revisionHorizon, int staleAfter) {
        assertThat(StepDefaults.of(Step.of(step)))
                .isEqualTo(new StepDefaults(history, horizon, maxGap, revisionHorizon, staleAfter));
    }

    @Test
    void shouldMakeAUsableConfigurationOfEveryStep() {
        for (int seconds = 1; seconds <= 86_400; seconds++) {
            if (86_400 % seconds == 0) {
                Step step = Step.of(Duration.ofSeconds(seconds));
                assertThatCode(() -> WindowerConfig.defaults(step)).doesNotThrowAnyException();
                WindowerConfig config = WindowerConfig.defaults(step);
                assertThat(config.revisionHorizon()).isGreaterThan(RawReadings.LEAST_LEARNT);
                assertThat(config.staleAfter()).isGreaterThanOrEqualTo(config.maxGap());
            }
        }
    }

    @Test
    void shouldKeepTheHourAsItWas() {
        assertThat(WindowerConfig.defaults().shape()).isEqualTo(WindowShape.DEFAULT);
        assertThat(WindowerConfig.defaults()).isEqualTo(WindowerConfig.defaults(Step.HOUR));
    }
}
