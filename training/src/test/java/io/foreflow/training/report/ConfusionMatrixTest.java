package io.foreflow.training.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ConfusionMatrixTest {
    private static final int DARK = 0x1F4E86;

    @Test
    void shouldCountActualDownwardsAndPredictedAcross() {
        // given
        int[] actual = {0, 0, 0, 1, 1};
        int[] predicted = {0, 1, 1, 1, 0};

        // when
        ConfusionMatrix matrix = ConfusionMatrix.count(List.of("negative", "positive"), actual, predicted);

        // then
        assertThat(matrix.at(0, 0)).isEqualTo(1);
        assertThat(matrix.at(0, 1)).isEqualTo(2);
        assertThat(matrix.at(1, 0)).isEqualTo(1);
        assertThat(matrix.at(1, 1)).isEqualTo(1);
    }

    @Test
    void shouldShadeByTheShareOfTheRow() {
        // given
        ConfusionMatrix even = ConfusionMatrix.of(List.of("a", "b"), new long[][] {{1, 1}, {1, 1}});
        ConfusionMatrix right = ConfusionMatrix.of(List.of("a", "b"), new long[][] {{1, 0}, {0, 1_000}});

        // then
        assertThat(Pixels.of(even.png("")).count(DARK)).isLessThan(1_000);
        assertThat(Pixels.of(right.png("")).count(DARK)).isGreaterThan(50_000);
    }

    @Test
    void shouldDrawManyClassesWithoutNumbersAndAClassWithoutRows() {
        // given
        List<String> labels = IntStream.range(0, 46).mapToObj(i -> "topic " + i).toList();
        long[][] counts = new long[46][46];
        IntStream.range(1, 46).forEach(i -> counts[i][i] = i);

        // when
        Pixels picture = Pixels.of(ConfusionMatrix.of(labels, counts).png("reuters"));

        // then
        assertThat(picture.width()).isBetween(700, 1_000);
        assertThat(picture.count(DARK)).isGreaterThan(20_000);
    }

    @Test
    void shouldNotKeepWhatItsCallerChanges() {
        long[][] counts = {{1}};
        ConfusionMatrix matrix = ConfusionMatrix.of(List.of("a"), counts);

        counts[0][0] = 7;

        assertThat(matrix.at(0, 0)).isEqualTo(1);
    }

    @Test
    void shouldRefuseWhatIsNoMatrix() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConfusionMatrix.of(List.of(), new long[0][0]))
                .withMessageContaining("needs classes");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConfusionMatrix.of(List.of("a", "b"), new long[][] {{1, 2}, {3}}))
                .withMessage("the counts must have 2 rows and columns, one a class");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConfusionMatrix.of(List.of("a"), new long[][] {{-1}}))
                .withMessageContaining("0 or more");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConfusionMatrix.count(List.of("a"), new int[] {0}, new int[] {0, 0}))
                .withMessage("there are 1 actual and 2 predicted classes");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConfusionMatrix.count(List.of("a"), new int[] {0}, new int[] {1}))
                .withMessage("row 0 (actual 0, predicted 1) must be of classes 0 to 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConfusionMatrix.of(List.of("long".repeat(5_000)), new long[][] {{1}})
                        .png(""))
                .withMessageContaining("points on a side");
    }
}
