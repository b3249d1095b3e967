package io.foreflow.tutorials.study;

import io.foreflow.tutorials.explain.OnePixelSearch.WorstPixel;
import io.foreflow.tutorials.study.ModelTutorial.ModelFindings;
import io.foreflow.tutorials.study.OnePixelTutorial.PixelPlan;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * The effect of one pixel on one model's decisions.
 *
 * @param pictures number of pictures that were tried
 * @param found one for each picture that the model decides rightly; the largest loss first
 */
record OnePixelFindings(PictureModel model, PixelPlan look, int pictures, List<ChangedPicture> found)
        implements ModelFindings {
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
