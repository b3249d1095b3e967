package io.foreflow.tutorials.study;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The names of metrics for people, with their units. */
final class MetricNames {
    private static final Pattern METRIC =
            Pattern.compile("(training|validation|bestValidation|lateValidation|test|fold|)"
                    + "(Loss|AccuracyWithPriors|Top3Accuracy|Accuracy|Mae|Rmse)(\\d*)(Deviation)?");
    private static final Pattern ANSWER = Pattern.compile("answer(\\d+)");

    private static final Map<String, String> PARTS = Map.of(
            "", "",
            "training", ", training rows",
            "validation", ", validation rows",
            "bestValidation", ", validation rows, best epoch",
            "lateValidation", ", validation rows, mean of late epochs",
            "test", ", test rows",
            "fold", ", mean of the folds");

    private static final Map<String, String> QUANTITIES = Map.of(
            "Loss", "Loss",
            "Accuracy", "Accuracy",
            "AccuracyWithPriors", "Accuracy, priors put back",
            "Top3Accuracy", "Accuracy of three guesses",
            "Mae", "Mean absolute error",
            "Rmse", "Root mean squared error");

    private static final Map<String, String> OTHERS =
            Map.of("bestEpoch", "Best epoch", "refitEpochs", "Epochs of the final fit");

    private MetricNames() {}

    /**
     * Returns the name of a metric.
     *
     * @param metric as the JSON file has it
     * @param unit of the quantity that is predicted; {@code 1} or empty: none
     */
    static String of(String metric, String unit) {
        String of = unit.isEmpty() || unit.equals("1") ? "" : " (" + unit + ")";
        Matcher answer = ANSWER.matcher(metric);
        if (answer.matches()) {
            return "Answer to example " + answer.group(1) + of;
        }
        // The baselines' metrics have no part and begin with a small letter.
        Matcher known = METRIC.matcher(
                metric.equals("loss") || metric.equals("mae") || metric.equals("accuracy")
                        ? metric.substring(0, 1).toUpperCase(Locale.ROOT) + metric.substring(1)
                        : metric);
        if (!known.matches()) {
            return OTHERS.getOrDefault(metric, metric);
        }
        String part = known.group(3).isEmpty() ? PARTS.get(known.group(1)) : ", fold " + known.group(3);
        return QUANTITIES.get(known.group(2))
                + (known.group(4) == null ? part : ", deviation of the folds")
                + (known.group(2).matches("Mae|Rmse") ? of : "");
    }
}
