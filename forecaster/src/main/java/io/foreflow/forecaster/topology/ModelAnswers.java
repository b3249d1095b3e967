package io.foreflow.forecaster.topology;

import io.foreflow.forecaster.metrics.InferenceMetrics;
import io.foreflow.forecaster.metrics.InferenceOutcome;
import io.foreflow.forecaster.topology.InferenceView.Answering;
import io.foreflow.forecaster.topology.InferenceView.AnsweringModel;
import io.foreflow.forecaster.topology.InferenceView.ModelName;
import io.foreflow.forecaster.topology.InferenceView.NotNowException;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.model.InferenceTask;
import io.foreflow.models.tabular.Answered;
import io.foreflow.models.tabular.NoAnswerException;
import io.foreflow.models.tabular.Question;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers questions with the models of a view, each with a replica of its own. A model that throws an exception costs
 * its answers, never the thread. Confined to one thread at a time.
 */
public final class ModelAnswers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ModelAnswers.class);

    /** Number of questions that are computed at once, which limits the memory for pictures. */
    private static final int BATCH = 64;

    /** One failure in this many is logged in full if a model keeps failing. */
    private static final long LOG_EVERY = 1_000;

    private final InferenceView view;
    private final OpenModels models;
    private long failures;

    public ModelAnswers(InferenceView view, InferenceMetrics metrics) {
        this.view = view;
        this.models = new OpenModels(metrics);
    }

    /** The result of a search for a model. */
    public sealed interface ModelSearch permits OpenedModel, UnusableModel {}

    /**
     * The reason why no question can be answered.
     *
     * @param ref the model, if there is one
     */
    public record UnusableModel(Optional<ModelRef> ref, InferenceOutcome outcome, String detail)
            implements ModelSearch {
        QuestionResult result() {
            return QuestionResult.failed(outcome, detail);
        }
    }

    /** An open model. It may be used until the next search. */
    public final class OpenedModel implements ModelSearch {
        private final ModelRef ref;
        private final Answering answering;

        private OpenedModel(ModelRef ref, Answering answering) {
            this.ref = ref;
            this.answering = answering;
        }

        public ModelRef ref() {
            return ref;
        }

        /** Returns the form of questions and answers; empty if the model is not available at the moment. */
        public Optional<InferenceTask> task() {
            try {
                return Optional.of(answering.task());
            } catch (NotNowException e) {
                logFailure(ref, "its task", e);
                return Optional.empty();
            }
        }

        /**
         * Answers each question, in their order.
         *
         * @param request names the request in the log
         */
        public List<QuestionResult> answer(List<Question> questions, String request) {
            List<QuestionResult> results = new ArrayList<>(questions.size());
            for (int from = 0; from < questions.size(); from += BATCH) {
                results.addAll(batch(questions.subList(from, Math.min(from + BATCH, questions.size())), request));
            }
            return results;
        }

        private List<QuestionResult> batch(List<Question> questions, String request) {
            try {
                return answering.answers(questions).stream()
                        .map(QuestionResult::answered)
                        .toList();
            } catch (NoAnswerException e) {
                return questions.size() == 1
                        ? List.of(QuestionResult.failed(InferenceOutcome.of(e.reason()), e.detail()))
                        : questions.stream()
                                .flatMap(question -> batch(List.of(question), request).stream())
                                .toList();
            } catch (NotNowException e) {
                logFailure(ref, request, e);
                return all(
                        questions,
                        InferenceOutcome.UNUSABLE_MODEL,
                        "the model " + ref + " is not available now; the service's log says why");
            } catch (RuntimeException | LinkageError e) {
                logFailure(ref, request, e);
                return all(
                        questions, InferenceOutcome.ERROR, "the model " + ref + " failed; the service's log says how");
            }
        }

        private static List<QuestionResult> all(List<Question> questions, InferenceOutcome outcome, String detail) {
            return questions.stream()
                    .map(question -> QuestionResult.failed(outcome, detail))
                    .toList();
        }
    }

    /**
     * The answer to one question, or the reason why there is none.
     *
     * @param detail the reason in one line
     */
    public record QuestionResult(InferenceOutcome outcome, Optional<Answered> answer, Optional<String> detail) {
        static QuestionResult answered(Answered answer) {
            return new QuestionResult(InferenceOutcome.ANSWERED, Optional.of(answer), Optional.empty());
        }

        static QuestionResult failed(InferenceOutcome outcome, String detail) {
            return new QuestionResult(outcome, Optional.empty(), Optional.of(detail));
        }
    }

    /** Finds the model that a name stands for at present, and opens it if it is not open. */
    public ModelSearch find(ModelName name) {
        Optional<AnsweringModel> found = view.find(name);
        if (found.isEmpty()) {
            models.forget(name);
            return new UnusableModel(
                    Optional.empty(),
                    InferenceOutcome.UNKNOWN_MODEL,
                    "there is no " + (name.version().isEmpty() ? "champion of the model " : "model ") + name);
        }
        AnsweringModel model = found.get();
        if (!model.isForInference()) {
            models.forget(name);
            return new UnusableModel(
                    Optional.of(model.ref()),
                    InferenceOutcome.NOT_FOR_INFERENCE,
                    "the model " + model.ref() + " is a forecaster and cannot answer single records");
        }
        return models.get(name, model)
                .<ModelSearch>map(replica -> new OpenedModel(model.ref(), replica))
                .orElseGet(() -> new UnusableModel(
                        Optional.of(model.ref()),
                        InferenceOutcome.UNUSABLE_MODEL,
                        "the model " + model.ref() + " cannot be run; the service's log says why"));
    }

    private void logFailure(ModelRef model, String request, Throwable failure) {
        if (failures++ % LOG_EVERY == 0) {
            LOG.error(
                    "Model {} failed on request {} (failure {} of this task, one in {} is logged)",
                    model,
                    request,
                    failures,
                    LOG_EVERY,
                    failure);
        }
    }

    @Override
    public void close() {
        models.close();
    }
}
