package io.foreflow.models.network;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.network.LayerSpec.Nested;
import io.foreflow.models.network.NetworkSpec.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The table that Keras prints of a network: layers, shapes and parameters, worked out from the spec alone. */
public final class NetworkSummary {
    private static final int BYTES_OF_A_PARAMETER = 4;

    /**
     * One layer.
     *
     * @param kind what it computes, as Keras calls it, for instance {@code Dense}
     * @param output shape of its result, without the batch
     * @param parameters how many numbers its weights hold
     * @param inputs names of the inputs or layers that it reads, in order
     */
    public record LayerRow(String name, String kind, Shape output, long parameters, List<String> inputs) {
        public LayerRow {
            inputs = List.copyOf(inputs);
        }
    }

    private NetworkSummary() {}

    /** A row a layer, in the order of the spec, a nested network being one. */
    public static List<LayerRow> rows(NetworkSpec network) {
        Map<String, Shape> shapes = network.shapes();
        return network.nodes().stream()
                .map(node -> new LayerRow(
                        node.name(),
                        kind(node.layer()),
                        requireNonNull(shapes.get(node.name())),
                        parameters(node, requireNonNull(shapes.get(node.inputs().get(0)))),
                        node.inputs()))
                .toList();
    }

    /**
     * A line a layer, a nested network being one, then the sums; a network that is not a plain chain of layers also lists its inputs and tells what
     * each layer reads. Lines end with {@code \n}.
     */
    public static String of(NetworkSpec network) {
        boolean chain = isChain(network);
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("Layer (type)", "Output Shape", "Param #", "Connected to"));
        if (!chain) {
            network.inputs()
                    .forEach((name, shape) -> rows.add(List.of(name + " (InputLayer)", batched(shape), "0", "-")));
        }
        long total = 0;
        for (LayerRow row : rows(network)) {
            total += row.parameters();
            rows.add(List.of(
                    row.name() + " (" + row.kind() + ")",
                    batched(row.output()),
                    grouped(row.parameters()),
                    String.join(", ", row.inputs())));
        }
        String size = bytes(total * BYTES_OF_A_PARAMETER);
        return (chain ? "Model: \"sequential\"\n" : "Model: \"functional\"\n")
                + table(rows, chain ? 3 : 4)
                + " Total params: " + grouped(total) + " (" + size + ")\n"
                + " Trainable params: " + grouped(total) + " (" + size + ")\n"
                + " Non-trainable params: 0 (0.00 B)\n";
    }

    /** Returns the number of weights of the network. */
    public static long parameters(NetworkSpec network) {
        return WeightShapes.of(network).values().stream().mapToLong(Shape::size).sum();
    }

    private static long parameters(Node node, Shape input) {
        if (node.layer() instanceof Nested nested) {
            return parameters(nested.network());
        }
        return node.layer().weights(input).stream()
                .mapToLong(weight -> weight.shape().size())
                .sum();
    }

    private static boolean isChain(NetworkSpec network) {
        if (network.inputs().size() > 1) {
            return false;
        }
        String previous = network.inputs().keySet().iterator().next();
        for (Node node : network.nodes()) {
            if (!node.inputs().equals(List.of(previous))) {
                return false;
            }
            previous = node.name();
        }
        return true;
    }

    private static String kind(LayerSpec layer) {
        return layer instanceof Nested nested && isChain(nested.network())
                ? "Sequential"
                : layer.kind().kerasName();
    }

    /** Returns a shape such as {@code (None, 6, 16)}: the number of rows is open. */
    private static String batched(Shape shape) {
        StringBuilder text = new StringBuilder("(None");
        for (int dimension : shape.toArray()) {
            text.append(", ").append(dimension);
        }
        return text.append(")").toString();
    }

    private static String grouped(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static String bytes(long bytes) {
        double size = bytes;
        String unit = "B";
        for (String larger : List.of("KB", "MB", "GB")) {
            if (size < 1024) {
                break;
            }
            size /= 1024;
            unit = larger;
        }
        return String.format(Locale.ROOT, "%.2f %s", size, unit);
    }

    private static String table(List<List<String>> rows, int columns) {
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        StringBuilder table = new StringBuilder();
        table.append(line("┏", "━", "┳", "┓", widths));
        table.append(row("┃", rows.get(0), widths));
        table.append(line("┡", "━", "╇", "┩", widths));
        for (int i = 1; i < rows.size(); i++) {
            table.append(row("│", rows.get(i), widths));
            table.append(i == rows.size() - 1 ? line("└", "─", "┴", "┘", widths) : line("├", "─", "┼", "┤", widths));
        }
        return table.toString();
    }

    private static String line(String left, String across, String between, String right, int[] widths) {
        List<String> cells = new ArrayList<>();
        for (int width : widths) {
            cells.add(across.repeat(width + 2));
        }
        return left + String.join(between, cells) + right + "\n";
    }

    private static String row(String border, List<String> cells, int[] widths) {
        StringBuilder row = new StringBuilder(border);
        for (int i = 0; i < widths.length; i++) {
            boolean number = i == 2;
            String format = number ? " %" + widths[i] + "s " : " %-" + widths[i] + "s ";
            row.append(String.format(Locale.ROOT, format, cells.get(i))).append(border);
        }
        return row.append("\n").toString();
    }
}
