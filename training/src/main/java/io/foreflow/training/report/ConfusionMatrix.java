package io.foreflow.training.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** How often rows of each class were predicted to be of each class. */
public final class ConfusionMatrix {
    private static final Font TITLE = Labels.bold(16);
    private static final Font AXIS = Labels.plain(14);
    private static final Font SHARE = Labels.plain(12);
    private static final int PADDING = 14;
    private static final int GAP = 6;
    private static final int MOST_WITH_NUMBERS = 20;
    private static final int SIDE = 640;
    private static final int MAX_CELL = 96;
    private static final int MIN_CELL = 14;
    private static final int BAR_WIDTH = 14;
    private static final double[] SHARES = {0, 0.01, 0.05, 0.2, 0.5, 1};
    private static final Color DARK = new Color(0x1F4E86);

    private final List<String> labels;
    private final long[][] counts;

    private ConfusionMatrix(List<String> labels, long[][] counts) {
        this.labels = List.copyOf(labels);
        this.counts = counts;
        if (labels.isEmpty()) {
            throw new IllegalArgumentException("a confusion matrix needs classes");
        }
    }

    /**
     * From counts.
     *
     * @param labels names of the classes
     * @param counts [actual class][predicted class]
     * @throws IllegalArgumentException if there are no classes, or not as many rows and columns as classes, or a count is
     *     below 0
     */
    public static ConfusionMatrix of(List<String> labels, long[][] counts) {
        if (counts.length != labels.size() || Arrays.stream(counts).anyMatch(row -> row.length != labels.size())) {
            throw new IllegalArgumentException(
                    "the counts must have " + labels.size() + " rows and columns, one a class");
        }
        if (Arrays.stream(counts).flatMapToLong(LongStream::of).anyMatch(count -> count < 0)) {
            throw new IllegalArgumentException("a count must be 0 or more");
        }
        return new ConfusionMatrix(
                labels, Arrays.stream(counts).map(long[]::clone).toArray(long[][]::new));
    }

    /**
     * Counts rows.
     *
     * @param labels names of the classes
     * @param actual each row's class, from 0
     * @param predicted each row's predicted class, from 0
     * @throws IllegalArgumentException if there are no classes, there are more of one than of the other, or a class is
     *     none
     */
    public static ConfusionMatrix count(List<String> labels, int[] actual, int[] predicted) {
        if (actual.length != predicted.length) {
            throw new IllegalArgumentException(
                    "there are " + actual.length + " actual and " + predicted.length + " predicted classes");
        }
        long[][] counts = new long[labels.size()][labels.size()];
        for (int i = 0; i < actual.length; i++) {
            if (Math.min(actual[i], predicted[i]) < 0 || Math.max(actual[i], predicted[i]) >= labels.size()) {
                throw new IllegalArgumentException("row " + i + " (actual " + actual[i] + ", predicted " + predicted[i]
                        + ") must be of classes 0 to " + (labels.size() - 1));
            }
            counts[actual[i]][predicted[i]]++;
        }
        return new ConfusionMatrix(labels, counts);
    }

    /** How many rows of class {@code actual} were predicted to be of class {@code predicted}. */
    public long at(int actual, int predicted) {
        return counts[actual][predicted];
    }

