package io.foreflow.forecaster.metrics;

import io.foreflow.models.score.Contender;
import io.foreflow.models.score.Score;
import io.foreflow.models.score.Score.Hit;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Counts the scores of forecasts, over all sensors, by lead. Sums and counts run from the start, so that the reader
 * chooses the time of a rolling mean; several instances add up.
 */
public final class ScoreMetrics {
    /** The groups of leads, by the last step of each, counted from 1. */
    private static final List<Integer> LAST_STEPS = List.of(1, 6, 12, 24, Integer.MAX_VALUE);

    private final List<OfLeads> byLeads = new ArrayList<>();
    private final Counter drifts;
    private final Counter retrainingRequests;

    ScoreMetrics(MeterRegistry registry) {
        int first = 1;
        for (int last : LAST_STEPS) {
            String label = last == first ? "" + first : last == Integer.MAX_VALUE ? first + "+" : first + "-" + last;
            byLeads.add(new OfLeads(registry, label));
            first = last + 1;
        }
        this.drifts = Counter.builder("foreflow.drifts")
                .description("Detections that a model forecasts a sensor worse than before")
                .register(registry);
        this.retrainingRequests = Counter.builder("foreflow.retraining.requests")
                .description("Requests for retraining")
                .register(registry);
    }

    /** Counts the scores of one step. */
    public void scored(Score score) {
        for (int lead = 0; lead < score.hits().size(); lead++) {
            if (!score.errors(Contender.FORECAST).isMissing(lead)) {
                byLeads.get(leadsOf(lead + 1)).scored(score, lead);
            }
        }
    }

    /** Counts a detected drift of a model. */
    public void drifted() {
        drifts.increment();
    }

    /** Counts a request for retraining. */
    public void retrainingRequested() {
        retrainingRequests.increment();
    }

    private static int leadsOf(int step) {
        int leads = 0;
        while (step > LAST_STEPS.get(leads)) {
            leads++;
        }
        return leads;
    }

    /** The meters of one group of leads. */
    private static final class OfLeads {
        private final Counter scored;
        private final Map<Contender, DistributionSummary> scaledErrors = new EnumMap<>(Contender.class);
        private final Counter over;
        private final Counter under;
        private final Counter inside;
        private final Counter outside;

        OfLeads(MeterRegistry registry, String leads) {
            this.scored = counter("foreflow.scores", "Forecast values that were scored", leads)
                    .register(registry);
            for (Contender contender : Contender.values()) {
                scaledErrors.put(
                        contender,
                        DistributionSummary.builder("foreflow.scaled.error")
                                .description("Absolute error over the trailing error of yesterday's value")
                                .tag("forecast", contender.label())
                                .tag("lead", leads)
                                .register(registry));
            }
            String bias = "By how much forecasts were over or under the actual value, over the trailing error of"
                    + " yesterday's value";
            this.over = counter("foreflow.scaled.deviation", bias, leads)
                    .tag("side", "over")
                    .register(registry);
            this.under = counter("foreflow.scaled.deviation", bias, leads)
                    .tag("side", "under")
                    .register(registry);
            String hits = "Actual values by whether they were inside the forecast's bounds";
            this.inside = counter("foreflow.interval.hits", hits, leads)
                    .tag("inside", "true")
                    .register(registry);
            this.outside = counter("foreflow.interval.hits", hits, leads)
                    .tag("inside", "false")
                    .register(registry);
        }

        private static Counter.Builder counter(String name, String description, String leads) {
            return Counter.builder(name).description(description).tag("lead", leads);
        }

        void scored(Score score, int lead) {
            scored.increment();
            for (Contender contender : Contender.values()) {
                double error = score.scaledError(contender, lead);
                if (!Double.isNaN(error)) {
                    Objects.requireNonNull(scaledErrors.get(contender)).record(error);
                }
            }
            double error = score.scaledError(Contender.FORECAST, lead);
            if (!Double.isNaN(error)) {
                (score.errors(Contender.FORECAST).at(lead) > 0 ? over : under).increment(error);
            }
            Hit hit = score.hits().get(lead);
            if (hit != Hit.UNKNOWN) {
                (hit == Hit.INSIDE ? inside : outside).increment();
            }
        }
    }
}
