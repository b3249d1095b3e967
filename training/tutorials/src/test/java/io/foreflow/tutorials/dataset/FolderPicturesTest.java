package io.foreflow.tutorials.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.foreflow.models.engine.Rows;
import io.foreflow.models.network.Shape;
import io.foreflow.training.data.DatasetException;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderPicturesTest {
    private static final long ROOM = 1 << 20;

    @TempDir
    private Path folder;

    @Test
    void shouldFindClassesAndPicturesInOrder() throws IOException {
        // given
        picture("dogs/1.png", 30);
        picture("cats/b.PNG", 20);
        picture("cats/a.png", 10);
        DataTestFiles.write(folder.resolve("cats/notes.txt"), "none");
        DataTestFiles.write(folder.resolve("readme"), "none");

        // when
        FolderPictures pictures = FolderPictures.find(folder, 2, 1, 3, ROOM);

        // then
        assertThat(pictures.classes()).containsExactly("cats", "dogs");
        assertThat(pictures).hasToString("FolderPictures[3 of 2 x 1 x 3]");
        assertThat(IntStream.range(0, 3).map(pictures::label)).containsExactly(0, 0, 1);
        assertThat(IntStream.range(0, 3).mapToObj(pictures::file))
                .containsExactly(
                        folder.resolve("cats/a.png"), folder.resolve("cats/b.PNG"), folder.resolve("dogs/1.png"));
        assertThat(copied(pictures, 2)).containsExactly(30, 30, 30, 30, 30, 30);
        LabelledPictures chosen = pictures.select(2, 1).select(1);
        assertThat(copied(chosen, 0)).containsExactly(20, 20, 20, 20, 20, 20);
        assertThat(chosen.label(0)).isZero();
    }

    /** What is kept is seen by taking the files away. */
    @Test
    void shouldKeepDecodedPicturesAsLongAsThereIsRoom() throws IOException {
        // given room for one of the two
        picture("a/1.png", 10);
        picture("b/1.png", 20);
        FolderPictures pictures = FolderPictures.find(folder, 1, 1, 3, 5);
        copied(pictures, 1);
        copied(pictures, 0);

        // when
        Files.delete(folder.resolve("a/1.png"));
        Files.delete(folder.resolve("b/1.png"));

        // then
        assertThat(copied(pictures, 1)).containsExactly(20, 20, 20);
        assertThatThrownBy(() -> copied(pictures, 0))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining(folder.resolve("a/1.png").toString());
    }

    @Test
    void shouldNameTheFileThatIsNoPicture() throws IOException {
        // given
        picture("a/1.png", 10);
        Files.createDirectory(folder.resolve("b"));
        Path broken = DataTestFiles.write(folder.resolve("b/1.jpg"), "no picture");
        FolderPictures pictures = FolderPictures.find(folder, 1, 1, 3, ROOM);

        // when, then
        assertThatThrownBy(() -> copied(pictures, 1))
                .isInstanceOf(UncheckedIOException.class)
                .cause()
                .isInstanceOf(DatasetException.class)
                .hasMessage(broken + ": the picture is neither PNG nor JPEG");
    }

    @Test
    void shouldRefuseFoldersWithoutClassesOrPictures() throws IOException {
        Path none = folder.resolve("none");
        assertThatThrownBy(() -> FolderPictures.find(none, 1, 1, 3, ROOM))
                .isInstanceOf(DatasetException.class)
                .hasMessageStartingWith(none + " does not exist");
        picture("a/1.png", 10);
        assertThatThrownBy(() -> FolderPictures.find(folder, 1, 1, 3, ROOM))
                .hasMessage(folder + " must hold a folder of pictures for each of at least two classes");
        Files.createDirectory(folder.resolve("b"));
        assertThatThrownBy(() -> FolderPictures.find(folder, 1, 1, 3, ROOM))
                .hasMessage(folder.resolve("b") + " holds no .jpg, .jpeg or .png file");
    }

    @Test
    void shouldAugmentOnlyWhatAnEpochSees() throws IOException {
        // given
        for (String file : new String[] {"a/1.png", "b/1.png", "b/2.png"}) {
            picture(file, 10);
        }
        FolderPictures pictures = FolderPictures.find(folder, 8, 8, 3, ROOM);
        Rows plain = PictureRows.of(pictures);
        Rows augmented = PictureRows.augmented(pictures, new Augmentation(true, 0.1, 0.2), 3);

        // when, then
        assertThat(augmented.rows()).isEqualTo(3);
        assertThat(augmented.rowShape()).isEqualTo(Shape.of(8, 8, 3));
        assertThat(augmented.shape()).isEqualTo(Shape.of(3, 8, 8, 3));
        assertThat(copied(augmented)).containsExactly(copied(plain));
        assertThat(copied(plain.forEpoch(2))).containsExactly(copied(plain));
        assertThat(copied(augmented.forEpoch(1)))
                .containsExactly(copied(augmented.forEpoch(1)))
                .isNotEqualTo(copied(plain))
                .isNotEqualTo(copied(augmented.forEpoch(2)));
    }

    @Test
    void shouldReadRealPicturesAsKerasDoes() throws IOException {
        // given
        FolderPictures pictures = FolderPictures.find(DataTestFiles.real("dogs_vs_cats/train"), 180, 180, 3, 0);

        // when
        float[] first = copied(pictures, 0);

        // then as TensorFlow 2.21 with dct_method="INTEGER_ACCURATE", rounded; halves may be rounded either way
        assertThat(pictures.classes()).containsExactly("cats", "dogs");
        assertThat(pictures.size()).isEqualTo(783);
        assertThat(pictures.file(0).endsWith("cats/cat.1.jpg")).isTrue();
        assertThat(IntStream.range(0, first.length).mapToDouble(i -> first[i]).average())
                .hasValueCloseTo(71.66, within(0.03));
        int middle = (90 * 180 + 90) * 3;
        assertThat(Arrays.copyOfRange(first, 0, 3)).containsExactly(39, 44, 40);
        assertThat(Arrays.copyOfRange(first, middle, middle + 3)).containsExactly(137, 119, 109);
        assertThat(Arrays.copyOfRange(first, first.length - 3, first.length)).containsExactly(51, 38, 30);
    }

    /** 4 x 4 pixels that grow darker to the right unless stretched to one column: then their mean is {@code value}. */
    private void picture(String name, int value) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        BufferedImage image = new BufferedImage(4, 4, BufferedImage.TYPE_3BYTE_BGR);
        for (int i = 0; i < 16; i++) {
            int grey = value + 3 - 2 * (i % 4);
            image.setRGB(i % 4, i / 4, grey << 16 | grey << 8 | grey);
        }
        assertThat(ImageIO.write(image, "png", file.toFile())).isTrue();
    }

    private static float[] copied(LabelledPictures pictures, int row) {
        float[] target = new float[pictures.height() * pictures.width() * pictures.channels()];
        pictures.copy(row, target, 0);
        return target;
    }

    private static float[] copied(Rows rows) {
        int size = rows.rowShape().size();
        float[] target = new float[rows.rows() * size];
        for (int row = 0; row < rows.rows(); row++) {
            rows.copyRow(row, target, row * size);
        }
        return target;
    }
}
