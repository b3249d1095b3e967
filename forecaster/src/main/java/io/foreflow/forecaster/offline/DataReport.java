package io.foreflow.forecaster.offline;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.foreflow.forecaster.terminal.TextTable;
import io.foreflow.ingest.quality.DataProfile;
import io.foreflow.ingest.quality.SensorProfile;
import io.foreflow.ingest.quality.SuspectedMark;
import io.foreflow.ingest.wire.Json;
import io.foreflow.models.series.Reading;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.Step;
import io.foreflow.windowing.core.WindowerConfig;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.stream.Collectors;

/** Reports the data before any model sees it: a table, notes, and JSON. */
public final class DataReport {
    private static final int MAX_SENSORS = 20;
    private static final int MAX_NOTES = 20;

    private final SortedMap<SensorId, SensorProfile> sensors;
    private final Map<SensorId, List<SuspectedMark>> suspects;
    private final List<String> notes;
    private final Step step;

    public DataReport(DataProfile profile, WindowerConfig windowing) {
        this.step = windowing.shape().step();
        this.sensors = profile.sensors();
        this.suspects = profile.suspects().stream().collect(Collectors.groupingBy(SuspectedMark::sensor));
        this.notes = new ArrayList<>(profile.notes());
        this.notes.addAll(StepAdvice.lines(sensors.values(), step, windowing.aggregate()));
    }

    /** @param readings in order of time, so that gaps are those in time */
    public static DataReport of(Iterable<Reading> readings, WindowerConfig windowing) {
        DataProfile profile = new DataProfile();
        readings.forEach(profile::add);
        return new DataReport(profile, windowing);
    }

    /** Prints the table and the notes. */
    public void print(PrintStream out) {
        TextTable table = new TextTable(
                "SENSOR", "READINGS", "FROM", "TO", "GAPS", "LONGEST GAP", "LONGEST RUN", "PER BUCKET", "SUSPECTS");
        sensors.values().stream()
                .sorted(Comparator.comparing(this::isQuiet))
                .limit(MAX_SENSORS)
                .forEach(sensor -> table.row(cells(sensor)));
        out.print(table);
        if (sensors.size() > MAX_SENSORS) {
            out.printf(Locale.ROOT, "and %,d more%n", sensors.size() - MAX_SENSORS);
        }
        notes().forEach(note -> out.println("note: " + note));
    }

    /** Adds a line that people should know. */
    public void add(String note) {
        notes.add(0, note);
    }

    /** Returns the lines that people should know; of very many the first ones and their number. */
    public List<String> notes() {
        if (notes.size() <= MAX_NOTES) {
            return List.copyOf(notes);
        }
        List<String> first = new ArrayList<>(notes.subList(0, MAX_NOTES));
        first.add(String.format(Locale.ROOT, "%,d more such notes", notes.size() - MAX_NOTES));
        return first;
    }

    /** Returns true for a sensor without a note. */
    private boolean isQuiet(SensorProfile sensor) {
        return !suspects.containsKey(sensor.sensor())
                && sensor.stuck().isEmpty()
                && sensor.inOrder()
                && !StepAdvice.concerns(sensor, step);
    }

    private String[] cells(SensorProfile sensor) {
        return new String[] {
            sensor.sensor().value(),
            String.format(Locale.ROOT, "%,d", sensor.readings()),
            sensor.first().toString(),
            sensor.last().toString(),
            String.format(Locale.ROOT, "%,d", sensor.gaps()),
            sensor.gaps() == 0 ? "" : text(sensor.longestGap()),
            String.format(Locale.ROOT, "%,d x ", sensor.longestRun().length())
                    + text(sensor.longestRun().value()),
            readingsPerStep(sensor).stream()
                    .mapToObj(DataReport::text)
                    .findFirst()
                    .orElse(""),
            suspects.getOrDefault(sensor.sensor(), List.of()).stream()
                    .map(mark -> text(mark.value()) + String.format(Locale.ROOT, " (%.1f %%)", 100 * mark.share()))
                    .collect(Collectors.joining(", "))
        };
    }

    private OptionalDouble readingsPerStep(SensorProfile sensor) {
        return sensor.interval()
                .map(interval -> OptionalDouble.of((double) step.duration().toMillis() / interval.toMillis()))
                .orElse(OptionalDouble.empty());
    }

    /** Writes a length of time in its largest unit, rounded. */
    private static String text(Duration duration) {
        if (duration.compareTo(Duration.ofDays(2)) >= 0) {
            return duration.toDays() + " d";
        }
        if (duration.compareTo(Duration.ofHours(2)) >= 0) {
            return duration.toHours() + " h";
        }
        return duration.compareTo(Duration.ofMinutes(2)) >= 0
                ? duration.toMinutes() + " m"
                : duration.toSeconds() + " s";
    }

    /** Writes a number with at most four significant digits, without a trailing zero. */
    private static String text(double number) {
        BigDecimal rounded = BigDecimal.valueOf(number).round(new MathContext(4));
        BigDecimal plain = number == Math.rint(number) && Math.abs(number) < 1e9 ? BigDecimal.valueOf(number) : rounded;
        return (Math.abs(number) < 1e9 && Math.abs(number) >= 1e-4) || number == 0
                ? plain.stripTrailingZeros().toPlainString()
                : plain.stripTrailingZeros().toString();
    }

    /** Returns an object for each sensor; an unknown value is null. */
    public ArrayNode json() {
        ArrayNode all = Json.MAPPER.createArrayNode();
        sensors.values().forEach(sensor -> {
            ObjectNode node = all.addObject();
            node.put("sensor", sensor.sensor().value());
            node.put("readings", sensor.readings());
            node.put("from", sensor.first().toString());
            node.put("to", sensor.last().toString());
            node.put("interval", sensor.interval().map(Duration::toString).orElse(null));
            node.put("gaps", sensor.gaps());
            node.put("longestGap", sensor.longestGap().toString());
            node.putObject("longestRun")
                    .put("readings", sensor.longestRun().length())
                    .put("value", sensor.longestRun().value())
                    .put("from", sensor.longestRun().from().toString());
            OptionalDouble perStep = readingsPerStep(sensor);
            node.put("readingsPerBucket", perStep.isPresent() ? perStep.getAsDouble() : null);
            ArrayNode marks = node.putArray("suspects");
            suspects.getOrDefault(sensor.sensor(), List.of()).forEach(mark -> marks.addObject()
                    .put("value", mark.value())
                    .put("rows", mark.rows())
                    .put("share", mark.share()));
        });
        return all;
    }

    /** Returns an object with a sensor and the reason for each sensor. */
    public static ArrayNode reasons(Map<SensorId, String> reasons) {
        ArrayNode all = Json.MAPPER.createArrayNode();
        reasons.forEach((sensor, reason) ->
                all.addObject().put("sensor", sensor.value()).put("reason", reason));
        return all;
    }

    /**
     * Returns a line for each sensor and its reason.
     *
     * @param what what happened to the sensor, such as "not scored"
     */
    public static List<String> lines(String what, Map<SensorId, String> reasons) {
        List<String> lines = reasons.entrySet().stream()
                .limit(MAX_NOTES)
                .map(entry -> what + ": " + entry.getKey() + ": " + entry.getValue())
                .collect(Collectors.toCollection(ArrayList::new));
        if (reasons.size() > MAX_NOTES) {
            lines.add(String.format(Locale.ROOT, "%s: %,d more; --json names all", what, reasons.size() - MAX_NOTES));
        }
        return lines;
    }
}
