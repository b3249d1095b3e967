package io.foreflow.training.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayInputStream;
import java.util.Base64;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

class HtmlReportTest {
    private static final String HOSTILE =
            "</pre></style><script>alert(\"1\")</script><img src='x' onerror='y'> &amp;\u0000";
    private static final String SHOWN =
            "</pre></style><script>alert(\"1\")</script><img src='x' onerror='y'> &amp;\uFFFD";
    private static final byte[] PICTURE = Png.draw(20, 10, graphics -> {});

    @Test
    void shouldHoldWhatItIsGivenInOrder() throws Exception {
        // given
        HtmlReport report = HtmlReport.titled("imdb")
                .subtitle("25,000 reviews")
                .section("Result")
                .paragraph("Right for 88 %.")
                .table(HtmlTable.of("model", "accuracy")
                        .numeric(1)
                        .captioned("ten seeds")
                        .row("majority", "50 %")
                        .emphasised("network", "88 %"))
                .section("Network")
                .preformatted("dense (Dense)\n  160,016")
                .notes(List.of("first", "second"))
                .figure(PICTURE, "loss by epoch", "Training dashed.");

        // when
        Document page = parse(report.toHtml());

        // then
        assertThat(texts(page, "title")).containsExactly("imdb");
        assertThat(texts(page, "h1")).containsExactly("imdb");
        assertThat(texts(page, "h2")).containsExactly("Result", "Network");
        assertThat(texts(page, "p")).containsExactly("25,000 reviews", "Right for 88 %.");
        assertThat(texts(page, "caption")).containsExactly("ten seeds");
        assertThat(texts(page, "th")).containsExactly("model", "accuracy");
        assertThat(texts(page, "td")).containsExactly("majority", "50 %", "network", "88 %");
        assertThat(texts(page, "li")).containsExactly("first", "second");
        assertThat(texts(page, "pre")).containsExactly("\ndense (Dense)\n  160,016");
        assertThat(texts(page, "figcaption")).containsExactly("Training dashed.");
        assertThat(report.toHtml())
                .contains("<td class=\"number\">88 %</td>")
                .contains("<tr class=\"best\"><td>network</td>");
    }

    @Test
    void shouldShowPicturesInTheirSizeFromWithinTheFile() {
        String html = HtmlReport.titled("t").figure(PICTURE, "a chart", "").toHtml();

        assertThat(html)
                .contains("<img width=\"20\" height=\"10\" alt=\"a chart\" src=\"data:image/png;base64,"
                        + Base64.getEncoder().encodeToString(PICTURE) + "\">")
                .doesNotContain("<figcaption>");
    }

    @Test
    void shouldShowHostileTextAsText() throws Exception {
        // given
        String html = HtmlReport.titled(HOSTILE)
                .subtitle(HOSTILE)
                .section(HOSTILE)
                .paragraph(HOSTILE)
                .notes(List.of(HOSTILE))
                .preformatted(HOSTILE)
                .table(HtmlTable.of(HOSTILE).captioned(HOSTILE).row(HOSTILE))
                .figure(PICTURE, HOSTILE, HOSTILE)
                .toHtml();

        // when
        Document page = parse(html);

        // then
        assertThat(page.getElementsByTagName("script").getLength()).isZero();
        assertThat(page.getElementsByTagName("img").getLength()).isEqualTo(1);
        assertThat(page.getElementsByTagName("img").item(0).getAttributes().getLength())
                .isEqualTo(4);
        for (String element : List.of("title", "h1", "h2", "li", "th", "td", "caption", "figcaption")) {
            assertThat(texts(page, element)).containsExactly(SHOWN);
        }
        assertThat(page.getElementsByTagName("img")
                        .item(0)
                        .getAttributes()
                        .getNamedItem("alt")
                        .getNodeValue())
                .isEqualTo(SHOWN);
    }

    @Test
    void shouldReplaceCharactersThatHtmlForbids() {
        assertThat(Html.escape("a\u0001\u007F\u0085\uD800b\uFFFE\uFDD0\uDBFF\uDFFFc"))
                .isEqualTo("a\uFFFD\uFFFD\uFFFD\uFFFDb\uFFFD\uFFFD\uFFFDc");
        assertThat(Html.escape("tab\tline\nµ → 😀")).isEqualTo("tab\tline\nµ → 😀");
    }

    @Test
    void shouldNeedNothingFromElsewhereAndRunNothing() {
        // given
        String html = HtmlReport.titled("t")
                .section("s")
                .table(HtmlTable.of("a").row("https://example.org"))
                .figure(PICTURE, "a chart", "c")
                .toHtml();

        // when
        List<String> sources = Pattern.compile("(?:src|href|srcset|data|action|poster|xlink:href)\\s*=\\s*\"([^\"]*)\"")
                .matcher(html)
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();

        // then
        assertThat(sources).hasSize(1).allMatch(source -> source.startsWith("data:image/png;base64,"));
        assertThat(html)
                .contains("default-src 'none'; img-src data:; style-src 'unsafe-inline'")
                .doesNotContain("url(", "@import", "<link", "<script", "<iframe", "<object", "javascript:");
    }

    @Test
    void shouldBeTheSameForTheSameCalls() {
        assertThat(HtmlReport.titled("t").paragraph("p").toHtml())
                .isEqualTo(HtmlReport.titled("t").paragraph("p").toHtml());
    }

    @Test
    void shouldRefuseWhatCannotBeShown() {
        HtmlReport report = HtmlReport.titled("t");
        assertThatIllegalArgumentException().isThrownBy(() -> HtmlReport.titled(" "));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> report.figure("<svg onload='x'/> and more text".getBytes(UTF_8), "chart", ""))
                .withMessage("the figure \"chart\" is no PNG file");
        assertThatIllegalArgumentException().isThrownBy(() -> report.figure(new byte[0], "chart", ""));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> report.figure(PICTURE, "", ""))
                .withMessageContaining("what it shows");
    }

    @Test
    void shouldRefuseTablesThatDoNotFit() {
        assertThatIllegalArgumentException().isThrownBy(HtmlTable::of).withMessage("a table needs columns");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HtmlTable.of("a", "b").row("1"))
                .withMessage("a row of 1 cells (1) does not fit a table of 2 columns");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HtmlTable.of("a").numeric(1))
                .withMessage("the table has columns 0 to 0, not 1");
    }

    /** The page as XML, which it is once its few elements without an end are closed. */
    private static Document parse(String html) throws Exception {
        String closed = html.replaceFirst("<!DOCTYPE html>", "").replaceAll("<(meta|img)([^>]*)>", "<$1$2/>");
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(closed.getBytes(UTF_8)));
    }

    private static List<String> texts(Document page, String element) {
        NodeList found = page.getElementsByTagName(element);
        return IntStream.range(0, found.getLength())
                .mapToObj(i -> found.item(i).getTextContent())
                .toList();
    }
}
