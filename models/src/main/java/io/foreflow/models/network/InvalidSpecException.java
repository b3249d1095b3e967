package io.foreflow.models.network;

import java.util.List;

/** A document that is not a network or a training plan, with everything that is wrong with it. */
public final class InvalidSpecException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> problems;

    InvalidSpecException(String what, List<String> problems) {
        super(what + ": " + String.join("; ", problems));
        this.problems = List.copyOf(problems);
    }

    /** Each begins with the path of the value within the document, then says the value and the rule. */
    public List<String> problems() {
        return problems;
    }
}
