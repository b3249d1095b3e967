package io.foreflow.forecaster.api;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The answer to a probe: yes when there are no problems.
 *
 * @param problems why not, one line each
 * @param details what else is worth knowing, in the order in which it is shown
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
