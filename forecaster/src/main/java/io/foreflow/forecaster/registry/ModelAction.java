package io.foreflow.forecaster.registry;

import java.util.Arrays;
import java.util.Optional;

/** A change of the models on the models topic. */
public enum ModelAction {
    /** A bundle was added. */
    PUBLISHED("published"),
    /** A version became challenger. */
    CHALLENGED("challenged"),
    /** A version became champion. */
    PROMOTED("promoted"),
    /** The champion's predecessor became champion again. */
    ROLLED_BACK("rolled-back"),
    /** A version was deleted, with its aliases. */
    DELETED("deleted"),
    /** The routes of sensors to models changed. */
    ROUTED("routed");

    private final String label;

    ModelAction(String label) {
        this.label = label;
    }

    /** Returns the name in records. */
    public String label() {
        return label;
    }

    public static Optional<ModelAction> find(String label) {
        return Arrays.stream(values())
                .filter(action -> action.label.equals(label))
                .findFirst();
    }
}
