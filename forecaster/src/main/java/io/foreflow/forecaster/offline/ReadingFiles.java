package io.foreflow.forecaster.offline;

import static java.util.stream.Collectors.joining;

import io.foreflow.ingest.quality.SensorProfile;
import io.foreflow.ingest.table.Inspection;
import io.foreflow.ingest.table.Inspector;
import io.foreflow.ingest.table.TableKey;
import io.foreflow.ingest.table.TableOptions;
import io.foreflow.ingest.table.UnusableFileException;
import io.foreflow.models.series.SensorId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Inspects files of readings before they are read. */
public final class ReadingFiles {
    private ReadingFiles() {}

    /**
     * Inspects the first rows of each file.
     *
     * @param zone time zone of times without an offset
     * @param notes takes the lines that people should know of a file
     * @throws IOException that names every file that cannot be read, with the option that helps
     */
    public static List<Inspection> inspect(List<Path> files, TableOptions options, ZoneId zone, Consumer<String> notes)
            throws IOException {
        List<Inspection> inspections = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        for (Path file : files) {
            try {
                Inspection inspection = Inspector.inspect(file, options, zone);
                inspections.add(inspection);
                inspection.problem().ifPresent(problems::add);
            } catch (UnusableFileException e) {
                problems.add(String.valueOf(e.getMessage()));
            }
        }
        if (!problems.isEmpty()) {
            throw new UnusableFileException(String.join("\n", problems));
        }
        inspections.forEach(inspection -> report(inspection, notes));
        reportSharedSensors(inspections, notes);
        return inspections;
    }

    /** Reports a sensor that two files have at the same time: perhaps each file is a sensor. */
    private static void reportSharedSensors(List<Inspection> inspections, Consumer<String> notes) {
        Map<SensorId, SensorProfile> seen = new HashMap<>();
        for (Inspection inspection : inspections) {
            for (SensorProfile sensor : inspection.profile().sensors().values()) {
                SensorProfile before = seen.put(sensor.sensor(), sensor);
                if (before != null
                        && before.first().isBefore(sensor.last())
                        && sensor.first().isBefore(before.last())) {
                    notes.accept("the sensor " + sensor.sensor() + " has readings of the same time in "
                            + inspection.file().getFileName()
                            + " and in a file before it; if each file is of one sensor, add '--sensor=@file'");
                    return;
                }
            }
        }
    }

    private static void report(Inspection inspection, Consumer<String> notes) {
        String name = inspection.file().getFileName() + ": ";
        if (!inspection.notes().isEmpty()) {
            notes.accept(name + String.join("; ", inspection.notes()));
        }
        if (!inspection.passedOver().isEmpty()) {
            notes.accept(name + "ignored: "
                    + inspection.passedOver().stream()
                            .map(column -> column.column() + " (" + column.why() + ")")
                            .collect(joining(", ")));
        }
        // Suspected marks are reported later, from all rows.
        inspection.advice().stream()
                .filter(advice -> advice.key() != TableKey.MISSING)
                .forEach(advice -> notes.accept(name + "'" + advice.option() + "' " + advice.why()));
    }
}
