package io.foreflow.training.group;

import java.util.List;

/** Reports that sensors cannot be assigned to groups as asked. The message has a line for each problem. */
public final class InvalidGroupsException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public InvalidGroupsException(List<String> problems) {
        super(String.join("\n", problems));
    }
}
