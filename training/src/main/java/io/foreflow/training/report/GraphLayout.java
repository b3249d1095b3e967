package io.foreflow.training.report;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Places for the boxes of a directed graph: in rows, each below all that it reads, ordered so that arrows cross seldom.
 * An arrow over several rows keeps a lane of its own in those between. After Sugiyama, Tagawa and Toda, "Methods for visual
 * understanding of hierarchical system structures" (1981).
 */
final class GraphLayout {
    private static final int ORDERING_SWEEPS = 6;
    private static final int SWEEPS = 24;

    /** A box, or the lane of an arrow in a row that it passes. */
    private static final class Slot {
        final int row;
        final double width;
        final List<Slot> above = new ArrayList<>();
        final List<Slot> below = new ArrayList<>();
        double x;

        Slot(int row, double width) {
            this.row = row;
            this.width = width;
        }

        double wanted(boolean fromAbove) {
            return (fromAbove ? above : below)
                    .stream().mapToDouble(slot -> slot.x).average().orElse(x);
        }
    }

    /** The position of a box: its row from 0 downwards and the middle of its width. */
    record Place(int row, double x) {}

    /**
     * An arrow.
     *
     * @param port which of the box's inputs it is, from 0
     * @param lanes the x at which it passes each row between
     */
    record Arrow(String from, String to, int port, List<Double> lanes) {
        Arrow {
            lanes = List.copyOf(lanes);
        }
    }

    private final Map<String, List<String>> reads;
    private final Map<String, Slot> boxes = new LinkedHashMap<>();
    private final List<List<Slot>> rows = new ArrayList<>();
    private final Map<Arrow, List<Slot>> lanes = new LinkedHashMap<>();
    private final double gap;

    private GraphLayout(Map<String, List<String>> reads, double gap) {
        this.reads = reads;
        this.gap = gap;
    }

    /**
     * Lays a graph out.
     *
     * @param reads each box's inputs, in an order in which boxes come after what they read
     * @param boxWidth of every box, in points
     * @param laneWidth that an arrow needs between boxes
     * @param gap between neighbours
     */
    static GraphLayout of(Map<String, List<String>> reads, double boxWidth, double laneWidth, double gap) {
        GraphLayout layout = new GraphLayout(reads, gap);
        layout.place(boxWidth);
        layout.connect(laneWidth);
        for (int i = 0; i < SWEEPS; i++) {
            layout.sweep(i % 2 == 0, i < ORDERING_SWEEPS);
        }
        return layout;
    }

    /** Boxes that read nothing stand right above the first that reads them. */
    private void place(double width) {
        Map<String, Integer> row = new LinkedHashMap<>();
        reads.forEach((name, inputs) -> row.put(
                name,
                inputs.stream()
                        .mapToInt(input -> requireNonNull(row.get(input)) + 1)
                        .max()
                        .orElse(0)));
        reads.forEach((name, inputs) -> {
            if (inputs.isEmpty()) {
                reads.entrySet().stream()
                        .filter(reader -> reader.getValue().contains(name))
                        .mapToInt(reader -> requireNonNull(row.get(reader.getKey())))
                        .min()
                        .ifPresent(first -> row.put(name, first - 1));
            }
        });
        row.forEach((name, at) -> {
            Slot slot = new Slot(at, width);
            boxes.put(name, slot);
            add(slot);
        });
    }

    private void add(Slot slot) {
        while (rows.size() <= slot.row) {
            rows.add(new ArrayList<>());
        }
        List<Slot> row = rows.get(slot.row);
        slot.x = row.isEmpty() ? 0 : row.get(row.size() - 1).x + apart(row.get(row.size() - 1), slot);
        row.add(slot);
    }

    private void connect(double laneWidth) {
        reads.forEach((name, inputs) -> {
            Slot to = requireNonNull(boxes.get(name));
            for (int port = 0; port < inputs.size(); port++) {
                Slot at = requireNonNull(boxes.get(inputs.get(port)));
                List<Slot> passed = new ArrayList<>();
                while (at.row < to.row - 1) {
                    Slot lane = new Slot(at.row + 1, laneWidth);
                    add(lane);
                    link(at, lane);
                    passed.add(lane);
                    at = lane;
                }
                link(at, to);
                lanes.put(new Arrow(inputs.get(port), name, port, List.of()), passed);
            }
        });
    }

    private static void link(Slot above, Slot below) {
        above.below.add(below);
        below.above.add(above);
    }

    private double apart(Slot left, Slot right) {
        return (left.width + right.width) / 2 + gap;
    }

    /** Moves each row towards what its slots are connected with, row by row; {@code reorder} lets slots pass each other. */
    private void sweep(boolean downwards, boolean reorder) {
        for (int i = 0; i < rows.size(); i++) {
            List<Slot> row = rows.get(downwards ? i : rows.size() - 1 - i);
            Map<Slot, Double> wanted = new LinkedHashMap<>();
            row.forEach(slot -> wanted.put(slot, slot.wanted(downwards)));
            if (reorder) {
                row.sort(Comparator.comparingDouble(slot -> requireNonNull(wanted.get(slot))));
            }
            double shift = 0;
            for (int k = 0; k < row.size(); k++) {
                Slot slot = row.get(k);
                double want = requireNonNull(wanted.get(slot));
                slot.x = k == 0 ? want : Math.max(want, row.get(k - 1).x + apart(row.get(k - 1), slot));
                shift += (want - slot.x) / row.size();
            }
            for (Slot slot : row) {
                slot.x += shift;
            }
        }
    }

    int rows() {
        return rows.size();
    }

    /** Returns the left edge of the leftmost slot. */
    double left() {
        return rows.stream()
                .flatMap(List::stream)
                .mapToDouble(slot -> slot.x - slot.width / 2)
                .min()
                .orElse(0);
    }

    /** Returns the right edge of the rightmost slot. */
    double right() {
        return rows.stream()
                .flatMap(List::stream)
                .mapToDouble(slot -> slot.x + slot.width / 2)
                .max()
                .orElse(0);
    }

    Place place(String name) {
        Slot slot = requireNonNull(boxes.get(name));
        return new Place(slot.row, slot.x);
    }

    List<Arrow> arrows() {
        return lanes.entrySet().stream()
                .map(entry -> new Arrow(
                        entry.getKey().from(),
                        entry.getKey().to(),
                        entry.getKey().port(),
                        entry.getValue().stream().map(slot -> slot.x).toList()))
                .toList();
    }
}
