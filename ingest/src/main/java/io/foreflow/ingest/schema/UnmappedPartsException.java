package io.foreflow.ingest.schema;

import java.io.Serial;
import java.util.List;

/** Reports pointers of a mapping that lead to nothing usable in a schema. */
public final class UnmappedPartsException extends IllegalArgumentException {
    @Serial
    private static final long serialVersionUID = 1;

    private final transient List<String> problems;

    UnmappedPartsException(List<String> problems) {
        super(String.join(". ", problems));
        this.problems = List.copyOf(problems);
    }

    /** Returns the problems, each a line that begins with the configuration's key. */
    public List<String> problems() {
        return problems;
    }
}
