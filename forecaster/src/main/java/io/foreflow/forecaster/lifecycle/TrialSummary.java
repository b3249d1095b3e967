package io.foreflow.forecaster.lifecycle;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.score.PairedErrors;
import io.foreflow.models.score.ShadowRole;
import io.foreflow.models.series.SensorId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The comparison of a champion with its shadow, from the records of comparisons: in total, by lead and by sensor.
 *
 * @param trial the totals by hour
 * @param byLead mean scaled errors of each lead
 * @param sensorsWon number of sensors whose errors are smaller with the shadow
 * @param sensorsLost number of sensors whose errors are larger with the shadow
 */
public record TrialSummary(Trial trial, List<LeadMeans> byLead, int sensorsWon, int sensorsLost) {
    public TrialSummary {
        requireNonNull(trial, "trial");
        byLead = List.copyOf(byLead);
    }

    /**
     * Mean scaled errors at one lead.
     *
     * @param lead number of the step after the origin, from 1
     * @param count number of forecast values
     */
    public record LeadMeans(int lead, long count, double champion, double shadow) {}

    /**
     * Collects comparisons in the order of their records. Only those of the latest two models count; the trial of a
     * challenger goes on when it becomes champion.
     */
    public static final class Collector {
        private final SortedMap<Long, PairedTotals> byHour = new TreeMap<>();
        private final Map<SensorId, PairedTotals> bySensor = new HashMap<>();
        private final List<double[]> byLead = new ArrayList<>();
        private @Nullable PairedErrors latest;

        /** Adds one comparison. */
        public void add(PairedErrors errors) {
            PairedErrors before = latest;
            if (before != null && hasBecomeChampion(before, errors)) {
                byHour.replaceAll((hour, totals) -> totals.swapped());
                bySensor.replaceAll((sensor, totals) -> totals.swapped());
                byLead.replaceAll(sums -> new double[] {sums[0], sums[2], sums[1]});
            } else if (before == null || !isSamePair(before, errors)) {
                byHour.clear();
                bySensor.clear();
                byLead.clear();
            }
            latest = errors;
            PairedTotals totals = PairedTotals.NONE.plus(errors);
            long hour = Math.floorDiv(
                    errors.time().getEpochSecond(), Duration.ofHours(1).toSeconds());
            byHour.merge(hour, totals, PairedTotals::plus);
            bySensor.merge(errors.sensor(), totals, PairedTotals::plus);
            for (int lead = 0; lead < errors.championErrors().length(); lead++) {
                if (byLead.size() == lead) {
                    byLead.add(new double[3]);
                }
                if (errors.isPaired(lead)) {
                    double[] sums = byLead.get(lead);
                    sums[0]++;
                    sums[1] += errors.championErrors().at(lead);
                    sums[2] += errors.shadowErrors().at(lead);
                }
            }
        }

        private static boolean isSamePair(PairedErrors one, PairedErrors other) {
            return one.champion().equals(other.champion())
                    && one.shadow().equals(other.shadow())
                    && one.role() == other.role();
        }

        /** Returns true if a challenger is champion now, and the champion its predecessor. */
        private static boolean hasBecomeChampion(PairedErrors one, PairedErrors other) {
            return one.role() == ShadowRole.CHALLENGER
                    && other.role() == ShadowRole.PREDECESSOR
                    && one.champion().equals(other.shadow())
                    && one.shadow().equals(other.champion());
        }

        /** Returns the comparison of the latest pair; empty if there was none, or if it has other models. */
        public Optional<TrialSummary> summary(Optional<ModelRef> champion) {
            PairedErrors last = latest;
            if (last == null || champion.filter(last.champion()::equals).isEmpty()) {
                return Optional.empty();
            }
            List<LeadMeans> means = new ArrayList<>();
            for (int lead = 0; lead < byLead.size(); lead++) {
                double[] sums = byLead.get(lead);
                means.add(new LeadMeans(lead + 1, (long) sums[0], sums[1] / sums[0], sums[2] / sums[0]));
            }
            return Optional.of(new TrialSummary(
                    new Trial(last.champion(), last.shadow(), last.role(), byHour),
                    means,
                    (int) bySensor.values().stream()
                            .filter(totals -> totals.shadow() < totals.champion())
                            .count(),
                    (int) bySensor.values().stream()
                            .filter(totals -> totals.shadow() > totals.champion())
                            .count()));
        }
    }
}
