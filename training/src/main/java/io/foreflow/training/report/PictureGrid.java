package io.foreflow.training.report;

import java.awt.BasicStroke;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;

/** Pictures in rows, each with its caption. Small ones are scaled up so that their pixels can be seen. */
public final class PictureGrid {
    /** The largest that a picture is drawn, in points on a side. */
    static final int LARGE = 240;

    private static final Font TITLE = Labels.bold(16);
    private static final Font CAPTION = Labels.plain(13);
    private static final int PADDING = 14;
    private static final int GAP = 14;
    private static final int CAPTION_GAP = 4;
    private static final int SMALL = 112;
    private static final int MAX_WIDTH = 1_000;

    private PictureGrid() {}

    /**
     * Draws without a display, all pictures at one scale.
     *
     * @param title above the pictures; blank for none
     * @param pictures from left to right, then downwards
     * @param columns how many stand beside each other at most; fewer if they would not fit, or if rows are fuller so
     * @return the bytes of a PNG file
     * @throws IllegalArgumentException if there are no pictures or no columns, or too many pictures for one file
     */
    public static byte[] png(String title, List<Picture> pictures, int columns) {
        if (pictures.isEmpty()) {
            throw new IllegalArgumentException("a grid needs at least one picture");
        }
        if (columns < 1) {
            throw new IllegalArgumentException("a grid needs at least one column, not " + columns);
        }
        int largest = pictures.stream()
                .map(Picture::image)
                .mapToInt(image -> Math.max(image.getWidth(), image.getHeight()))
                .max()
                .orElseThrow();
        double scale = scale(largest);
        int cell = (int) Math.max(SMALL, Math.ceil(largest * scale));
        int fitting = Math.max(1, (MAX_WIDTH - 2 * PADDING + GAP) / (cell + GAP));
        int most = Math.min(columns, fitting);
        int down = (pictures.size() + most - 1) / most;
        int across = (pictures.size() + down - 1) / down;
        int width = 2 * PADDING + across * (cell + GAP) - GAP;
        List<String> titles = Labels.wrap(TITLE, title, width - 2 * PADDING);
        List<List<Picture>> rows = new ArrayList<>();
        for (int i = 0; i < pictures.size(); i += across) {
            rows.add(pictures.subList(i, Math.min(pictures.size(), i + across)));
        }
        int top = PADDING + titles.size() * Labels.lineHeight(TITLE) + (titles.isEmpty() ? 0 : PADDING / 2);
        int height =
                top + rows.stream().mapToInt(row -> rowHeight(row, scale, cell)).sum();
        return Png.draw(width, height, graphics -> {
            graphics.setColor(Palette.INK);
            graphics.setFont(TITLE);
            for (int i = 0; i < titles.size(); i++) {
                Labels.centred(graphics, titles.get(i), width / 2.0, PADDING + (i + 0.8) * Labels.lineHeight(TITLE));
            }
            int y = top;
            for (List<Picture> row : rows) {
                for (int i = 0; i < row.size(); i++) {
                    draw(graphics, row.get(i), PADDING + i * (cell + GAP), y, cell, imageHeight(row, scale), scale);
                }
                y += rowHeight(row, scale, cell);
            }
        });
    }

    /** Whole pixels for one when scaling up; never larger than {@link #LARGE}. */
    private static double scale(int largest) {
        return largest <= SMALL ? Math.ceil((double) SMALL / largest) : Math.min(1, (double) LARGE / largest);
    }

    private static double imageHeight(List<Picture> row, double scale) {
        return row.stream()
                .mapToDouble(picture -> picture.image().getHeight() * scale)
                .max()
                .orElse(0);
    }

    private static int rowHeight(List<Picture> row, double scale, int cell) {
        int lines = row.stream()
                .mapToInt(
                        picture -> Labels.wrap(CAPTION, picture.caption(), cell).size())
                .max()
                .orElse(0);
        return (int) Math.ceil(imageHeight(row, scale)) + CAPTION_GAP + lines * Labels.lineHeight(CAPTION) + PADDING;
    }

    private static void draw(
            Graphics2D graphics, Picture picture, int left, int top, int cell, double rowHeight, double scale) {
        BufferedImage image = picture.image();
        double width = image.getWidth() * scale;
        double height = image.getHeight() * scale;
        double x = left + (cell - width) / 2;
        double y = top + (rowHeight - height) / 2;
        Graphics2D inside = (Graphics2D) graphics.create();
        inside.setRenderingHint(
                RenderingHints.KEY_INTERPOLATION,
                scale >= 1
                        ? RenderingHints.VALUE_INTERPOLATION_NEAREST_NEIGHBOR
                        : RenderingHints.VALUE_INTERPOLATION_BICUBIC);
        inside.drawImage(
                image,
                (int) Math.round(x),
                (int) Math.round(y),
                (int) Math.round(width),
                (int) Math.round(height),
                null);
        inside.dispose();
        graphics.setColor(Palette.GRID);
        graphics.setStroke(new BasicStroke(1));
        picture.frame().ifPresent(colour -> {
            graphics.setColor(Palette.series(colour));
            graphics.setStroke(new BasicStroke(3));
        });
        graphics.draw(new Rectangle2D.Double(Math.round(x), Math.round(y), Math.round(width), Math.round(height)));
        graphics.setColor(Palette.INK);
        graphics.setFont(CAPTION);
        List<String> lines = Labels.wrap(CAPTION, picture.caption(), cell);
        for (int i = 0; i < lines.size(); i++) {
            Labels.centred(
                    graphics,
                    lines.get(i),
                    left + cell / 2.0,
                    top + rowHeight + CAPTION_GAP + (i + 0.8) * Labels.lineHeight(CAPTION));
        }
    }
}
