package io.foreflow.training.report;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Consumer;
import javax.imageio.ImageIO;

/** Draws to the bytes of a PNG file, in memory and without a display. */
final class Png {
    /** Pixels to a point in each direction: lines and letters stay sharp on dense screens and on paper. */
    static final int SCALE = 2;

    private static final int MAX_SIDE = 16_000;

    private Png() {}

    /**
     * Draws on a white sheet.
     *
     * @param width of the sheet in points; the file has {@link #SCALE} times as many pixels
     * @param height of the sheet in points
     * @param painter draws in points, from the upper left corner
     * @throws IllegalArgumentException if the sheet would be too large for a picture that anybody can open
     */
    static byte[] draw(int width, int height, Consumer<Graphics2D> painter) {
        if (width > MAX_SIDE / SCALE || height > MAX_SIDE / SCALE) {
            throw new IllegalArgumentException("the picture (" + width + " by " + height + " points) must have at most "
                    + MAX_SIDE / SCALE + " points on a side");
        }
        BufferedImage image = new BufferedImage(width * SCALE, height * SCALE, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        try {
            prepare(graphics);
            graphics.scale(SCALE, SCALE);
            graphics.setColor(Palette.PAPER);
            graphics.fillRect(0, 0, width, height);
            painter.accept(graphics);
        } finally {
            graphics.dispose();
        }
        return encode(image);
    }

    private static void prepare(Graphics2D graphics) {
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    }

    private static byte[] encode(BufferedImage image) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("drawing to memory cannot fail", e);
        }
        return bytes.toByteArray();
    }
}
