package io.foreflow.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.foreflow.models.series.TrainingWindow;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SplitTest {
    private static final List<TrainingWindow> WINDOWS = WindowSetTest.windows();

    @Property(tries = 50)
    void shouldNotLetATargetOfTrainingReachIntoValidation(
            @ForAll @DoubleRange(min = 0.01, max = 0.9) double share, @ForAll @IntRange(max = 400) int fewer) {
        // when
        Split split = Split.byTime(WindowSet.of(WINDOWS.subList(fewer, WINDOWS.size() - fewer)), share);

        // then
        Instant firstOrigin = split.validation().windows().stream()
                .map(window -> window.window().origin())
                .min(Instant::compareTo)
                .orElseThrow();
        Instant lastTarget = split.training().windows().stream()
                .map(window -> window.window().targetTime(23))
                .max(Instant::compareTo)
                .orElseThrow();
        assertThat(lastTarget).isBefore(firstOrigin);
        assertThat(firstOrigin).isAfterOrEqualTo(split.cut());
        assertThat(split.training().size() + split.validation().size() + split.purged())
                .isEqualTo(WINDOWS.size() - 2 * fewer);
    }

    @Test
    void shouldSetTheLatestAsideOverAllSensors() {
        // when
        Split split = Split.byTime(WindowSet.of(WINDOWS), 0.2);

        // then
        assertThat((double) split.validation().size() / WINDOWS.size()).isCloseTo(0.2, within(0.01));
        assertThat(split.validation().sensors()).isEqualTo(split.training().sensors());
        assertThat(split.purged()).isEqualTo(2 * 23);
    }

    @Test
    void shouldSayWhenThereAreTooFew() {
        assertThatThrownBy(() -> Split.byTime(WindowSet.of(WINDOWS.subList(0, 20)), 0.2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("20 training windows")
                .hasMessageContaining("too few");
        assertThatThrownBy(() -> Split.byTime(WindowSet.of(WINDOWS), 1)).hasMessageContaining("(1.0)");
    }
}
