package io.foreflow.tutorials.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.foreflow.training.data.DatasetException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MnistTest {
    @TempDir
    private Path folder;

    @Test
    void shouldReadPicturesAndLabels() throws IOException {
        // given
        write(images(2, 1, 3, 0, 1, 127, 128, 254, 255), labels(7, 0));

        // when
        BytePictures train = Mnist.read(folder).train();

        // then
        assertThat(train).hasToString("BytePictures[2 of 1 x 3 x 1]");
        assertThat(train.classes()).hasSize(10).startsWith("0", "1");
        assertThat(train.label(0)).isEqualTo(7);
        float[] target = new float[5];
        train.copy(1, target, 1);
        assertThat(target).containsExactly(0, 128, 254, 255, 0);
        LabelledPictures chosen = train.select(1, 1, 0).select(2);
        chosen.copy(0, target, 0);
        assertThat(target).startsWith(0, 1, 127);
        assertThat(chosen.label(0)).isEqualTo(7);
    }

    @Test
    void shouldRefuseWhatDoesNotFit() {
        assertRefused(images(2, 1, 1, 5), labels(1, 2), "train-images-idx3-ubyte.gz ends after 1 of 2 bytes");
        assertRefused(images(1, 1, 1, 5, 6), labels(1), "train-images-idx3-ubyte.gz goes on after its 1 bytes");
        assertRefused(images(1, 1, 1, 5), labels(1, 2), "holds 2 labels for 1 pictures in ");
        assertRefused(images(1, 1, 1, 5), labels(10), "the label 10 is not in 0 to 9");
        assertRefused(labels(1), labels(1), "begins with 00000801, not with 00000803");
        assertRefused(images(1, 0, 1), labels(1), "claims pictures of 0 x 1");
        assertRefused(images(Integer.MAX_VALUE, 4096, 4096), labels(1), "too many to hold");
        assertRefused(images(-1, 1, 1), labels(1), "claims -1 items");
        assertRefused(new byte[3], labels(1), "train-images-idx3-ubyte.gz cannot be read");
    }

    @Test
    void shouldReadTheRealDigits() throws IOException {
        // when
        Mnist digits = Mnist.read(DataTestFiles.real("mnist"));

        // then
        assertThat(digits.train()).hasToString("BytePictures[60000 of 28 x 28 x 1]");
        assertThat(digits.test().size()).isEqualTo(10_000);
        assertThat(IntStream.range(0, 5).map(digits.train()::label)).containsExactly(5, 0, 4, 1, 9);
    }

    private void assertRefused(byte[] images, byte[] labels, String message) {
        write(images, labels);
        assertThatThrownBy(() -> Mnist.read(folder))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining(message);
    }

    private void write(byte[] images, byte[] labels) {
        DataTestFiles.write(folder.resolve("train-images-idx3-ubyte.gz"), DataTestFiles.gzip(images));
        DataTestFiles.write(folder.resolve("train-labels-idx1-ubyte.gz"), labels);
        DataTestFiles.write(folder.resolve("t10k-images-idx3-ubyte.gz"), images);
        DataTestFiles.write(folder.resolve("t10k-labels-idx1-ubyte.gz"), labels);
    }

    private static byte[] images(int count, int height, int width, int... pixels) {
        ByteBuffer bytes = ByteBuffer.allocate(16 + pixels.length);
        bytes.putInt(0x0803).putInt(count).putInt(height).putInt(width);
        IntStream.of(pixels).forEach(pixel -> bytes.put((byte) pixel));
        return bytes.array();
    }

    private static byte[] labels(int... labels) {
        ByteBuffer bytes = ByteBuffer.allocate(8 + labels.length).putInt(0x0801).putInt(labels.length);
        IntStream.of(labels).forEach(label -> bytes.put((byte) label));
        return bytes.array();
    }
}
