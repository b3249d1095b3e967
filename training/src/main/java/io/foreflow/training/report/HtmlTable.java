package io.foreflow.training.report;

import io.foreflow.training.report.TextParts.Run;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * A table of a report: a caption, a header, then rows of as many cells. The first cell of a row is the row's header. A table
 * that is wider than the page scrolls by itself.
 */
public final class HtmlTable implements ReportPart {
    /** A text of more characters is broken into lines. */
    private static final int ONE_LINE = 34;

    /** A header of more characters is broken into lines. */
    private static final int ONE_LINE_HEADER = 16;

    /** A first column of at most so many characters stays in sight when the table scrolls. */
    private static final int ANCHORED = 24;

    /** Headers of a matrix stand upright in so many columns, or if none has more characters than this. */
    private static final int UPRIGHT_COLUMNS = 6;

    private static final int UPRIGHT_TEXT = 3;

    /** The share of the full colour from which on the text on it has the other brightness. */
    private static final double DEEP = 0.55;

    /** A cell: its text, how it looks, and how full its bar or its colour is; an empty text for what it has not. */
    record Cell(List<Run> runs, String look, String share) {}

    /** A cell of the header; {@code line} tells a chart how to draw the column. */
    record Head(String text, String look, String line) {}

    /** A row as the template shows it. */
    record Line(Cell first, List<Cell> others, boolean best) {}

    private record HtmlRow(List<String> cells, List<Double> shares, boolean best) {}

    private final String caption;
    private final List<String> header;
    private final Set<Integer> numeric = new TreeSet<>();
    private final Set<Integer> bars = new TreeSet<>();
    private final List<HtmlRow> rows = new ArrayList<>();
    private List<String> lines = List.of();
    private boolean matrix;

    private HtmlTable(String caption, List<String> header) {
        this.caption = caption;
        this.header = header;
        if (header.isEmpty() || caption.isBlank()) {
            throw new IllegalArgumentException("a table needs a caption and columns");
        }
    }

    /**
     * Starts a table.
     *
     * @param caption what the table shows
     * @param header one text a column
     * @throws IllegalArgumentException if there are no columns or the caption is blank
     */
    public static HtmlTable of(String caption, String... header) {
        return new HtmlTable(caption, List.of(header));
    }

    /** Starts a table of the first column's header and the others'. */
    public static HtmlTable of(String caption, List<String> first, List<String> others) {
        List<String> header = new ArrayList<>(first);
        header.addAll(others);
        return new HtmlTable(caption, header);
    }

    /**
     * Says that the columns from one on hold numbers: they stand at the right, digits below digits.
     *
     * @param from the first of them, from 0
     * @throws IllegalArgumentException if there is no such column
     */
    public HtmlTable numericFrom(int from) {
        for (int column = from; column < header.size(); column++) {
            numeric.add(column);
        }
        return require(from);
    }

    /**
     * Says that a column holds numbers.
     *
     * @throws IllegalArgumentException if there is no such column
     */
    public HtmlTable numeric(int column) {
        numeric.add(column);
        return require(column);
    }

    /**
     * Draws a bar behind each number of a column, from 0 to the largest of them.
     *
     * @throws IllegalArgumentException if there is no such column
     */
    public HtmlTable bars(int column) {
        bars.add(column);
        return numeric(column);
    }

    private HtmlTable require(int column) {
        if (column < 0 || column >= header.size()) {
            throw new IllegalArgumentException("the table has columns 0 to " + (header.size() - 1) + ", not " + column);
        }
        return this;
    }

    /**
     * Adds a row.
     *
     * @throws IllegalArgumentException if there are more or fewer cells than columns
     */
    public HtmlTable row(String... cells) {
        return add(Arrays.asList(cells), new double[0], false);
    }

    /** Adds a row of a first cell and others. */
    public HtmlTable row(List<String> first, List<String> others, boolean emphasised) {
        List<String> cells = new ArrayList<>(first);
        cells.addAll(others);
        return add(cells, new double[0], emphasised);
    }

