package io.foreflow.forecaster.bench;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The live service beside the pass-through on one load.
 *
 * @param readings number of counted readings in each run
 * @param passThrough runs of the pass-through
 * @param sides runs of the service, by side
 */
public record SideComparison(long readings, SideSummary passThrough, Map<String, SideSummary> sides) {
    public SideComparison {
        sides = Collections.unmodifiableMap(new LinkedHashMap<>(sides));
    }

    public SideSummary side(String name) {
        return requireNonNull(sides.get(name), name);
    }

    /** Returns the median throughput of a side over that of the pass-through. */
    public double ratio(String name) {
        return side(name).readingsPerSecond().median()
                / passThrough.readingsPerSecond().median();
    }
}
