package io.foreflow.forecaster.topology;

import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.model.InferenceModel;
import io.foreflow.models.model.InferenceTask;
import io.foreflow.models.tabular.Answered;
import io.foreflow.models.tabular.Question;
import java.util.List;
import java.util.Optional;

/**
 * Finds the models that requests for inference may name, at present. Called for each request and from several threads:
 * it must be cheap and never block.
 */
public interface InferenceView {
    /** A view without models. */
    InferenceView NONE = name -> Optional.empty();

    /** Returns the model that a name stands for at present; empty if there is none. */
    Optional<AnsweringModel> find(ModelName name);

    /**
     * The name of a model in a request.
     *
     * @param version empty: the champion
     */
    record ModelName(String name, Optional<String> version) {
        /**
         * Reads {@code NAME} or {@code NAME@VERSION}.
         *
         * @throws IllegalArgumentException if it is neither
         */
        public static ModelName parse(String text) {
            int at = text.indexOf('@');
            ModelRef ref = at < 0 ? new ModelRef(text, "champion") : ModelRef.parse(text);
            return new ModelName(ref.name(), at < 0 ? Optional.empty() : Optional.of(ref.version()));
        }

        @Override
        public String toString() {
            return version.map(known -> name + "@" + known).orElse(name);
        }
    }

    /** An existing model, identified by name, version and digest. */
    interface AnsweringModel {
        ModelRef ref();

        /** Returns the SHA-256 of its bundle, hex. */
        String sha256();

        /** Returns false for a forecaster, which cannot be opened here. */
        boolean isForInference();

        /**
         * Opens a replica for one task, which must close it. Throws an exception if the model cannot be run.
         *
         * @throws NotNowException if it may be possible later
         */
        Answering open();
    }

    /** A model that answers. Confined to one thread at a time. */
    interface Answering extends AutoCloseable {
        /**
         * Returns the form of questions and answers.
         *
         * @throws NotNowException if the model is not available at the moment
         */
        InferenceTask task();

        /**
         * Answers each question, in their order.
         *
         * @param questions at least one
         * @throws io.foreflow.models.tabular.NoAnswerException for the first one that cannot be answered; then none is
         *     answered
         * @throws NotNowException if the model is not available at the moment
         */
        List<Answered> answers(List<? extends Question> questions);

        @Override
        void close();

        /** Wraps a model that belongs to one task. */
        static Answering of(InferenceModel model) {
            return new Answering() {
                @Override
                public InferenceTask task() {
                    return model.task();
                }

                @Override
                public List<Answered> answers(List<? extends Question> questions) {
                    return model.answers(questions);
                }

                @Override
                public void close() {
                    model.close();
                }
            };
        }
    }

    /** Reports that a model cannot be opened at the moment. */
    final class NotNowException extends RuntimeException {
        private static final long serialVersionUID = 1;

        public NotNowException(Throwable cause) {
            super(cause.getMessage(), cause);
        }
    }
}
