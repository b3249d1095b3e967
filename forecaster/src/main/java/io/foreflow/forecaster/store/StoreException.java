package io.foreflow.forecaster.store;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/** Reports that an object of a store cannot be read or written. The message is one line: what is wrong, what to do. */
public final class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final StoreProblem problem;

    /** The kind of problem. */
    public enum StoreProblem {
        /** The store cannot be reached or does not answer: no object can be read. */
        AWAY,
        /** The store refuses this user. */
        REFUSED,
        /** The object is not in the store. */
        MISSING,
        /** The object has other bytes than it should have. */
        OTHER_BYTES,
        /** The local copy cannot be written. */
        NO_COPY
    }

    StoreException(StoreProblem problem, String message, @Nullable Throwable cause) {
        super(oneLine(message), cause);
        this.problem = requireNonNull(problem, "problem");
    }

    public StoreProblem problem() {
        return problem;
    }

    /** Returns true if other objects of the store have the same problem. */
    public boolean concernsAll() {
        return problem == StoreProblem.AWAY || problem == StoreProblem.REFUSED || problem == StoreProblem.NO_COPY;
    }

    /** A store answers with text of its own. */
    private static String oneLine(String message) {
        return message.replaceAll("\\p{C}+", " ");
    }
}
