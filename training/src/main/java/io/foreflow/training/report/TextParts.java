package io.foreflow.training.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The parts of a report that are words. */
final class TextParts {
    private static final String MARK = "`";

    private TextParts() {}

    /** A piece of a text; code, such as an id, is never broken into two lines. */
    record Run(String text, boolean code) {}

    /** Splits a text at its backticks: every second piece is code. A backtick without a partner stays text. */
    static List<Run> runs(String text) {
        List<String> pieces = new ArrayList<>(Arrays.asList(text.split(MARK, -1)));
        if (pieces.size() % 2 == 0) {
            String rest = pieces.remove(pieces.size() - 1);
            pieces.set(pieces.size() - 1, pieces.get(pieces.size() - 1) + MARK + rest);
        }
        List<Run> runs = new ArrayList<>();
        for (int i = 0; i < pieces.size(); i++) {
            if (!pieces.get(i).isEmpty()) {
                runs.add(new Run(pieces.get(i), i % 2 == 1));
            }
        }
        return runs;
    }

    /** Returns a text without the backticks that mark code, for where only plain text can stand. */
    static String plain(String text) {
        return runs(text).stream().map(Run::text).collect(Collectors.joining());
    }

    /** Running text. */
    record Paragraph(List<Run> runs) implements ReportPart {
        @Override
        public String block() {
            return "paragraph";
        }
    }

    /** Short remarks, one below the other. */
    record Notes(List<Paragraph> items) implements ReportPart {
        static Notes of(List<String> texts) {
            return new Notes(texts.stream()
                    .map(text -> new Paragraph(TextParts.runs(text)))
                    .toList());
        }

        @Override
        public String block() {
            return "notes";
        }
    }

    /** Names with what is known of them. */
    record Facts(List<Fact> items) implements ReportPart {
        record Fact(Paragraph name, List<Run> runs) {}

        static Facts of(Map<String, String> facts) {
            return new Facts(facts.entrySet().stream()
                    .map(fact ->
                            new Fact(new Paragraph(TextParts.runs(fact.getKey())), TextParts.runs(fact.getValue())))
                    .toList());
        }

        @Override
        public String block() {
            return "facts";
        }
    }
}
