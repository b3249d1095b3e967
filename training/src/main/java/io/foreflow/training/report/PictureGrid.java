package io.foreflow.training.report;

import io.foreflow.training.report.TextParts.Run;
import java.util.List;

/** Pictures side by side, each with its caption. Small ones are scaled up so that their pixels can be seen. */
public final class PictureGrid implements ReportPart {
    private static final int SMALL = 112;

    private final String title;
    private final List<Run> caption;
    private final List<ReportPicture> items;
    private final int columns;

    private PictureGrid(String title, List<Run> caption, List<ReportPicture> items, int columns) {
        this.title = title;
        this.caption = caption;
        this.items = List.copyOf(items);
        this.columns = columns;
        if (title.isBlank()) {
            throw new IllegalArgumentException("pictures need a title");
        }
        if (items.isEmpty()) {
            throw new IllegalArgumentException("a grid needs at least one picture");
        }
        if (columns < 1) {
            throw new IllegalArgumentException("a grid needs at least one column, not " + columns);
        }
    }

    /**
     * Lays pictures out.
     *
     * @param title what they show
     * @param caption beside the title; empty for none
     * @param pictures from left to right, then downwards
     * @param columns how many stand beside each other at most; fewer on a narrow page
     * @throws IllegalArgumentException if the title is blank, or there are no pictures or no columns
     */
    public static PictureGrid of(String title, String caption, List<ReportPicture> pictures, int columns) {
        return new PictureGrid(title, TextParts.runs(caption), pictures, columns);
    }

    @Override
    public String block() {
        return "pictures";
    }

    String title() {
        return TextParts.plain(title);
    }

    TextParts.Paragraph heading() {
        return new TextParts.Paragraph(TextParts.runs(title));
    }

    /** Returns the text beside the title. */
    List<Run> runs() {
        return caption;
    }

    List<ReportPicture> items() {
        return items;
    }

    int columns() {
        return columns;
    }

    /** Returns the width of a column in pixels: a whole number of them for each pixel of small pictures. */
    int side() {
        int largest = items.stream()
                .mapToInt(picture -> Math.max(picture.width(), picture.height()))
                .max()
                .orElseThrow();
        return largest <= SMALL ? (SMALL + largest - 1) / largest * largest : Math.min(largest, ReportPicture.LARGE);
    }
}
