package io.foreflow.training.report;

import io.foreflow.training.report.TextParts.Run;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A drawing of lines, boxes and labels. The style sheet says how each kind looks. */
public final class Drawing implements ReportPart {
    /** Width of a character of a label, in pixels. */
    public static final double CHARACTER = 7.85;

    /** Number of colours that the style sheet has, {@code of-0} and so on. */
    public static final int COLOURS = 8;

    /** A path or a label; the other text is empty. */
    record DrawnShape(String look, String path, String label, String x, String y) {}

    private final String title;
    private final String alt;
    private final int width;
    private final int height;
    private final List<DrawnShape> shapes = new ArrayList<>();
    private List<Run> caption = List.of();

    private Drawing(String title, String alt, int width, int height) {
        this.title = title;
        this.alt = alt;
        this.width = width;
        this.height = height;
        if (title.isBlank() || alt.isBlank()) {
            throw new IllegalArgumentException("a drawing needs a title and words that say what it shows");
        }
    }

    /**
     * Starts a drawing.
     *
     * @param alt what it shows, for those who cannot see it
     * @param width in pixels
     * @param height in pixels
     * @throws IllegalArgumentException if the title or {@code alt} is blank
     */
    public static Drawing of(String title, String alt, int width, int height) {
        return new Drawing(title, alt, width, height);
    }

    /** Sets a text beside the title. */
    public Drawing captioned(String text) {
        caption = TextParts.runs(text);
        return this;
    }

    /**
     * Adds a path.
     *
     * @param look classes of the style sheet
     * @param format of the path's commands, as SVG has them, with {@code %.1f} for each number
     */
    public Drawing path(String look, String format, Object... numbers) {
        shapes.add(new DrawnShape(look, String.format(Locale.ROOT, format, numbers), "", "", ""));
        return this;
    }

    /** Adds a label whose base line begins at a point. */
    public Drawing label(String look, double x, double y, String text) {
        shapes.add(new DrawnShape(
                look, "", text, String.format(Locale.ROOT, "%.1f", x), String.format(Locale.ROOT, "%.1f", y)));
        return this;
    }

    @Override
    public String block() {
        return "drawing";
    }

    String title() {
        return TextParts.plain(title);
    }

    TextParts.Paragraph heading() {
        return new TextParts.Paragraph(TextParts.runs(title));
    }

    String alt() {
        return alt;
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    List<DrawnShape> shapes() {
        return shapes;
    }

    /** Returns the text beside the title. */
    List<Run> runs() {
        return caption;
    }
}
