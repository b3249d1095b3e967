package io.foreflow.benchmarks.trainings;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** What was measured several times. */
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

    /** The middle one, or the greater one of the two in the middle. */
    double median() {
        return sorted().get(samples.size() / 2);
    }

    /** Median, least and greatest, to four significant digits, and how many there are. */
    void write(ObjectNode node) {
        node.put("median", rounded(median()));
        node.put("min", rounded(Collections.min(samples)));
        node.put("max", rounded(Collections.max(samples)));
        node.put("samples", samples.size());
    }

    /** To four significant digits. */
    static double rounded(double number) {
        return Double.parseDouble(String.format(Locale.ROOT, "%.4g", number));
    }

    private List<Double> sorted() {
        return samples.stream().sorted().toList();
    }
}
