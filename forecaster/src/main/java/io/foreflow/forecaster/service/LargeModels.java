package io.foreflow.forecaster.service;

import io.foreflow.forecaster.registry.RegisteredModel;
import io.foreflow.models.model.InferenceModel;
import io.foreflow.models.model.InferenceTask;
import io.foreflow.models.tabular.Answered;
import io.foreflow.models.tabular.Question;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Models that are too large for a replica per task: each has one replica for the whole service, which answers one
 * request at a time. They share a budget of bytes. If it is exceeded, the least recently used model is closed, and
 * opened again on request. Safe for use by many threads.
 */
final class LargeModels {
    private final long budget;
    private final Function<RegisteredModel, InferenceModel> opener;

    /** Open models by digest. */
    private final LinkedHashMap<String, Shared> open = new LinkedHashMap<>(16, 0.75f, true);

    private long bytes;

    /** One replica. Its own lock guards the model; the lock of {@link LargeModels} guards the number of users. */
    private static final class Shared {
        private final int bytes;
        private int users;
        private @Nullable InferenceModel model;

        private Shared(int bytes) {
            this.bytes = bytes;
        }

        private synchronized List<Answered> answers(
                RegisteredModel registered,
                Function<RegisteredModel, InferenceModel> opener,
                List<? extends Question> questions) {
            return opened(registered, opener).answers(questions);
        }

        private synchronized InferenceModel opened(
                RegisteredModel registered, Function<RegisteredModel, InferenceModel> opener) {
            InferenceModel known = model;
            if (known == null) {
                known = opener.apply(registered);
                model = known;
            }
            return known;
        }

        private synchronized void close() {
            if (model != null) {
                model.close();
                model = null;
            }
        }
    }

    /**
     * @param budget maximum in bytes; a larger model is open alone
     * @param opener throws an exception if a model cannot be run
     */
    LargeModels(long budget, Function<RegisteredModel, InferenceModel> opener) {
        this.budget = budget;
        this.opener = opener;
    }

    /** Answers each question with the model; opens it if it is not open. */
    List<Answered> answers(RegisteredModel model, List<? extends Question> questions) {
        Shared shared = take(model);
        try {
            return shared.answers(model, opener, questions);
        } finally {
            giveBack(shared);
        }
    }

    /** Opens the model if it is not open, so that problems are known before a question comes; returns its task. */
    InferenceTask task(RegisteredModel model) {
        Shared shared = take(model);
        try {
            return shared.opened(model, opener).task();
        } finally {
            giveBack(shared);
        }
    }

    /** Returns the bytes of the models that are open. */
    synchronized long bytes() {
        return bytes;
    }

    /** Returns the model once there is room: models that answer at the moment are soon done. */
    private synchronized Shared take(RegisteredModel model) {
        Shared known = open.get(model.sha256());
        while (known == null && !makeRoom(model.bytes())) {
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while there was no room for " + model.ref(), e);
            }
            known = open.get(model.sha256());
        }
        if (known == null) {
            known = new Shared(model.bytes());
            open.put(model.sha256(), known);
            bytes += known.bytes;
        }
        known.users++;
        return known;
    }

    /** Closes unused models, the least recently used first. Returns false if there is still no room. */
    private boolean makeRoom(int more) {
        Iterator<Shared> oldest = open.values().iterator();
        while (bytes + more > budget && oldest.hasNext()) {
            Shared shared = oldest.next();
            if (shared.users == 0) {
                oldest.remove();
                bytes -= shared.bytes;
                shared.close();
            }
        }
        return open.isEmpty() || bytes + more <= budget;
    }

    private synchronized void giveBack(Shared shared) {
        shared.users--;
        notifyAll();
    }
}
