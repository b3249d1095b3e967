package io.foreflow.training.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.foreflow.training.report.ScatterWithLine.Line;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ScatterTest {
    private static final int INK = 0x222222;
    private static final int GREEN = 0x3F8F46;

    @Test
    void shouldDrawPointsAndLines() {
        // given
        List<Points> points = List.of(rooms("training rows", 100, 1), rooms("validation rows", 40, 2));
        List<Line> lines = List.of(new Line("network", 9, -34), new Line("least squares", 0, 20));

        // when
        Pixels with = Pixels.of(ScatterWithLine.png("price by rooms", "rooms", "price (1,000 $)", points, lines));
        Pixels without =
                Pixels.of(ScatterWithLine.png("price by rooms", "rooms", "price (1,000 $)", points, List.of()));

        // then
        assertThat(with.count(INK)).isGreaterThan(without.count(INK) + 500);
        assertThat(with.count(GREEN)).isGreaterThan(300);
        assertThat(without.count(GREEN)).isZero();
        assertThat(with.width()).isEqualTo(800);
    }

    @Test
    void shouldDrawOnePoint() {
        Points one = new Points("training rows", new double[] {6}, new double[] {21});

        assertThat(Pixels.of(ScatterWithLine.png("", "rooms", "price", List.of(one), List.of(new Line("l", 1, 0))))
                        .height())
                .isGreaterThan(400);
    }

    @Test
    void shouldDrawPredictionsOverMeasurementsWithTheDiagonal() {
        // given
        Points right = new Points("test rows", new double[] {1, 2, 3}, new double[] {1, 2, 3});

        // when
        Pixels picture = Pixels.of(PredictedActual.png("", "price ($)", List.of(right)));

        // then
        assertThat(picture.count(INK)).isGreaterThan(1_000);
        assertThat(picture.height()).isGreaterThan(600);
    }

    @Test
    void shouldRefusePointsThatCannotBeDrawn() {
        double[] one = {1};
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Points("rows", one, new double[] {1, 2}))
                .withMessage("the points rows have 1 x and 2 y");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Points("rows", new double[0], new double[0]))
                .withMessage("there are no points rows");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Points("rows", one, new double[] {Double.NaN}))
                .withMessageContaining("finite");
        assertThatIllegalArgumentException().isThrownBy(() -> new Points("", one, one));
    }

    @Test
    void shouldRefuseLinesThatCannotBeDrawn() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Line("network", Double.NaN, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new Line("network", 1, Double.NEGATIVE_INFINITY));
        assertThatIllegalArgumentException().isThrownBy(() -> new Line(" ", 1, 1));
    }

    @Test
    void shouldRefuseChartsWithoutPointsOrWithOneNameTwice() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ScatterWithLine.png("", "x", "y", List.of(), List.of()))
                .withMessageContaining("needs points");
        assertThatIllegalArgumentException().isThrownBy(() -> PredictedActual.png("", "price", List.of()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ScatterWithLine.png(
                        "", "x", "y", List.of(rooms("rows", 3, 1)), List.of(new Line("rows", 1, 1))))
                .withMessage("two series are called rows");
    }

    private static Points rooms(String name, int rows, long seed) {
        Random random = new Random(seed);
        double[] rooms = random.doubles(rows, 4, 8).toArray();
        double[] prices = new double[rows];
        for (int i = 0; i < rows; i++) {
            prices[i] = 9 * rooms[i] - 34 + 5 * random.nextGaussian();
        }
        return new Points(name, rooms, prices);
    }
}
