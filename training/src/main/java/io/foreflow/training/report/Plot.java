package io.foreflow.training.report;

import java.awt.BasicStroke;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;

/** Series between two axes, with a title above and a legend below. */
final class Plot {
    /** Points, of the whole picture. */
    static final int WIDTH = 800;

    private static final Font TITLE = Labels.bold(16);
    private static final Font LABEL = Labels.plain(14);
    private static final Font TICK = Labels.plain(13);
    private static final int PADDING = 12;
    private static final int TICK_GAP = 8;
    private static final int ENTRY_GAP = 22;
    private static final int SAMPLE_GAP = 8;
    private static final int RIGHT = 24;

    private final String title;
    private final String xLabel;
    private final String yLabel;
    private final Axis x;
    private final Axis y;
    private final List<Series> series = new ArrayList<>();

    Plot(String title, String xLabel, String yLabel, Axis x, Axis y) {
        this.title = title;
        this.xLabel = xLabel;
        this.yLabel = yLabel;
        this.x = x;
        this.y = y;
    }

    /** Adds a series above those that are there. */
    Plot add(Series added) {
        series.add(added);
        return this;
    }

    /**
     * Draws without a display.
     *
     * @param height of the frame between the axes, in points
     * @return the bytes of a PNG file
     */
    byte[] png(int height) {
        int left = PADDING
                + Labels.lineHeight(LABEL)
                + TICK_GAP
                + y.ticks().stream()
                        .mapToInt(tick -> Labels.width(TICK, tick.label()))
                        .max()
                        .orElse(0)
                + TICK_GAP;
        List<String> titles = Labels.wrap(TITLE, title, WIDTH - 2 * PADDING);
        int top = PADDING + titles.size() * Labels.lineHeight(TITLE) + TICK_GAP;
        int xLabelBaseline = top + height + TICK_GAP + Labels.lineHeight(TICK) + Labels.lineHeight(LABEL);
        List<List<Series>> legend = legendRows();
        int entryHeight = Labels.lineHeight(TICK) + 3;
        int bottom = xLabelBaseline + PADDING + legend.size() * entryHeight + PADDING;
        return Png.draw(WIDTH, bottom, graphics -> {
            graphics.setColor(Palette.INK);
            graphics.setFont(TITLE);
            for (int i = 0; i < titles.size(); i++) {
                Labels.centred(graphics, titles.get(i), WIDTH / 2.0, PADDING + (i + 0.8) * Labels.lineHeight(TITLE));
            }
            int width = WIDTH - left - RIGHT;
            frame((Graphics2D) graphics.create(left, top, width, height), width, height);
            ticks(graphics, left, top, width, height);
            graphics.setFont(LABEL);
            Labels.centred(graphics, Labels.shortened(LABEL, xLabel, width), left + width / 2.0, xLabelBaseline);
            Labels.upwards(
                    graphics,
                    Labels.shortened(LABEL, yLabel, height),
                    PADDING + 0.8 * Labels.lineHeight(LABEL),
                    top + height / 2.0);
            Graphics2D inFrame = (Graphics2D) graphics.create();
            inFrame.translate(left, top + height);
            series.forEach(each -> each.draw(inFrame, x, y, width, height));
            inFrame.dispose();
            legend(graphics, legend, xLabelBaseline + PADDING, entryHeight);
        });
    }

    private void frame(Graphics2D graphics, int width, int height) {
        graphics.setStroke(new BasicStroke(1));
        graphics.setColor(Palette.GRID);
        for (Axis.Tick tick : x.ticks()) {
            double at = x.at(tick.value()) * width;
            graphics.draw(new Line2D.Double(at, 0, at, height));
        }
        for (Axis.Tick tick : y.ticks()) {
            double at = height - y.at(tick.value()) * height;
            graphics.draw(new Line2D.Double(0, at, width, at));
        }
        graphics.setColor(Palette.MUTED);
        graphics.draw(new Rectangle2D.Double(0.5, 0.5, width - 1, height - 1));
        graphics.dispose();
    }

    private void ticks(Graphics2D graphics, int left, int top, int width, int height) {
        graphics.setFont(TICK);
        graphics.setColor(Palette.INK);
        for (Axis.Tick tick : x.ticks()) {
            Labels.centred(
                    graphics,
                    tick.label(),
                    left + x.at(tick.value()) * width,
                    top + height + TICK_GAP + 0.75 * Labels.lineHeight(TICK));
        }
        for (Axis.Tick tick : y.ticks()) {
            Labels.rightAligned(
                    graphics,
                    tick.label(),
                    left - TICK_GAP,
                    top + height - y.at(tick.value()) * height + 0.3 * Labels.lineHeight(TICK));
        }
    }

    private List<List<Series>> legendRows() {
        List<List<Series>> rows = new ArrayList<>();
        int used = WIDTH;
        for (Series entry : series) {
            if (used + entryWidth(entry) > WIDTH - 2 * PADDING) {
                rows.add(new ArrayList<>());
                used = 0;
            }
            rows.get(rows.size() - 1).add(entry);
            used += entryWidth(entry);
        }
        return rows;
    }

    private static int entryWidth(Series entry) {
        return entry.sampleWidth() + SAMPLE_GAP + Labels.width(TICK, shownName(entry)) + ENTRY_GAP;
    }

    private static String shownName(Series entry) {
        return Labels.shortened(TICK, entry.name(), WIDTH - 2 * PADDING - entry.sampleWidth() - SAMPLE_GAP - ENTRY_GAP);
    }

    private static void legend(Graphics2D graphics, List<List<Series>> rows, int top, int entryHeight) {
        graphics.setFont(TICK);
        for (int i = 0; i < rows.size(); i++) {
            int width = rows.get(i).stream().mapToInt(Plot::entryWidth).sum() - ENTRY_GAP;
            double at = Math.max(PADDING, (WIDTH - width) / 2.0);
            double baseline = top + (i + 0.8) * entryHeight;
            for (Series entry : rows.get(i)) {
                entry.sample(graphics, at, baseline - 0.28 * entryHeight);
                graphics.setColor(Palette.INK);
                graphics.drawString(
                        shownName(entry), (float) (at + entry.sampleWidth() + SAMPLE_GAP), (float) baseline);
                at += entryWidth(entry);
            }
        }
    }
}
