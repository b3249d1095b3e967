package io.foreflow.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.foreflow.models.series.Covariate;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.Step;
import io.foreflow.models.series.TrainingWindow;
import io.foreflow.models.series.Values;
import io.foreflow.models.series.Window;
import io.foreflow.models.series.WindowShape;
import io.foreflow.training.SyntheticSeries;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class WindowSetTest {
    private static final List<TrainingWindow> WINDOWS = windows();

    @Test
    void shouldSortBySensorAndOrigin() {
        // given
        List<TrainingWindow> shuffled = shuffled(WINDOWS);

        // when
        WindowSet set = WindowSet.of(shuffled);

        // then
        assertThat(set.windows()).isEqualTo(WINDOWS);
        assertThat(set.sensors()).containsExactly(SensorId.of("a"), SensorId.of("b"));
        assertThat(set.zones()).extracting(Object::toString).containsExactly("America/Los_Angeles", "UTC");
        assertThat(set.shape()).isEqualTo(WindowShape.DEFAULT);
    }

    @Test
    void shouldNotMindOrderAndDuplicates() {
        // given
        List<TrainingWindow> twice = new ArrayList<>(WINDOWS);
        twice.addAll(WINDOWS.subList(0, 100));

        // when
        WindowSet set = WindowSet.of(shuffled(twice));

        // then
        assertThat(set.size()).isEqualTo(WINDOWS.size());
        assertThat(set.digest()).isEqualTo(WindowSet.of(WINDOWS).digest()).matches("[0-9a-f]{64}");
    }

    @Test
    void shouldTellOtherDataByItsDigest() {
        // given
        TrainingWindow first = WINDOWS.get(0);
        List<TrainingWindow> changed = new ArrayList<>(WINDOWS);
        double[] target = first.target().toArray();
        target[23] += 1e-9;
        changed.set(0, new TrainingWindow(first.window(), Values.of(target), List.of()));

        // then
        assertThat(WindowSet.of(changed).digest())
                .isNotEqualTo(WindowSet.of(WINDOWS).digest());
        assertThat(WindowSet.of(WINDOWS.subList(1, WINDOWS.size())).digest())
                .isNotEqualTo(WindowSet.of(WINDOWS).digest());
    }

    @Test
    void shouldTellOtherContextByItsDigest() {
        // given
        TrainingWindow plain = WINDOWS.get(0);
        Covariate temperature = new Covariate(Values.missing(24), Values.generate(24, i -> i));
        List<Window> others = List.of(
                plain.window().toBuilder().alike(Values.generate(24, i -> i)).build(),
                plain.window().toBuilder()
                        .alikePast(Values.generate(24, i -> i))
                        .build(),
                plain.window().toBuilder().holidays(List.of(0)).build(),
                plain.window().toBuilder().holidays(List.of(1)).build(),
                plain.window().toBuilder()
                        .covariates(Map.of("temp", temperature))
                        .build(),
                plain.window().toBuilder()
                        .covariates(Map.of("rain", temperature))
                        .build(),
                plain.window().toBuilder()
                        .covariates(Map.of("temp", swapped(temperature)))
                        .build());

        // when
        Set<String> digests = others.stream()
                .map(window -> WindowSet.of(List.of(new TrainingWindow(window, plain.target(), List.of())))
                        .digest())
                .collect(Collectors.toSet());

        // then
        assertThat(digests)
                .hasSize(others.size())
                .doesNotContain(WindowSet.of(List.of(plain)).digest());
    }

    @Test
    void shouldKeepOneOfTwoThatContradictWhateverTheirOrder() {
        // given
        TrainingWindow one = WINDOWS.get(0);
        TrainingWindow revised = new TrainingWindow(revision(one.window(), 3), one.target(), List.of(5));
        TrainingWindow other = new TrainingWindow(revision(one.window(), 3), one.target(), List.of(6));

        // then
        assertThat(WindowSet.of(List.of(one, revised)).windows()).containsExactly(revised);
        assertThat(WindowSet.of(List.of(revised, one)).windows()).containsExactly(revised);
        assertThat(WindowSet.of(List.of(other, revised)).windows())
                .isEqualTo(WindowSet.of(List.of(revised, other)).windows())
                .hasSize(1);
    }

    @Test
    void shouldRefuseNothingAndMixedShapes() {
        // given
        Window window = WINDOWS.get(0).window();
        Window shorter = Window.builder(
                        window.sensor(), window.origin(), new WindowShape(Step.HOUR, 6, 1), window.zone())
                .history(window.history())
                .build();

        // then
        assertThatThrownBy(() -> WindowSet.of(List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no training windows");
        assertThatThrownBy(() ->
                        WindowSet.of(List.of(WINDOWS.get(0), new TrainingWindow(shorter, Values.of(1), List.of()))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("differ in shape");
    }

    static List<TrainingWindow> windows() {
        List<TrainingWindow> windows = new ArrayList<>(
                new SyntheticSeries("a", "America/Los_Angeles", "2021-01-31T08:00:00Z", 24 * 50, 100, 1).windows());
        windows.addAll(new SyntheticSeries("b", "UTC", "2021-02-05T08:00:00Z", 24 * 40, 3000, 2).windows());
        return windows;
    }

    private static List<TrainingWindow> shuffled(List<TrainingWindow> windows) {
        List<TrainingWindow> shuffled = new ArrayList<>(windows);
        Collections.shuffle(shuffled, new Random(3));
        return shuffled;
    }

    private static Window revision(Window window, int revision) {
        return window.toBuilder().revision(revision).build();
    }

    private static Covariate swapped(Covariate covariate) {
        Values before = covariate.past();
        Values after = covariate.future();
        return new Covariate(after, before);
    }
}
