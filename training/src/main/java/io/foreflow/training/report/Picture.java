package io.foreflow.training.report;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.OptionalInt;

/** A picture with words below it, for a {@link PictureGrid}. */
public final class Picture {
    /** Pixels on a side that a picture can show in a grid. */
    private static final int LARGEST = PictureGrid.LARGE * Png.SCALE;

    private final BufferedImage image;
    private final String caption;
    private final OptionalInt frame;

    private Picture(BufferedImage image, String caption, OptionalInt frame) {
        this.image = image;
        this.caption = caption;
        this.frame = frame;
    }

    /** A copy of an image, a photograph being halved until it is no larger than needed; what is transparent becomes white. */
    public static Picture of(BufferedImage image, String caption) {
        BufferedImage copy = copy(image, 1);
        while (Math.max(copy.getWidth(), copy.getHeight()) >= 2 * LARGEST
                && Math.min(copy.getWidth(), copy.getHeight()) > 1) {
            copy = copy(copy, 2);
        }
        return new Picture(copy, caption, OptionalInt.empty());
    }

    /** Each pixel of the copy is the mean of {@code step} by {@code step} of the image's. */
    private static BufferedImage copy(BufferedImage image, int step) {
        BufferedImage copy =
                new BufferedImage(image.getWidth() / step, image.getHeight() / step, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = copy.createGraphics();
        graphics.setColor(Palette.PAPER);
        graphics.fillRect(0, 0, copy.getWidth(), copy.getHeight());
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        graphics.drawImage(image, 0, 0, copy.getWidth(), copy.getHeight(), null);
        graphics.dispose();
        return copy;
    }

    /**
     * From numbers.
     *
     * @param values 0 to 255, of (height, width, channels), the last running fastest; what is below or above is cut off
     * @param channels 1 for grey, 3 for red, green and blue
     * @throws IllegalArgumentException if there are more or fewer values than the size says, there is no pixel, another
     *     number of channels, or a value is not a number
     */
    public static Picture of(float[] values, int height, int width, int channels, String caption) {
        if (channels != 1 && channels != 3) {
            throw new IllegalArgumentException("a picture has 1 or 3 channels, not " + channels);
        }
        if (height < 1 || width < 1 || (long) height * width * channels != values.length) {
            throw new IllegalArgumentException(values.length + " numbers are no picture of " + height + " by " + width
                    + " pixels with " + channels + " channels");
        }
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int pixel = 0; pixel < height * width; pixel++) {
            int first = pixel * channels;
            int red = level(values[first]);
            int green = channels == 1 ? red : level(values[first + 1]);
            int blue = channels == 1 ? red : level(values[first + 2]);
            image.setRGB(pixel % width, pixel / width, red << 16 | green << 8 | blue);
        }
        return new Picture(image, caption, OptionalInt.empty());
    }

    private static int level(float value) {
        if (Float.isNaN(value)) {
            throw new IllegalArgumentException("a picture must consist of numbers");
        }
        return Math.round(Math.max(0, Math.min(255, value)));
    }

    /**
     * This picture in a coloured frame, for instance to set wrong predictions apart from right ones.
     *
     * @param colour from 0, as in the charts
     * @throws IllegalArgumentException if the colour is negative
     */
    public Picture framed(int colour) {
        Palette.series(colour);
        return new Picture(image, caption, OptionalInt.of(colour));
    }

    BufferedImage image() {
        return image;
    }

    String caption() {
        return caption;
    }

    OptionalInt frame() {
        return frame;
    }
}
