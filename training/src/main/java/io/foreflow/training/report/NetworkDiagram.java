package io.foreflow.training.report;

import io.foreflow.models.network.LayerSpec.Nested;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.NetworkSummary;
import io.foreflow.training.report.GraphLayout.Arrow;
import io.foreflow.training.report.GraphLayout.Place;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A network as a graph: a box a layer, arrows from what it reads, branches side by side. */
public final class NetworkDiagram {
    /** The texts and the look of a box. */
    private record Box(String name, String kind, String detail, String look, boolean stacked) {}

    private static final int PADDING = 4;
    private static final int INSET = 14;
    private static final int BOX_HEIGHT = 52;
    private static final int ROW_HEIGHT = 84;
    private static final int LANE_WIDTH = 16;
    private static final int GAP = 24;
    private static final int STACK = 4;
    private static final int HEAD = 8;
    private static final int PORT_GAP = 28;

    private NetworkDiagram() {}

    /**
     * Draws each layer with its name, its type, the shape of its result without the batch, and how many parameters it has. Layers
     * with parameters are blue, those without grey; a nested network is one orange box.
     *
     * @param title above the graph
     */
    public static Drawing of(String title, NetworkSpec network) {
        Map<String, Box> boxes = boxes(network);
        int boxWidth =
                boxes.values().stream().mapToInt(NetworkDiagram::width).max().orElseThrow() + 2 * INSET;
        GraphLayout layout = GraphLayout.of(reads(network), boxWidth, LANE_WIDTH, GAP);
        double left = layout.left() - PADDING;
        Drawing drawing = Drawing.of(
                title,
                "The layers of the network and what each reads; the table below lists the same",
                (int) Math.ceil(layout.right() - layout.left()) + 2 * PADDING + STACK,
                (layout.rows() - 1) * ROW_HEIGHT + BOX_HEIGHT + 2 * PADDING + STACK);
        for (Arrow arrow : layout.arrows()) {
            int ports = network.node(arrow.to()).inputs().size();
            draw(drawing, arrow, layout.place(arrow.from()), layout.place(arrow.to()), ports, left);
        }
        boxes.forEach((name, box) -> {
            Place place = layout.place(name);
            draw(drawing, box, place.x() - left - boxWidth / 2.0, top(place.row()), boxWidth);
        });
        return drawing;
    }

    private static double top(int row) {
        return PADDING + (double) row * ROW_HEIGHT;
    }

    private static Map<String, Box> boxes(NetworkSpec network) {
        Map<String, Box> boxes = new LinkedHashMap<>();
        network.inputs()
                .forEach((name, shape) -> boxes.put(name, new Box(name, "input", shape.toString(), "input", false)));
        for (NetworkSummary.LayerRow row : NetworkSummary.rows(network)) {
            String kind = row.kind();
            boolean nested = false;
            if (network.node(row.name()).layer() instanceof Nested inner) {
                kind += ", " + counted(inner.network().nodes().size(), "layer");
                nested = true;
            }
            String detail = row.parameters() == 0
                    ? row.output().toString()
                    : row.output() + "  ·  " + counted(row.parameters(), "parameter");
            String look = nested ? "nested" : row.parameters() == 0 ? "fixed" : "learns";
            boxes.put(row.name(), new Box(row.name(), kind, detail, look, nested));
        }
        return boxes;
    }

    private static String counted(long count, String what) {
        return String.format(Locale.ROOT, "%,d %s%s", count, what, count == 1 ? "" : "s");
    }

    private static Map<String, List<String>> reads(NetworkSpec network) {
        Map<String, List<String>> reads = new LinkedHashMap<>();
        network.inputs().keySet().forEach(name -> reads.put(name, List.of()));
        network.nodes().forEach(node -> reads.put(node.name(), node.inputs()));
        return reads;
    }

    private static int width(Box box) {
        int first = box.name().length() + 2 + box.kind().length();
        return (int) Math.ceil(Math.max(first, box.detail().length()) * Drawing.CHARACTER);
    }

    private static void draw(Drawing drawing, Box box, double x, double y, int width) {
        if (box.stacked()) {
            outline(drawing, box.look(), x + STACK, y + STACK, width);
        }
        outline(drawing, box.look(), x, y, width);
        drawing.label("name", x + INSET, y + 22, box.name());
        drawing.label("soft end", x + width - INSET, y + 22, box.kind());
        drawing.label("detail", x + INSET, y + 41, box.detail());
    }

    private static void outline(Drawing drawing, String look, double x, double y, int width) {
        drawing.path(look, "M%.1f %.1fh%dv%dh-%dz", x, y, width, BOX_HEIGHT, width);
    }

    /** Draws straight down through rows that the arrow passes, curved between rows. */
    private static void draw(Drawing drawing, Arrow arrow, Place from, Place to, int ports, double left) {
        double x = from.x() - left;
        double y = top(from.row()) + BOX_HEIGHT;
        int row = from.row();
        for (double lane : arrow.lanes()) {
            row++;
            curve(drawing, x, y, lane - left, top(row));
            x = lane - left;
            y = top(row) + BOX_HEIGHT;
            drawing.path("line", "M%.1f %.1fV%.1f", x, top(row), y);
        }
        double end = to.x() - left + (arrow.port() - (ports - 1) / 2.0) * PORT_GAP;
        double tip = top(to.row());
        curve(drawing, x, y, end, tip - HEAD);
        drawing.path("head", "M%.1f %.1fl%.1f -%dh%dz", end, tip, HEAD / 2.0, HEAD, -HEAD);
    }

    private static void curve(Drawing drawing, double x, double y, double toX, double toY) {
        double middle = (y + toY) / 2;
        drawing.path("line", "M%.1f %.1fC%.1f %.1f %.1f %.1f %.1f %.1f", x, y, x, middle, toX, middle, toX, toY);
    }
}
