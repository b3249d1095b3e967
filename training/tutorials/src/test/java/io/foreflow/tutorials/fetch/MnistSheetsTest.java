package io.foreflow.tutorials.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.foreflow.training.data.DatasetException;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MnistSheetsTest {
    @TempDir
    private Path folder;

    @Test
    void shouldWriteSheetsOneAfterTheOther() throws IOException {
        // given
        Path first = sheet("0.png", 3_000, 7);
        Path second = sheet("1.png", 3_000, 9);
        ByteArrayOutputStream content = new ByteArrayOutputStream();

        // when
        MnistSheets.unpack(List.of(first, second), content);

        // then
        ByteBuffer bytes = ByteBuffer.wrap(content.toByteArray());
        assertThat(bytes.getInt()).isEqualTo(0x0803);
        assertThat(bytes.getInt()).isEqualTo(6_000);
        assertThat(bytes.getInt()).isEqualTo(28);
        assertThat(bytes.getInt()).isEqualTo(28);
        assertThat(bytes.remaining()).isEqualTo(6_000 * 784);
        assertThat(bytes.get(16 + 784 + 5)).isEqualTo((byte) 7);
        assertThat(bytes.get(16 + 3_000 * 784)).isEqualTo((byte) 9);
        assertThat(bytes.get(16 + 783)).isEqualTo((byte) 200);
    }

    @Test
    void shouldRefuseAnotherSize() throws IOException {
        Path sheet = sheet("0.png", 10, 7);
        assertThatThrownBy(() -> MnistSheets.unpack(List.of(sheet), OutputStream.nullOutputStream()))
                .isInstanceOf(DatasetException.class)
                .hasMessage(sheet + " is not a PNG of 784 x 3000 pixels");
    }

    /** Grey in colours, as a browser wants it; the last pixel of the first line is 200. */
    private Path sheet(String name, int lines, int value) throws IOException {
        BufferedImage image = new BufferedImage(784, lines, BufferedImage.TYPE_INT_ARGB);
        for (int y = 0; y < lines; y++) {
            for (int x = 0; x < 784; x++) {
                image.setRGB(x, y, 0xFF000000 | value << 16 | value << 8 | value);
            }
        }
        image.setRGB(783, 0, 0xFFC8C8C8);
        Path file = folder.resolve(name);
        ImageIO.write(image, "png", file.toFile());
        return file;
    }
}
