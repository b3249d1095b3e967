package io.foreflow.training.recipe;

import java.util.List;

/** A recipe that cannot be followed, with everything that is wrong with it. */
public final class InvalidRecipeException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> problems;

    public InvalidRecipeException(String source, List<String> problems) {
        super("recipe " + source + ": " + String.join("; ", problems));
        this.problems = List.copyOf(problems);
    }

    /**
     * Returns the problems. Each begins with the path of the value within the recipe, then says the value and the rule.
     */
    public List<String> problems() {
        return problems;
    }
}
