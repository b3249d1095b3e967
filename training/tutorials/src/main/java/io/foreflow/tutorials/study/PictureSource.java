package io.foreflow.tutorials.study;

import io.foreflow.models.engine.Rows;
import io.foreflow.models.network.Shape;
import io.foreflow.models.tabular.Classes;
import io.foreflow.models.tabular.InputSpec;
import io.foreflow.models.tabular.OutputSpec;
import io.foreflow.models.tabular.Picture;
import io.foreflow.training.data.DatasetException;
import io.foreflow.tutorials.dataset.Augmentation;
import io.foreflow.tutorials.dataset.FolderPictures;
import io.foreflow.tutorials.dataset.LabelledPictures;
import io.foreflow.tutorials.dataset.Mnist;
import io.foreflow.tutorials.dataset.PictureRows;
import io.foreflow.tutorials.study.DataSpec.FolderData;
import io.foreflow.tutorials.study.DataSpec.MnistData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Pictures, which become numbers when a batch needs them. */
final class PictureSource implements RowSource {
    /** Decoded pictures that are kept, in bytes: 5,000 of 180 × 180 × 3. */
    private static final long ROOM = 512L << 20;

    private final LabelledPictures pictures;
    private final int testFrom;
    private final List<String> classes;
    /** The class's number by the data set's own; −1: none. */
    private final int[] numbers;

    private final Optional<Augmentation> augmentation;

    private PictureSource(
            LabelledPictures train,
            LabelledPictures test,
            List<String> classes,
            int[] numbers,
            Optional<Augmentation> augmentation) {
        this.pictures = train.and(test);
        this.testFrom = train.size();
        this.classes = classes;
        this.numbers = numbers;
        this.augmentation = augmentation;
    }

    static PictureSource open(MnistData spec, Path folder) throws IOException {
        Mnist mnist = Mnist.read(folder.resolve("mnist"));
        List<String> classes = spec.digits().stream().map(Mnist.LABELS::get).toList();
        int[] numbers = IntStream.range(0, Mnist.LABELS.size())
                .map(spec.digits()::indexOf)
                .toArray();
        return new PictureSource(
                chosen(mnist.train(), numbers, spec.share()),
                chosen(mnist.test(), numbers, spec.share()),
                classes,
                numbers,
                Optional.empty());
    }

    /** @param shape of the network's input, to which pictures are stretched */
    static PictureSource open(FolderData spec, Path folder, Shape shape) throws IOException {
        LabelledPictures train = find(folder.resolve(spec.training()), spec.classes(), shape);
        LabelledPictures test = find(folder.resolve(spec.test()), spec.classes(), shape);
        int[] numbers = IntStream.range(0, spec.classes().size()).toArray();
        return new PictureSource(
                chosen(train, numbers, spec.share()),
                chosen(test, numbers, spec.share()),
                spec.classes(),
                numbers,
                spec.augmentation());
    }

    private static LabelledPictures find(Path folder, List<String> classes, Shape shape) throws IOException {
        FolderPictures found = FolderPictures.find(folder, shape.at(0), shape.at(1), shape.at(2), ROOM);
        if (!found.classes().equals(classes)) {
            throw new DatasetException(
                    folder + " holds the classes " + found.classes() + " where the recipe has " + classes);
        }
        return found;
    }

    private static LabelledPictures chosen(LabelledPictures pictures, int[] numbers, double share) {
        int[] kept = IntStream.range(0, pictures.size())
                .filter(row -> numbers[pictures.label(row)] >= 0)
                .toArray();
        return pictures.select(Arrays.stream(DataSpec.evenly(kept.length, share))
                .map(row -> kept[row])
                .toArray());
    }

    @Override
    public int rows() {
        return pictures.size();
    }

    @Override
    public int testFrom() {
        return testFrom;
    }

    @Override
    public InputSpec input(int[] statistics) {
        return new Picture(pictures.height(), pictures.width(), pictures.channels());
    }

    @Override
    public OutputSpec output(int[] statistics) {
        return new Classes(classes);
    }

    @Override
    public List<String> classes() {
        return classes;
    }

    @Override
    public Rows inputs(InputSpec spec, int[] rows, boolean training, long seed) {
        LabelledPictures chosen = pictures.select(rows);
        return training && augmentation.isPresent()
                ? PictureRows.augmented(chosen, augmentation.get(), seed)
                : PictureRows.of(chosen);
    }

    @Override
    public void copyTarget(int row, double[] target, int to) {
        target[to] = numbers[pictures.label(row)];
    }

    /** All of them, in this source's order. */
    LabelledPictures pictures() {
        return pictures;
    }

    boolean isAugmented() {
        return augmentation.isPresent();
    }
}
