package io.foreflow.models.tabular;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Decodes PNG and JPEG files to (height, width, channels) values of one size, as Keras loads pictures: the whole
 * picture is stretched, bilinear between the centres of pixels and without smoothing. Transparency, colour profiles and
 * the camera's orientation are ignored. Unlike Keras, it rounds the values to whole numbers, so that pictures can be
 * kept as bytes.
 *
 * <p>If a side is at least 16 times as long as wanted, only every k-th pixel is kept ({@link Subsampling}). The memory
 * for decoding is computed from the file's header, and all threads together keep within a
 * {@linkplain DecodingBudget budget}: a picture waits for its turn, and one that needs more than the whole budget is
 * refused before a pixel is decoded.
 */
public final class PictureDecoder {
    /** Maximum number of pixels of a picture: a small file can claim more than fits into memory. */
    public static final int MOST_PIXELS = 1 << 25;

    /** Maximum number of scans of a progressive JPEG: each walks the whole picture. */
    static final int MOST_SCANS = 100;

    private PictureDecoder() {}

    /**
     * Returns [height, width, channels], the channels running fastest, whole numbers from 0 to 255.
     *
     * @param file a whole PNG or JPEG file
     * @param channels 1 (grey; for a coloured picture 0.299 R + 0.587 G + 0.114 B) or 3 (red, green, blue)
     * @throws IllegalArgumentException if it is neither or is damaged; one line says why
     * @throws PictureTooLargeException if it has more than {@value #MOST_PIXELS} pixels or {@value #MOST_SCANS} scans,
     *     or decoding it would take more than a quarter of Java's heap
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
     * Returns the same values as unsigned bytes.
     *
     * @throws IllegalArgumentException as {@link #floats} does
     */
    public static byte[] bytes(byte[] file, int height, int width, int channels) {
        if (height < 1 || width < 1 || (channels != 1 && channels != 3)) {
            throw new IllegalArgumentException("pictures of " + height + " x " + width + " x " + channels
                    + " cannot be made: they need at least one pixel and 1 or 3 channels");
        }
        return bytes(file, height, width, channels, DecodingBudget.OF_PROCESS);
    }

    static byte[] bytes(byte[] file, int height, int width, int channels, DecodingBudget budget) {
        PictureHeader header = PictureHeader.read(file);
        if (header.pixels() > MOST_PIXELS) {
            throw new PictureTooLargeException(
                    header.height() + " x " + header.width() + " pixels are more than " + MOST_PIXELS);
        }
        Subsampling across = Subsampling.of(header.width(), width);
        Subsampling down = Subsampling.of(header.height(), height);
        return budget.within(
                header.bytes(across.count(), down.count(), file.length),
                () -> Stretching.of(
                        new PictureLines(decoded(file, header, across, down), channels), across, down, height, width));
    }

    private static BufferedImage decoded(byte[] file, PictureHeader header, Subsampling across, Subsampling down) {
        ImageReader reader =
                ImageIO.getImageReadersByFormatName(header.format()).next();
        Damage damage = new Damage();
        reader.addIIOReadWarningListener((source, warning) -> damage.hear(warning));
        try (ImageInputStream stream = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
            reader.setInput(stream, true, true);
            if (reader.getWidth(0) != header.width() || reader.getHeight(0) != header.height()) {
                throw new IOException("it states its size twice");
            }
            ImageReadParam read = reader.getDefaultReadParam();
            read.setSourceSubsampling(across.step(), down.step(), across.offset(), down.offset());
            BufferedImage image = reader.read(0, read);
            damage.check();
            return image;
        } catch (IOException | RuntimeException e) {
            rethrowError(e);
            // Decoders throw exceptions of many kinds for damaged files.
            throw new IllegalArgumentException(
                    "the picture cannot be decoded: "
                            + Optional.ofNullable(e.getMessage())
                                    .orElse(e.getClass().getSimpleName()),
                    e);
        } finally {
            reader.dispose();
        }
    }

    /**
     * Throws the error again. The PNG decoder wraps even an OutOfMemoryError, which does not mean that the picture is
     * damaged.
     */
    private static void rethrowError(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof VirtualMachineError error) {
                throw error;
            }
        }
    }

    /**
     * Detects damage by warnings. The JPEG decoder fills missing parts with grey and only warns; other warnings concern
     * ignored properties.
     */
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
