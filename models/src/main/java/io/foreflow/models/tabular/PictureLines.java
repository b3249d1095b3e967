package io.foreflow.models.tabular;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.awt.image.SampleModel;

/**
 * The lines of a decoded picture as values from 0 to 255 in one or three channels. The stored values are not converted:
 * Java's own conversion of grey pictures would brighten them.
 */
final class PictureLines {
    private static final int OPAQUE = 0xFF;

    private final BufferedImage image;
    private final Raster raster;
    private final int channels;
    private final boolean palette;
    private final boolean grey;
    private final int bands;
    private final int most;
    private final int[] stored;

    /** @param channels 1 or 3 */
    PictureLines(BufferedImage image, int channels) {
        this.image = image;
        this.raster = image.getRaster();
        this.channels = channels;
        SampleModel samples = raster.getSampleModel();
        this.palette = image.getColorModel() instanceof IndexColorModel;
        this.bands = samples.getNumBands();
        this.grey = bands < 3;
        this.most = (1 << samples.getSampleSize(0)) - 1;
        this.stored = new int[image.getWidth() * bands];
    }

    int width() {
        return image.getWidth();
    }

    int height() {
        return image.getHeight();
    }

    int channels() {
        return channels;
    }

    /** Writes line {@code y}, [width, channels], into {@code line}. */
    void read(int y, float[] line) {
        if (palette) {
            image.getRGB(0, y, width(), 1, stored, 0, width());
        } else {
            raster.getPixels(0, y, width(), 1, stored);
        }
        for (int x = 0; x < width(); x++) {
            if (palette) {
                put(line, x, stored[x] >> 16 & OPAQUE, stored[x] >> 8 & OPAQUE, stored[x] & OPAQUE);
            } else if (grey) {
                float value = scaled(stored[x * bands]);
                put(line, x, value, value, value);
            } else {
                int at = x * bands;
                put(line, x, scaled(stored[at]), scaled(stored[at + 1]), scaled(stored[at + 2]));
            }
        }
    }

    private float scaled(int value) {
        return most == OPAQUE ? value : value * (float) OPAQUE / most;
    }

    private void put(float[] line, int x, float red, float green, float blue) {
        if (channels == 3) {
            line[x * 3] = red;
            line[x * 3 + 1] = green;
            line[x * 3 + 2] = blue;
        } else if (red == green && green == blue) {
            line[x] = red;
        } else {
            line[x] = 0.299F * red + 0.587F * green + 0.114F * blue;
        }
    }
}
