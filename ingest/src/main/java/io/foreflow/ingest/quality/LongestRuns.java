package io.foreflow.ingest.quality;

import io.foreflow.ingest.quality.SensorProfile.StuckRun;
import io.foreflow.ingest.quality.SensorProfile.ValueRun;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.DoublePredicate;
import org.jspecify.annotations.Nullable;

/** The {@value #MOST} longest runs of one value of a sensor, and the number of all its runs. */
final class LongestRuns {
    private static final int MOST = 16;

    /** Minimum length of a run of a stuck sensor. */
    private static final int LEAST_STUCK = 24;

    /** Minimum number of runs. A sensor with fewer hardly ever changes, so that no run stands out. */
    private static final int LEAST_RUNS = 50;

    /** Minimum number of long runs of one value that make such runs usual, such as 0 at night. */
    private static final int USUAL = 3;

    /** Minimum ratio of a suspicious run to the usual length. */
    private static final int STUCK = 5;

    private static final Comparator<ValueRun> LONGEST_FIRST =
            Comparator.comparingLong(ValueRun::length).reversed();

    private final List<ValueRun> longest = new ArrayList<>(1);
    private long runs;
    private double value;
    private long length;
    private @Nullable Instant from;

    void add(double next, Instant time) {
        if (from != null && next == value) {
            length++;
            return;
        }
        keep(longest);
        runs++;
        value = next;
        length = 1;
        from = time;
    }

    /** Adds the present run to the others, if it is long enough. */
    private void keep(List<ValueRun> among) {
        if (from == null || (among.size() == MOST && among.get(MOST - 1).length() >= length)) {
            return;
        }
        if (among.size() == MOST) {
            among.remove(MOST - 1);
        }
        ValueRun run = new ValueRun(length, value, from);
        int at = among.size();
        while (at > 0 && among.get(at - 1).length() < length) {
            at--;
        }
        among.add(at, run);
    }

    private List<ValueRun> all() {
        List<ValueRun> all = new ArrayList<>(longest);
        keep(all);
        return all;
    }

    /** @throws java.util.NoSuchElementException before the first reading */
    ValueRun longest() {
        return all().stream().min(LONGEST_FIRST).orElseThrow();
    }

    /** @param marks true for values that may mean "no value": their runs are outages */
    Optional<StuckRun> stuck(DoublePredicate marks) {
        List<ValueRun> all =
                all().stream().filter(run -> !marks.test(run.value())).toList();
        if (runs < LEAST_RUNS) {
            return Optional.empty();
        }
        return all.stream()
                .filter(run -> run.length() >= LEAST_STUCK)
                .map(run -> new StuckRun(run, usual(run, all)))
                .filter(stuck -> stuck.run().length() >= STUCK * stuck.usual())
                .findFirst();
    }

    /**
     * Returns the median length of the other long runs of the same value, if that value often stays; otherwise the
     * median over the values that do not often stay.
     */
    private static long usual(ValueRun run, List<ValueRun> all) {
        List<ValueRun> same = all.stream()
                .filter(other -> !other.equals(run) && other.value() == run.value())
                .toList();
        if (same.size() >= USUAL) {
            return same.get(same.size() / 2).length();
        }
        List<ValueRun> rare = all.stream()
                .filter(other -> other.value() != run.value()
                        && all.stream()
                                        .filter(third -> third.value() == other.value())
                                        .count()
                                <= USUAL)
                .toList();
        return rare.isEmpty() ? 1 : rare.get(rare.size() / 2).length();
    }
}