    /**
     * Adds a row that matters most.
     *
     * @throws IllegalArgumentException if there are more or fewer cells than columns
     */
    public HtmlTable emphasised(String... cells) {
        return add(Arrays.asList(cells), new double[0], true);
    }

    /**
     * Adds a row whose cells, but for the first, are coloured.
     *
     * @param shares of the full colour, 0 to 1, one for each cell but the first
     */
    HtmlTable shaded(List<String> cells, double... shares) {
        matrix = true;
        return add(cells, shares, false);
    }

    /** Tells a chart how to draw each column: a style and the number of a colour. */
    HtmlTable lines(List<String> styles) {
        lines = List.copyOf(styles);
        return this;
    }

    private HtmlTable add(List<String> cells, double[] shares, boolean best) {
        if (cells.size() != header.size()) {
            throw new IllegalArgumentException("a row of " + cells.size() + " cells (" + String.join(", ", cells)
                    + ") does not fit a table of " + header.size() + " columns");
        }
        rows.add(new HtmlRow(List.copyOf(cells), Arrays.stream(shares).boxed().toList(), best));
        return this;
    }

    @Override
    public String block() {
        return "table";
    }

    String caption() {
        return TextParts.plain(caption);
    }

    TextParts.Paragraph heading() {
        return new TextParts.Paragraph(TextParts.runs(caption));
    }

    /** Returns the classes of the table. */
    String look() {
        boolean anchored = rows.stream().allMatch(row -> row.cells().get(0).length() <= ANCHORED);
        boolean turned = matrix
                && header.size() > UPRIGHT_COLUMNS
                && header.stream().skip(1).anyMatch(text -> text.length() > UPRIGHT_TEXT);
        return (turned ? "turned " : "") + (anchored ? "anchored" : "");
    }

    List<Head> header() {
        List<Head> heads = new ArrayList<>();
        for (int column = 0; column < header.size(); column++) {
            String text = header.get(column);
            String look = (numeric.contains(column) ? "number" : "")
                    + (text.length() > ONE_LINE_HEADER && !matrix ? " long" : "");
            heads.add(new Head(text, look.strip(), column < lines.size() ? lines.get(column) : ""));
        }
        return heads;
    }

    List<Line> rows() {
        double[] largest = new double[header.size()];
        bars.forEach(column -> largest[column] = rows.stream()
                .mapToDouble(row -> value(row.cells().get(column)))
                .filter(Double::isFinite)
                .max()
                .orElse(1));
        boolean[] prose = new boolean[header.size()];
        for (int column = 0; column < prose.length; column++) {
            int at = column;
            prose[column] = rows.stream().anyMatch(row -> row.cells().get(at).length() > ONE_LINE);
        }
        return rows.stream().map(row -> line(row, largest, prose)).toList();
    }

    private Line line(HtmlRow row, double[] largest, boolean... prose) {
        List<Cell> cells = new ArrayList<>();
        for (int column = 0; column < row.cells().size(); column++) {
            String text = row.cells().get(column);
            List<Run> runs = TextParts.runs(text);
            if (bars.contains(column)) {
                double share = Math.max(0, value(text) / largest[column]);
                cells.add(new Cell(runs, "number bar", Double.isFinite(share) ? number(share) : "0"));
            } else if (column > 0 && column <= row.shares().size()) {
                double share = row.shares().get(column - 1);
                cells.add(new Cell(runs, share > DEEP ? "heat deep" : "heat", number(share)));
            } else {
                cells.add(new Cell(runs, numeric.contains(column) ? "number" : prose[column] ? "prose" : "", ""));
            }
        }
        return new Line(cells.get(0), cells.subList(1, cells.size()), row.best());
    }

    private static String number(double share) {
        return String.format(Locale.ROOT, "%.3f", share);
    }

    /** Returns NaN for what is no number. */
    private static double value(String text) {
        try {
            return Double.parseDouble(text.replace(",", ""));
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }
}
