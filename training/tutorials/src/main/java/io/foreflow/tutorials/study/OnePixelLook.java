package io.foreflow.tutorials.study;

import io.foreflow.models.engine.DerivingEngine;
import io.foreflow.tutorials.explain.OnePixelSearch;
import io.foreflow.tutorials.explain.OnePixelSearch.WorstPixel;
import io.foreflow.tutorials.study.Looking.Seen;
import io.foreflow.tutorials.study.OnePixel.Look;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * The effect of one pixel on one model's decisions.
 *
 * @param pictures number of pictures that were tried
 * @param found one for each picture that the model decides rightly; the largest loss first
 */
record OnePixelLook(PictureModel model, Look look, int pictures, List<ChangedPicture> found) implements Seen {
    /**
     * A picture and its worst pixel.
     *
     * @param picture number of the picture
     */
    record ChangedPicture(int picture, WorstPixel worst) {
        /** Returns how much of the probability the pixel takes. */
        double loss() {
            return worst.before().probability() - worst.after().probability();
        }
    }

    static OnePixelLook of(
            PictureModel model, Look look, DerivingEngine engine, Setting setting, StudyListener listener)
            throws IOException, InterruptedException {
        int looked = look.of(model);
        int threads = setting.options().threads();
        List<Callable<List<ChangedPicture>>> parts = new ArrayList<>();
        for (int part = 0; part < threads; part++) {
            int first = part;
            parts.add(() -> {
                List<ChangedPicture> rights = new ArrayList<>();
                try (OnePixelSearch search = new OnePixelSearch(
                        engine, model.network(), model.weights(), look.values(), look.candidates())) {
                    for (int row = first; row < looked; row += threads) {
                        WorstPixel worst = search.search(model.picture(row));
                        if (worst.before().label() == model.numbers().get(row)) {
                            rights.add(new ChangedPicture(row, worst));
                        }
                        listener.epoch();
                    }
                }
                return rights;
            });
        }
        List<ChangedPicture> all = Parallel.run(parts, threads).stream()
                .flatMap(List::stream)
                .sorted(Comparator.comparingDouble((ChangedPicture one) -> -one.loss())
                        .thenComparing(ChangedPicture::picture))
                .toList();
        return new OnePixelLook(model, look, looked, all);
    }

    /** Returns how many decisions one pixel turns. */
    long turned() {
        return found.stream().filter(one -> one.worst().flips() > 0).count();
    }

    double meanBefore() {
        return mean(one -> one.worst().before().probability());
    }

    double meanAfter() {
        return mean(one -> one.worst().after().probability());
    }

    private double mean(ToDoubleFunction<ChangedPicture> number) {
        return found.stream().mapToDouble(number).average().orElse(Double.NaN);
    }

    /** Returns the median of how much of the probability the pixel takes. */
    double medianLoss() {
        double[] sorted =
                found.stream().mapToDouble(ChangedPicture::loss).sorted().toArray();
        int half = sorted.length / 2;
        return IntStream.of(half, sorted.length - 1 - half)
                .filter(i -> i >= 0 && i < sorted.length)
                .mapToDouble(i -> sorted[i])
                .average()
                .orElse(Double.NaN);
    }
}
