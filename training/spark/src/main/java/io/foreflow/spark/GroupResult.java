package io.foreflow.spark;

import static java.util.Objects.requireNonNull;

import io.foreflow.training.group.GroupOutcome;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The news of an executor about a group.
 *
 * @param place place of the group in the plan
 * @param outcome what became of it, as JSON; null if it failed
 * @param trained false if it was there already
 * @param failure why it failed, in a line; null if it did not
 * @param notes lines that people should know
 */
record GroupResult(
        int place,
        @Nullable String outcome,
        boolean trained,
        @Nullable String failure,
        List<String> notes) implements Serializable {

    static GroupResult done(int place, GroupOutcome outcome, boolean trained, List<String> notes) {
        return new GroupResult(place, outcome.json().toString(), trained, null, new ArrayList<>(notes));
    }

    static GroupResult failed(int place, String failure) {
        return new GroupResult(place, null, false, failure, new ArrayList<>());
    }

    GroupOutcome toOutcome() {
        return GroupOutcome.parse(requireNonNull(outcome, "outcome"));
    }
}
