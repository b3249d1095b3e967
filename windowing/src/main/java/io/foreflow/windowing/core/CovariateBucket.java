package io.foreflow.windowing.core;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;

/**
 * The reports of covariates for one bucket, each with the origin from which it is known. Immutable.
 *
 * @param index index of the bucket
 * @param reports reports sorted by name, then by the origin from which they are known; each pair occurs once
 */
public record CovariateBucket(long index, List<Report> reports) {
    /**
     * One report.
     *
     * @param name name of the covariate
     * @param knownFrom the first origin whose window may know it
     * @param value finite value
     */
    public record Report(String name, long knownFrom, double value) {
        public Report {
            requireNonNull(name, "name");
        }
    }

    public CovariateBucket {
        reports = List.copyOf(reports);
    }

    /** Returns the value of the latest report that an origin may know; NaN if there is none. */
    double at(String name, long origin) {
        double value = Double.NaN;
        for (Report report : reports) {
            if (report.knownFrom() <= origin && report.name().equals(name)) {
                value = report.value();
            }
        }
        return value;
    }

    /**
     * Adds a report. It replaces one with the same {@code knownFrom}. Returns the same bucket if the report adds
     * nothing new. Drops the reports that no origin from {@code oldest} on would use.
     */
    CovariateBucket with(Report added, long oldest) {
        if (Double.compare(at(added.name(), added.knownFrom()), added.value()) == 0) {
            return this;
        }
        List<Report> changed = new ArrayList<>(reports.size() + 1);
        int at = 0;
        while (at < reports.size() && isBefore(reports.get(at), added)) {
            changed.add(reports.get(at++));
        }
        changed.add(added);
        if (at < reports.size()
                && reports.get(at).knownFrom() == added.knownFrom()
                && reports.get(at).name().equals(added.name())) {
            at++;
        }
        changed.addAll(reports.subList(at, reports.size()));
        for (int i = changed.size() - 2; i >= 0; i--) {
            Report next = changed.get(i + 1);
            if (next.name().equals(changed.get(i).name()) && next.knownFrom() <= oldest) {
                changed.remove(i);
            }
        }
        return new CovariateBucket(index, changed);
    }

    private static boolean isBefore(Report one, Report other) {
        int byName = one.name().compareTo(other.name());
        return byName < 0 || (byName == 0 && one.knownFrom() < other.knownFrom());
    }
}
