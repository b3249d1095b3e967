package io.foreflow.models.tabular;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PictureDecoderTest {
    private static final int WIDTH_IN_PNG = 16;

    /** From TensorFlow 2.21: {@code image.resize} of the picture whose values are (31 y + 17 x + 71 c) mod 256, rounded. */
    @Test
    void shouldStretchAsTensorFlowDoes() {
        byte[] file = encoded("png", coloured());
        assertThat(PictureDecoder.floats(file, 3, 2, 3))
                .containsExactly(18, 89, 160, 60, 131, 202, 59, 130, 201, 102, 173, 212, 101, 172, 243, 143, 214, 61);
        assertThat(PictureDecoder.floats(file, 1, 1, 3)).containsExactly(81, 152, 223);
        assertThat(PictureDecoder.floats(file, 6, 7, 3))
                .hasSize(126)
                .startsWith(0, 71, 142, 10, 81, 152, 22, 93, 164, 34, 105, 176, 46, 117, 188, 58, 129, 200);
    }

    @Test
    void shouldKeepTheValuesOfAPictureOfTheSameSize() {
        // when
        byte[] bytes = PictureDecoder.bytes(encoded("png", coloured()), 4, 5, 3);

        // then
        for (int i = 0; i < bytes.length; i++) {
            assertThat(bytes[i] & 0xFF).isEqualTo(value(i / 15, i / 3 % 5, i % 3));
        }
    }

    @Test
    void shouldTakeGreyAsStored() {
        // given
        BufferedImage image = new BufferedImage(3, 1, BufferedImage.TYPE_BYTE_GRAY);
        image.getRaster().setPixels(0, 0, 3, 1, new int[] {0, 100, 255});

        // when, then
        assertThat(PictureDecoder.floats(encoded("png", image), 1, 3, 1)).containsExactly(0, 100, 255);
        assertThat(PictureDecoder.floats(encoded("png", image), 1, 3, 3))
                .containsExactly(0, 0, 0, 100, 100, 100, 255, 255, 255);
    }

    @Test
    void shouldMakeColouredPicturesGrey() {
        // given
        BufferedImage image = new BufferedImage(4, 1, BufferedImage.TYPE_INT_RGB);
        image.setRGB(0, 0, 4, 1, new int[] {0xFF0000, 0x00FF00, 0x0000FF, 0xFFFFFF}, 0, 4);

        // when, then
        assertThat(PictureDecoder.floats(encoded("png", image), 1, 4, 1)).containsExactly(76, 150, 29, 255);
    }

    @Test
    void shouldScaleSixteenBits() {
        // given
        BufferedImage image = new BufferedImage(3, 1, BufferedImage.TYPE_USHORT_GRAY);
        image.getRaster().setPixels(0, 0, 3, 1, new int[] {0, 25_700, 65_535});

        // when, then
        assertThat(PictureDecoder.floats(encoded("png", image), 1, 3, 1)).containsExactly(0, 100, 255);
    }

    @Test
    void shouldPassOverTransparency() {
        // given a pixel that cannot be seen at all
        BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_INT_ARGB);
        image.setRGB(0, 0, 2, 1, new int[] {0x000A141E, 0x80C83264}, 0, 2);

        // when, then
        assertThat(PictureDecoder.floats(encoded("png", image), 1, 2, 3)).containsExactly(10, 20, 30, 200, 50, 100);
    }

    @Test
    void shouldLookUpPalettes() {
        // given
        byte[] reds = {0, 10, (byte) 200, 3};
        byte[] greens = {0, 20, (byte) 150, 3};
        byte[] blues = {0, 30, (byte) 100, 3};
        BufferedImage image =
                new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_BINARY, new IndexColorModel(2, 4, reds, greens, blues));
        WritableRaster raster = image.getRaster();
        raster.setPixels(0, 0, 2, 1, new int[] {2, 1});

        // when, then
        assertThat(PictureDecoder.floats(encoded("png", image), 1, 2, 3)).containsExactly(200, 150, 100, 10, 20, 30);
    }

    @Test
    void shouldDecodeJpeg() {
        // given
        BufferedImage image = new BufferedImage(16, 16, BufferedImage.TYPE_3BYTE_BGR);
        for (int i = 0; i < 256; i++) {
            image.setRGB(i % 16, i / 16, 0xC83264);
        }

        // when
        float[] values = PictureDecoder.floats(encoded("jpeg", image), 2, 2, 3);

        // then
        assertThat(values).hasSize(12);
        for (int i = 0; i < 12; i++) {
            assertThat((double) values[i]).isBetween(i % 3 == 0 ? 197. : i % 3 == 1 ? 47. : 97., 203.);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "GIF89a…", "\u0089PNG", "hello"})
    void shouldRefuseWhatIsNoPicture(String text) {
        assertThatThrownBy(() -> PictureDecoder.bytes(text.getBytes(ISO_8859_1), 2, 2, 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the picture is neither PNG nor JPEG");
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "jpeg"})
    void shouldRefusePicturesThatEndTooEarly(String format) {
        // given
        byte[] whole = encoded(format, noise());

        // when, then
        for (int length : new int[] {9, whole.length / 4, whole.length / 2, whole.length - 200}) {
            assertThatThrownBy(() -> PictureDecoder.bytes(Arrays.copyOf(whole, length), 2, 2, 3))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("the picture cannot be decoded: ");
        }
    }

    @Test
    void shouldRefuseAPictureThatClaimsMoreThanTheLimitBeforeDecodingIt() {
        // given a PNG of a few bytes that claims 100,000 x 100,000 pixels
        byte[] file = encoded("png", coloured());
        ByteBuffer.wrap(file).putInt(WIDTH_IN_PNG, 100_000).putInt(WIDTH_IN_PNG + 4, 100_000);
        CRC32 check = new CRC32();
        check.update(file, 12, 17);
        ByteBuffer.wrap(file).putInt(29, (int) check.getValue());

        // when, then
        assertThatThrownBy(() -> PictureDecoder.bytes(file, 2, 2, 3))
                .isInstanceOf(PictureTooLargeException.class)
                .hasMessage("the picture is too large: 100000 x 100000 pixels are more than 33554432");
    }

    /** Whatever a file's bytes are, nothing but the exception that is promised is thrown. */
    @Test
    void shouldDecodeOrRefuseDamagedFiles() {
        Random random = new Random(7);
        for (String format : new String[] {"png", "jpeg"}) {
            byte[] whole = encoded(format, noise());
            for (int i = 0; i < 200; i++) {
                byte[] damaged = whole.clone();
                for (int k = 0; k < 3; k++) {
                    damaged[8 + random.nextInt(damaged.length - 8)] = (byte) random.nextInt();
                }
                try {
                    assertThat(PictureDecoder.bytes(damaged, 3, 4, 3)).hasSize(36);
                } catch (IllegalArgumentException e) {
                    assertThat(e).hasMessageStartingWith("the picture ");
                }
            }
        }
    }

    @Test
    void shouldRefuseSizesThatAreNone() {
        byte[] file = encoded("png", coloured());
        assertThatThrownBy(() -> PictureDecoder.bytes(file, 0, 2, 3))
                .hasMessage("pictures of 0 x 2 x 3 cannot be made: they need at least one pixel and 1 or 3 channels");
        assertThatThrownBy(() -> PictureDecoder.bytes(file, 2, 2, 4)).isInstanceOf(IllegalArgumentException.class);
    }

    private static int value(int y, int x, int channel) {
        return (31 * y + 17 * x + 71 * channel) % 256;
    }

    private static BufferedImage coloured() {
        BufferedImage image = new BufferedImage(5, 4, BufferedImage.TYPE_3BYTE_BGR);
        for (int i = 0; i < 20; i++) {
            int x = i % 5;
            int y = i / 5;
            image.setRGB(x, y, value(y, x, 0) << 16 | value(y, x, 1) << 8 | value(y, x, 2));
        }
        return image;
    }

    private static BufferedImage noise() {
        BufferedImage image = new BufferedImage(40, 30, BufferedImage.TYPE_3BYTE_BGR);
        Random random = new Random(3);
        for (int i = 0; i < 1_200; i++) {
            image.setRGB(i % 40, i / 40, random.nextInt());
        }
        return image;
    }

    private static byte[] encoded(String format, BufferedImage image) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            assertThat(ImageIO.write(image, format, bytes)).isTrue();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
