package io.foreflow.training.group;

import io.foreflow.ingest.table.CsvCells;
import io.foreflow.models.series.SensorId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The group of each sensor of a file: CSV whose header names the columns "sensor" and "group"; other columns are
 * ignored.
 *
 * @param groups name of the group by sensor
 * @param problems a line for each row that cannot be used
 */
public record GroupAssignment(SortedMap<SensorId, String> groups, List<String> problems) {
    private static final String SENSOR = "sensor";
    private static final String GROUP = "group";
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    public GroupAssignment {
        groups = Collections.unmodifiableSortedMap(new TreeMap<>(groups));
        problems = List.copyOf(problems);
    }

    /**
     * Parses the lines of a file. Empty lines are ignored.
     *
     * @param file name of the file, for problems
     */
    public static GroupAssignment parse(String file, List<String> lines) {
        SortedMap<SensorId, String> groups = new TreeMap<>();
        List<String> problems = new ArrayList<>();
        List<String> header = lines.isEmpty() ? List.of() : cells(lines.get(0).replace(BYTE_ORDER_MARK, ""));
        int sensor = header.indexOf(SENSOR);
        int group = header.indexOf(GROUP);
        if (sensor < 0 || group < 0) {
            return new GroupAssignment(
                    groups, List.of(file + ", line 1: the header must name the columns " + SENSOR + " and " + GROUP));
        }
        for (int i = 1; i < lines.size(); i++) {
            if (lines.get(i).isBlank()) {
                continue;
            }
            String place = file + ", line " + (i + 1) + ": ";
            try {
                List<String> cells = cells(lines.get(i));
                if (cells.size() <= Math.max(sensor, group)) {
                    problems.add(place + "there is no column " + (cells.size() <= sensor ? SENSOR : GROUP));
                    continue;
                }
                SensorId id = SensorId.of(cells.get(sensor));
                String before = groups.putIfAbsent(id, cells.get(group));
                if (before != null) {
                    problems.add(place + "the sensor " + id + " is in the file already, in group " + before);
                }
            } catch (IllegalArgumentException e) {
                problems.add(place + e.getMessage());
            }
        }
        if (groups.isEmpty() && problems.isEmpty()) {
            problems.add(file + " has no row");
        }
        return new GroupAssignment(groups, problems);
    }

    private static List<String> cells(String line) {
        return CsvCells.split(line);
    }
}
