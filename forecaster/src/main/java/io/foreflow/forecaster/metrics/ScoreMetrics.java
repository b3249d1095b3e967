package io.foreflow.forecaster.metrics;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.score.Contender;
import io.foreflow.models.score.ModelLeads;
import io.foreflow.models.score.Score;
import io.foreflow.models.series.Values;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Counts the scores of forecasts, over all sensors, by lead. Sums and counts run from the start, so that the reader
 * chooses the time of a rolling mean; several instances add up.
 */
public final class ScoreMetrics {
    /** The groups of leads, by the last step of each, counted from 1. */
    private static final List<Integer> LAST_STEPS = List.of(1, 6, 12, 24, Integer.MAX_VALUE);

    /** Maximum number of versions and roles with meters of their own; the least recently scored one loses them. */
    private static final int MOST_MODELS = 16;

    private static final String CHAMPION = "champion";

    private final MeterRegistry registry;
    private final List<OfLeads> byLeads = new ArrayList<>();
    private final Map<ScoredRole, OfModel> byModel = new LinkedHashMap<>(MOST_MODELS, 0.75f, true);
    private final Counter drifts;
    private final Counter retrainingRequests;

    /** A version in a role. */
    private record ScoredRole(ModelRef model, String role) {}

    ScoreMetrics(MeterRegistry registry) {
        this.registry = registry;
        int first = 1;
        for (int last : LAST_STEPS) {
            byLeads.add(new OfLeads(registry, first, last));
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
        double[] scaled = score.scaledErrors(Contender.FORECAST);
        byLeads.forEach(leads -> leads.countForecasts(score, scaled));
        for (Contender contender : Contender.values()) {
            double[] scaledErrors = score.scaledErrors(contender);
            byLeads.forEach(leads -> leads.addErrors(contender, scaledErrors));
        }
        for (ModelLeads leads : score.models()) {
            count(leads.model(), CHAMPION, scaled, leads.first(), leads.last());
        }
        score.shadow()
                .ifPresent(shadow -> count(
                        shadow.model(),
                        shadow.role().label(),
                        score.scaled(shadow.errors()),
                        0,
                        shadow.errors().length() - 1));
    }

    private void count(ModelRef model, String role, double[] scaledErrors, int first, int last) {
        double sum = 0;
        int count = 0;
        for (int lead = first; lead <= last; lead++) {
            if (!Double.isNaN(scaledErrors[lead])) {
                sum += scaledErrors[lead];
                count++;
            }
        }
        if (count > 0) {
            ofModel(model, role).add(sum, count);
        }
    }

    private OfModel ofModel(ModelRef model, String role) {
        synchronized (byModel) {
            OfModel meters = byModel.computeIfAbsent(
                    new ScoredRole(model, role), key -> new OfModel(registry, key.model(), key.role()));
            if (byModel.size() > MOST_MODELS) {
                ScoredRole oldest = byModel.keySet().iterator().next();
                requireNonNull(byModel.remove(oldest)).remove(registry);
            }
            return meters;
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

    /** The meters of one version in one role, all leads together. */
    private static final class OfModel {
        private final Counter errorSum;
        private final Counter errorCount;

        OfModel(MeterRegistry registry, ModelRef model, String role) {
            this.errorSum = counter(
                            "foreflow.model.scaled.error",
                            "Sum of a model's absolute errors over the trailing error of yesterday's value",
                            model,
                            role)
                    .register(registry);
            this.errorCount = counter(
                            "foreflow.model.scaled.error.values",
                            "Values in foreflow_model_scaled_error_total",
                            model,
                            role)
                    .register(registry);
        }

        private static Counter.Builder counter(String name, String description, ModelRef model, String role) {
            return Counter.builder(name)
                    .description(description)
                    .tag("model", model.name())
                    .tag("version", model.version())
                    .tag("role", role);
        }

        void add(double sum, int count) {
            errorSum.increment(sum);
            errorCount.increment(count);
        }

        void remove(MeterRegistry registry) {
            registry.remove(errorSum);
            registry.remove(errorCount);
        }
    }

    /** The meters of one group of leads. Each score adds to a meter once, whatever the number of its leads. */
    private static final class OfLeads {
        private final int first;
        private final int last;
        private final Counter scored;
        private final Map<Contender, Counter> errorSums = new EnumMap<>(Contender.class);
        private final Map<Contender, Counter> errorCounts = new EnumMap<>(Contender.class);
        private final Counter over;
        private final Counter under;
        private final Counter inside;
        private final Counter outside;

        /**
         * @param first the first step, counted from 1
         * @param last the last step
         */
        OfLeads(MeterRegistry registry, int first, int last) {
            this.first = first;
            this.last = last;
            String leads = last == first ? "" + first : last == Integer.MAX_VALUE ? first + "+" : first + "-" + last;
            this.scored = counter("foreflow.scores", "Forecast values that were scored", leads)
                    .register(registry);
            for (Contender contender : Contender.values()) {
                errorSums.put(
                        contender,
                        counter(
                                        "foreflow.scaled.error",
                                        "Sum of absolute errors over the trailing error of yesterday's value",
                                        leads)
                                .tag("forecast", contender.label())
                                .register(registry));
                errorCounts.put(
                        contender,
                        counter("foreflow.scaled.error.values", "Values in foreflow_scaled_error_total", leads)
                                .tag("forecast", contender.label())
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

        void addErrors(Contender contender, double[] scaledErrors) {
            double sum = 0;
            int count = 0;
            for (int lead = first - 1; lead < Math.min(last, scaledErrors.length); lead++) {
                if (!Double.isNaN(scaledErrors[lead])) {
                    sum += scaledErrors[lead];
                    count++;
                }
            }
            add(requireNonNull(errorSums.get(contender)), sum);
            add(requireNonNull(errorCounts.get(contender)), count);
        }

        void countForecasts(Score score, double[] scaledErrors) {
            Values errors = score.errors(Contender.FORECAST);
            int count = 0;
            double tooMuch = 0;
            double tooLittle = 0;
            int hits = 0;
            int misses = 0;
            for (int lead = first - 1; lead < Math.min(last, scaledErrors.length); lead++) {
                if (errors.isMissing(lead)) {
                    continue;
                }
                count++;
                if (scaledErrors[lead] > 0) {
                    if (errors.at(lead) > 0) {
                        tooMuch += scaledErrors[lead];
                    } else {
                        tooLittle += scaledErrors[lead];
                    }
                }
                switch (score.hits().get(lead)) {
                    case INSIDE -> hits++;
                    case OUTSIDE -> misses++;
                    case UNKNOWN -> {}
                }
            }
            add(scored, count);
            add(over, tooMuch);
            add(under, tooLittle);
            add(inside, hits);
            add(outside, misses);
        }

        private static void add(Counter counter, double amount) {
            if (amount > 0) {
                counter.increment(amount);
            }
        }
    }
}
