package io.foreflow.training.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class PictureGridTest {
    private static final int RED = 0xE45756;

    @Test
    void shouldScaleSmallPicturesUpByWholePixels() {
        // given
        Picture digit = Picture.of(grey(28 * 28, 90), 28, 28, 1, "7 as 7");

        // when
        Pixels picture = Pixels.of(PictureGrid.png("", List.of(digit), 5));

        // then
        assertThat(picture.count(0x5A5A5A)).isBetween(220 * 220, 224 * 224);
    }

    @Test
    void shouldReadColoursLastDimensionFirst() {
        // given
        float[] values = {255, 0, 0, 0, 255, 0};

        // when
        Pixels picture = Pixels.of(PictureGrid.png("", List.of(Picture.of(values, 1, 2, 3, "")), 1));

        // then
        assertThat(picture.count(0xFF0000)).isGreaterThan(10_000);
        assertThat(picture.count(0x00FF00)).isGreaterThan(10_000);
    }

    @Test
    void shouldCutOffValuesOutOfRange() {
        float[] values = {-40, 300, 127.6f};

        Pixels picture = Pixels.of(PictureGrid.png("", List.of(Picture.of(values, 1, 3, 1, "")), 1));

        assertThat(picture.count(0x000000)).isGreaterThan(1_000);
        assertThat(picture.count(0x808080)).isGreaterThan(1_000);
    }

    @Test
    void shouldScaleLargePicturesDownAndShowTransparencyAsWhite() {
        // given
        Picture photo = Picture.of(new BufferedImage(2_000, 1_000, BufferedImage.TYPE_INT_ARGB), "a photo");

        // when
        Pixels picture = Pixels.of(PictureGrid.png("", List.of(photo), 1));

        // then
        assertThat(picture.width()).isLessThan(300);
        assertThat(picture.count(0x000000)).isZero();
    }

    @Test
    void shouldFillRowsEvenlyUpToTheColumns() {
        Picture digit = Picture.of(grey(28 * 28, 0), 28, 28, 1, "0");

        int three =
                Pixels.of(PictureGrid.png("", Collections.nCopies(3, digit), 5)).width();

        assertThat(Pixels.of(PictureGrid.png("", Collections.nCopies(6, digit), 5))
                        .width())
                .isEqualTo(three);
        assertThat(Pixels.of(PictureGrid.png("", Collections.nCopies(100, digit), 50))
                        .width())
                .isBetween(3 * 112, 1_000);
    }

    @Test
    void shouldMakeRoomForCaptionsAndFrames() {
        // given
        Picture plain = Picture.of(grey(28 * 28, 0), 28, 28, 1, "7");
        Picture captioned = Picture.of(grey(28 * 28, 0), 28, 28, 1, "a seven that was taken for a one, with 0.51");

        // when
        Pixels framed = Pixels.of(PictureGrid.png("", List.of(plain.framed(1)), 1));

        // then
        assertThat(framed.count(RED)).isGreaterThan(1_000);
        assertThat(Pixels.of(PictureGrid.png("", List.of(captioned), 1)).height())
                .isGreaterThan(framed.height() + 30);
        assertThat(Pixels.of(PictureGrid.png("Digits", List.of(plain), 1)).height())
                .isGreaterThan(framed.height() + 10);
    }

    @Test
    void shouldRefuseWhatIsNoPicture() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Picture.of(new float[5], 2, 2, 1, ""))
                .withMessage("5 numbers are no picture of 2 by 2 pixels with 1 channels");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Picture.of(new float[8], 2, 2, 2, ""))
                .withMessage("a picture has 1 or 3 channels, not 2");
        assertThatIllegalArgumentException().isThrownBy(() -> Picture.of(new float[0], 0, 2, 1, ""));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Picture.of(new float[] {Float.NaN}, 1, 1, 1, ""))
                .withMessageContaining("numbers");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Picture.of(new float[1], 1, 1, 1, "").framed(-1));
    }

    @Test
    void shouldRefuseGridsThatCannotBeDrawn() {
        Picture dot = Picture.of(new float[1], 1, 1, 1, "");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PictureGrid.png("", List.of(), 3))
                .withMessageContaining("at least one picture");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PictureGrid.png("", List.of(dot), 0))
                .withMessageContaining("at least one column");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PictureGrid.png("", Collections.nCopies(100, dot), 1))
                .withMessageContaining("points on a side");
    }

    private static float[] grey(int pixels, float level) {
        float[] values = new float[pixels];
        Arrays.fill(values, level);
        return values;
    }
}
