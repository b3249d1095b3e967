package io.foreflow.ingest.time;

import java.util.ArrayList;
import java.util.List;

/** The texts of one shape: their number, and the contents of each place. */
final class ShapeSummary {
    /** Lengths of numbers that a smaller share of the texts has are ignored as mistakes. */
    private static final double RARE = 0.02;

    private final List<TextPosition> places = new ArrayList<>();
    private long count;

    /** The contents of the texts at one place. */
    static final class TextPosition {
        private static final int LONGEST = 20;

        private final TextShape.ShapeToken first;
        private final long[] lengths = new long[LONGEST + 1];
        private long months;
        private long weekdays;
        private int least = Integer.MAX_VALUE;
        private int greatest;

        TextPosition(TextShape.ShapeToken first) {
            this.first = first;
        }

        TextShape.TokenKind kind() {
            return first.kind();
        }

        /** Returns the text itself, for a separator or filler. */
        String text() {
            return first.text();
        }

        private void add(TextShape.ShapeToken token) {
            String text = token.text();
            if (kind() == TextShape.TokenKind.NAME) {
                months += CalendarNames.month(text) > 0 ? 1 : 0;
                weekdays += CalendarNames.weekdayEnd(text, 0) == text.length() ? 1 : 0;
            } else if (kind() == TextShape.TokenKind.NUMBER) {
                lengths[Math.min(text.length(), LONGEST)]++;
                if (text.length() <= 2) {
                    int value = Digits.at(text, 0, text.length());
                    least = Math.min(least, value);
                    greatest = Math.max(greatest, value);
                }
            }
        }

        boolean isMonth() {
            return months >= weekdays && months > 0;
        }

        boolean isWeekday() {
            return weekdays >= months && weekdays > 0;
        }

        /** Number of digits of the shortest number; of the shortest usual one where numbers have more than two. */
        int shortest() {
            boolean isShort = longest() <= 2;
            int length = 0;
            while (isShort ? lengths[length] == 0 : !isUsual(length)) {
                length++;
            }
            return length;
        }

        /** Number of digits of the longest usual number. */
        int longest() {
            int length = LONGEST;
            while (!isUsual(length)) {
                length--;
            }
            return length;
        }

        private boolean isUsual(int length) {
            long sum = 0;
            for (long each : lengths) {
                sum += each;
            }
            return lengths[length] > 0 && lengths[length] >= sum * RARE;
        }

        /** Difference between the greatest and the least number, among those with one or two digits. */
        int range() {
            return Math.max(0, greatest - least);
        }
    }

    void add(TextShape shape) {
        List<TextShape.ShapeToken> tokens = shape.tokens();
        if (places.isEmpty()) {
            tokens.forEach(token -> places.add(new TextPosition(token)));
        }
        for (int i = 0; i < places.size(); i++) {
            places.get(i).add(tokens.get(i));
        }
        count++;
    }

    long count() {
        return count;
    }

    List<TextPosition> places() {
        return places;
    }
}
