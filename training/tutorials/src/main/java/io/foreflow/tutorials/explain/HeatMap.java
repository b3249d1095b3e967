package io.foreflow.tutorials.explain;

/** A darkened picture with a map glowing above it. */
public final class HeatMap {
    /** Channels of the result. */
    public static final int CHANNELS = 3;

    private static final double BRIGHTEST = 255;

    /** Brightness of the picture where the map is 0. */
    private static final double BELOW = 0.45;

    private HeatMap() {}

    /**
     * Draws the darkened grey picture where the map is 0 or less, over red and orange, to light yellow at the map's
     * largest
     * number. A map without a number above 0 lets nothing glow.
     *
     * @param picture (height, width, channels) from 0 to 255
     * @param channels 1 or 3
     * @param map (mapHeight, mapWidth), stretched to the picture's size between the middles of its places
     * @return (height, width, 3) from 0 to 255
     * @throws IllegalArgumentException if an array has another size
     */
    public static float[] over(
            float[] picture, int height, int width, int channels, float[] map, int mapHeight, int mapWidth) {
        if (picture.length != height * width * channels || map.length != mapHeight * mapWidth) {
            throw new IllegalArgumentException(picture.length + " and " + map.length + " numbers are no picture of "
                    + height + " by " + width + " by " + channels + " and no map of " + mapHeight + " by " + mapWidth);
        }
        double largest = 0;
        for (float value : map) {
            largest = Math.max(largest, value);
        }
        float[] result = new float[height * width * CHANNELS];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int pixel = y * width + x;
                double grey = 0;
                for (int channel = 0; channel < channels; channel++) {
                    grey += BELOW * picture[pixel * channels + channel] / channels;
                }
                double value = largest == 0 ? 0 : stretched(map, mapHeight, mapWidth, y, height, x, width) / largest;
                glow(result, pixel * CHANNELS, grey, Math.max(0, value));
            }
        }
        return result;
    }

    /** @param heat from 0 to 1 */
    private static void glow(float[] result, int at, double grey, double heat) {
        double opacity = Math.sqrt(heat);
        double[] colour = {
            BRIGHTEST, BRIGHTEST * Math.max(0, 1.25 * heat - 0.25), BRIGHTEST * Math.max(0, 2.5 * heat - 1.8)
        };
        for (int channel = 0; channel < CHANNELS; channel++) {
            result[at + channel] = (float) (grey * (1 - opacity) + colour[channel] * opacity);
        }
    }

    private static double stretched(float[] map, int mapHeight, int mapWidth, int y, int height, int x, int width) {
        double placeY = place(y, height, mapHeight);
        double placeX = place(x, width, mapWidth);
        int top = (int) placeY;
        int left = (int) placeX;
        int bottom = Math.min(top + 1, mapHeight - 1);
        int right = Math.min(left + 1, mapWidth - 1);
        double down = placeY - top;
        double across = placeX - left;
        return (1 - down) * ((1 - across) * map[top * mapWidth + left] + across * map[top * mapWidth + right])
                + down * ((1 - across) * map[bottom * mapWidth + left] + across * map[bottom * mapWidth + right]);
    }

    private static double place(int pixel, int pixels, int places) {
        return Math.max(0, Math.min(places - 1.0, (pixel + 0.5) * places / pixels - 0.5));
    }
}
