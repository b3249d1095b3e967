package io.foreflow.ingest.time;

/** A part of a time that a pattern can name, in the words of messages. */
enum TimePart {
    YEAR("year", "yyyy"),
    MONTH("month", "MM"),
    DAY("day of the month", "dd"),
    HOUR("hour", "HH"),
    MINUTE("minute", "mm"),
    SECOND("second", "ss"),
    FRACTION("fraction of a second", "SSS"),
    HALF("half of the day", "a"),
    OFFSET("offset", "X");

    private final String label;
    private final String letters;

    TimePart(String label, String letters) {
        this.label = label;
        this.letters = letters;
    }

    /** Returns the place among the parts, from 0. */
    @SuppressWarnings("EnumOrdinal") // the slot is never stored or sent
    int slot() {
        return ordinal();
    }

    String label() {
        return label;
    }

    /** Returns the letters that stand for the part in a pattern. */
    String letters() {
        return letters;
    }
}
