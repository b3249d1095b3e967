package io.foreflow.training.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A report as one HTML file that stands alone: style, script and pictures are inside, and nothing is loaded from elsewhere. All
 * text is shown as it is, whatever it holds; a piece between backticks, such as an id, is shown as code and never broken. The
 * same calls give the same file.
 */
public final class HtmlReport {
    /** A part under the name of its block in the template. */
    private record Section(String heading, List<Map<String, ReportPart>> parts) {}

    private final String kind;
    private final String title;
    private final List<Section> sections = new ArrayList<>();
    private String summary = "";

    private HtmlReport(String kind, String title) {
        this.kind = kind;
        this.title = title;
        sections.add(new Section("", new ArrayList<>()));
    }

    /**
     * Starts a report.
     *
     * @param kind what sort of report it is, above the title; blank for none
     * @throws IllegalArgumentException if the title is blank
     */
    public static HtmlReport titled(String kind, String title) {
        if (title.isBlank()) {
            throw new IllegalArgumentException("a report needs a title");
        }
        return new HtmlReport(kind, title);
    }

    /** Sets the sentence below the title that says what came out. */
    public HtmlReport summary(String text) {
        summary = text;
        return this;
    }

    /** Begins a section; the parts that are added next stand in it. */
    public HtmlReport section(String heading) {
        sections.add(new Section(heading, new ArrayList<>()));
        return this;
    }

    /** Adds a paragraph of running text. */
    public HtmlReport paragraph(String text) {
        return add(new TextParts.Paragraph(TextParts.runs(text)));
    }

    /** Adds short remarks, one below the other; nothing if there are none. */
    public HtmlReport notes(List<String> texts) {
        return texts.isEmpty() ? this : add(TextParts.Notes.of(texts));
    }

    /** Adds names with what is known of them, in the order of the map. */
    public HtmlReport facts(Map<String, String> facts) {
        return add(TextParts.Facts.of(facts));
    }

    /** Adds a table, a chart, pictures or a drawing. What is added to the part later shows too. */
    public HtmlReport add(ReportPart part) {
        sections.get(sections.size() - 1).parts().add(Map.of(part.block(), part));
        return this;
    }

    /** Returns the whole file, to be written as UTF-8. */
    public String toHtml() {
        boolean charts = sections.stream()
                .flatMap(section -> section.parts().stream())
                .anyMatch(part -> part.containsKey(Chart.BLOCK));
        return ReportTemplate.page(
                Map.of(
                        "kind",
                        kind,
                        "title",
                        title,
                        "summary",
                        summary.isBlank() ? List.of() : List.of(new TextParts.Paragraph(TextParts.runs(summary))),
                        "sections",
                        sections.stream()
                                .filter(section -> !section.parts().isEmpty()
                                        || !section.heading().isEmpty())
                                .toList()),
                charts);
    }
}
