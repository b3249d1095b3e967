package io.foreflow.models.series;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class StepTest {
    @Test
    void shouldRefuseStepsThatDoNotMakeADay() {
        assertThatThrownBy(() -> Step.of(Duration.ofMinutes(7)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("PT7M");
        assertThatThrownBy(() -> Step.of(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Step.of(Duration.ofMillis(1500))).isInstanceOf(IllegalArgumentException.class);
    }
}
