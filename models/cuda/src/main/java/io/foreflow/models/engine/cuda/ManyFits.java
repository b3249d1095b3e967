package io.foreflow.models.engine.cuda;

import io.foreflow.models.engine.FitDivergedException;
import io.foreflow.models.engine.FitResult;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The results of a fit of many networks.
 *
 * @param results one a network, in the order given
 * @param diverged by its place in that order, each network whose losses or weights are not finite: its result is of no use
 */
public record ManyFits(List<FitResult> results, Map<Integer, FitDivergedException> diverged) {
    public ManyFits {
        results = List.copyOf(results);
        diverged = Collections.unmodifiableMap(new TreeMap<>(diverged));
    }
}
