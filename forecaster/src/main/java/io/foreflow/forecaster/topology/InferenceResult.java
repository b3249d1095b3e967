package io.foreflow.forecaster.topology;

import io.foreflow.forecaster.metrics.InferenceOutcome;
import io.foreflow.models.tabular.Answered;
import java.util.Optional;

/**
 * The result of one request: an answer, or the reason why there is none.
 *
 * @param id id of the request, if it could be read
 * @param model name of the requested model
 * @param version its version, if known
 * @param outcome outcome of the request
 * @param answer the answer, if there is one
 * @param top number of classes in the result
 * @param detail reason why there is no answer, one line
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

    /** Returns the same request without its answer. */
    InferenceResult failed(InferenceOutcome why, String what) {
        return new InferenceResult(id, model, version, why, Optional.empty(), 0, Optional.of(what));
    }
}
