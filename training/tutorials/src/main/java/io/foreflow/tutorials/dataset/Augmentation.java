package io.foreflow.tutorials.dataset;

import io.foreflow.models.engine.SplitMix64;

/**
 * Slightly changed views of pictures: what Keras' {@code RandomFlip("horizontal")}, {@code
 * RandomRotation(rotation)} and {@code RandomZoom(zoom)} do, in one resampling instead of three. Values between pixels
 * are
 * bilinear; beyond its edges a picture is mirrored. Only ever for pictures that are trained on.
 *
 * @param flip whether every other picture, by chance, is mirrored from left to right
 * @param rotation the largest turn in either direction, as a share of a full one, from 0 to 1
 * @param zoom how much smaller or larger a picture becomes at most, as a share of its size, from 0 to less than 1
 */
public record Augmentation(boolean flip, double rotation, double zoom) {
    private static final String PURPOSE = "augmentation";

    public Augmentation {
        if (!(rotation >= 0 && rotation <= 1)) {
            throw new IllegalArgumentException("rotation (" + rotation + ") must be in 0 to 1");
        }
        if (!(zoom >= 0 && zoom < 1)) {
            throw new IllegalArgumentException("zoom (" + zoom + ") must be at least 0 and less than 1");
        }
    }

    /**
     * Returns the view of a picture in an epoch: always the same for the same seed, epoch and row.
     *
     * @param epoch from 1
     * @param row from 0
     */
    public View view(long seed, int epoch, int row) {
        long key = SplitMix64.at(SplitMix64.at(SplitMix64.key(seed, PURPOSE), epoch), row);
        return new View(
                flip && SplitMix64.unit(SplitMix64.at(key, 0)) < 0.5,
                2 * Math.PI * rotation * plusOrMinusOne(SplitMix64.at(key, 1)),
                1 + zoom * plusOrMinusOne(SplitMix64.at(key, 2)));
    }

    private static double plusOrMinusOne(long bits) {
        return 2 * SplitMix64.unit(bits) - 1;
    }

    /**
     * A view of a picture. A pixel of the view is looked up, from the picture's centre, at {@code scale} times its
     * place
     * turned by {@code angle}.
     *
     * @param flipped mirrored from left to right, before it is turned
     * @param angle in radians, positive: the picture turns clockwise
     * @param scale above 1: the picture becomes smaller
     */
    public record View(boolean flipped, double angle, double scale) {
        /**
         * Writes the view of a picture.
         *
         * @param picture [height, width, channels]
         * @param target another array, into which as many numbers are written from {@code to} on
         */
        public void write(float[] picture, int height, int width, int channels, float[] target, int to) {
            double cosine = Math.cos(angle) * scale;
            double sine = Math.sin(angle) * scale;
            double centreX = (width - 1) / 2.;
            double centreY = (height - 1) / 2.;
            int at = to;
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    double fromX = cosine * (x - centreX) + sine * (y - centreY);
                    double fromY = centreY - sine * (x - centreX) + cosine * (y - centreY);
                    fromX = centreX + (flipped ? -fromX : fromX);
                    pixel(picture, height, width, channels, fromX, fromY, target, at);
                    at += channels;
                }
            }
        }

        private static void pixel(
                float[] picture, int height, int width, int channels, double x, double y, float[] target, int at) {
            int left = (int) Math.floor(x);
            int top = (int) Math.floor(y);
            float right = (float) (x - left);
            float down = (float) (y - top);
            int x0 = mirrored(left, width) * channels;
            int x1 = mirrored(left + 1, width) * channels;
            int y0 = mirrored(top, height) * width * channels;
            int y1 = mirrored(top + 1, height) * width * channels;
            for (int channel = 0; channel < channels; channel++) {
                float above = picture[y0 + x0 + channel] * (1 - right) + picture[y0 + x1 + channel] * right;
                float below = picture[y1 + x0 + channel] * (1 - right) + picture[y1 + x1 + channel] * right;
                target[at + channel] = above * (1 - down) + below * down;
            }
        }

        /** Mirrors a place at the edges: … 1, 0 | 0, 1, … size − 1 | size − 1, size − 2 … */
        private static int mirrored(int place, int size) {
            int folded = Math.floorMod(place, 2 * size);
            return folded < size ? folded : 2 * size - 1 - folded;
        }
    }
}
