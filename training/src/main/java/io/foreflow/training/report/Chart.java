package io.foreflow.training.report;

import io.foreflow.training.report.TextParts.Run;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Curves over one axis. The page holds a table of the values, and its script draws the chart from that table: who cannot see the
 * chart, or runs no scripts, reads the table.
 */
public final class Chart implements ReportPart {
    static final String BLOCK = "chart";

    private static final int HEIGHT = 340;
    private static final int DIGITS = 6;

    private final String title;
    private final String xLabel;
    private final String yLabel;
    private final List<Curve> curves = new ArrayList<>();
    private final Set<String> names = new HashSet<>();
    private List<String> labels = List.of();
    private List<Run> caption = List.of();
    private boolean square;
    private double after = Double.NEGATIVE_INFINITY;

    private Chart(String title, String xLabel, String yLabel) {
        this.title = title;
        this.xLabel = xLabel;
        this.yLabel = yLabel;
        if (title.isBlank() || xLabel.isBlank() || yLabel.isBlank()) {
            throw new IllegalArgumentException("a chart needs a title and the names of both axes");
        }
    }

    /**
     * Starts a chart.
     *
     * @param title what it shows
     * @param xLabel what is to the right, with its unit
     * @param yLabel what is upwards, with its unit
     * @throws IllegalArgumentException if one of them is blank
     */
    public static Chart of(String title, String xLabel, String yLabel) {
        return new Chart(title, xLabel, yLabel);
    }

    /** Sets a text beside the title. */
    public Chart captioned(String text) {
        caption = TextParts.runs(text);
        return this;
    }

    /**
     * Adds a curve.
     *
     * @throws IllegalArgumentException if another one has its name
     */
    public Chart add(Curve curve) {
        if (!names.add(curve.name())) {
            throw new IllegalArgumentException("two curves are called " + curve.name());
        }
        curves.add(curve);
        return this;
    }

    /** Adds an interval around a forecast, over whole numbers as {@link Curve#over}. */
    public Chart band(int first, String name, double[] lower, double[] upper, int colour) {
        return add(Curve.over(first, name + ", upper end", upper, Curve.Style.UPPER, colour))
                .add(Curve.over(first, name + ", lower end", lower, Curve.Style.LOWER, colour));
    }

    /** Sets what is written at x = 0, 1, 2 and so on instead of the numbers, for instance times. */
    public Chart labels(List<String> texts) {
        labels = List.copyOf(texts);
        return this;
    }

    /** Gives both axes the same range and length. */
    public Chart equalAxes() {
        square = true;
        return this;
    }

    /** Leaves out what lies at or before an x. */
    public Chart after(double x) {
        after = x;
        return this;
    }

    /** True as long as there is nothing to draw. */
    public boolean isEmpty() {
        return curves.isEmpty();
    }

    @Override
    public String block() {
        return BLOCK;
    }

    String title() {
        return TextParts.plain(title);
    }

    TextParts.Paragraph heading() {
        return new TextParts.Paragraph(TextParts.runs(title));
    }

    String xLabel() {
        return xLabel;
    }

    String yLabel() {
        return yLabel;
    }

    /** Returns the text beside the title. */
    List<Run> runs() {
        return caption;
    }

    int height() {
        return HEIGHT;
    }

    boolean labelled() {
        return !labels.isEmpty();
    }

    boolean isSquare() {
        return square;
    }

    /** Returns a row for each x, ascending, and a column for each curve; several rows where a curve has several points at one x. */
    HtmlTable values() {
        String format = "%."
                + Wording.decimals(curves.stream().flatMapToDouble(curve -> IntStream.range(0, curve.size())
                        .mapToDouble(curve::y)))
                + "f";
        TreeMap<Double, List<String[]>> rows = new TreeMap<>();
        for (int column = 0; column < curves.size(); column++) {
            Curve curve = curves.get(column);
            for (int i = 0; i < curve.size(); i++) {
                if (curve.x(i) > after) {
                    String text = Double.isFinite(curve.y(i)) ? String.format(Locale.ROOT, format, curve.y(i)) : "";
                    free(rows.computeIfAbsent(curve.x(i), x -> new ArrayList<>()), column)[column] = text;
                }
            }
        }
        HtmlTable table = HtmlTable.of(
                        "Values of the chart: " + title,
                        List.of(xLabel),
                        curves.stream().map(Curve::name).toList())
                .numericFrom(labelled() ? 1 : 0)
                .lines(IntStream.rangeClosed(0, curves.size())
                        .mapToObj(i -> i == 0 ? "" : curves.get(i - 1).line())
                        .toList());
        for (Map.Entry<Double, List<String[]>> at : rows.entrySet()) {
            at.getValue().forEach(cells -> table.row(List.of(x(at.getKey())), List.of(cells), false));
        }
        return table;
    }

    /** Returns the first row whose cell in the column is still empty. */
    private String[] free(List<String[]> rows, int column) {
        for (String[] row : rows) {
            if (row[column].isEmpty()) {
                return row;
            }
        }
        String[] row = new String[curves.size()];
        Arrays.fill(row, "");
        rows.add(row);
        return row;
    }

    private String x(double value) {
        if (labelled()) {
            return labels.get((int) value);
        }
        return new BigDecimal(value)
                .round(new MathContext(DIGITS))
                .stripTrailingZeros()
                .toPlainString();
    }
}
