package io.foreflow.tutorials.pretrained;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.foreflow.models.engine.Safetensors;
import io.foreflow.models.engine.Tensor;
import io.foreflow.models.engine.Weights;
import io.foreflow.models.network.Shape;
import io.foreflow.training.data.DatasetException;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code weights_legacy.h5} was made by {@code make_weights.py} beside it. */
class WeightFileTest {
    private static final Map<String, Shape> WANTED = shapes(
            "block1_conv1/kernel", Shape.of(3, 3, 3, 2),
            "block1_conv1/bias", Shape.of(2),
            "block2_conv1/kernel", Shape.of(3, 2, 2, 4),
            "block2_conv1/bias", Shape.of(4),
            "block2_conv2/kernel", Shape.of(1, 1, 4, 2),
            "block2_conv2/bias", Shape.of(2),
            "top/kernel", Shape.of(18, 2),
            "top/bias", Shape.of(2));

    @TempDir
    private Path folder;

    private static Map<String, Shape> shapes(Object... namesAndShapes) {
        Map<String, Shape> shapes = new LinkedHashMap<>();
        for (int i = 0; i < namesAndShapes.length; i += 2) {
            shapes.put((String) namesAndShapes[i], (Shape) namesAndShapes[i + 1]);
        }
        return shapes;
    }

