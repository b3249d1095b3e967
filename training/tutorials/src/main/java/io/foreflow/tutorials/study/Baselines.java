package io.foreflow.tutorials.study;

import io.foreflow.models.engine.SplitMix64;
import io.foreflow.models.tabular.OutputSpec;
import io.foreflow.tutorials.study.RowSplit.RowNumbers;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** Scores methods that need no training on the rows that the network is judged by. */
final class Baselines {
    private static final int HOURS_A_DAY = 24;
    private static final int HOURS_A_WEEK = 168;

    private Baselines() {}

    /** Returns metrics by the baseline's name. */
    static Map<String, Map<String, Double>> of(RowSource source, RunResult run) {
        RowNumbers judged = run.evaluatedRows();
        if (!source.classes().isEmpty()) {
            return classes(source, run.cut().training(), judged);
        }
        Map<String, Map<String, Double>> baselines = new LinkedHashMap<>();
        if (source instanceof WindowSource windows) {
            baselines.put("yesterday's value", naive(windows, run.model().output(), judged, HOURS_A_DAY));
            baselines.put("last week's value", naive(windows, run.model().output(), judged, HOURS_A_WEEK));
        } else {
            baselines.put("mean of the training rows", mean(source, run.cut().training(), judged));
        }
        return baselines;
    }

    private static Map<String, Map<String, Double>> classes(RowSource source, RowNumbers training, RowNumbers judged) {
        int count = source.classes().size();
        int[] frequent = training.counts(source);
        int majority = 0;
        for (int i = 1; i < count; i++) {
            majority = frequent[i] > frequent[majority] ? i : majority;
        }
        int[] labels = Arrays.stream(judged.toArray()).map(source::label).toArray();
        int[] there = judged.counts(source);
        double squares = 0;
        for (int number : there) {
            squares += (double) number / labels.length * number / labels.length;
        }
        Map<String, Map<String, Double>> baselines = new LinkedHashMap<>();
        baselines.put("most frequent class", Map.of("accuracy", (double) there[majority] / labels.length));
        baselines.put("shuffled labels", Map.of("accuracy", shuffledAccuracy(labels)));
        baselines.put("shuffled labels, expected (sum of p²)", Map.of("accuracy", squares));
        return baselines;
    }

    /** Returns the share of labels that meet their like when the labels are shuffled. */
    private static double shuffledAccuracy(int[] labels) {
        int[] dealt = labels.clone();
        SplitMix64.shuffle(dealt, 0, "shuffled labels");
        int same = 0;
        for (int i = 0; i < labels.length; i++) {
            same += labels[i] == dealt[i] ? 1 : 0;
        }
        return (double) same / labels.length;
    }

    private static Map<String, Double> mean(RowSource source, RowNumbers training, RowNumbers judged) {
        double mean = Arrays.stream(training.toArray())
                .mapToDouble(row -> value(source, row))
                .average()
                .orElseThrow();
        double mae = Arrays.stream(judged.toArray())
                .mapToDouble(row -> Math.abs(value(source, row) - mean))
                .average()
                .orElseThrow();
        return Map.of("mae", mae);
    }

    private static double value(RowSource source, int row) {
        double[] target = new double[source.targetSize()];
        source.copyTarget(row, target, 0);
        return target[0];
    }

    /** Scores the value of {@code hours} before; rows without one are left out. */
    private static Map<String, Double> naive(WindowSource source, OutputSpec output, RowNumbers judged, int hours) {
        double[] target = new double[source.targetSize()];
        double absolute = 0;
        double squares = 0;
        long count = 0;
        for (int row : judged.toArray()) {
            double[] before = source.before(row, hours);
            source.copyTarget(row, target, 0);
            for (int i = 0; i < before.length; i++) {
                absolute += Math.abs(target[i] - before[i]);
                squares += (target[i] - before[i]) * (target[i] - before[i]);
                count++;
            }
        }
        Map<String, Double> metrics = new LinkedHashMap<>();
        double scale = Targets.scale(output);
        metrics.put("loss", squares / count / scale / scale);
        metrics.put("mae", absolute / count);
        return metrics;
    }
}
