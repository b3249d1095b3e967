package io.foreflow.training.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CurvesTest {
    private static final int BLUE = 0x4C78A8;
    private static final int RED = 0xE45756;
    private static final int GREEN = 0x3F8F46;
    private static final int GREY = 0x7F7F7F;

    @Test
    void shouldDashTrainingAndRunThroughValidation() {
        // given
        Curves flat = chart().add(Curve.training("training", 0, level(200, 0.5)))
                .add(Curve.validation("validation", 1, level(200, 0.3)));

        // when
        Pixels picture = Pixels.of(flat.png());

        // then
        assertThat(picture.width()).isEqualTo(800);
        assertThat(picture.runs(RED)).isEqualTo(1);
        assertThat(picture.runs(BLUE)).isGreaterThan(50);
        assertThat(picture.count(RED)).isGreaterThan(picture.count(BLUE));
    }

    @Test
    void shouldDrawTheCurvesOfOneModelInOneColour() {
        // given
        Curves three = chart();
        for (int model = 0; model < 3; model++) {
            three.add(Curve.training("training " + model, model, level(5, 0.5 + 0.1 * model)))
                    .add(Curve.validation("validation " + model, model, level(5, 0.1 * model)));
        }

        // when
        Pixels picture = Pixels.of(three.png());

        // then
        for (int colour : new int[] {BLUE, RED, GREEN}) {
            assertThat(picture.count(colour)).isGreaterThan(1_000);
        }
    }

    @Test
    void shouldDotABaseline() {
        Curves chart = chart().add(new Curve("published", level(100, 0.31), 1, Curve.Style.OTHER, 7));

        assertThat(Pixels.of(chart.png()).runs(GREY)).isGreaterThan(100);
    }

    @Test
    void shouldMarkTheEpochTaken() {
        // given
        Curve curve = Curve.validation("validation", 1, 0.5, 0.2, 0.3);

        // when
        int without = Pixels.of(chart().add(curve).png()).count(RED);
        int with = Pixels.of(chart().add(curve.taken(2)).png()).count(RED);

        // then
        assertThat(with).isGreaterThan(without + 100);
    }

    @Test
    void shouldLeaveGapsWhereValuesAreNotFinite() {
        // given
        double[] values = level(100, 0.5);
        Arrays.fill(values, 30, 40, Double.NaN);
        values[70] = Double.POSITIVE_INFINITY;

        // when
        Pixels picture =
                Pixels.of(chart().add(Curve.validation("validation", 1, values)).png());

        // then
        assertThat(picture.runs(RED)).isEqualTo(3);
    }

    @Test
    void shouldCutTheFirstEpochs() {
        // given
        double[] falling =
                IntStream.range(0, 100).mapToDouble(i -> i < 10 ? 1_000 : 0.5).toArray();

        // when
        Pixels cut = Pixels.of(chart().add(Curve.validation("validation", 1, falling))
                .cutFirst(10)
                .png());

        // then
        assertThat(cut.runs(RED)).isEqualTo(1);
        assertThat(cut.count(RED)).isGreaterThan(1_000);
    }

    @Test
    void shouldNotDrawAMarkThatIsCut() {
        Curve curve = Curve.validation("validation", 1, 0.1, 0.5, 0.5, 0.5).taken(1);

        Pixels picture = Pixels.of(chart().add(curve).cutFirst(1).png());

        assertThat(picture.runs(RED)).isEqualTo(1);
    }

    @Test
    void shouldDrawAStraightLineWhereLossesHalveOnALogarithmicAxis() {
        // given
        double[] halving =
                IntStream.range(0, 60).mapToDouble(i -> Math.pow(0.5, i)).toArray();
        Curve curve = Curve.validation("validation", 1, halving);

        // when
        int even = Pixels.of(chart().add(curve).png()).runs(RED);
        byte[] logarithmic = chart().add(curve).logarithmic().png();

        // then
        assertThat(even).isEqualTo(1);
        assertThat(Pixels.of(logarithmic).count(RED)).isGreaterThan(500);
    }

    @Test
    void shouldDrawASingleEpochAsADot() {
        Pixels picture =
                Pixels.of(chart().add(Curve.training("training", 0, 0.5)).png());

        assertThat(picture.count(BLUE)).isGreaterThan(100);
    }

    @Test
    void shouldGrowDownwardsWithItsLegend() {
        // given
        Curves many = chart();
        IntStream.range(0, 12).forEach(i -> many.add(Curve.validation("a model with a long name, " + i, i, 1, 2)));

        // then
        assertThat(Pixels.of(many.png()).height())
                .isGreaterThan(
                        Pixels.of(chart().add(Curve.validation("v", 0, 1, 2)).png())
                                        .height()
                                + 50);
    }

    @Test
    void shouldKeepItsWidthHoweverLongNamesAre() {
        Curves chart = Curves.over("title ".repeat(50), "epoch ".repeat(50), "loss ".repeat(50))
                .add(Curve.training("name ".repeat(50), 0, 1, 2));

        assertThat(Pixels.of(chart.png()).width()).isEqualTo(800);
    }

    @Test
    void shouldRefuseCurvesThatCannotBeDrawn() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Curve.training("training", 0))
                .withMessage("the curve training has no finite value");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Curve.training("training", 0, Double.NaN))
                .withMessage("the curve training has no finite value");
        assertThatIllegalArgumentException().isThrownBy(() -> Curve.training(" ", 0, 1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Curve.training("training", -1, 1))
                .withMessageContaining("-1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Curve.training("training", 0, 1, Double.NaN).taken(2))
                .withMessage("the curve training has no value at epoch 2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Curve.training("training", 0, 1).taken(0));
    }

    @Test
    void shouldRefuseChartsThatCannotBeDrawn() {
        assertThatIllegalArgumentException().isThrownBy(chart()::png).withMessageContaining("at least one curve");
        assertThatIllegalArgumentException()
                .isThrownBy(chart().add(Curve.training("a", 0, 1)).add(Curve.training("a", 1, 1))::png)
                .withMessage("two curves are called a");
        assertThatIllegalArgumentException()
                .isThrownBy(chart().add(Curve.training("a", 0, 1)).cutFirst(1)::png)
                .withMessage("the curve a has no finite value after epoch 1");
        assertThatIllegalArgumentException().isThrownBy(() -> chart().cutFirst(-1));
        assertThatIllegalArgumentException()
                .isThrownBy(chart().add(Curve.training("a", 0, 1, 0)).logarithmic()::png)
                .withMessageContaining("a has values of 0 or less");
    }

    private static Curves chart() {
        return Curves.over("dense: loss by epoch", "epoch", "loss (mse)");
    }

    private static double[] level(int epochs, double value) {
        double[] values = new double[epochs];
        Arrays.fill(values, value);
        return values;
    }
}
