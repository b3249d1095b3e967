package io.foreflow.training.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.foreflow.models.network.Activation;
import io.foreflow.models.network.LayerSpec.Add;
import io.foreflow.models.network.LayerSpec.Dense;
import io.foreflow.models.network.LayerSpec.Dropout;
import io.foreflow.models.network.LayerSpec.Nested;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.NetworkSpec.Node;
import io.foreflow.models.network.NetworkSpec.SequentialBuilder;
import io.foreflow.models.network.Shape;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class FiguresTest {
    @Test
    void shouldColourConfusionsByTheirShareOfTheRow() throws Exception {
        // when
        Parsed page = page(ConfusionMatrix.of("c", List.of("dog", "cat"), new long[][] {{9, 1}, {0, 4}}));

        // then
        assertThat(page.texts("td")).containsExactly("9", "1", "", "4");
        assertThat(page.attributes("td", "style"))
                .containsExactly("--share:0.949", "--share:0.316", "--share:0.000", "--share:1.000");
        assertThat(page.attributes("td", "class")).containsExactly("heat deep", "heat", "heat", "heat deep");
    }

    @Test
    void shouldRefuseCountsThatAreNoMatrix() {
        List<String> classes = List.of("dog", "cat");
        assertThatIllegalArgumentException().isThrownBy(() -> ConfusionMatrix.of("c", List.of(), new long[0][0]));
        assertThatIllegalArgumentException().isThrownBy(() -> ConfusionMatrix.of("c", classes, new long[2][1]));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConfusionMatrix.of("c", classes, new long[][] {{1, -1}, {0, 0}}))
                .withMessage("a count must be 0 or more");
    }

    @Test
    void shouldDrawBarsFromZeroToTheLargest() throws Exception {
        HtmlTable table = HtmlTable.of("c", "model", "error").bars(1);
        table.row("a", "1,000.0").row("b", "250.0").row("c", "–");

        assertThat(page(table).attributes("td", "style"))
                .containsExactly("--share:1.000", "--share:0.250", "--share:0");
    }

    @Test
    void shouldShowSmallPicturesPixelByPixel() throws Exception {
        // given
        ReportPicture digit =
                ReportPicture.of(new float[] {0, 300, 127.6f, -1}, 2, 2, 1, "7").framed(false);
        ReportPicture photo = ReportPicture.of(new BufferedImage(3_000, 2_000, BufferedImage.TYPE_INT_ARGB), "")
                .framed(true);

        // when
        Parsed page = page(PictureGrid.of("digits", "", List.of(digit, photo), 5));

        // then
        assertThat(page.attributes("img", "class")).containsExactly("wrong", "photo right");
        assertThat(page.attributes("img", "alt")).containsExactly("picture: 7", "picture");
        BufferedImage read = ImageIO.read(new ByteArrayInputStream(
                Base64.getDecoder().decode(page.attributes("img", "src").get(0).replaceFirst(".*,", ""))));
        assertThat(read.getRGB(1, 0)).isEqualTo(0xFFFFFFFF);
        assertThat(read.getRGB(0, 1)).isEqualTo(0xFF808080);
        assertThat(Integer.parseInt(page.attributes("img", "width").get(1))).isBetween(480, 959);
        assertThat(PictureGrid.of("d", "", List.of(digit), 5).side()).isEqualTo(112);
        assertThat(PictureGrid.of("d", "", List.of(photo), 5).side()).isEqualTo(240);
    }

    @Test
    void shouldRefuseWhatIsNoPicture() {
        assertThatIllegalArgumentException().isThrownBy(() -> ReportPicture.of(new float[3], 1, 1, 1, ""));
        assertThatIllegalArgumentException().isThrownBy(() -> ReportPicture.of(new float[2], 1, 1, 2, ""));
        assertThatIllegalArgumentException().isThrownBy(() -> ReportPicture.of(new float[] {Float.NaN}, 1, 1, 1, ""));
        assertThatIllegalArgumentException().isThrownBy(() -> PictureGrid.of("t", "", List.of(), 3));
        ReportPicture dot = ReportPicture.of(new float[1], 1, 1, 1, "");
        assertThatIllegalArgumentException().isThrownBy(() -> PictureGrid.of("t", "", Collections.nCopies(2, dot), 0));
    }

    @Test
    void shouldDrawABoxALayer() throws Exception {
        // given
        NetworkSpec branches = new NetworkSpec(
                Map.of("input", Shape.of(8)),
                List.of(
                        new Node("left", new Dense(4, Activation.RELU), List.of("input")),
                        new Node("right", new Nested(sequential(2)), List.of("input")),
                        new Node("thin", new Dense(4, Activation.RELU), List.of("right")),
                        new Node("dropped", new Dropout(0.5), List.of("left")),
                        new Node("sum", new Add(), List.of("dropped", "thin"))),
                "sum");

        // when
        Parsed page = page(NetworkDiagram.of("network", branches));

        // then
        assertThat(page.texts("text"))
                .contains("input", "left", "Dense", "(4,)  ·  36 parameters", "right", "sum", "dropped", "(4,)");
        List<String> looks = page.attributes("path", "class");
        assertThat(Collections.frequency(looks, "learns")).isEqualTo(2);
        assertThat(Collections.frequency(looks, "fixed")).isEqualTo(2);
        assertThat(Collections.frequency(looks, "nested"))
                .as("a box and its shadow")
                .isEqualTo(2);
        assertThat(Collections.frequency(looks, "head")).as("arrows").isEqualTo(6);
        int wide = Integer.parseInt(page.attributes("svg", "width").get(0));
        int narrow = Integer.parseInt(page(NetworkDiagram.of("chain", sequential(3)))
                .attributes("svg", "width")
                .get(0));
        assertThat(wide).isGreaterThan(2 * narrow);
    }

    private static NetworkSpec sequential(int layers) {
        SequentialBuilder builder = NetworkSpec.sequential(Shape.of(8));
        for (int i = 0; i < layers; i++) {
            builder.add(new Dense(8, Activation.RELU));
        }
        return builder.build();
    }

    private static Parsed page(ReportPart part) throws Exception {
        return Parsed.of(HtmlReport.titled("", "t").add(part));
    }
}
