package io.foreflow.tutorials.study;

import io.foreflow.models.engine.DerivingEngine;
import io.foreflow.tutorials.explain.OnePixelSearch;
import io.foreflow.tutorials.explain.OnePixelSearch.Found;
import io.foreflow.tutorials.study.Looking.Seen;
import io.foreflow.tutorials.study.OnePixel.Look;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;

/**
 * What one pixel does to one model's decisions.
 *
 * @param pictures how many pictures were looked at
 * @param found by the picture's number, for those that the model decides rightly; the largest loss first
 */
record OnePixelLook(PictureModel model, Look look, int pictures, List<Map.Entry<Integer, Found>> found)
        implements Seen {
    OnePixelLook {
        found = List.copyOf(found);
    }

    static OnePixelLook of(
            PictureModel model, Look look, DerivingEngine engine, Setting setting, StudyListener listener)
            throws IOException, InterruptedException {
        int looked = look.of(model);
        int threads = setting.options().threads();
        List<Callable<List<Map.Entry<Integer, Found>>>> parts = new ArrayList<>();
        for (int part = 0; part < threads; part++) {
            int first = part;
            parts.add(() -> {
                List<Map.Entry<Integer, Found>> rights = new ArrayList<>();
                try (OnePixelSearch search = new OnePixelSearch(
                        engine, model.network(), model.weights(), look.values(), look.candidates())) {
                    for (int row = first; row < looked; row += threads) {
                        Found one = search.search(model.picture(row));
                        if (one.decision() == model.numbers().get(row)) {
                            rights.add(Map.entry(row, one));
                        }
                        listener.epoch();
                    }
                }
                return rights;
            });
        }
        List<Map.Entry<Integer, Found>> all = Parallel.run(parts, threads).stream()
                .flatMap(List::stream)
                .sorted(Comparator.comparingDouble((Map.Entry<Integer, Found> one) ->
                                one.getValue().after() - one.getValue().before())
                        .thenComparing(Map.Entry::getKey))
                .toList();
        return new OnePixelLook(model, look, looked, all);
    }

    /** How many decisions one pixel turns. */
    long turned() {
        return found.stream().filter(one -> one.getValue().flips() > 0).count();
    }

    double meanBefore() {
        return found.stream()
                .mapToDouble(one -> one.getValue().before())
                .average()
                .orElse(Double.NaN);
    }

    double meanAfter() {
        return found.stream()
                .mapToDouble(one -> one.getValue().after())
                .average()
                .orElse(Double.NaN);
    }

    /** The median of how much of the probability the pixel takes. */
    double medianLoss() {
        double[] sorted = found.stream()
                .mapToDouble(one -> one.getValue().before() - one.getValue().after())
                .sorted()
                .toArray();
        int half = sorted.length / 2;
        return IntStream.of(half, sorted.length - 1 - half)
                .filter(i -> i >= 0 && i < sorted.length)
                .mapToDouble(i -> sorted[i])
                .average()
                .orElse(Double.NaN);
    }
}
