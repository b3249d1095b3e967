package io.foreflow.forecaster.topology;

import io.foreflow.forecaster.topology.InferenceView.ModelName;
import io.foreflow.ingest.wire.RejectReason;
import io.foreflow.models.tabular.Question;
import java.util.Optional;

/** A parsed record of {@code foreflow.inference.requests.v1}. */
sealed interface InferenceRequest permits InferenceRequest.Usable, InferenceRequest.Unusable {
    /** @param top number of most probable classes beside the class; 0 for none */
    record Usable(String id, ModelName model, int top, Question question) implements InferenceRequest {}

    /**
     * @param id if it could be read
     * @param model if it could be read
     * @param detail one line that says what is wrong
     */
    record Unusable(Optional<String> id, Optional<ModelName> model, RejectReason reason, String detail)
            implements InferenceRequest {}
}
