package io.foreflow.training.report;

import static java.util.Objects.requireNonNull;

import java.awt.BasicStroke;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;

/** Scores side by side: a bar a score from zero on, with its spread, its name before it and its number behind it. */
public final class Bars {
    /**
     * A score.
     *
     * @param mean how long the bar is
     * @param spread how far the whiskers reach to either side, for instance a standard deviation; 0 for none
     * @param text the number as it shall be read, with its unit
     * @param colour from 0
     */
    public record Bar(String name, double mean, double spread, String text, int colour) {
        /** @throws IllegalArgumentException if a number is not finite, or the spread or the colour is negative */
        public Bar {
            requireNonNull(name, "name");
            requireNonNull(text, "text");
            if (!Double.isFinite(mean) || !Double.isFinite(spread) || spread < 0) {
                throw new IllegalArgumentException("the bar " + name + " (" + mean + " ± " + spread
                        + ") needs a finite mean and a finite spread of 0 or more");
            }
            Palette.series(colour);
        }
    }

    private static final Font TITLE = Labels.bold(16);
    private static final Font LABEL = Labels.plain(14);
    private static final Font TICK = Labels.plain(13);
    private static final int PADDING = 14;
    private static final int GAP = 8;
    private static final int MAX_NAME = 260;
    private static final int BAR_HEIGHT = 22;
    private static final int BAR_GAP = 12;

    private Bars() {}

    /**
     * Draws without a display.
     *
     * @param title above the bars; blank for none
     * @param label what is measured, with its unit, below the axis
     * @param bars at least one, from top to bottom
     * @return the bytes of a PNG file
     * @throws IllegalArgumentException if there are no bars
     */
    public static byte[] png(String title, String label, List<Bar> bars) {
        if (bars.isEmpty()) {
            throw new IllegalArgumentException("a chart needs at least one bar");
        }
        List<List<String>> names = bars.stream()
                .map(bar -> Labels.wrap(LABEL, bar.name(), MAX_NAME))
                .toList();
        int nameWidth = names.stream()
                .flatMap(List::stream)
                .mapToInt(line -> Labels.width(LABEL, line))
                .max()
                .orElse(0);
        int left = PADDING + nameWidth + GAP;
        int textWidth = bars.stream()
                .mapToInt(bar -> Labels.width(LABEL, bar.text()))
                .max()
                .orElseThrow();
        int width = Math.max(Plot.WIDTH / 4, Plot.WIDTH - left - GAP - textWidth - PADDING);
        Axis axis = axis(bars);
        List<String> titles = Labels.wrap(TITLE, title, Plot.WIDTH - 2 * PADDING);
        int top = PADDING + titles.size() * Labels.lineHeight(TITLE) + GAP;
        List<Integer> tops = tops(names, top);
        int end = tops.get(bars.size());
        int bottom = end + GAP + Labels.lineHeight(TICK) + Labels.lineHeight(LABEL) + PADDING;
        return Png.draw(left + width + GAP + textWidth + PADDING, bottom, graphics -> {
            graphics.setColor(Palette.INK);
            graphics.setFont(TITLE);
            for (int i = 0; i < titles.size(); i++) {
                Labels.centred(
                        graphics, titles.get(i), Plot.WIDTH / 2.0, PADDING + (i + 0.8) * Labels.lineHeight(TITLE));
            }
            axis(graphics, axis, left, top, width, end);
            graphics.setFont(LABEL);
            Labels.centred(graphics, label, left + width / 2.0, bottom - PADDING);
            for (int i = 0; i < bars.size(); i++) {
                double middle = (tops.get(i) + tops.get(i + 1)) / 2.0;
                name(graphics, names.get(i), left - GAP, middle);
                bar(graphics, bars.get(i), axis, left, width, middle);
                graphics.drawString(bars.get(i).text(), left + width + GAP, (float) (middle + 5));
            }
        });
    }

    /** From zero, or below it if a bar is, to the last whisker's end and a little more. */
    private static Axis axis(List<Bar> bars) {
        DoubleStream ends = bars.stream()
                .flatMapToDouble(bar -> DoubleStream.of(bar.mean() - bar.spread(), bar.mean() + bar.spread()));
        double[] sorted = DoubleStream.concat(DoubleStream.of(0), ends).sorted().toArray();
        double min = bars.stream().allMatch(bar -> bar.mean() >= 0) ? 0 : sorted[0];
        double max = sorted[sorted.length - 1];
        double margin = (max - min) * 0.03;
        return max == min ? Axis.linear(0, 1) : Axis.linear(min < 0 ? min - margin : min, max + margin);
    }

    /** Where each bar's strip begins; the last number is where the last strip ends. */
    private static List<Integer> tops(List<List<String>> names, int top) {
        List<Integer> tops = new ArrayList<>();
        int at = top;
        for (List<String> name : names) {
            tops.add(at);
            at += Math.max(BAR_HEIGHT, name.size() * Labels.lineHeight(LABEL)) + BAR_GAP;
        }
        tops.add(at);
        return tops;
    }

    private static void axis(Graphics2D graphics, Axis axis, int left, int top, int width, int end) {
        graphics.setFont(TICK);
        graphics.setStroke(new BasicStroke(1));
        for (Axis.Tick tick : axis.ticks()) {
            double x = left + axis.at(tick.value()) * width;
            graphics.setColor(tick.value() == 0 ? Palette.MUTED : Palette.GRID);
            graphics.draw(new Line2D.Double(x, top, x, end));
            graphics.setColor(Palette.INK);
            Labels.centred(graphics, tick.label(), x, end + GAP + 0.6 * Labels.lineHeight(TICK));
        }
    }

    private static void name(Graphics2D graphics, List<String> lines, double right, double middle) {
        graphics.setColor(Palette.INK);
        for (int i = 0; i < lines.size(); i++) {
            double line = i - (lines.size() - 1) / 2.0;
            Labels.rightAligned(graphics, lines.get(i), right, middle + 5 + line * Labels.lineHeight(LABEL));
        }
    }

    private static void bar(Graphics2D graphics, Bar bar, Axis axis, int left, int width, double middle) {
        double zero = left + axis.at(0) * width;
        double end = left + axis.at(bar.mean()) * width;
        graphics.setColor(Palette.series(bar.colour()));
        graphics.fill(new Rectangle2D.Double(
                Math.min(zero, end), middle - BAR_HEIGHT / 2.0, Math.abs(end - zero), BAR_HEIGHT));
        graphics.setColor(Palette.INK);
        if (bar.spread() > 0) {
            double from = Math.max(left, left + axis.at(bar.mean() - bar.spread()) * width);
            double to = left + axis.at(bar.mean() + bar.spread()) * width;
            graphics.setStroke(new BasicStroke(1.5f));
            graphics.draw(new Line2D.Double(from, middle, to, middle));
            graphics.draw(new Line2D.Double(from, middle - 5, from, middle + 5));
            graphics.draw(new Line2D.Double(to, middle - 5, to, middle + 5));
        }
    }
}
