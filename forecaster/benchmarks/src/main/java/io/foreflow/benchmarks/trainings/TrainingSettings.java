package io.foreflow.benchmarks.trainings;

import java.util.List;
import java.util.Locale;

/**
 * Settings of the measurements.
 *
 * @param contenders engines in the order in which they take turns
 * @param rounds number of counted turns, after one that warms up; at least 1
 * @param seconds duration of a turn that has no end of its own
 * @param epochs number of epochs of each of the tutorial's networks, at least 2
 * @param agreementEpochs number of epochs after which the engines' losses are compared
 * @param sensors number of sensors that are fitted side by side
 * @param threads numbers of threads on which they are fitted
 */
record TrainingSettings(
        List<TrainingContender> contenders,
        int rounds,
        double seconds,
        int epochs,
        int agreementEpochs,
        int sensors,
        List<Integer> threads) {
    TrainingSettings {
        contenders = List.copyOf(contenders);
        threads = List.copyOf(threads);
        if (rounds < 1 || epochs < 2 || agreementEpochs < 1 || sensors < 1) {
            throw new IllegalArgumentException(
                    "there must be a counted round, a sensor, an epoch to compare after, and two epochs to time");
        }
        if (threads.stream().anyMatch(count -> count < 1)) {
            throw new IllegalArgumentException("threads " + threads + " must be at least 1");
        }
    }

    /** Prints progress. */
    void say(String format, Object... values) {
        System.err.printf(Locale.ROOT, format + "%n", values);
    }
}
