package io.foreflow.training.report;

/** Something that a section of a report shows below its heading. */
public sealed interface ReportPart
        permits Chart, Drawing, HtmlTable, PictureGrid, TextParts.Facts, TextParts.Notes, TextParts.Paragraph {
    /** Returns the name of the block of the template that shows it. */
    String block();
}
