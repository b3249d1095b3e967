package io.foreflow.ingest.table;

/** What can be said of a table. Each is an option of the commands and, but for the last two, a key below {@code input.csv}. */
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

    /** The name below {@code input.csv}, such as {@code timePattern}. */
    public String label() {
        return label;
    }

    /** The name on the command line, such as {@code --time-pattern}. */
    public String option() {
        StringBuilder option = new StringBuilder("--");
        label.chars()
                .forEach(c -> option.append(
                        Character.isUpperCase(c) ? "-" + (char) Character.toLowerCase(c) : String.valueOf((char) c)));
        return option.toString();
    }
}
