package io.foreflow.training.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.foreflow.training.report.Curve.Style;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChartTest {
    private static final double MISSING = Double.NaN;

    @Test
    void shouldListAllValuesByX() throws Exception {
        // given
        Chart chart = chart().add(Curve.over(1, "training", new double[] {0.5, 0.25, 0.125}, Style.DASHED, 0))
                .add(Curve.over(2, "validation", new double[] {0.75, MISSING}, Style.SOLID, 9))
                .add(Curve.mark("taken", 2, 0.75, 1));

        // when
        Parsed page = page(chart);

        // then
        assertThat(page.texts("th")).containsExactly("epoch", "training", "validation", "taken", "1", "2", "3");
        assertThat(page.texts("td")).containsExactly("0.5000", "", "", "0.2500", "0.7500", "0.7500", "0.1250", "", "");
        assertThat(page.attributes("th", "data-line")).startsWith("", "dashed 0", "solid 1", "mark 1");
        assertThat(page.attributes("div", "aria-label"))
                .contains("loss: mae over epoch; the values are in the table below");
    }

    @Test
    void shouldGiveEachPointARowOfItsOwn() throws Exception {
        // given: two points of one kind at one x, and a line whose ends lie elsewhere
        Chart chart = chart().add(Curve.points("rows", new double[] {6.5, 4, 6.5}, new double[] {20, 10, 30}, 0))
                .add(Curve.straight("fitted", new double[] {4, 6.5}, new double[] {12, 28}, 1));

        // then
        assertThat(page(chart).texts("tr"))
                .containsExactly("epochrowsfitted", "410.0012.00", "6.520.0028.00", "6.530.00");
    }

    @Test
    void shouldWriteLabelsForX() throws Exception {
        Chart chart = chart().labels(List.of("Mon 00:00", "Mon 01:00"))
                .add(Curve.over(0, "actual", new double[] {1_500, 2}, Style.SOLID, 0));

        assertThat(page(chart).texts("th")).containsExactly("epoch", "actual", "Mon 00:00", "Mon 01:00");
        assertThat(page(chart).texts("td")).containsExactly("1500", "2");
    }

    @Test
    void shouldBoundAnInterval() throws Exception {
        Chart chart = chart().band(1, "90 % interval", new double[] {1}, new double[] {3}, 2);

        assertThat(page(chart).attributes("th", "data-line")).startsWith("", "upper 2", "lower 2");
        assertThat(page(chart).texts("td")).containsExactly("3.000", "1.000");
    }

    @Test
    void shouldLeaveOutTheFirst() throws Exception {
        Chart chart = chart().add(Curve.over(1, "training", new double[] {9, 2, 1}, Style.SOLID, 0))
                .after(1);

        assertThat(page(chart).texts("td")).containsExactly("2.000", "1.000");
    }

    @Test
    void shouldRefuseWhatCannotBeDrawn() {
        Curve curve = Curve.over(1, "a", new double[] {1}, Style.SOLID, 0);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> chart().add(curve).add(curve))
                .withMessage("two curves are called a");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Curve.over(1, "a", new double[] {MISSING}, Style.SOLID, 0))
                .withMessage("the curve a has no finite value");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Curve.points("a", new double[] {MISSING}, new double[] {1}, 0))
                .withMessage("the curve a must have finite x");
        assertThatIllegalArgumentException().isThrownBy(() -> Curve.points("a", new double[2], new double[1], 0));
        assertThatIllegalArgumentException().isThrownBy(() -> Curve.mark("a", 1, 1, -1));
        assertThatIllegalArgumentException().isThrownBy(() -> Curve.mark(" ", 1, 1, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> Chart.of("t", "", "y"));
    }

    private static Chart chart() {
        return Chart.of("loss", "epoch", "mae");
    }

    private static Parsed page(Chart chart) throws Exception {
        return Parsed.of(HtmlReport.titled("", "t").add(chart));
    }
}
