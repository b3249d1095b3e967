package io.foreflow.spark;

import io.foreflow.models.series.Reading;
import io.foreflow.models.series.SensorId;
import io.foreflow.spark.InputRow.UnusedRow;
import io.foreflow.spark.InputRow.UsedRow;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Counts of the readings, taken before they are trained on.
 *
 * @param sensors ids of the sensors with a reading of their own
 * @param covariates names of the covariates that some reading has
 * @param readings number of readings
 * @param unused number of rows that are no readings
 * @param examples lines about the first of them
 */
record InputSurvey(Set<String> sensors, Set<String> covariates, long readings, long unused, List<String> examples)
        implements Serializable {
    static final int MOST_EXAMPLES = 5;

    static final InputSurvey EMPTY = new InputSurvey(new HashSet<>(), new HashSet<>(), 0, 0, new ArrayList<>());

    /** Counts the rows of a partition. */
    static InputSurvey of(Iterator<InputRow> rows) {
        Set<String> sensors = new HashSet<>();
        Set<String> covariates = new HashSet<>();
        List<String> examples = new ArrayList<>();
        long readings = 0;
        long unused = 0;
        while (rows.hasNext()) {
            InputRow row = rows.next();
            if (row instanceof UsedRow used) {
                Reading reading = used.reading();
                readings++;
                covariates.addAll(reading.covariates().keySet());
                if (!reading.isAnnouncement()) {
                    sensors.add(reading.sensor().value());
                }
            } else if (row instanceof UnusedRow bad) {
                unused++;
                if (examples.size() < MOST_EXAMPLES) {
                    examples.add(bad.problem());
                }
            }
        }
        return new InputSurvey(sensors, covariates, readings, unused, examples);
    }

    InputSurvey plus(InputSurvey other) {
        Set<String> allSensors = new HashSet<>(sensors);
        allSensors.addAll(other.sensors);
        Set<String> allCovariates = new HashSet<>(covariates);
        allCovariates.addAll(other.covariates);
        List<String> allExamples = new ArrayList<>(examples);
        allExamples.addAll(other.examples);
        return new InputSurvey(
                allSensors,
                allCovariates,
                readings + other.readings,
                unused + other.unused,
                new ArrayList<>(allExamples.subList(0, Math.min(allExamples.size(), MOST_EXAMPLES))));
    }

    SortedSet<SensorId> ids() {
        SortedSet<SensorId> ids = new TreeSet<>();
        sensors.forEach(sensor -> ids.add(SensorId.of(sensor)));
        return ids;
    }
}
