package io.foreflow.forecaster.topology;

import io.foreflow.forecaster.metrics.InferenceOutcome;
import io.foreflow.models.tabular.Answered;
import java.util.Optional;

/**
 * What is answered to one request: an answer, or why there is none.
 *
 * @param id the request's, if it could be read
 * @param model name of the model that answers, or was to
 * @param version of it, if that is known
 * @param outcome what became of the request
 * @param answer there if it was answered
 * @param top how many classes are told
 * @param detail why there is no answer, one line
 */
record InferenceResult(
        Optional<String> id,
        Optional<String> model,
        Optional<String> version,
        InferenceOutcome outcome,
        Optional<Answered> answer,
        int top,
        Optional<String> detail) {
    private static final int MOST_DETAIL = 1_000;

    InferenceResult {
        // A request may hold names of any length.
        detail = detail.map(text -> text.length() > MOST_DETAIL ? text.substring(0, MOST_DETAIL) + "…" : text);
    }

    /** The same request without its answer. */
    InferenceResult failed(InferenceOutcome why, String what) {
        return new InferenceResult(id, model, version, why, Optional.empty(), 0, Optional.of(what));
    }
}
