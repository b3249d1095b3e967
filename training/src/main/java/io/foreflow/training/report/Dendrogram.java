package io.foreflow.training.report;

import io.foreflow.training.report.Clustering.Step;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.util.Arrays;
import java.util.List;

/** Which things are alike: from each thing, at the left, lines that meet where its group was put together. */
public final class Dendrogram {
    private static final Font TITLE = Labels.bold(16);
    private static final Font LABEL = Labels.plain(14);
    private static final Font NAME = Labels.plain(13);
    private static final int PADDING = 14;
    private static final int GAP = 8;
    private static final int MAX_NAME = 200;
    private static final int WIDTH = 620;
    private static final float[] DASHES = {5, 4};

    private final Clustering clustering;
    private final Axis axis;
    private final double left;
    private final double[] heights;
    private final Color[] colours;

    private Dendrogram(Clustering clustering, Axis axis, double left, double[] heights, Color... colours) {
        this.clustering = clustering;
        this.axis = axis;
        this.left = left;
        this.heights = heights;
        this.colours = colours;
    }

    /**
     * Draws without a display.
     *
     * @param title above; blank for none
     * @param label of the axis of distances
     * @param names of the things that were put together
     * @param cuts numbers of groups: a dashed line where so many are left; the groups of the first one have colours
     * @return the bytes of a PNG file
     * @throws IllegalArgumentException if there are more or fewer names than things, or a cut is not possible
     */
    public static byte[] png(
            String title, String label, List<String> names, Clustering clustering, List<Integer> cuts) {
        if (names.size() != clustering.things()) {
            throw new IllegalArgumentException(
                    names.size() + " names are not those of " + clustering.things() + " things");
        }
        List<Color> colours = colours(clustering, cuts);
        int nameWidth = names.stream()
                .mapToInt(name -> Math.min(MAX_NAME, Labels.width(NAME, name)))
                .max()
                .orElseThrow();
        double left = PADDING + nameWidth + GAP;
        int width = (int) left + WIDTH + PADDING;
        List<String> titles = Labels.wrap(TITLE, title, width - 2 * PADDING);
        double top = PADDING + titles.size() * Labels.lineHeight(TITLE) + GAP;
        int line = Labels.lineHeight(NAME);
        List<Integer> order = clustering.order();
        double[] heights = new double[2 * names.size() - 1];
        for (int i = 0; i < order.size(); i++) {
            heights[order.get(i)] = top + (i + 0.5) * line;
        }
        double end = top + names.size() * line;
        int bottom = (int) end + GAP + Labels.lineHeight(NAME) + Labels.lineHeight(LABEL) + PADDING;
        double largest =
                clustering.steps().stream().mapToDouble(Step::distance).max().orElse(1);
        Dendrogram drawn = new Dendrogram(
                clustering, Axis.linear(0, largest > 0 ? largest : 1), left, heights, colours.toArray(Color[]::new));
        return Png.draw(width, bottom, graphics -> {
            graphics.setColor(Palette.INK);
            graphics.setFont(TITLE);
            for (int i = 0; i < titles.size(); i++) {
                Labels.centred(graphics, titles.get(i), width / 2.0, PADDING + (i + 0.8) * Labels.lineHeight(TITLE));
            }
            drawn.axis(graphics, top, end);
            graphics.setFont(LABEL);
            Labels.centred(graphics, label, left + WIDTH / 2.0, bottom - PADDING);
            graphics.setFont(NAME);
            for (int i = 0; i < names.size(); i++) {
                graphics.setColor(drawn.colours[i]);
                Labels.rightAligned(
                        graphics, Labels.shortened(NAME, names.get(i), MAX_NAME), left - GAP, heights[i] + 4);
            }
            drawn.steps(graphics);
            cuts.forEach(cut -> drawn.cut(graphics, cut, top, end));
        });
    }

    /** By the groups' numbers: those above the first cut are grey. */
    private static List<Color> colours(Clustering clustering, List<Integer> cuts) {
        Color[] colours = new Color[2 * clustering.things() - 1];
        Arrays.fill(colours, Palette.MUTED);
        if (!cuts.isEmpty()) {
            int next = 0;
            for (List<Integer> group : clustering.cut(cuts.get(0))) {
                Color colour = group.size() == 1 ? Palette.INK : Palette.series(next++);
                group.forEach(thing -> colours[thing] = colour);
            }
            for (int i = 0; i < clustering.things() - cuts.get(0); i++) {
                colours[clustering.things() + i] =
                        colours[clustering.members(clustering.things() + i).get(0)];
            }
        }
        return List.of(colours);
    }

    private double x(double distance) {
        return left + axis.at(distance) * WIDTH;
    }

    private void axis(Graphics2D graphics, double top, double end) {
        graphics.setFont(NAME);
        graphics.setStroke(new BasicStroke(1));
        for (Axis.Tick tick : axis.ticks()) {
            graphics.setColor(Palette.GRID);
            graphics.draw(new Line2D.Double(x(tick.value()), top, x(tick.value()), end));
            graphics.setColor(Palette.INK);
            Labels.centred(graphics, tick.label(), x(tick.value()), end + GAP + 0.6 * Labels.lineHeight(NAME));
        }
    }

    private void steps(Graphics2D graphics) {
        graphics.setStroke(new BasicStroke(1.6f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        int things = clustering.things();
        double[] made = new double[2 * things - 1];
        for (int i = 0; i < things - 1; i++) {
            Step step = clustering.steps().get(i);
            int group = things + i;
            made[group] = step.distance();
            heights[group] = (heights[step.first()] + heights[step.second()]) / 2;
            double x = x(step.distance());
            graphics.setColor(colours[group]);
            graphics.draw(new Line2D.Double(x, heights[step.first()], x, heights[step.second()]));
            for (int part : new int[] {step.first(), step.second()}) {
                graphics.setColor(colours[group]);
                graphics.draw(new Line2D.Double(x(made[part]), heights[part], x, heights[part]));
            }
        }
    }

    private void cut(Graphics2D graphics, int groups, double top, double end) {
        List<Step> steps = clustering.steps();
        int kept = clustering.things() - groups;
        double below = kept == 0 ? 0 : steps.get(kept - 1).distance();
        double above = kept == steps.size() ? below : steps.get(kept).distance();
        double x = x((below + above) / 2);
        graphics.setColor(Palette.INK);
        graphics.setStroke(new BasicStroke(1, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 1, DASHES, 0));
        graphics.draw(new Line2D.Double(x, top, x, end));
    }
}
