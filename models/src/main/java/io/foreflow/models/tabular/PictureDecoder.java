package io.foreflow.models.tabular;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * PNG and JPEG files as (height, width, channels) values of one size, as Keras loads pictures: the whole picture is
 * stretched, bilinear between the centres of pixels and without smoothing; transparency, colour profiles and the camera's
 * orientation are passed over. Unlike Keras' the values are rounded to whole numbers, so that pictures can be kept as bytes.
 */
public final class PictureDecoder {
    /** The largest picture that is decoded, in pixels: a small file can claim more than there is memory for. */
    public static final int MOST_PIXELS = 1 << 25;

    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
    private static final byte[] JPEG = {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF};

    private PictureDecoder() {}

    /**
     * [height, width, channels], the channels running fastest, whole numbers from 0 to 255.
     *
     * @param file a whole PNG or JPEG file
     * @param channels 1 (grey; of a coloured picture 0.299 R + 0.587 G + 0.114 B) or 3 (red, green, blue)
     * @throws IllegalArgumentException with one line that says why if it is neither, is damaged, or has more than {@value
     *     #MOST_PIXELS} pixels
     */
    public static float[] floats(byte[] file, int height, int width, int channels) {
        byte[] bytes = bytes(file, height, width, channels);
        float[] values = new float[bytes.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = bytes[i] & 0xFF;
        }
        return values;
    }

    /**
     * The same, as unsigned bytes.
     *
     * @throws IllegalArgumentException as {@link #floats} does
     */
    public static byte[] bytes(byte[] file, int height, int width, int channels) {
        if (height < 1 || width < 1 || (channels != 1 && channels != 3)) {
            throw new IllegalArgumentException("pictures of " + height + " x " + width + " x " + channels
                    + " cannot be made: they need at least one pixel and 1 or 3 channels");
        }
        return Stretching.of(new PictureLines(decoded(file), channels), height, width);
    }

    private static BufferedImage decoded(byte[] file) {
        ImageReader reader = ImageIO.getImageReadersByFormatName(format(file)).next();
        Damage damage = new Damage();
        reader.addIIOReadWarningListener((source, warning) -> damage.hear(warning));
        try (ImageInputStream stream = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
            reader.setInput(stream, true, true);
            long width = reader.getWidth(0);
            long height = reader.getHeight(0);
            if (width * height > MOST_PIXELS) {
                throw new IOException(
                        height + " x " + width + " pixels are more than " + MOST_PIXELS + ", which is the limit");
            }
            BufferedImage image = reader.read(0);
            damage.check();
            return image;
        } catch (IOException | RuntimeException e) {
            // Decoders meet damaged files with exceptions of many kinds.
            throw new IllegalArgumentException(
                    "the picture cannot be decoded: "
                            + Optional.ofNullable(e.getMessage())
                                    .orElse(e.getClass().getSimpleName()),
                    e);
        } finally {
            reader.dispose();
        }
    }

    private static String format(byte[] file) {
        if (startsWith(file, PNG)) {
            return "png";
        }
        if (startsWith(file, JPEG)) {
            return "jpeg";
        }
        throw new IllegalArgumentException("the picture is neither PNG nor JPEG");
    }

    private static boolean startsWith(byte[] file, byte[] magic) {
        return file.length >= magic.length && Arrays.equals(file, 0, magic.length, magic, 0, magic.length);
    }

    /** The decoder of JPEG fills what is missing with grey and only warns; other warnings are about what is passed over. */
    private static final class Damage {
        private Optional<String> first = Optional.empty();

        void hear(String warning) {
            if (first.isEmpty() && (warning.startsWith("Truncated") || warning.startsWith("Corrupt"))) {
                first = Optional.of(warning);
            }
        }

        void check() throws IOException {
            if (first.isPresent()) {
                throw new IOException(first.get());
            }
        }
    }
}
