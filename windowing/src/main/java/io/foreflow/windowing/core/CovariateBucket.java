package io.foreflow.windowing.core;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;

/**
 * What was reported of the covariates in one bucket, and when. Immutable.
 *
 * @param index of the bucket
 * @param reports by name, then by the origin from which they are known, each pair once
 */
public record CovariateBucket(long index, List<Report> reports) {
    /**
     * One report.
     *
     * @param name of the covariate
     * @param knownFrom the first origin whose window may know it
     * @param value finite
     */
    public record Report(String name, long knownFrom, double value) {
        public Report {
            requireNonNull(name, "name");
        }
    }

    public CovariateBucket {
        reports = List.copyOf(reports);
    }

    /** What the latest report that an origin may know says; NaN if there is none. */
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
     * With this report in place of an equally old one; the same bucket if it says what was known already. Reports that no origin
     * from {@code oldest} on would take are dropped.
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
        return byName < 0 || byName == 0 && one.knownFrom() < other.knownFrom();
    }
}
