package io.foreflow.tutorials.explain;

import io.foreflow.models.engine.DerivingEngine;
import io.foreflow.models.engine.SplitMix64;
import io.foreflow.models.engine.Tensor;
import io.foreflow.models.network.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Makes pictures that filters answer to: from noise around the middle grey, uphill on the filter's mean response
 * (Erhan,
 * Bengio, Courville and Vincent, "Visualizing Higher-Layer Features of a Deep Network", 2009), each step of the same
 * length, as in the tutorial. A filter that answers nowhere, so that its activation function lets no gradient through,
 * is
 * climbed before that function. The same seed gives the same pictures.
 */
public final class FilterAscent {
    private static final float MIDDLE = 127.5f;
    private static final float SHOWN_MEAN = 128;
    private static final float SHOWN_DEVIATION = 64;
    private static final float BRIGHTEST = 255;
    private static final double SMALLEST = 1e-12;

    /**
     * Settings of the ascent.
     *
     * @param steps number of steps, at least 1
     * @param step length of a step: the root mean square of what it adds to the pixels, of brightness from 0 to
     *     255, above 0
     * @param noise largest difference of the first picture's pixels from the middle grey
     * @param border responses so near to the map's edge do not count; fewer where the map is too small
     * @param seed of the first picture
     */
    public record AscentSettings(int steps, double step, double noise, int border, long seed) {
        public AscentSettings {
            if (steps < 1 || !(step > 0) || !(noise >= 0) || border < 0) {
                throw new IllegalArgumentException("steps (" + steps + ") must be at least 1, step (" + step
                        + ") above 0, noise (" + noise + ") and border (" + border + ") 0 or more");
            }
        }
    }

    private final DerivingEngine engine;
    private final AscentSettings settings;

    public FilterAscent(DerivingEngine engine, AscentSettings settings) {
        this.engine = engine;
        this.settings = settings;
    }

    /**
     * The picture that one filter answers to.
     *
     * @param before mean response to the noise
     * @param after mean response to the picture
     * @param picture (height, width, channels), of any brightness
     */
    public record ExcitingPicture(int filter, double before, double after, Tensor picture) {
        /**
         * Returns the picture as it can be shown: moved and stretched to mean 128 and standard deviation 64, and cut
         * off at 0 and 255.
         */
        public float[] shown() {
            float[] shown = picture.toArray();
            double mean = 0;
            for (float value : shown) {
                mean += value / (double) shown.length;
            }
            double squares = 0;
            for (float value : shown) {
                squares += (value - mean) * (value - mean) / shown.length;
            }
            double scale = SHOWN_DEVIATION / Math.max(Math.sqrt(squares), SMALLEST);
            for (int i = 0; i < shown.length; i++) {
                shown[i] = (float) Math.max(0, Math.min(BRIGHTEST, (shown[i] - mean) * scale + SHOWN_MEAN));
            }
            return shown;
        }
    }

    /**
     * Makes one picture for each of {@code chosen}.
     *
     * @throws IllegalArgumentException if there is no such filter
     */
    public List<ExcitingPicture> climb(Filters filters, int... chosen) {
        for (int filter : chosen) {
            filters.require(filter);
        }
        Shape shape = filters.picture().batch(chosen.length);
        float[] pictures = noise(shape);
        Tensor deltas = deltas(filters, chosen);
        double[] before = means(filters, chosen, Tensor.of(shape, pictures));
        for (int step = 0; step < settings.steps(); step++) {
            step(filters, pictures, shape, deltas);
        }
        double[] after = means(filters, chosen, Tensor.of(shape, pictures));
        int size = pictures.length / chosen.length;
        List<ExcitingPicture> climbed = new ArrayList<>();
        for (int i = 0; i < chosen.length; i++) {
            float[] picture = Arrays.copyOfRange(pictures, i * size, (i + 1) * size);
            climbed.add(new ExcitingPicture(chosen[i], before[i], after[i], Tensor.owning(filters.picture(), picture)));
        }
        return climbed;
    }

    /** Returns the noise that every filter starts from. */
    private float[] noise(Shape shape) {
        long key = SplitMix64.key(settings.seed(), "filter pictures");
        float[] noise = new float[shape.size()];
        int size = noise.length / shape.at(0);
        for (int i = 0; i < noise.length; i++) {
            noise[i] = (float) (MIDDLE + settings.noise() * (2 * SplitMix64.unit(SplitMix64.at(key, i % size)) - 1));
        }
        return noise;
    }

    /** Returns weights whose sum over a row is the mean of its filter within the border. */
    private Tensor deltas(Filters filters, int... chosen) {
        Shape map = filters.map();
        int edgeY = edge(map.at(0));
        int edgeX = edge(map.at(1));
        int places = (map.at(0) - 2 * edgeY) * (map.at(1) - 2 * edgeX);
        float[] deltas = new float[map.size() * chosen.length];
        for (int i = 0; i < chosen.length; i++) {
            for (int y = edgeY; y < map.at(0) - edgeY; y++) {
                for (int x = edgeX; x < map.at(1) - edgeX; x++) {
                    deltas[i * map.size() + (y * map.at(1) + x) * map.last() + chosen[i]] = 1f / places;
                }
            }
        }
        return Tensor.owning(map.batch(chosen.length), deltas);
    }

    private int edge(int length) {
        return Math.min(settings.border(), (length - 1) / 2);
    }

    private double[] means(Filters filters, int[] chosen, Tensor pictures) {
        Shape map = filters.map();
        float[] responses = new FilterResponses(engine, filters).maps(pictures);
        double[] means = new double[chosen.length];
        float[] deltas = deltas(filters, chosen).toArray();
        for (int i = 0; i < deltas.length; i++) {
            means[i / map.size()] += (double) responses[i] * deltas[i];
        }
        return means;
    }

    private void step(Filters filters, float[] pictures, Shape shape, Tensor deltas) {
        Tensor current = Tensor.of(shape, pictures);
        float[] gradients = engine.inputGradients(filters.network(), filters.weights(), current, deltas)
                .toArray();
        int size = pictures.length / shape.at(0);
        float[] linear = new float[0];
        for (int row = 0; row < shape.at(0); row++) {
            float[] uphill = gradients;
            double length = length(gradients, row * size, size);
            if (length < SMALLEST) {
                if (linear.length == 0) {
                    linear = engine.inputGradients(filters.linear().network(), filters.weights(), current, deltas)
                            .toArray();
                }
                uphill = linear;
                length = length(linear, row * size, size);
            }
            if (length >= SMALLEST) {
                double factor = settings.step() / length;
                for (int i = row * size; i < (row + 1) * size; i++) {
                    pictures[i] += (float) (factor * uphill[i]);
                }
            }
        }
    }

    /** Returns the root mean square. */
    private static double length(float[] numbers, int from, int count) {
        double squares = 0;
        for (int i = from; i < from + count; i++) {
            squares += (double) numbers[i] * numbers[i];
        }
        return Math.sqrt(squares / count);
    }
}
