package io.foreflow.forecaster.lifecycle;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.score.ShadowRole;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * The comparison of a champion with its shadow so far.
 *
 * @param byHour totals of each hour, by hours since 1970, all sensors together
 */
public record Trial(ModelRef champion, ModelRef shadow, ShadowRole role, SortedMap<Long, PairedTotals> byHour) {
    private static final int HOURS_PER_DAY = 24;

    public Trial {
        requireNonNull(champion, "champion");
        requireNonNull(shadow, "shadow");
        requireNonNull(role, "role");
        byHour = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(byHour));
    }

    /** Returns the totals of all hours. */
    public PairedTotals total() {
        return total(byHour);
    }

    /** Returns the totals of the last hours, up to the latest one. */
    PairedTotals last(int hours) {
        return byHour.isEmpty() ? PairedTotals.NONE : total(byHour.tailMap(byHour.lastKey() - hours + 1));
    }

    private static PairedTotals total(SortedMap<Long, PairedTotals> hours) {
        return hours.values().stream().reduce(PairedTotals.NONE, PairedTotals::plus);
    }

    /** Returns the time from the first hour to the end of the latest one. */
    public Duration length() {
        return byHour.isEmpty() ? Duration.ZERO : Duration.ofHours(byHour.lastKey() - byHour.firstKey() + 1);
    }

    /** Returns the start of the first hour. */
    public Instant start() {
        return Instant.ofEpochSecond(Duration.ofHours(byHour.firstKey()).toSeconds());
    }

    /** Returns the number of days, of 24 hours from the first hour on, that have values. */
    public int days() {
        return differences().size();
    }

    /**
     * Returns the probability of a difference as large as this one in the same direction, if the two were equally good:
     * a paired t test, one-sided, of the mean differences of the days. Errors of the hours of one day depend on each
     * other, and so do those of sensors at the same time; days hardly do. Source: Student, "The Probable Error of a
     * Mean", Biometrika 6 (1908).
     *
     * @return 0 to 0.5; NaN with less than two days
     */
    public double pValue() {
        List<Double> differences = differences();
        int n = differences.size();
        if (n < 2) {
            return Double.NaN;
        }
        double mean = differences.stream().mapToDouble(d -> d).average().orElseThrow();
        double squares =
                differences.stream().mapToDouble(d -> (d - mean) * (d - mean)).sum();
        double standardError = Math.sqrt(squares / (n - 1) / n);
        if (standardError == 0) {
            return mean == 0 ? 0.5 : 0;
        }
        return TDistribution.of(n - 1).survivalProbability(Math.abs(mean) / standardError);
    }

    /** Returns the difference of the mean errors of each day that has values: negative if the shadow is better. */
    private List<Double> differences() {
        SortedMap<Long, PairedTotals> byDay = new TreeMap<>();
        byHour.forEach(
                (hour, totals) -> byDay.merge((hour - byHour.firstKey()) / HOURS_PER_DAY, totals, PairedTotals::plus));
        List<Double> differences = new ArrayList<>();
        byDay.values().stream()
                .filter(totals -> totals.count() > 0)
                .forEach(totals -> differences.add(totals.difference()));
        return differences;
    }
}