    /**
     * Draws without a display: a row is an actual class, a column a predicted one; the darker a cell, the larger its
     * share of the row. Numbers stand in the cells of up to 20 classes.
     *
     * @param title above the matrix; blank for none
     * @return the bytes of a PNG file
     * @throws IllegalArgumentException if there are too many classes for a picture
     */
    public byte[] png(String title) {
        int n = labels.size();
        int cell = Math.max(MIN_CELL, Math.min(MAX_CELL, SIDE / n));
        Font font = Labels.plain(Math.min(14, cell - 3));
        int labelWidth = labels.stream()
                .mapToInt(label -> Labels.width(font, label))
                .max()
                .orElse(0);
        boolean upright = labelWidth <= cell - 4;
        int left = PADDING + Labels.lineHeight(AXIS) + GAP + labelWidth + GAP;
        int right = left + n * cell + 3 * GAP + Labels.width(SHARE, "of the row") + PADDING;
        List<String> titles = Labels.wrap(TITLE, title, right - 2 * PADDING);
        int top = PADDING + titles.size() * Labels.lineHeight(TITLE) + GAP;
        int below = top + n * cell + GAP + (upright ? Labels.lineHeight(font) : labelWidth);
        int bottom = below + Labels.lineHeight(AXIS) + PADDING;
        return Png.draw(right, bottom, graphics -> {
            graphics.setColor(Palette.INK);
            graphics.setFont(TITLE);
            for (int i = 0; i < titles.size(); i++) {
                Labels.centred(graphics, titles.get(i), right / 2.0, PADDING + (i + 0.8) * Labels.lineHeight(TITLE));
            }
            graphics.setFont(AXIS);
            Labels.centred(graphics, "predicted", left + n * cell / 2.0, below + 0.9 * Labels.lineHeight(AXIS));
            Labels.upwards(graphics, "actual", PADDING + 0.8 * Labels.lineHeight(AXIS), top + n * cell / 2.0);
            graphics.setFont(font);
            for (int i = 0; i < n; i++) {
                double middle = (i + 0.5) * cell;
                double rise = 0.32 * font.getSize();
                Labels.rightAligned(graphics, labels.get(i), left - GAP, top + middle + rise);
                if (upright) {
                    Labels.centred(graphics, labels.get(i), left + middle, below - 0.25 * Labels.lineHeight(font));
                } else {
                    Labels.endingUpwards(graphics, labels.get(i), left + middle + rise, top + n * cell + GAP);
                }
            }
            cells(graphics, left, top, cell);
            bar(graphics, left + n * cell + 3 * GAP, top + GAP, Math.max(n * cell, 120));
        });
    }

    private void cells(Graphics2D graphics, int left, int top, int cell) {
        boolean numbers = labels.size() <= MOST_WITH_NUMBERS;
        for (int actual = 0; actual < labels.size(); actual++) {
            long rows = LongStream.of(counts[actual]).sum();
            for (int predicted = 0; predicted < labels.size(); predicted++) {
                long count = counts[actual][predicted];
                double share = count == 0 ? 0 : (double) count / rows;
                double x = left + predicted * cell;
                double y = top + actual * cell;
                graphics.setColor(shade(share));
                graphics.fill(new Rectangle2D.Double(x, y, cell, cell));
                if (numbers) {
                    number(graphics, count, share, x + cell / 2.0, y + cell / 2.0, cell);
                }
            }
        }
        graphics.setStroke(new BasicStroke(0.5f));
        graphics.setColor(Palette.GRID);
        int side = labels.size() * cell;
        IntStream.rangeClosed(0, labels.size()).forEach(i -> {
            graphics.drawLine(left + i * cell, top, left + i * cell, top + side);
            graphics.drawLine(left, top + i * cell, left + side, top + i * cell);
        });
        graphics.setColor(Palette.MUTED);
        graphics.draw(new Rectangle2D.Double(left, top, side, side));
    }

    private static void number(Graphics2D graphics, long count, double share, double x, double y, int cell) {
        String text = Long.toString(count);
        int size = 14;
        while (size > 6 && Labels.width(Labels.plain(size), text) > cell - 4) {
            size--;
        }
        graphics.setFont(Labels.plain(size));
        graphics.setColor(count == 0 ? Palette.MUTED : share > 0.3 ? Palette.PAPER : Palette.INK);
        Labels.centred(graphics, text, x, y + 0.35 * size);
    }

    /** What the shades mean. */
    private static void bar(Graphics2D graphics, int left, int top, int height) {
        int shown = Math.min(height, 220) - Labels.lineHeight(SHARE) - GAP;
        for (int i = 0; i < shown; i++) {
            double way = (i + 0.5) / shown;
            graphics.setColor(shade(way * way));
            graphics.fill(new Rectangle2D.Double(left, top + shown - i - 1.0, BAR_WIDTH, 1));
        }
        graphics.setColor(Palette.MUTED);
        graphics.draw(new Rectangle2D.Double(left, top, BAR_WIDTH, shown));
        graphics.setFont(SHARE);
        graphics.setColor(Palette.INK);
        graphics.drawString("of the row", left, top + shown + Labels.lineHeight(SHARE) + GAP);
        for (double share : SHARES) {
            graphics.drawString(Math.round(share * 100) + " %", left + BAR_WIDTH + GAP, (float)
                    (top + shown - Math.sqrt(share) * shown + 4));
        }
    }

    /** From white to dark with the square root of the share, so that rare confusions can be seen. */
    private static Color shade(double share) {
        double way = Math.sqrt(share);
        return new Color(
                (int) Math.round(255 + (DARK.getRed() - 255) * way),
                (int) Math.round(255 + (DARK.getGreen() - 255) * way),
                (int) Math.round(255 + (DARK.getBlue() - 255) * way));
    }
}
