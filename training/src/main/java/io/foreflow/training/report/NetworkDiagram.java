package io.foreflow.training.report;

import io.foreflow.models.network.LayerSpec.Nested;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.NetworkSummary;
import io.foreflow.training.report.GraphLayout.Arrow;
import io.foreflow.training.report.GraphLayout.Place;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Path2D;
import java.awt.geom.RoundRectangle2D;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A network as a graph: a box a layer, arrows from what it reads, branches side by side. */
public final class NetworkDiagram {
    /** What a box says and how it looks. */
    private record Box(String name, String kind, String detail, Color fill, boolean stacked) {}

    private static final Font TITLE = Labels.bold(16);
    private static final Font NAME = Labels.bold(14);
    private static final Font KIND = Labels.plain(13);
    private static final Color INPUT = Palette.PAPER;
    private static final Color LEARNS = new Color(0xDCE8F5);
    private static final Color FIXED = new Color(0xF1F3F5);
    private static final Color NETWORK = new Color(0xFCE9D4);
    private static final int PADDING = 16;
    private static final int INSET = 14;
    private static final int BOX_HEIGHT = 52;
    private static final int ROW_HEIGHT = 88;
    private static final int LANE_WIDTH = 16;
    private static final int GAP = 24;
    private static final int STACK = 4;
    private static final int HEAD = 8;
    private static final int PORT_GAP = 28;

    private NetworkDiagram() {}

    /**
     * Draws without a display: each layer with its name, its type, the shape of its result without the batch, and how
     * many parameters it has. Layers with parameters are blue, those without grey; a nested network is one orange box.
     *
     * @param title above the graph; blank for none
     * @return the bytes of a PNG file
     * @throws IllegalArgumentException if the network is too deep or too wide for a picture, some ninety layers
     */
    public static byte[] png(String title, NetworkSpec network) {
        Map<String, Box> boxes = boxes(network);
        int boxWidth =
                boxes.values().stream().mapToInt(NetworkDiagram::width).max().orElseThrow() + 2 * INSET;
        GraphLayout layout = GraphLayout.of(reads(network), boxWidth, LANE_WIDTH, GAP);
        int titleWidth = Labels.width(TITLE, title.strip());
        double graphWidth = layout.right() - layout.left();
        int width = (int) Math.ceil(Math.max(graphWidth, Math.min(titleWidth, Plot.WIDTH))) + 2 * PADDING;
        List<String> titles = Labels.wrap(TITLE, title, width - 2 * PADDING);
        int top = PADDING + titles.size() * Labels.lineHeight(TITLE) + (titles.isEmpty() ? 0 : PADDING / 2);
        int height = top + (layout.rows() - 1) * ROW_HEIGHT + BOX_HEIGHT + PADDING;
        return Png.draw(width, height, graphics -> {
            graphics.setColor(Palette.INK);
            graphics.setFont(TITLE);
            for (int i = 0; i < titles.size(); i++) {
                Labels.centred(graphics, titles.get(i), width / 2.0, PADDING + (i + 0.8) * Labels.lineHeight(TITLE));
            }
            graphics.translate((width - graphWidth) / 2 - layout.left(), top);
            for (Arrow arrow : layout.arrows()) {
                int ports = network.node(arrow.to()).inputs().size();
                draw(graphics, arrow, layout.place(arrow.from()), layout.place(arrow.to()), ports);
            }
            boxes.forEach((name, box) -> draw(graphics, box, layout.place(name), boxWidth));
        });
    }

    private static Map<String, Box> boxes(NetworkSpec network) {
        Map<String, Box> boxes = new LinkedHashMap<>();
        network.inputs()
                .forEach((name, shape) -> boxes.put(name, new Box(name, "input", shape.toString(), INPUT, false)));
        for (NetworkSummary.Row row : NetworkSummary.rows(network)) {
            String kind = row.kind();
            boolean nested = false;
            if (network.node(row.name()).layer() instanceof Nested inner) {
                kind += ", " + counted(inner.network().nodes().size(), "layer");
                nested = true;
            }
            String detail = row.parameters() == 0
                    ? row.output().toString()
                    : row.output() + "  ·  " + counted(row.parameters(), "parameter");
            Color fill = nested ? NETWORK : row.parameters() == 0 ? FIXED : LEARNS;
            boxes.put(row.name(), new Box(row.name(), kind, detail, fill, nested));
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
        int first = Labels.width(NAME, box.name()) + INSET + Labels.width(KIND, box.kind());
        return Math.max(first, Labels.width(KIND, box.detail()));
    }

    private static void draw(Graphics2D graphics, Box box, Place place, int width) {
        double x = place.x() - width / 2.0;
        double y = (double) place.row() * ROW_HEIGHT;
        graphics.setStroke(new BasicStroke(1.2f));
        if (box.stacked()) {
            outline(graphics, x + STACK, y + STACK, width, box.fill());
        }
        outline(graphics, x, y, width, box.fill());
        graphics.setColor(Palette.INK);
        graphics.setFont(NAME);
        graphics.drawString(box.name(), (float) (x + INSET), (float) (y + 22));
        graphics.setFont(KIND);
        graphics.drawString(box.detail(), (float) (x + INSET), (float) (y + 42));
        graphics.setColor(Palette.MUTED);
        Labels.rightAligned(graphics, box.kind(), x + width - INSET, y + 22);
    }

    private static void outline(Graphics2D graphics, double x, double y, int width, Color fill) {
        RoundRectangle2D shape = new RoundRectangle2D.Double(x, y, width, BOX_HEIGHT, 12, 12);
        graphics.setColor(fill);
        graphics.fill(shape);
        graphics.setColor(Palette.MUTED);
        graphics.draw(shape);
    }

    /** Straight down through rows that it passes, curved between rows. */
    private static void draw(Graphics2D graphics, Arrow arrow, Place from, Place to, int ports) {
        double x = from.x();
        double y = from.row() * (double) ROW_HEIGHT + BOX_HEIGHT;
        Path2D line = new Path2D.Double();
        line.moveTo(x, y);
        int row = from.row();
        for (double lane : arrow.lanes()) {
            row++;
            double next = (double) row * ROW_HEIGHT;
            curve(line, x, y, lane, next);
            line.lineTo(lane, next + BOX_HEIGHT);
            x = lane;
            y = next + BOX_HEIGHT;
        }
        double end = to.x() + (arrow.port() - (ports - 1) / 2.0) * PORT_GAP;
        double tip = to.row() * (double) ROW_HEIGHT;
        curve(line, x, y, end, tip - HEAD);
        graphics.setColor(Palette.MUTED);
        graphics.setStroke(new BasicStroke(1.5f));
        graphics.draw(line);
        Path2D head = new Path2D.Double();
        head.moveTo(end, tip);
        head.lineTo(end - HEAD / 2.0, tip - HEAD);
        head.lineTo(end + HEAD / 2.0, tip - HEAD);
        head.closePath();
        graphics.fill(head);
    }

    private static void curve(Path2D line, double x, double y, double toX, double toY) {
        double middle = (y + toY) / 2;
        line.curveTo(x, middle, toX, middle, toX, toY);
    }
}
