package io.foreflow.forecaster.topology;

import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.model.InferenceModel;
import io.foreflow.models.tabular.Answered;
import io.foreflow.models.tabular.Question;
import java.util.Optional;

/** The models that requests for inference may name, now. Asked for each request and from several threads: cheap, never blocks. */
public interface InferenceView {
    /** There never is a model. */
    InferenceView NONE = name -> Optional.empty();

    /** The model that is meant now; empty when there is none. */
    Optional<AnsweringModel> find(ModelName name);

    /**
     * A model as a request names it.
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

    /** A model that there is. Which one it is, name, version and digest say. */
    interface AnsweringModel {
        ModelRef ref();

        /** SHA-256 of its bundle, hex. */
        String sha256();

        /** Returns false for a forecaster, which cannot be opened here. */
        boolean isForInference();

        /**
         * A replica for one task; its user closes it. Throws when the model cannot be run.
         *
         * @throws NotNowException if it may be possible later
         */
        Answering open();
    }

    /** A model that answers. Confined to one thread. */
    interface Answering extends AutoCloseable {
        /**
         * The answer to one question.
         *
         * @throws io.foreflow.models.tabular.NoAnswerException if it cannot be answered
         * @throws NotNowException if the model is not at hand at the moment
         */
        Answered answer(Question question);

        @Override
        void close();

        /** A model of its own. */
        static Answering of(InferenceModel model) {
            return new Answering() {
                @Override
                public Answered answer(Question question) {
                    return model.answer(question);
                }

                @Override
                public void close() {
                    model.close();
                }
            };
        }
    }

    /** A model cannot be opened at the moment. */
    final class NotNowException extends RuntimeException {
        private static final long serialVersionUID = 1;

        public NotNowException(Throwable cause) {
            super(cause.getMessage(), cause);
        }
    }
}
