package io.foreflow.forecaster.cli;

import io.foreflow.ingest.table.Inspection.Advice;
import io.foreflow.ingest.table.TableKey;
import io.foreflow.ingest.table.TableOptions;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Options that say how tables are read, for commands that read files. The rest is detected from each file. */
final class TableFlags {
    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Option(
            names = "--sensor",
            paramLabel = "COLUMN",
            description =
                    "Table: columns that name the sensor of a row; @file takes the file's name. Default: detected.")
    private List<String> sensor = List.of();

    @Option(
            names = "--time",
            paramLabel = "COLUMN",
            description = "Table: columns that together are the time, such as Datum,Zeit. Default: detected.")
    private List<String> time = List.of();

    @Option(
            names = "--time-pattern",
            paramLabel = "PATTERN",
            description = "Table: form of the times, such as 'dd.MM.yyyy HH:mm', iso, epochSeconds or epochMillis. "
                    + "Default: detected.")
    private @Nullable String timePattern;

    @Option(
            names = "--time-marks",
            paramLabel = "start|end",
            description = "Table: start or end, the part of the measured period that a time marks. Default: start.")
    private @Nullable String timeMarks;

    @Option(
            names = "--columns",
            paramLabel = "NAME",
            description = "Table: columns with values; '*' stands for any text, and '!NAME' skips columns. Default: "
                    + "detected.")
    private List<String> columns = List.of();

    @Option(
            names = "--missing",
            paramLabel = "VALUE",
            description = "Numbers and texts that mean \"no value\", such as -9999. Default: input.missing.")
    private List<String> missing = List.of();

    @Option(
            names = "--skip",
            paramLabel = "TEXT",
            description = "Table: texts in place of a time that mark rows without a reading, such as Total.")
    private List<String> skip = List.of();

    @Option(
            names = "--separator",
            paramLabel = "CHARACTER",
            description =
                    "Table: separator of cells: comma, semicolon, tab, pipe or another character. Default: detected.")
    private @Nullable String separator;

    @Option(names = "--decimal", paramLabel = "point|comma", description = "Table: decimal mark. Default: detected.")
    private @Nullable String decimal;

    @Option(
            names = "--header",
            paramLabel = "NAME",
            description = "Table: names of all columns, for a file whose first row is data.")
    private List<String> header = List.of();

    @Option(
            names = "--encoding",
            paramLabel = "NAME",
            description = "Table: encoding of the text, such as windows-1252. Default: UTF-8.")
    private @Nullable String encoding;

    /**
     * Returns the given options, completed by the configuration.
     *
     * @param configured texts below {@code input.csv}
     * @throws ParameterException that names every invalid option
     */
    TableOptions options(Map<TableKey, String> configured) {
        return options(configured, List.of());
    }

    /**
     * Returns the given options, completed by the configuration, then by recommendations.
     *
     * @param configured texts below {@code input.csv}
     * @throws ParameterException that names every invalid option
     */
    TableOptions options(Map<TableKey, String> configured, List<Advice> recommended) {
        Map<TableKey, String> texts = new EnumMap<>(TableKey.class);
        texts.putAll(configured);
        texts.putAll(given());
        recommended.forEach(advice -> texts.put(advice.key(), advice.value()));
        try {
            return TableOptions.of(texts);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(
                    spec.commandLine(), String.valueOf(e.getMessage()).replace("\n", "; "), e);
        }
    }

    /** Returns true if one of these options was given. */
    boolean isGiven() {
        return !given().isEmpty();
    }

    /** Returns the texts that were given. */
    Map<TableKey, String> given() {
        Map<TableKey, String> given = new EnumMap<>(TableKey.class);
        put(given, TableKey.ENCODING, encoding);
        put(given, TableKey.SEPARATOR, separator);
        put(given, TableKey.DECIMAL, decimal);
        put(given, TableKey.HEADER, joined(header));
        put(given, TableKey.TIME, joined(time));
        put(given, TableKey.TIME_PATTERN, timePattern);
        put(given, TableKey.TIME_MARKS, timeMarks);
        put(given, TableKey.SENSOR, joined(sensor));
        put(given, TableKey.COLUMNS, joined(columns));
        put(given, TableKey.SKIP, joined(skip));
        put(given, TableKey.MISSING, joined(missing));
        return given;
    }

    private static void put(Map<TableKey, String> given, TableKey key, @Nullable String text) {
        if (text != null) {
            given.put(key, text);
        }
    }

    private static @Nullable String joined(List<String> texts) {
        return texts.isEmpty() ? null : String.join(",", texts);
    }
}
