package io.foreflow.tutorials.study;

import io.foreflow.training.report.ReportPicture;
import io.foreflow.tutorials.dataset.LabelledPictures;
import io.foreflow.tutorials.explain.OnePixelSearch.WorstPixel;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Ellipse2D;
import java.awt.image.BufferedImage;

/** A picture with one pixel changed, and a ring around it. */
final class MarkedPixel {
    /** The picture is drawn at least so large, so that a pixel and its ring can be told apart. */
    private static final int SIDE = 360;

    private static final double RING = 0.035;
    private static final Color MARK = new Color(0xE4002B);
    private static final Color HALO = Color.WHITE;

    private MarkedPixel() {}

    static ReportPicture of(PictureModel model, int row, WorstPixel found, String caption) {
        LabelledPictures pictures = model.pictures();
        float[] values = model.picture(row);
        float[] colour = found.colour().toArray();
        System.arraycopy(colour, 0, values, found.pixel() * colour.length, colour.length);
        int scale = Math.max(1, SIDE / Math.max(pictures.height(), pictures.width()));
        BufferedImage image =
                new BufferedImage(pictures.width() * scale, pictures.height() * scale, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                image.setRGB(
                        x, y, rgb(values, (y / scale * pictures.width() + x / scale) * colour.length, colour.length));
            }
        }
        ring(
                image,
                (found.pixel() % pictures.width() + 0.5) * scale,
                (Math.floorDiv(found.pixel(), pictures.width()) + 0.5) * scale,
                Math.max(scale, RING * image.getWidth()));
        return ReportPicture.of(image, caption);
    }

    private static int rgb(float[] values, int at, int channels) {
        int red = Math.round(values[at]);
        int green = channels == 1 ? red : Math.round(values[at + 1]);
        int blue = channels == 1 ? red : Math.round(values[at + 2]);
        return red << 16 | green << 8 | blue;
    }

    private static void ring(BufferedImage image, double x, double y, double radius) {
        Graphics2D graphics = image.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        var circle = new Ellipse2D.Double(x - radius, y - radius, 2 * radius, 2 * radius);
        graphics.setColor(HALO);
        graphics.setStroke(new BasicStroke(6));
        graphics.draw(circle);
        graphics.setColor(MARK);
        graphics.setStroke(new BasicStroke(3));
        graphics.draw(circle);
        graphics.dispose();
    }
}
