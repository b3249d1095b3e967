package io.foreflow.training.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.Step;
import io.foreflow.models.series.TrainingWindow;
import io.foreflow.models.series.Values;
import io.foreflow.models.series.Window;
import io.foreflow.models.series.WindowShape;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ThinnedWindowsTest {
    private static final Instant START = Instant.parse("2024-01-01T00:00:00Z");

    private static TrainingWindow window(WindowShape shape, int place) {
        Window window = Window.builder(SensorId.of("a"), shape.step().plus(START, place), shape, ZoneId.of("UTC"))
                .history(Values.generate(shape.history(), i -> 1))
                .build();
        return new TrainingWindow(window, Values.generate(shape.horizon(), i -> 1), List.of());
    }

    private static List<Instant> kept(WindowShape shape, IntStream places) {
        ThinnedWindows thinned = new ThinnedWindows();
        places.forEach(place -> thinned.add(window(shape, place)));
        return thinned.windows().stream().map(each -> each.window().origin()).toList();
    }

    @Test
    void shouldKeepEveryHour() {
        assertThat(ThinnedWindows.most(WindowShape.DEFAULT)).isEqualTo(Integer.MAX_VALUE);
        assertThat(kept(WindowShape.DEFAULT, IntStream.range(0, 5_000))).hasSize(5_000);
    }

    @ParameterizedTest
    @CsvSource({"PT30M, 48", "PT15M, 96", "PT5M, 288"})
    void shouldKeepEnoughOfEveryTimeOfDayEvenlySpread(Duration width, int perDay) {
        // given: windows that are so long that few fit
        WindowShape shape = new WindowShape(Step.of(width), 6, 20 * 288);
        int most = ThinnedWindows.most(shape);
        assertThat(most).isBetween(200, 240);

        // when
        List<Instant> kept = kept(shape, IntStream.range(0, 20 * perDay));

        // then
        assertThat(kept).hasSizeBetween(Math.min(20 * perDay, most) / 5, most);
        LongStream distances = IntStream.range(1, kept.size())
                .mapToLong(i -> Duration.between(kept.get(i - 1), kept.get(i)).toSeconds());
        assertThat(distances.distinct().boxed().toList()).hasSize(1);
        assertThat(kept.stream()
                        .map(origin -> origin.getEpochSecond() % 86_400 / 3_600)
                        .collect(Collectors.toSet()))
                .hasSize(24);
    }

    @Test
    void shouldSayWhatWasLeftOut() {
        // given
        WindowShape shape = new WindowShape(Step.of(Duration.ofMinutes(15)), 6, 20 * 288);
        ThinnedWindows thinned = new ThinnedWindows();
        IntStream.range(0, 500).forEach(place -> thinned.add(window(shape, place)));
        ThinnedWindows whole = new ThinnedWindows();
        IntStream.range(0, 100).forEach(place -> whole.add(window(shape, place)));

        // then
        assertThat(ThinnedWindows.note(thinned.windows()).orElseThrow()).contains("every 5th origin");
        assertThat(ThinnedWindows.note(whole.windows())).isEmpty();
        assertThat(ThinnedWindows.note(whole.windows().subList(0, 1))).isEmpty();
        assertThat(ThinnedWindows.note(List.of())).isEmpty();
    }

    @Test
    void shouldKeepTheSameInAnyOrder() {
        // given
        WindowShape shape = new WindowShape(Step.of(Duration.ofMinutes(5)), 6, 20 * 288);
        List<Integer> places = IntStream.range(0, 3_000).boxed().collect(Collectors.toList());
        List<Instant> inOrder = kept(shape, IntStream.range(0, 3_000));

        // when
        Collections.shuffle(places, new Random(3));

        // then
        assertThat(kept(shape, places.stream().mapToInt(Integer::intValue)))
                .containsExactlyInAnyOrderElementsOf(inOrder);
    }
}
