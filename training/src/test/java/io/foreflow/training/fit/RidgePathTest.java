package io.foreflow.training.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.foreflow.training.fit.RidgePath.RidgeSolution;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RidgePathTest {
    /** At the minimum of |y − x·W − b|² + λ·|W|² the gradient is 0, whichever form found it. */
    @Property(tries = 60)
    void shouldLeaveNoGradient(@ForAll @IntRange(min = 2, max = 12) int rows, @ForAll long seed) {
        // given
        int features = 6;
        Random random = new Random(seed);
        float[] x = numbers(rows * features, random);
        float[] y = numbers(rows * 2, random);

        for (RidgeSolution solution : new RidgePath(x, y, rows).solve(0.5, 7)) {
            // when
            double[][] rest = new double[rows][2];
            for (int r = 0; r < rows; r++) {
                solution.addTo(x, r * features, rest[r]);
                for (int k = 0; k < 2; k++) {
                    rest[r][k] -= y[r * 2 + k];
                }
            }

            // then
            for (int k = 0; k < 2; k++) {
                double biasGradient = 0;
                for (int r = 0; r < rows; r++) {
                    biasGradient += rest[r][k];
                }
                assertThat(biasGradient).isCloseTo(0, within(1e-9));
                for (int i = 0; i < features; i++) {
                    double gradient = solution.lambda() * solution.kernel()[i][k];
                    for (int r = 0; r < rows; r++) {
                        gradient += rest[r][k] * x[r * features + i];
                    }
                    assertThat(gradient).isCloseTo(0, within(1e-9));
                }
            }
        }
    }

    @Test
    void shouldFindALine() {
        // given
        float[] x = {0, 1, 2, 3};
        float[] y = {1, 3, 5, 7};

        // when
        RidgeSolution solution = new RidgePath(x, y, 4).solve(1e-9).get(0);

        // then
        assertThat(solution.kernel()[0][0]).isCloseTo(2, within(1e-6));
        assertThat(solution.bias()[0]).isCloseTo(1, within(1e-6));
    }

    @Test
    void shouldRefuseWhatHasNoAnswer() {
        assertThatThrownBy(() -> new RidgePath(new float[3], new float[2], 2)).hasMessageContaining("2 rows");
        assertThatThrownBy(() -> new RidgePath(new float[2], new float[2], 2).solve(0))
                .hasMessageContaining("lambda (0.0) must be above 0");
        assertThatThrownBy(() -> new RidgePath(new float[] {1, Float.NaN}, new float[2], 2).solve(1))
                .hasMessageContaining("not finite");
    }

    private static float[] numbers(int count, Random random) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) random.nextGaussian();
        }
        return numbers;
    }
}
