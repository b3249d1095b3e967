package io.foreflow.forecaster.api;

import java.util.List;
import java.util.OptionalInt;

/** Ends a request with a {@link Problem}. */
class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Problem problem;

    ProblemException(Problem problem) {
        super(problem.detail(), null, false, false);
        this.problem = problem;
    }

    static ProblemException badRequest(String detail) {
        return new ProblemException(Problem.of(400, detail));
    }

    static ProblemException notFound(String detail) {
        return new ProblemException(Problem.of(404, detail));
    }

    /** @param retryAfter seconds */
    static ProblemException unavailable(String detail, int retryAfter) {
        return new ProblemException(new Problem(503, detail, OptionalInt.of(retryAfter), List.of()));
    }

    Problem problem() {
        return problem;
    }
}