    /** The numbers of every tensor count up from 0. */
    private static Weights counting(Map<String, Shape> shapes) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        shapes.forEach((name, shape) -> {
            float[] numbers = new float[shape.size()];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = i;
            }
            tensors.put(name, Tensor.owning(shape, numbers));
        });
        return new Weights(tensors);
    }

    private Path write(String name, byte[] bytes) throws IOException {
        return Files.write(folder.resolve(name), bytes);
    }

    private static byte[] keras() throws IOException {
        try (InputStream resource = WeightFileTest.class.getResourceAsStream("/golden/keras/weights_legacy.h5")) {
            assertThat(resource).isNotNull();
            return resource.readAllBytes();
        }
    }

    private static WeightFile read(Path file, Map<String, Shape> wanted) throws IOException {
        return WeightFile.read(file, wanted, Optional.empty());
    }

    @Test
    void shouldReadWhatKerasWrote() throws IOException {
        // given
        Path file = write("weights.h5", keras());

        // when
        WeightFile read = read(file, WANTED);

        // then
        assertThat(read.tensors()).isEqualTo(counting(WANTED));
        assertThat(read.tensors().tensors().keySet()).containsExactlyElementsOf(WANTED.keySet());
        assertThat(read.sha256()).hasSize(64).matches("[0-9a-f]+");
    }

    @Test
    void shouldReadSafetensorsAndLeaveAloneWhatIsNotWanted() throws IOException {
        // given
        Path file = write("weights.safetensors", Safetensors.write(counting(WANTED)));
        Map<String, Shape> wanted = shapes("top/bias", Shape.of(2), "block2_conv1/kernel", Shape.of(3, 2, 2, 4));

        // when
        WeightFile read = read(file, wanted);

        // then
        assertThat(read.tensors()).isEqualTo(counting(wanted));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "block9_conv1/kernel | 2, 2 | lacks block9_conv1/kernel (2, 2) (layers in the file: block1_conv1, ",
                "block1_pool/kernel | 2, 2 | lacks block1_pool/kernel (2, 2)",
                "top/recurrent_kernel | 2, 2 | lacks top/recurrent_kernel (2, 2)",
                "top/kernel | 2, 18 | has top/kernel of shape (18, 2) where the network needs (2, 18)",
                "block2_conv1/kernel | 3, 2, 4, 2 | of shape (3, 2, 2, 4) where the network needs (3, 2, 4, 2)",
                "double/kernel | 2, 2 | double/kernel holds double of 8 bytes, not float32",
                "packed/kernel | 2, 2 | packed/kernel is compressed or in pieces",
                "linked/kernel | 3, 3, 3, 2 | lacks linked/kernel",
                "soft/kernel | 2, 2 | lacks soft/kernel",
            })
    void shouldTellWhichTensorOfKerasDoesNotFit(String name, String shape, String message) throws IOException {
        // given
        Path file = write("weights.h5", keras());
        int[] dimensions =
                Arrays.stream(shape.split(", ")).mapToInt(Integer::parseInt).toArray();

        // when, then
        assertThatThrownBy(() -> read(file, Map.of(name, Shape.of(dimensions))))
                .isInstanceOf(DatasetException.class)
                .hasMessageStartingWith(file + " ")
                .hasMessageContaining(message)
                .hasMessageNotContaining("\n");
    }

    @Test
    void shouldTellWhatDoesNotFitInSafetensors() throws IOException {
        // given
        Path file = write("weights.safetensors", Safetensors.write(counting(WANTED)));
        Map<String, Shape> wanted = new LinkedHashMap<>(WANTED);
        wanted.put("top/bias", Shape.of(3));
        for (int layer = 1; layer <= 4; layer++) {
            wanted.put("more" + layer + "/bias", Shape.of(1));
        }

        // when, then
        assertThatThrownBy(() -> read(file, wanted))
                .isInstanceOf(DatasetException.class)
                .hasMessage(
                        file + " does not fit the network: it has top/bias of shape (2,) where the network needs (3,);"
                                + " lacks more1/bias (1,); lacks more2/bias (1,); and 2 more"
                                + " (layers in the file: block1_conv1, block2_conv1, block2_conv2, and 1 more)");
    }

    @Test
    void shouldAcceptTheRightDigestAlone() throws IOException {
        // given
        Path file = write("weights.h5", keras());
        String digest = read(file, WANTED).sha256();

        // when
        String upper = WeightFile.read(file, WANTED, Optional.of(digest.toUpperCase(Locale.ROOT)))
                .sha256();

        // then
        assertThat(upper).isEqualTo(digest);
        String wrong = "0".repeat(64);
        assertThatThrownBy(() -> WeightFile.read(file, WANTED, Optional.of(wrong)))
                .isInstanceOf(DatasetException.class)
                .hasMessage(file + " has the SHA-256 " + digest + ", not " + wrong
                        + ": it is another file, or its transfer broke; fetch it again");
    }

    @Test
    void shouldRefuseWhatIsNoFileOfWeights() throws IOException {
        Path page = write("page.h5", "<html>Not found</html>".getBytes(UTF_8));
        assertThatThrownBy(() -> read(page, WANTED))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("page.h5 is no HDF5 file");
        Path tensors = write("page.safetensors", "<html>Not found</html>".getBytes(UTF_8));
        assertThatThrownBy(() -> read(tensors, WANTED))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("page.safetensors cannot be read: claims a header");
        Path empty = write("empty.h5", new byte[0]);
        assertThatThrownBy(() -> read(empty, WANTED)).isInstanceOf(DatasetException.class);
        assertThatThrownBy(() -> read(folder.resolve("missing.h5"), WANTED)).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void shouldRefuseAFileThatIsFarTooLargeWithoutReadingIt() throws IOException {
        // given a file with a hole
        Path file = folder.resolve("large.h5");
        try (RandomAccessFile large = new RandomAccessFile(file.toFile(), "rw")) {
            large.setLength(1L << 40);
        }

        // when, then
        assertThatThrownBy(() -> read(file, WANTED))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("has 1,099,511,627,776 bytes, of which the network needs 624");
    }

    @Test
    void shouldReadDamagedFilesOrSaySoInOneLine() throws IOException {
        byte[] whole = keras();
        Random random = new Random(1);
        int refused = 0;
        for (int round = 0; round < 300; round++) {
            // given
            byte[] bytes = round % 4 == 0 ? Arrays.copyOf(whole, random.nextInt(whole.length)) : whole.clone();
            for (int i = 0; i < 1 + round % 20 && bytes.length > 0; i++) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            Path file = write("damaged.h5", bytes);

            // when
            try {
                read(file, WANTED).tensors().tensors().forEach((name, tensor) -> assertThat(tensor.shape())
                        .isEqualTo(WANTED.get(name)));
            } catch (DatasetException e) {
                // then
                refused++;
                assertThat(e.getMessage()).startsWith(file.toString()).doesNotContain("\n");
            }
        }
        assertThat(refused).isPositive();
    }
}
