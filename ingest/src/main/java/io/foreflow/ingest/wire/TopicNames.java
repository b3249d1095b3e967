package io.foreflow.ingest.wire;

import java.util.regex.Pattern;

/**
 * The names of Foreflow's topics.
 *
 * @param prefix letters, digits, '.', '_' and '-'. Default: {@code foreflow}.
 */
public record TopicNames(String prefix) {
    // Must stand before DEFAULT, whose constructor needs it.
    private static final Pattern PREFIX = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

    public static final TopicNames DEFAULT = new TopicNames("foreflow");

    public TopicNames {
        if (!PREFIX.matcher(prefix).matches()) {
            throw new IllegalArgumentException("topics.prefix (" + prefix + ") must match " + PREFIX);
        }
    }

    public String readings() {
        return prefix + ".readings.v1";
    }

    public String rejected() {
        return prefix + ".readings.rejected.v1";
    }

    public String windows() {
        return prefix + ".windows.v1";
    }

    public String trainingWindows() {
        return prefix + ".training-windows.v1";
    }

    public String forecasts() {
        return prefix + ".forecasts.v1";
    }

    public String scores() {
        return prefix + ".scores.v1";
    }

    public String retrainingRequests() {
        return prefix + ".retraining-requests.v1";
    }

    public String alerts() {
        return prefix + ".alerts.v1";
    }

    public String inferenceRequests() {
        return prefix + ".inference.requests.v1";
    }

    public String inferenceResults() {
        return prefix + ".inference.results.v1";
    }

    public String comparisons() {
        return prefix + ".comparisons.v1";
    }

    public String modelEvents() {
        return prefix + ".model-events.v1";
    }

    public String models() {
        return prefix + ".models.v1";
    }
}
