package io.foreflow.forecaster.endtoend;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Compares what a command printed with what a document shows. Numbers, times, versions, digests and the width of columns
 * may differ; words may not. "…" in a line stands for any text, and a line "…" for any lines.
 */
final class TerminalText {
    private static final String CUT = "…";
    private static final List<Replacement> VARIABLE = List.of(
            new Replacement(
                    Pattern.compile("\\d{4}-\\d\\d-\\d\\d([T ]\\d\\d:\\d\\d(:\\d\\d(\\.\\d+)?)?(Z|\\+\\d\\d)?)?"),
                    "TIME"),
            new Replacement(Pattern.compile("\\b\\d{8}T\\d{6}Z(-\\d+)?"), "VERSION"),
            new Replacement(Pattern.compile("\\b(?=[0-9a-f]*\\d)[0-9a-f]{8,}\\b"), "DIGEST"),
            new Replacement(
                    Pattern.compile("(?:(?<!\\w)[-+])?(?:\\d{1,3}(?:,\\d{3})+(?!\\d)|\\d+)(\\.\\d+)?([eE][-+]?\\d+)?"),
                    "N"),
            new Replacement(Pattern.compile("\\s+"), " "),
            new Replacement(Pattern.compile("-{3,}"), "---"));

    private TerminalText() {}

    /** Text that differs from run to run, and what stands for it. */
    private record Replacement(Pattern pattern, String by) {}

    /** Returns the shown lines that are not among the printed ones; each printed line counts once. */
    static List<String> missing(List<String> shown, String printed) {
        List<String> rest =
                new ArrayList<>(printed.lines().map(TerminalText::plain).toList());
        List<String> missing = new ArrayList<>();
        for (String line : shown) {
            if (line.isBlank() || line.strip().equals(CUT)) {
                continue;
            }
            Pattern pattern = pattern(plain(line));
            int found = -1;
            for (int i = 0; i < rest.size() && found < 0; i++) {
                found = pattern.matcher(rest.get(i)).matches() ? i : -1;
            }
            if (found < 0) {
                missing.add(line);
            } else {
                rest.remove(found);
            }
        }
        return missing;
    }

    private static Pattern pattern(String line) {
        List<String> parts = new ArrayList<>();
        for (String part : line.split(CUT, -1)) {
            parts.add(Pattern.quote(part));
        }
        return Pattern.compile(String.join(".*", parts));
    }

    private static String plain(String line) {
        String plain = line;
        for (Replacement replacement : VARIABLE) {
            plain = replacement.pattern().matcher(plain).replaceAll(replacement.by());
        }
        return plain.strip();
    }
}
