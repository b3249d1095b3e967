package io.foreflow.models.tabular;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.foreflow.models.engine.Tensor;
import io.foreflow.models.network.Shape;
import io.foreflow.models.tabular.NoAnswerException.NoAnswerReason;
import io.foreflow.models.tabular.Question.Image;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class PictureTest {
    @Test
    void shouldReadPicturesPixelByPixelFromTheTopLeft() throws IOException {
        // given
        Picture picture = new Picture(1, 2, 3);
        byte[] file = png(0x0A141E, 0xC83264);

        // when
        Tensor rows = picture.encode(List.of(new Image(file), new Image(png(0, 0xFFFFFF))));

        // then
        assertThat(rows).isEqualTo(Tensor.of(Shape.of(2, 1, 2, 3), 10, 20, 30, 200, 50, 100, 0, 0, 0, 255, 255, 255));
        assertThat(rows.rowShape()).isEqualTo(picture.shape());
        assertThat(picture.row(file)).containsExactly(10, 20, 30, 200, 50, 100);
    }

    @Test
    void shouldRefuseWhatIsNoPicture() throws IOException {
        Picture picture = new Picture(2, 2, 1);
        byte[] good = png(0, 0);

        Refusals.assertRefused(
                () -> picture.encode(List.of(new Image(good), new Image("GIF89a".getBytes(UTF_8)))),
                NoAnswerReason.UNREADABLE_PICTURE,
                1,
                "neither PNG nor JPEG");
        Refusals.assertRefused(
                () -> picture.encode(List.of(new Question.Numbers(Map.of("pixel", 1.0)))),
                NoAnswerReason.WRONG_KIND,
                0,
                "the model reads picture, not columns");
        byte[] huge = PictureFiles.blackPng(1 << 13, (1 << 12) + 1, 1, 0, false, false);
        Refusals.assertRefused(
                () -> picture.encode(List.of(new Image(good), new Image(huge))),
                NoAnswerReason.TOO_LARGE,
                1,
                "the picture is too large: 4097 x 8192 pixels are more than 33554432");
    }

    @Test
    void shouldRefuseShapesThatNoPictureHas() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Picture(0, 1, 1))
                .withMessageContaining("height (0)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Picture(1, 2049, 1))
                .withMessageContaining("width (2049)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Picture(1, 1, 4))
                .withMessageContaining("channels (4)");
    }

    private static byte[] png(int left, int right) throws IOException {
        BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_INT_RGB);
        image.setRGB(0, 0, left);
        image.setRGB(1, 0, right);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(image, "png", bytes);
        return bytes.toByteArray();
    }
}
