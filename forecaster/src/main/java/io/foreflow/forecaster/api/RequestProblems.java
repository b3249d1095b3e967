package io.foreflow.forecaster.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.foreflow.models.series.VisibleText;
import java.util.ArrayList;
import java.util.List;

/** Collects everything that is wrong with a request, so that one answer names it all. */
final class RequestProblems {
    private static final int SHOWN = 20;
    private static final int LONGEST = 60;

    private final List<String> problems = new ArrayList<>();

    /** Returns a value from a request for a message, on one line and cut to a readable length. */
    static String shown(JsonNode value) {
        return value.isMissingNode() ? "absent" : cut(value.toString());
    }

    /** Returns a text from a request for a message, in quotes. */
    static String quoted(String text) {
        return '"' + cut(text) + '"';
    }

    private static String cut(String text) {
        return VisibleText.shown(text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…");
    }

    void add(String problem) {
        problems.add(problem);
    }

    boolean isEmpty() {
        return problems.isEmpty();
    }

    /** Returns the problems on one line. */
    String shown() {
        return String.join("; ", problems.subList(0, Math.min(SHOWN, problems.size())))
                + (problems.size() > SHOWN ? "; and " + (problems.size() - SHOWN) + " more" : "");
    }

    /** @throws ProblemException with status 400 if there is a problem */
    void throwIfAny() {
        if (!problems.isEmpty()) {
            throw ProblemException.badRequest(shown());
        }
    }
}
