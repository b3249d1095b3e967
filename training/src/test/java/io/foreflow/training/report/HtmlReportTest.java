package io.foreflow.training.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.foreflow.training.report.Curve.Style;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class HtmlReportTest {
    private static final String HOSTILE =
            "</pre></style></script><script>alert(\"1\")</script><img src='x' onerror='y'> &amp; {{title}} \u0000";
    private static final String SHOWN = HOSTILE.replace('\u0000', '\uFFFD');

    @Test
    void shouldHoldWhatItIsGivenInOrder() throws Exception {
        // given
        HtmlReport report = HtmlReport.titled("Recipe", "imdb")
                .summary("Right for 88 %.")
                .section("Result")
                .paragraph("25,000 reviews")
                .add(HtmlTable.of("ten seeds", "model", "accuracy")
                        .numeric(1)
                        .row("majority", "50 %")
                        .emphasised("network", "88 %"))
                .section("Network")
                .notes(List.of("first", "second"))
                .facts(Map.of("Seed", "7"));

        // when
        Parsed page = Parsed.of(report);

        // then
        assertThat(page.texts("title")).containsExactly("imdb");
        assertThat(page.texts("h1")).containsExactly("imdb");
        assertThat(page.texts("h2")).containsExactly("Result", "Network");
        assertThat(page.texts("p")).containsExactly("Recipe", "Right for 88 %.", "25,000 reviews");
        assertThat(page.texts("caption")).containsExactly("ten seeds");
        assertThat(page.texts("th")).containsExactly("model", "accuracy", "majority", "network");
        assertThat(page.texts("td")).containsExactly("50 %", "88 %");
        assertThat(page.texts("li")).containsExactly("first", "second");
        assertThat(page.texts("dt")).containsExactly("Seed");
        assertThat(page.texts("dd")).containsExactly("7");
        assertThat(page.all("main")).hasSize(1);
        assertThat(report.toHtml())
                .contains(
                        "<html lang=\"en\">",
                        "<meta charset=\"utf-8\">",
                        "name=\"viewport\"",
                        "color-scheme: light dark")
                .contains("<td class=\"number\">88 %</td>", "<tr class=\"best\"><th scope=\"row\">network</th>");
    }

    @Test
    void shouldKeepIdsInOnePiece() throws Exception {
        // when
        Parsed page = Parsed.of(HtmlReport.titled("k", "t")
                .paragraph("sensor " + Wording.code("a-b `c`") + " and a lonely ` backtick")
                .add(HtmlTable.of("c", "sensor").row(Wording.code("x-1"))));

        // then
        assertThat(page.texts("code")).containsExactly("a-b ´c´", "x-1");
        assertThat(page.texts("p")).contains("sensor a-b ´c´ and a lonely ` backtick");
    }

    @Test
    void shouldShowHostileTextAsText() throws Exception {
        // given: hostile names wherever there is a text
        HtmlReport report = HtmlReport.titled(HOSTILE, HOSTILE)
                .summary(HOSTILE)
                .section(HOSTILE)
                .paragraph(HOSTILE)
                .notes(List.of(HOSTILE))
                .facts(Map.of(HOSTILE, HOSTILE))
                .add(HtmlTable.of(HOSTILE, HOSTILE, Wording.code(HOSTILE)).row(HOSTILE, Wording.code(HOSTILE)))
                .add(Chart.of(HOSTILE, HOSTILE, HOSTILE)
                        .captioned(HOSTILE)
                        .labels(List.of(HOSTILE))
                        .add(Curve.over(0, HOSTILE, new double[] {1}, Style.SOLID, 0)))
                .add(ConfusionMatrix.of(HOSTILE, List.of(HOSTILE), new long[][] {{1}}))
                .add(PictureGrid.of(HOSTILE, HOSTILE, List.of(ReportPicture.of(new float[] {7}, 1, 1, 1, HOSTILE)), 2))
                .add(Drawing.of(HOSTILE, HOSTILE, 9, 9).captioned(HOSTILE).label("name", 1, 1, HOSTILE));

        // when
        Parsed page = Parsed.of(report);

        // then: nothing became an element or an attribute
        assertThat(page.all("script")).hasSize(1);
        assertThat(page.all("style")).hasSize(1);
        assertThat(page.all("img")).hasSize(1);
        assertThat(page.all("img").get(0).getAttributes().getLength()).isEqualTo(4);
        assertThat(page.attributes("img", "alt")).containsExactly("picture: " + SHOWN);
        for (String element : List.of("title", "h1", "h2", "li", "dt", "dd", "text")) {
            assertThat(page.texts(element)).as(element).containsOnly(SHOWN);
        }
        assertThat(page.texts("caption")).containsExactly(SHOWN, "Values of the chart: " + SHOWN, SHOWN);
        assertThat(page.attributes("svg", "aria-label")).containsExactly(SHOWN);
    }

    @Property(tries = 200)
    void shouldShowAnyTextAsText(@ForAll String text) throws Exception {
        // when
        Parsed page = Parsed.of(HtmlReport.titled("", "t").notes(List.of("x" + text)));

        // then: but for forbidden characters, the marks of code, and line ends, which XML makes one
        assertThat(page.texts("li")).hasSize(1);
        assertThat(page.texts("li").get(0).replaceAll("[\\r\\n`\uFFFD]", ""))
                .isEqualTo("x"
                        + text.codePoints()
                                .filter(c -> c == '\t' || !Character.isISOControl(c))
                                .filter(c -> c != '`' && c != 0xFFFD && (c & 0xFFFE) != 0xFFFE)
                                .filter(c -> !((c >= 0xFDD0 && c <= 0xFDEF) || (c >= 0xD800 && c <= 0xDFFF)))
                                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append));
    }

    @Test
    void shouldRunNothingWithoutCharts() {
        assertThat(HtmlReport.titled("", "t").paragraph("p").toHtml())
                .contains("script-src &#39;none&#39;")
                .doesNotContain("<script", "uPlot");
    }

    @Test
    void shouldLetTheBrowserRunItsOwnScriptOnly() throws Exception {
        // given
        String html = HtmlReport.titled("", "t").add(chart()).toHtml();

        // when
        Matcher script = Pattern.compile("(?s)<script>(.*?)</script>").matcher(html);

        // then
        assertThat(script.find()).isTrue();
        String digest = Base64.getEncoder()
                .encodeToString(MessageDigest.getInstance("SHA-256")
                        .digest(script.group(1).getBytes(UTF_8)));
        // The escaping of an attribute writes some characters of Base64 as references.
        assertThat(html.replace("&#x3D;", "=").replace("&#x2F;", "/").replace("&#61;", "="))
                .contains("default-src 'none'; img-src data:".replace("'", "'"))
                .contains("sha256-" + digest);
        assertThat(script.find()).as("another script").isFalse();
    }

    @Test
    void shouldNeedNothingFromElsewhere() {
        // given
        String html = HtmlReport.titled("", "t")
                .add(HtmlTable.of("c", "a").row("https://example.org"))
                .add(chart())
                .add(PictureGrid.of("p", "", List.of(ReportPicture.of(new float[] {7}, 1, 1, 1, "")), 1))
                .toHtml()
                .replaceFirst("(?s)<script>.*</script>", "");

        // then
        assertThat(Pattern.compile("(?:src|href|srcset|data|action|poster)\\s*=\\s*\"([^\"]*)\"")
                        .matcher(html)
                        .results()
                        .map(match -> match.group(1)))
                .hasSize(1)
                .allMatch(source -> source.startsWith("data:image/png;base64,"));
        assertThat(html).doesNotContain("url(", "@import", "<link", "<iframe", "<object", "javascript:");
    }

    @Test
    void shouldBeTheSameForTheSameCalls() {
        assertThat(HtmlReport.titled("", "t").add(chart()).toHtml())
                .isEqualTo(HtmlReport.titled("", "t").add(chart()).toHtml());
    }

    @Test
    void shouldRefuseWhatCannotBeShown() {
        assertThatIllegalArgumentException().isThrownBy(() -> HtmlReport.titled("", " "));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HtmlTable.of("c"))
                .withMessage("a table needs a caption and columns");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HtmlTable.of("c", "a", "b").row("1"))
                .withMessage("a row of 1 cells (1) does not fit a table of 2 columns");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HtmlTable.of("c", "a").numeric(1))
                .withMessage("the table has columns 0 to 0, not 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Drawing.of("t", " ", 1, 1))
                .withMessageContaining("what it shows");
    }

    private static Chart chart() {
        return Chart.of("loss", "epoch", "mae").add(Curve.over(1, "training", new double[] {1, 0.5}, Style.DASHED, 0));
    }
}
