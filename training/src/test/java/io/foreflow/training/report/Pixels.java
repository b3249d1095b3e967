package io.foreflow.training.report;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;

/** What a drawn PNG file shows, by colour. */
final class Pixels {
    private final BufferedImage image;

    private Pixels(BufferedImage image) {
        this.image = image;
    }

    static Pixels of(byte[] png) {
        try {
            return new Pixels(ImageIO.read(new ByteArrayInputStream(png)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** In points. */
    int width() {
        return image.getWidth() / Png.SCALE;
    }

    /** In points. */
    int height() {
        return image.getHeight() / Png.SCALE;
    }

    boolean is(int x, int y, int rgb) {
        return (image.getRGB(x, y) & 0xFFFFFF) == rgb;
    }

    /** How many pixels have this colour. */
    int count(int rgb) {
        int count = 0;
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                count += is(x, y, rgb) ? 1 : 0;
            }
        }
        return count;
    }

    /** How many times a colour begins, from left to right, in the row of pixels that has most of it. */
    int runs(int rgb) {
        int most = 0;
        int runs = 0;
        for (int y = 0; y < image.getHeight(); y++) {
            int here = 0;
            int begun = 0;
            for (int x = 0; x < image.getWidth(); x++) {
                here += is(x, y, rgb) ? 1 : 0;
                begun += is(x, y, rgb) && (x == 0 || !is(x - 1, y, rgb)) ? 1 : 0;
            }
            if (here > most) {
                most = here;
                runs = begun;
            }
        }
        return runs;
    }
}
