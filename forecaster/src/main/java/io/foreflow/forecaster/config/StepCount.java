package io.foreflow.forecaster.config;

import io.foreflow.models.series.Step;
import java.time.Duration;
import java.util.function.Function;
import java.util.regex.Pattern;

/** A length of time in the configuration: a number of steps, a duration, or what suits the step. */
@FunctionalInterface
interface StepCount {
    String AUTO = "auto";

    /**
     * Returns the number of steps.
     *
     * @param suiting what suits the step
     * @throws IllegalArgumentException if a duration is not whole steps, or out of range; the message is the rule
     */
    int of(Step step, int suiting);

    /** Parses {@code auto}, a number of steps or a duration such as {@code 6h}. */
    static Function<String, StepCount> parser(int least, int most) {
        Pattern number = Pattern.compile("\\d{1,9}");
        String rule =
                "must be auto, a whole number of steps from " + least + " to " + most + ", or a duration such as 6h";
        return text -> {
            String stripped = text.strip();
            if (stripped.equals(AUTO)) {
                return (step, suiting) -> suiting;
            }
            if (number.matcher(stripped).matches()) {
                int steps = Integer.parseInt(stripped);
                if (steps < least || steps > most) {
                    throw new IllegalArgumentException(rule);
                }
                return (step, suiting) -> steps;
            }
            try {
                Duration time = ConfigKey.duration("6h").apply(stripped);
                return (step, suiting) -> whole(time, step, least, most);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(rule, e);
            }
        };
    }

    private static int whole(Duration time, Step step, int least, int most) {
        long steps = time.dividedBy(step.duration());
        if (!step.duration().multipliedBy(steps).equals(time) || steps < least || steps > most) {
            throw new IllegalArgumentException(
                    "must be whole steps of " + step + " (window.step), from " + least + " to " + most);
        }
        return (int) steps;
    }
}
