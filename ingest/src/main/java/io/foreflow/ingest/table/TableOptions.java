package io.foreflow.ingest.table;

import io.foreflow.ingest.time.TimePattern;
import io.foreflow.ingest.wire.MissingMarks;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The part of a table's format that people set. The rest is detected from the file.
 *
 * @param dialect bytes, lines and cells
 * @param times columns and meaning of the times
 * @param sensor columns that together name the sensor, or {@value #FILE}; empty to detect them
 * @param columns patterns of the names of columns with values, which may hold {@code *}; a pattern that begins with
 *     {@code !} excludes columns; empty to detect them
 * @param covariates further columns of numbers of a table with one reading a row, read if the table has them
 * @param missing cells that mean "no value"
 * @param skip texts in the columns of the time that mark a row without a reading, such as {@code Total}
 */
public record TableOptions(
        Dialect dialect,
        Stamps times,
        List<String> sensor,
        List<String> columns,
        List<String> covariates,
        MissingMarks missing,
        List<String> skip) {
    /** Options that leave everything to detection. */
    public static final TableOptions NONE = of(Map.of());

    /** A value of {@code sensor}: the file's name, without its endings, names the sensor. */
    static final String FILE = "@file";

    private static final Map<String, Character> SEPARATORS =
            Map.of("comma", ',', "semicolon", ';', "tab", '\t', "pipe", '|', "space", ' ');

    public TableOptions {
        sensor = List.copyOf(sensor);
        columns = List.copyOf(columns);
        covariates = List.copyOf(covariates);
        skip = List.copyOf(skip);
    }

    /**
     * The form of bytes, lines and cells.
     *
     * @param header names of the columns of a file that has none; empty if its first row names them
     */
    public record Dialect(
            Optional<Charset> charset,
            Optional<Character> separator,
            Optional<Character> decimal,
            List<String> header) {
        public Dialect {
            header = List.copyOf(header);
        }
    }

    /**
     * The columns and the meaning of times.
     *
     * @param columns columns whose cells, joined with spaces, are the time; empty to detect them
     * @param atEnd true if a time is the end of the measured period, false if it is its start
     */
    public record Stamps(List<String> columns, Optional<TimePattern> pattern, Optional<Boolean> atEnd) {
        public Stamps {
            columns = List.copyOf(columns);
        }
    }

    /**
     * Reads the options of a configuration or a command line. Lists are written like a line of CSV.
     *
     * @throws IllegalArgumentException with a line for each invalid key, which begins with its option
     */
    public static TableOptions of(Map<TableKey, String> texts) {
        return new OptionProblems(texts).read();
    }

    /**
     * Checks the text of one key.
     *
     * @throws IllegalArgumentException with the rule as its message
     */
    public static void check(TableKey key, String text) {
        OptionProblems reader = new OptionProblems(Map.of(key, text));
        reader.collect();
        if (!reader.problems.isEmpty()) {
            String problem = reader.problems.get(0);
            throw new IllegalArgumentException(problem.substring(problem.indexOf(") ") + 2));
        }
    }

    /** Adds further covariate columns, which are read if the table has them. */
    public TableOptions withCovariates(Collection<String> names) {
        return new TableOptions(dialect, times, sensor, columns, List.copyOf(names), missing, skip);
    }

    /** Collects all problems at once. */
    private static final class OptionProblems {
        private final Map<TableKey, String> texts;
        private final List<String> problems = new ArrayList<>();

        OptionProblems(Map<TableKey, String> texts) {
            this.texts = texts.isEmpty() ? new EnumMap<>(TableKey.class) : new EnumMap<>(texts);
        }

        TableOptions read() {
            TableOptions options = collect();
            if (!problems.isEmpty()) {
                throw new IllegalArgumentException(String.join("\n", problems));
            }
            return options;
        }

        private TableOptions collect() {
            return new TableOptions(
                    new Dialect(
                            read(TableKey.ENCODING, OptionProblems::charset),
                            read(TableKey.SEPARATOR, OptionProblems::separator),
                            read(TableKey.DECIMAL, OptionProblems::decimal),
                            list(TableKey.HEADER)),
                    new Stamps(
                            list(TableKey.TIME),
                            read(TableKey.TIME_PATTERN, TimePattern::of),
                            read(TableKey.TIME_MARKS, OptionProblems::atEnd)),
                    list(TableKey.SENSOR),
                    list(TableKey.COLUMNS),
                    List.of(),
                    read(TableKey.MISSING, text -> MissingMarks.of(CsvCells.split(text)))
                            .orElse(MissingMarks.NONE),
                    list(TableKey.SKIP));
        }

        private <T> Optional<T> read(TableKey key, Function<String, T> reader) {
            String text = texts.get(key);
            if (text == null || text.isEmpty()) {
                return Optional.empty();
            }
            try {
                return Optional.of(reader.apply(text));
            } catch (IllegalArgumentException e) {
                problems.add(key.option() + " (" + CsvCells.shortened(text) + ") " + e.getMessage());
                return Optional.empty();
            }
        }

        private List<String> list(TableKey key) {
            return read(key, text -> {
                        List<String> names = CsvCells.split(text);
                        if (key != TableKey.SKIP && names.stream().anyMatch(String::isEmpty)) {
                            throw new IllegalArgumentException(
                                    "must be names of columns, separated by commas, none empty");
                        }
                        return names;
                    })
                    .orElse(List.of());
        }

        private static Charset charset(String text) {
            try {
                return Charset.forName(text.strip());
            } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
                throw new IllegalArgumentException("must be an encoding such as UTF-8, windows-1252 or UTF-16", e);
            }
        }

        private static char separator(String text) {
            Character named = SEPARATORS.get(text.strip());
            if (named != null) {
                return named;
            }
            if (text.length() != 1 || Character.isLetterOrDigit(text.charAt(0)) || "\"\r\n".contains(text)) {
                throw new IllegalArgumentException(
                        "must be one character such as ';', or comma, semicolon, tab or pipe");
            }
            return text.charAt(0);
        }

        private static char decimal(String text) {
            return switch (text.strip()) {
                case ".", "point" -> '.';
                case ",", "comma" -> ',';
                default -> throw new IllegalArgumentException("must be point or comma");
            };
        }

        private static boolean atEnd(String text) {
            return switch (text.strip()) {
                case "start" -> false;
                case "end" -> true;
                default -> throw new IllegalArgumentException("must be start or end of the measured period");
            };
        }
    }
}
