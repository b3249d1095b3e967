package io.foreflow.benchmarks.trainings;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** Several measurements of one quantity. */
final class Measured {
    private final List<Double> samples = new ArrayList<>();

    void add(double sample) {
        samples.add(sample);
    }

    void addAll(Measured others) {
        samples.addAll(others.samples);
    }

    int count() {
        return samples.size();
    }

    /** Returns the middle one, or the greater of the two in the middle. */
    double median() {
        return sorted().get(samples.size() / 2);
    }

    /** Writes median, least and greatest, to four significant digits, and the number of measurements. */
    void write(ObjectNode node) {
        node.put("median", rounded(median()));
        node.put("min", rounded(Collections.min(samples)));
        node.put("max", rounded(Collections.max(samples)));
        node.put("samples", samples.size());
    }

    /** Rounds to four significant digits. */
    static double rounded(double number) {
        return Double.parseDouble(String.format(Locale.ROOT, "%.4g", number));
    }

    private List<Double> sorted() {
        return samples.stream().sorted().toList();
    }
}
