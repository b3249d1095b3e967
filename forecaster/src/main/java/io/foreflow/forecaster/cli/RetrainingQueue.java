package io.foreflow.forecaster.cli;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.score.RetrainingRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The requests for retraining that wait for a run, one entry a model. A failed run waits longer each time. Requests
 * that arrived before the end of a model's latest run count as answered by it. Confined to one thread.
 */
final class RetrainingQueue {
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(10);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);

    private final Map<String, WaitingRun> waiting = new LinkedHashMap<>();
    private final Map<String, Instant> answeredUntil = new HashMap<>();

    /**
     * A model that has to be retrained.
     *
     * @param request the latest request
     * @param arrived arrival of that request
     * @param failures number of runs that failed
     * @param due time from which the next run may start
     */
    record WaitingRun(RetrainingRequest request, Instant arrived, int failures, Instant due) {
        WaitingRun {
            requireNonNull(request, "request");
            requireNonNull(arrived, "arrived");
            requireNonNull(due, "due");
        }

        String model() {
            return request.model().name();
        }
    }

    /** Adds a request. */
    void add(RetrainingRequest request, Instant arrived) {
        String model = request.model().name();
        if (arrived.isAfter(answeredUntil.getOrDefault(model, Instant.MIN))) {
            waiting.merge(
                    model,
                    new WaitingRun(request, arrived, 0, Instant.MIN),
                    (before, now) -> new WaitingRun(now.request(), now.arrived(), before.failures(), before.due()));
        }
    }

    /** Returns a run that is due. */
    Optional<WaitingRun> next(Instant now) {
        return waiting.values().stream().filter(run -> !run.due().isAfter(now)).findFirst();
    }

    /** Takes the requests of a model as answered. */
    void answered(String model, Instant now) {
        waiting.remove(model);
        answeredUntil.put(model, now);
    }

    /** Takes the run of a model as failed, and returns the time until the next one. */
    Duration failed(String model, Instant now) {
        WaitingRun run = requireNonNull(waiting.get(model), model);
        Duration pause = FIRST_PAUSE;
        for (int i = 0; i < run.failures() && pause.compareTo(LONGEST_PAUSE) < 0; i++) {
            pause = pause.multipliedBy(2);
        }
        Duration limited = pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
        waiting.put(model, new WaitingRun(run.request(), run.arrived(), run.failures() + 1, now.plus(limited)));
        return limited;
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }
}
