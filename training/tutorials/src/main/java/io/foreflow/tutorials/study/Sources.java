package io.foreflow.tutorials.study;

import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.IntStream;

/** Opens the rows of a recipe. */
final class Sources {
    private Sources() {}

    /**
     * @param folder the data folder
     * @param network that will read the rows
     * @throws IOException if a file is missing or holds something else; the message names it
     */
    static Source open(DataSpec spec, Path folder, NetworkSpec network) throws IOException {
        Shape input = network.inputs().values().iterator().next();
        if (spec instanceof DataSpec.Table table) {
            return TableSource.open(table, folder);
        } else if (spec instanceof DataSpec.Imdb imdb) {
            return TextSource.open(imdb, folder, input.size());
        } else if (spec instanceof DataSpec.Reuters reuters) {
            return TextSource.open(reuters, folder, input.size());
        } else if (spec instanceof DataSpec.Mnist mnist) {
            return PictureSource.open(mnist, folder);
        } else if (spec instanceof DataSpec.Pictures pictures) {
            return PictureSource.open(pictures, folder, input);
        } else if (spec instanceof DataSpec.Windows windows) {
            return WindowSource.open(windows, folder);
        }
        throw new IllegalArgumentException("there is no source for " + spec);
    }

    /** So many of {@code count} rows as {@code share} says, at least one, evenly spaced. */
    static int[] evenly(int count, double share) {
        int kept = (int) Math.max(1, Math.round(count * share));
        return IntStream.range(0, kept)
                .map(i -> (int) ((long) i * count / kept))
                .toArray();
    }
}
