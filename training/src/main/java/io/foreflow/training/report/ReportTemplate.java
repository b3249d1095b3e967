package io.foreflow.training.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.samskivert.mustache.Escapers;
import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/** The template of all reports with its style sheet and its script. A text is escaped unless the template says otherwise. */
final class ReportTemplate {
    private static final String UPLOT = "/io/foreflow/dashboards/uplot/";
    private static final int REPLACEMENT = 0xFFFD;

    private static final Mustache.Escaper HTML = text -> Escapers.HTML.escape(allowed(text));
    private static final String STYLE = resource("report.css");
    private static final String CHART_STYLE = resource(UPLOT + "uPlot.min.css") + "\n";
    private static final String SCRIPT = resource(UPLOT + "uPlot.iife.min.js") + "\n" + resource("report.js");
    private static final Template PAGE = Mustache.compiler()
            .withEscaper(HTML)
            .emptyStringIsFalse(true)
            .withLoader(name -> new StringReader(resource(name + ".mustache")))
            .compile(resource("report.mustache"));

    private ReportTemplate() {}

    /**
     * Fills the template in.
     *
     * @param charts true to bring along what draws charts; without it the page runs nothing
     */
    static String page(Map<String, Object> content, boolean charts) {
        Map<String, Object> page = new HashMap<>(content);
        page.put("style", charts ? STYLE + CHART_STYLE : STYLE);
        page.put("script", charts ? SCRIPT : "");
        // The browser runs a script of this digest only, so that no other one runs, wherever it came from.
        page.put("scriptSource", charts ? "'sha256-" + digest(SCRIPT) + "'" : "'none'");
        return PAGE.execute(page);
    }

    /** Replaces what HTML forbids: control characters but for tab and the ends of lines, halves of pairs, non-characters. */
    private static String allowed(String text) {
        return text.codePoints()
                .map(c -> isForbidden(c) ? REPLACEMENT : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static boolean isForbidden(int c) {
        boolean control = Character.isISOControl(c) && c != '\t' && c != '\n' && c != '\r';
        boolean half = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
        return control || half || (c & 0xFFFE) == 0xFFFE || (c >= 0xFDD0 && c <= 0xFDEF);
    }

    private static String digest(String script) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(script.getBytes(UTF_8));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static String resource(String name) {
        try (InputStream in = ReportTemplate.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the resource " + name + " is missing; the installation is incomplete");
            }
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("the resource " + name + " cannot be read", e);
        }
    }
}
