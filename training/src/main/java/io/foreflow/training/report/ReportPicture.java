package io.foreflow.training.report;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import javax.imageio.ImageIO;

/** A picture with words below it, for a {@link PictureGrid}. */
public final class ReportPicture {
    /** Pixels of the page that a picture takes on a side, at most. */
    static final int LARGE = 240;

    /** Pixels that a picture has on a side, less than twice as many: dense screens show two for one of the page. */
    private static final int LARGEST = LARGE * 2;

    /** A picture of at most so many pixels on a side is scaled up pixel by pixel. */
    private static final int PIXELATED = 112;

    private final BufferedImage image;
    private final String caption;
    private final String frame;

    private ReportPicture(BufferedImage image, String caption, String frame) {
        this.image = image;
        this.caption = caption;
        this.frame = frame;
    }

    /** A copy of an image, halved until it is no larger than needed; what is transparent becomes white. */
    public static ReportPicture of(BufferedImage image, String caption) {
        BufferedImage copy = copy(image, 1);
        while (Math.max(copy.getWidth(), copy.getHeight()) >= 2 * LARGEST
                && Math.min(copy.getWidth(), copy.getHeight()) > 1) {
            copy = copy(copy, 2);
        }
        return new ReportPicture(copy, caption, "");
    }

    /** Each pixel of the copy is the mean of {@code step} by {@code step} of the image's. */
    private static BufferedImage copy(BufferedImage image, int step) {
        BufferedImage copy =
                new BufferedImage(image.getWidth() / step, image.getHeight() / step, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = copy.createGraphics();
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, copy.getWidth(), copy.getHeight());
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        graphics.drawImage(image, 0, 0, copy.getWidth(), copy.getHeight(), null);
        graphics.dispose();
        return copy;
    }

    /**
     * Makes a picture from numbers.
     *
     * @param values 0 to 255, of (height, width, channels), the last running fastest; what is below or above is cut off
     * @param channels 1 for grey, 3 for red, green and blue
     * @throws IllegalArgumentException if there are more or fewer values than the size says, there is no pixel, another
     *     number of channels, or a value is not a number
     */
    public static ReportPicture of(float[] values, int height, int width, int channels, String caption) {
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
        return new ReportPicture(image, caption, "");
    }

    private static int level(float value) {
        if (Float.isNaN(value)) {
            throw new IllegalArgumentException("a picture must consist of numbers");
        }
        return Math.round(Math.max(0, Math.min(255, value)));
    }

    /** Returns this picture in a frame that says whether what was decided of it is right. */
    public ReportPicture framed(boolean right) {
        return new ReportPicture(image, caption, right ? "right" : "wrong");
    }

    int width() {
        return image.getWidth();
    }

    int height() {
        return image.getHeight();
    }

    String caption() {
        return caption;
    }

    /** Returns what stands for the picture where it cannot be seen. */
    String alt() {
        return caption.isBlank() ? "picture" : "picture: " + caption;
    }

    /** Returns the classes of the style sheet; empty for none. */
    String frame() {
        return (Math.max(width(), height()) > PIXELATED ? "photo " + frame : frame).strip();
    }

    /** Returns the bytes of a PNG file as text. */
    String png() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory cannot fail", e);
        }
        return Base64.getEncoder().encodeToString(bytes.toByteArray());
    }
}
