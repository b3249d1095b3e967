package io.foreflow.training.evaluate;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The decision on a candidate, and its reasons.
 *
 * @param candidate its mean MASE over the sensors on the block of the comparison: its validation block, or later
 *     windows
 * @param rivals the same for everything that it must beat, by name; the first of equally good ones counts
 * @param losses the sensors at which a rival is better, worst first, if both are known by sensor
 * @param notes what people should know of the comparison, a short line each
 */
public record Verdict(double candidate, Map<String, Double> rivals, List<LostSensor> losses, List<String> notes) {

    /**
     * A sensor at which the candidate is worse than a rival.
     *
     * @param sensor the sensor
     * @param rival the best of the rivals at this sensor
     * @param candidateMase MASE of the candidate at this sensor
     * @param rivalMase MASE of the rival at this sensor
     * @param leads leads at which the rival is better, from 1
     */
    public record LostSensor(String sensor, String rival, double candidateMase, double rivalMase, List<Integer> leads) {
        public LostSensor {
            requireNonNull(sensor, "sensor");
            requireNonNull(rival, "rival");
            leads = List.copyOf(leads);
        }

        /** Returns the difference as a share of the rival's error. */
        public double share() {
            return candidateMase / rivalMase - 1;
        }

        @Override
        public String toString() {
            return sensor + ": " + comparison();
        }

        /** Returns the errors of both and the leads, in words. */
        String comparison() {
            return String.format(
                    Locale.ROOT, "%.3f where %s has %.3f, at leads %s", candidateMase, rival, rivalMase, ranges(leads));
        }
    }

    public Verdict {
        rivals = Collections.unmodifiableMap(new LinkedHashMap<>(rivals));
        losses = List.copyOf(losses);
        notes = List.copyOf(notes);
        if (rivals.isEmpty()) {
            throw new IllegalArgumentException("a candidate needs at least one rival");
        }
    }

    /** Returns true if the candidate beats every rival. An unknown score beats nothing. */
    public boolean passes() {
        return rivals.values().stream().allMatch(rival -> candidate < rival);
    }

    /** Returns the rival with the least MASE. */
    public String best() {
        return Collections.min(rivals.entrySet(), Map.Entry.comparingByValue((a, b) -> Double.compare(a, b)))
                .getKey();
    }

    /** Returns one line: the best rival, and the difference to it. */
    public String summary() {
        String best = best();
        double rival = rivals.getOrDefault(best, Double.NaN);
        if (!Double.isFinite(candidate) || !Double.isFinite(rival)) {
            return "no sensor of the block has a yardstick, so the model cannot be compared";
        }
        return String.format(
                Locale.ROOT,
                "MASE %.3f %s the best of the others, %s, with %.3f (%.1f %% %s)%s",
                candidate,
                passes() ? "beats" : "does not beat",
                best,
                rival,
                100 * Math.abs(candidate / rival - 1),
                candidate < rival ? "less" : "more",
                losses.isEmpty()
                        ? ""
                        : "; it loses at " + losses.size() + (losses.size() == 1 ? " sensor" : " sensors")
                                + ", most at " + losses.get(0));
    }

    /** Returns ranges as text, for instance {@code 1-6, 9}. */
    static String ranges(List<Integer> numbers) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < numbers.size(); ) {
            int end = i;
            while (end + 1 < numbers.size() && numbers.get(end + 1) == numbers.get(end) + 1) {
                end++;
            }
            text.append(i == 0 ? "" : ", ").append(numbers.get(i));
            if (end > i) {
                text.append('-').append(numbers.get(end));
            }
            i = end + 1;
        }
        return text.toString();
    }
}
