package io.foreflow.training.report;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;

/**
 * A report as one HTML file that stands alone: style and pictures are inside, nothing is loaded from elsewhere, nothing
 * runs. All text is shown as it is, whatever it holds. The same calls give the same file.
 */
public final class HtmlReport {
    private static final long PNG_SIGNATURE = 0x89504E470D0A1A0AL;
    private static final int WIDTH_OFFSET = 16;
    private static final int HEIGHT_OFFSET = 20;
    private static final int PNG_HEADER = 24;

    private static final String STYLE = """
            :root { color-scheme: light; }
            * { box-sizing: border-box; }
            body { margin: 0 auto; padding: 1.5rem 1rem 3rem; max-width: 54rem; background: #fff; color: #222;
              font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
              overflow-wrap: break-word; }
            h1 { margin: 0; font-size: 1.8rem; line-height: 1.2; }
            .subtitle { margin: .3rem 0 0; color: #5f6670; }
            header { padding-bottom: 1rem; border-bottom: 2px solid #4c78a8; }
            h2 { margin: 2.2rem 0 .6rem; font-size: 1.25rem; line-height: 1.3; }
            p, ul { margin: .6rem 0; }
            ul { padding-left: 1.4rem; }
            .wide { overflow-x: auto; margin: 1rem 0; }
            table { border-collapse: collapse; font-size: .95rem; }
            caption { padding-bottom: .4rem; text-align: left; color: #5f6670; }
            th, td { padding: .35rem .8rem; border-bottom: 1px solid #e3e6ea; text-align: left; vertical-align: top; }
            th { border-bottom: 2px solid #aab2bd; }
            .number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
            .best td { font-weight: 700; background: #eef3f9; }
            figure { margin: 1.2rem 0; }
            img { display: block; max-width: 100%; height: auto; }
            figcaption { margin-top: .4rem; font-size: .9rem; color: #5f6670; }
            pre { margin: 0; padding: .8rem 1rem; background: #f6f8fa; border: 1px solid #e3e6ea; border-radius: 4px;
              font: .8rem/1.3 ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; }
            pre.wide { margin: 1rem 0; }
            @media print {
              body { max-width: none; padding: 0; font-size: 10pt; }
              .wide { overflow: visible; }
              pre { white-space: pre-wrap; }
              h2 { break-after: avoid; }
              figure, tr, pre { break-inside: avoid; }
              * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
            }
            """;

    private final String title;
    private final StringBuilder body = new StringBuilder();
    private String subtitle = "";
    private boolean inSection;

    private HtmlReport(String title) {
        this.title = title;
    }

    /**
     * Starts a report.
     *
     * @throws IllegalArgumentException if the title is blank
     */
    public static HtmlReport titled(String title) {
        if (title.isBlank()) {
            throw new IllegalArgumentException("a report needs a title");
        }
        return new HtmlReport(title);
    }

    /** A line below the title. */
    public HtmlReport subtitle(String text) {
        subtitle = text;
        return this;
    }

    /** Begins a section: what is added next stands in it. */
    public HtmlReport section(String heading) {
        body.append(inSection ? "</section>\n" : "").append("<section>\n");
        inSection = true;
        return element("h2", heading);
    }

    /** A paragraph of running text. */
    public HtmlReport paragraph(String text) {
        return element("p", text);
    }

    /** Short remarks, one below the other; nothing if there are none. */
    public HtmlReport notes(List<String> texts) {
        if (!texts.isEmpty()) {
            body.append("<ul>\n");
            texts.forEach(text -> element("li", text));
            body.append("</ul>\n");
        }
        return this;
    }

    /** A table; rows that are added to it later do not show. */
    public HtmlReport table(HtmlTable table) {
        body.append(table.toHtml());
        return this;
    }

    /** Text whose blanks and line ends matter, for instance the summary of a network. */
    public HtmlReport preformatted(String text) {
        body.append("<pre class=\"wide\">")
                .append('\n')
                .append(Html.escape(text))
                .append("</pre>\n");
        return this;
    }

    /**
     * A picture, at the size in points in which this package draws.
     *
     * @param png the bytes of a PNG file
     * @param alt what it shows, for those who cannot see it
     * @param caption below it; blank for none
     * @throws IllegalArgumentException if the bytes are no PNG file or {@code alt} is blank
     */
    public HtmlReport figure(byte[] png, String alt, String caption) {
        if (png.length < PNG_HEADER || ByteBuffer.wrap(png).getLong() != PNG_SIGNATURE) {
            throw new IllegalArgumentException("the figure \"" + alt + "\" is no PNG file");
        }
        if (alt.isBlank()) {
            throw new IllegalArgumentException("a figure needs words that say what it shows");
        }
        ByteBuffer header = ByteBuffer.wrap(png);
        body.append("<figure><img width=\"")
                .append(header.getInt(WIDTH_OFFSET) / Png.SCALE)
                .append("\" height=\"")
                .append(header.getInt(HEIGHT_OFFSET) / Png.SCALE)
                .append("\" alt=\"")
                .append(Html.escape(alt))
                .append("\" src=\"data:image/png;base64,")
                .append(Base64.getEncoder().encodeToString(png))
                .append("\">");
        if (!caption.isBlank()) {
            body.append("<figcaption>").append(Html.escape(caption)).append("</figcaption>");
        }
        body.append("</figure>\n");
        return this;
    }

    private HtmlReport element(String name, String text) {
        body.append('<').append(name).append('>').append(Html.escape(text));
        body.append("</").append(name).append(">\n");
        return this;
    }

    /** The whole file, to be written as UTF-8. */
    public String toHtml() {
        StringBuilder html = new StringBuilder(
                        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
                .append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:;")
                .append(" style-src 'unsafe-inline'\">\n")
                .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>")
                .append(Html.escape(title))
                .append("</title>\n<style>\n")
                .append(STYLE)
                .append("</style>\n</head>\n<body>\n<header>\n<h1>")
                .append(Html.escape(title))
                .append("</h1>\n");
        if (!subtitle.isBlank()) {
            html.append("<p class=\"subtitle\">").append(Html.escape(subtitle)).append("</p>\n");
        }
        return html.append("</header>\n<main>\n")
                .append(body)
                .append(inSection ? "</section>\n" : "")
                .append("</main>\n</body>\n</html>\n")
                .toString();
    }
}
