package io.foreflow.windowing.core;

import io.foreflow.models.series.Covariate;
import io.foreflow.models.series.Values;
import io.foreflow.models.series.WindowShape;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The covariates of one sensor: past and future buckets in ascending order. Immutable. */
final class CovariateMemory {
    static final CovariateMemory EMPTY = new CovariateMemory(List.of());

    private final List<CovariateBucket> buckets;

    private CovariateMemory(List<CovariateBucket> buckets) {
        this.buckets = buckets;
    }

    static CovariateMemory of(Collection<CovariateBucket> buckets) {
        List<CovariateBucket> sorted = new ArrayList<>(buckets);
        sorted.sort(Comparator.comparingLong(CovariateBucket::index));
        return sorted.isEmpty() ? EMPTY : new CovariateMemory(List.copyOf(sorted));
    }

    List<CovariateBucket> buckets() {
        return buckets;
    }

    /**
     * Adds the reports of a bucket. Returns the same memory if they add nothing new.
     *
     * @param knownFrom the first origin whose window may know them
     * @param oldest the oldest origin that may still be computed
     */
    @SuppressWarnings("ReferenceEquality") // a bucket that does not change stays the same object
    CovariateMemory with(long bucket, Map<String, Double> reports, long knownFrom, long oldest) {
        int at = find(bucket);
        CovariateBucket before = at >= 0 ? buckets.get(at) : new CovariateBucket(bucket, List.of());
        CovariateBucket after = before;
        for (Map.Entry<String, Double> report : reports.entrySet()) {
            after = after.with(new CovariateBucket.Report(report.getKey(), knownFrom, report.getValue()), oldest);
        }
        if (after == before) {
            return this;
        }
        List<CovariateBucket> changed = new ArrayList<>(buckets);
        if (at >= 0) {
            changed.set(at, after);
        } else {
            changed.add(-at - 1, after);
        }
        return new CovariateMemory(changed);
    }

    /** Drops the buckets before {@code first}. */
    CovariateMemory without(long first) {
        if (buckets.isEmpty() || buckets.get(0).index() >= first) {
            return this;
        }
        int at = find(first);
        List<CovariateBucket> kept = buckets.subList(at >= 0 ? at : -at - 1, buckets.size());
        return kept.isEmpty() ? EMPTY : new CovariateMemory(List.copyOf(kept));
    }

    /** Returns what an origin may know of each of these covariates. */
    Map<String, Covariate> at(long origin, Collection<String> names, WindowShape shape) {
        int perDay = shape.step().perDay();
        Map<String, Covariate> known = new TreeMap<>();
        for (String name : names) {
            known.put(
                    name,
                    new Covariate(
                            values(name, origin, origin - perDay, perDay),
                            values(name, origin, origin, shape.horizon())));
        }
        return known;
    }

    private Values values(String name, long origin, long from, int count) {
        return Values.generate(count, i -> {
            int at = find(from + i);
            return at < 0 ? Double.NaN : buckets.get(at).at(name, origin);
        });
    }

    private int find(long bucket) {
        return Sorted.find(buckets.size(), at -> buckets.get(at).index(), bucket);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CovariateMemory that && buckets.equals(that.buckets);
    }

    @Override
    public int hashCode() {
        return buckets.hashCode();
    }
}
