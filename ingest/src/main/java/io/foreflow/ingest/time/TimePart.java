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

    /** Its place among the parts, from 0. */
    @SuppressWarnings("EnumOrdinal") // never leaves the memory of this process
    int slot() {
        return ordinal();
    }

    String label() {
        return label;
    }

    /** The letters that stand for it in a pattern. */
    String letters() {
        return letters;
    }
}
