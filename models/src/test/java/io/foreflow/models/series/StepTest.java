package io.foreflow.models.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class StepTest {
    @Test
    void shouldAlignBucketsToTheEpoch() {
        // given
        Instant time = Instant.parse("2021-03-14T10:59:59Z");

        // when
        long index = Step.HOUR.indexOf(time);

        // then
        assertThat(Step.HOUR.startOf(index)).isEqualTo(Instant.parse("2021-03-14T10:00:00Z"));
        assertThat(Step.HOUR.startOf(index + 1)).isEqualTo(Instant.parse("2021-03-14T11:00:00Z"));
        assertThat(Step.HOUR.indexOf(Instant.ofEpochSecond(-1))).isEqualTo(-1);
    }

    @Test
    void shouldRefuseStepsThatDoNotMakeADay() {
        assertThatThrownBy(() -> Step.of(Duration.ofMinutes(7)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("PT7M");
        assertThatThrownBy(() -> Step.of(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Step.of(Duration.ofMillis(1500))).isInstanceOf(IllegalArgumentException.class);
    }
}
