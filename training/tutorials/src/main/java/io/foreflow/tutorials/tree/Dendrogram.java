package io.foreflow.tutorials.tree;

import io.foreflow.training.report.Drawing;
import io.foreflow.training.report.Wording;
import io.foreflow.tutorials.tree.Clustering.GroupMerge;
import java.util.Arrays;
import java.util.List;

/** Draws which things are alike: from each thing, at the left, lines that meet where its group was put together. */
public final class Dendrogram {
    private static final int WIDTH = 440;
    private static final int LINE = 18;
    private static final int GAP = 8;
    private static final int AXIS = 24;
    private static final int QUARTERS = 4;
    private static final String PLAIN = "";

    private final Clustering clustering;
    private final double left;
    private final double largest;
    private final double[] heights;
    private final String[] colours;

    private Dendrogram(Clustering clustering, double left, double[] heights, String... colours) {
        this.clustering = clustering;
        this.left = left;
        double last = clustering.steps().stream()
                .mapToDouble(GroupMerge::distance)
                .max()
                .orElse(1);
        this.largest = last > 0 ? last : 1;
        this.heights = heights;
        this.colours = colours;
    }

    /**
     * Draws a clustering.
     *
     * @param title above it
     * @param names of the things that were put together
     * @param cuts numbers of groups: a dashed line where so many are left; the groups of the first one have colours
     * @throws IllegalArgumentException if there are more or fewer names than things, or a cut is not possible
     */
    public static Drawing of(String title, List<String> names, Clustering clustering, List<Integer> cuts) {
        if (names.size() != clustering.things()) {
            throw new IllegalArgumentException(
                    names.size() + " names are not those of " + clustering.things() + " things");
        }
        String[] colours = colours(clustering, cuts);
        int longest = names.stream().mapToInt(String::length).max().orElseThrow();
        double left = Math.ceil(longest * Drawing.CHARACTER) + GAP;
        List<Integer> order = clustering.order();
        double[] heights = new double[2 * names.size() - 1];
        for (int i = 0; i < order.size(); i++) {
            heights[order.get(i)] = (i + 0.5) * LINE;
        }
        int end = names.size() * LINE;
        Drawing drawing = Drawing.of(
                title,
                "A tree of " + names.size() + " classes; from top to bottom: "
                        + String.join(", ", order.stream().map(names::get).toList()),
                (int) left + WIDTH + 2 * GAP,
                end + AXIS);
        Dendrogram dendrogram = new Dendrogram(clustering, left, heights, colours);
        dendrogram.axis(drawing, end);
        for (int i = 0; i < names.size(); i++) {
            drawing.label("soft end" + colours[i], left - GAP, heights[i] + 4, names.get(i));
        }
        dendrogram.steps(drawing);
        cuts.forEach(cut -> dendrogram.cut(drawing, cut, end));
        return drawing;
    }

    /** Returns classes of the style sheet by the groups' numbers; the groups above the first cut have none. */
    private static String[] colours(Clustering clustering, List<Integer> cuts) {
        String[] colours = new String[2 * clustering.things() - 1];
        Arrays.fill(colours, PLAIN);
        if (!cuts.isEmpty()) {
            int next = 0;
            for (List<Integer> group : clustering.cut(cuts.get(0))) {
                String colour = group.size() == 1 ? PLAIN : " of-" + next++ % Drawing.COLOURS;
                group.forEach(thing -> colours[thing] = colour);
            }
            for (int i = 0; i < clustering.things() - cuts.get(0); i++) {
                colours[clustering.things() + i] =
                        colours[clustering.members(clustering.things() + i).get(0)];
            }
        }
        return colours;
    }

    private double x(double distance) {
        return left + distance / largest * WIDTH;
    }

    private void axis(Drawing drawing, double end) {
        for (int i = 0; i <= QUARTERS; i++) {
            double distance = largest * i / QUARTERS;
            drawing.path("grid", "M%.1f 0V%.1f", x(distance), end);
            drawing.label(
                    i == QUARTERS ? "end" : "middle", x(distance), end + 0.7 * AXIS, Wording.format("%.2f", distance));
        }
    }

    private void steps(Drawing drawing) {
        int things = clustering.things();
        double[] made = new double[2 * things - 1];
        for (int i = 0; i < things - 1; i++) {
            GroupMerge step = clustering.steps().get(i);
            int group = things + i;
            double first = heights[step.first()];
            double second = heights[step.second()];
            made[group] = step.distance();
            heights[group] = (first + second) / 2;
            drawing.path(
                    "line" + colours[group],
                    "M%.1f %.1fH%.1fV%.1fH%.1f",
                    x(made[step.first()]),
                    first,
                    x(step.distance()),
                    second,
                    x(made[step.second()]));
        }
    }

    private void cut(Drawing drawing, int groups, double end) {
        List<GroupMerge> steps = clustering.steps();
        int kept = clustering.things() - groups;
        double below = kept == 0 ? 0 : steps.get(kept - 1).distance();
        double above = kept == steps.size() ? below : steps.get(kept).distance();
        drawing.path("cut", "M%.1f 0V%.1f", x((below + above) / 2), end);
    }
}
