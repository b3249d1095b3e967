package io.foreflow.ingest.table;

/**
 * A property of a table that people can set. Each is an option of the commands; all but the last two are also keys
 * below {@code input.csv}.
 */
public enum TableKey {
    ENCODING("encoding"),
    SEPARATOR("separator"),
    DECIMAL("decimal"),
    HEADER("header"),
    TIME("time"),
    TIME_PATTERN("timePattern"),
    TIME_MARKS("timeMarks"),
    SENSOR("sensor"),
    COLUMNS("columns"),
    SKIP("skip"),
    MISSING("missing");

    private final String label;

    TableKey(String label) {
        this.label = label;
    }

    /** Returns the name below {@code input.csv}, such as {@code timePattern}. */
    public String label() {
        return label;
    }

    /** Returns the name on the command line, such as {@code --time-pattern}. */
    public String option() {
        StringBuilder option = new StringBuilder("--");
        label.chars()
                .forEach(c -> option.append(
                        Character.isUpperCase(c) ? "-" + (char) Character.toLowerCase(c) : String.valueOf((char) c)));
        return option.toString();
    }
}
