package io.foreflow.forecaster.api;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The answer to a probe: healthy if there are no problems.
 *
 * @param problems reasons against, one line each
 * @param details further facts, in the order in which they are shown
 */
public record Health(List<String> problems, Map<String, String> details) {
    public Health {
        problems = List.copyOf(problems);
        details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
    }

    public boolean ok() {
        return problems.isEmpty();
    }
}
