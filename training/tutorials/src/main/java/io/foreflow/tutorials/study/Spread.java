package io.foreflow.tutorials.study;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A metric over several runs.
 *
 * @param mean over the runs
 * @param deviation the standard deviation of the runs (n − 1); NaN of a single one
 * @param runs how many, at least 1
 */
public record Spread(double mean, double deviation, int runs) {

    static Spread of(Collection<Double> values) {
        double mean = values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
        double squares = values.stream()
                .mapToDouble(value -> (value - mean) * (value - mean))
                .sum();
        return new Spread(
                mean, values.size() > 1 ? Math.sqrt(squares / (values.size() - 1)) : Double.NaN, values.size());
    }

    /** Returns the spread of each metric that all runs have, in the first one's order. */
    static Map<String, Spread> of(List<Map<String, Double>> runs) {
        Map<String, Spread> spreads = new LinkedHashMap<>();
        for (String name : runs.get(0).keySet()) {
            List<Double> values = new ArrayList<>();
            for (Map<String, Double> run : runs) {
                if (run.containsKey(name)) {
                    values.add(run.get(name));
                }
            }
            if (values.size() == runs.size()) {
                spreads.put(name, of(values));
            }
        }
        return spreads;
    }
}
