package io.foreflow.training.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** A table of a report: a header, then rows of as many cells. */
public final class HtmlTable {
    private record Row(List<String> cells, boolean emphasised) {}

    private final List<String> header;
    private final Set<Integer> numeric = new TreeSet<>();
    private final List<Row> rows = new ArrayList<>();
    private String caption = "";

    private HtmlTable(List<String> header) {
        this.header = header;
    }

    /**
     * Starts a table.
     *
     * @param header one text a column
     * @throws IllegalArgumentException if there are no columns
     */
    public static HtmlTable of(String... header) {
        if (header.length == 0) {
            throw new IllegalArgumentException("a table needs columns");
        }
        return new HtmlTable(List.of(header));
    }

    /** What the table shows, above it. */
    public HtmlTable captioned(String text) {
        caption = text;
        return this;
    }

    /**
     * Says which columns hold numbers: they stand at the right, digits below digits.
     *
     * @param columns from 0
     * @throws IllegalArgumentException if there is no such column
     */
    public HtmlTable numeric(int... columns) {
        for (int column : columns) {
            if (column < 0 || column >= header.size()) {
                throw new IllegalArgumentException(
                        "the table has columns 0 to " + (header.size() - 1) + ", not " + column);
            }
            numeric.add(column);
        }
        return this;
    }

    /** @throws IllegalArgumentException if there are more or fewer cells than columns */
    public HtmlTable row(String... cells) {
        return add(false, cells);
    }

    /**
     * Adds a row that matters most.
     *
     * @throws IllegalArgumentException if there are more or fewer cells than columns
     */
    public HtmlTable emphasised(String... cells) {
        return add(true, cells);
    }

    private HtmlTable add(boolean emphasised, String... cells) {
        if (cells.length != header.size()) {
            throw new IllegalArgumentException("a row of " + cells.length + " cells (" + String.join(", ", cells)
                    + ") does not fit a table of " + header.size() + " columns");
        }
        rows.add(new Row(List.of(cells), emphasised));
        return this;
    }

    String toHtml() {
        StringBuilder html = new StringBuilder("<div class=\"wide\"><table>\n");
        if (!caption.isBlank()) {
            html.append("<caption>").append(Html.escape(caption)).append("</caption>\n");
        }
        html.append("<thead>");
        line(html, header, "<th scope=\"col\"", "</th>", "");
        html.append("</thead>\n<tbody>\n");
        rows.forEach(row -> line(html, row.cells(), "<td", "</td>", row.emphasised() ? " class=\"best\"" : ""));
        return html.append("</tbody>\n</table></div>\n").toString();
    }

    private void line(StringBuilder html, List<String> cells, String open, String close, String rowClass) {
        html.append("<tr").append(rowClass).append(">");
        for (int i = 0; i < cells.size(); i++) {
            html.append(open)
                    .append(numeric.contains(i) ? " class=\"number\">" : ">")
                    .append(Html.escape(cells.get(i)))
                    .append(close);
        }
        html.append("</tr>\n");
    }
}
