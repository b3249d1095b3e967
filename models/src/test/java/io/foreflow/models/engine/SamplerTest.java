package io.foreflow.models.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.foreflow.models.network.Sampler;
import io.foreflow.models.network.Shape;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SamplerTest {
    private static final Tensor FIVE_AND_TWO = Tensor.of(Shape.of(7), 0, 0, 1, 0, 0, 1, 0);

    private static Tensor classes(long seed, int rows) {
        Random random = new Random(seed);
        float[] numbers = new float[rows];
        for (int i = 0; i < rows; i++) {
            numbers[i] = random.nextInt(3);
        }
        return Tensor.owning(Shape.of(rows), numbers);
    }

    private static long[] counts(int[] order, Tensor classes) {
        return IntStream.range(0, 3)
                .mapToLong(kind -> Arrays.stream(order)
                        .filter(row -> classes.at(row) == kind)
                        .count())
                .toArray();
    }

    @Test
    void shouldTakeRowsAsTheyStand() {
        assertThat(BatchOrder.of(Sampler.AS_IS, 1, FIVE_AND_TWO).epoch(3)).containsExactly(0, 1, 2, 3, 4, 5, 6);
    }

    @Test
    void shouldTakeTurnsAmongTheClassesWhileEachHasRows() {
        // when
        int[] order = BatchOrder.of(Sampler.CLASS_ALTERNATING, 1, FIVE_AND_TWO).epoch(1);

        // then
        assertThat(Arrays.stream(order).mapToObj(FIVE_AND_TWO::at)).containsExactly(0f, 1f, 0f, 1f, 0f, 0f, 0f);
        assertThat(order).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6);
    }

    @Property(tries = 100, seed = "237")
    void shouldTakeOfEachClassAsManyAsTheRarestHasAndNoneTwice(
            @ForAll long seed, @ForAll @IntRange(min = 20, max = 200) int rows) {
        // given
        Tensor classes = classes(seed, rows);
        long[] there = counts(IntStream.range(0, rows).toArray(), classes);
        long rarest = Arrays.stream(there).filter(count -> count > 0).min().orElseThrow();

        // when
        int[] order = BatchOrder.of(Sampler.UNDERSAMPLE, seed, classes).epoch(1);

        // then
        assertThat(order).doesNotHaveDuplicates();
        for (int kind = 0; kind < 3; kind++) {
            assertThat(counts(order, classes)[kind]).isEqualTo(Math.min(there[kind], rarest));
        }
    }

    @Property(tries = 100, seed = "237")
    void shouldRepeatRowsUntilEachClassHasAsManyAsTheMostFrequentOne(
            @ForAll long seed, @ForAll @IntRange(min = 20, max = 200) int rows) {
        // given
        Tensor classes = classes(seed, rows);
        long[] there = counts(IntStream.range(0, rows).toArray(), classes);
        long most = Arrays.stream(there).max().orElseThrow();

        // when
        int[] order = BatchOrder.of(Sampler.OVERSAMPLE, seed, classes).epoch(1);

        // then
        assertThat(Arrays.stream(order).distinct().count()).isEqualTo(rows);
        for (int kind = 0; kind < 3; kind++) {
            assertThat(counts(order, classes)[kind]).isEqualTo(there[kind] == 0 ? 0 : most);
        }
    }

    @Test
    void shouldDrawAnewForEachEpochAndTheSameForTheSameSeed() {
        Tensor classes = classes(1, 100);
        for (Sampler sampler : Sampler.values()) {
            int[] first = BatchOrder.of(sampler, 5, classes).epoch(1).clone();
            assertThat(BatchOrder.of(sampler, 5, classes).epoch(1)).containsExactly(first);
            if (sampler != Sampler.AS_IS) {
                assertThat(BatchOrder.of(sampler, 5, classes).epoch(2)).isNotEqualTo(first);
                assertThat(BatchOrder.of(sampler, 6, classes).epoch(1)).isNotEqualTo(first);
            }
        }
    }

    @Test
    void shouldTakeTheLargestOfSeveralTargetsForTheClass() {
        Tensor oneHot = Tensor.of(Shape.of(3, 2), 1, 0, 0, 1, 1, 0);

        assertThat(BatchOrder.of(Sampler.UNDERSAMPLE, 1, oneHot).epoch(1))
                .hasSize(2)
                .contains(1);
    }

    @Test
    void shouldRefuseTargetsThatAreNoClasses() {
        Tensor values = Tensor.of(Shape.of(2, 1), 1, 0.5f);

        assertThatThrownBy(() -> BatchOrder.of(Sampler.OVERSAMPLE, 1, values))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("row 1 has 0.5");
    }
}
