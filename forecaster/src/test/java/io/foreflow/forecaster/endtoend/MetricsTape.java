package io.foreflow.forecaster.endtoend;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Metrics of services as of times that the test chooses: a replay of weeks leaves the metrics of weeks. Times in metrics
 * that the replay moves on are moved to the chosen ones.
 */
final class MetricsTape {
    private static final Pattern SAMPLE = Pattern.compile("(\\w+)(?:\\{(.*)})? (\\S+)");
    private static final Pattern RECORDED =
            Pattern.compile("foreflow_.*|jvm_(memory|gc)_.*|process_.*|kafka_(stream|consumer_coordinator)_.*");
    private static final Pattern MOVED = Pattern.compile("foreflow_newest_(reading|forecast)_timestamp_seconds");

    private static final String REPLAYING = "state=\"replaying\"";
    private static final String LIVE = "state=\"live\"";

    private final StringBuilder samples = new StringBuilder();

    /**
     * @param metrics metrics in Prometheus' text format
     * @param labels labels that a scrape would add
     */
    void record(String metrics, String labels, Instant time) {
        double moved = Duration.between(Instant.now(), time).toMillis() / 1_000.0;
        metrics.lines().filter(line -> !line.startsWith("#")).forEach(line -> {
            Matcher sample = SAMPLE.matcher(line);
            if (sample.matches() && RECORDED.matcher(sample.group(1)).matches()) {
                double value = Double.parseDouble(sample.group(3).replace("+Inf", "Infinity"));
                boolean isMoved = value > 0 && MOVED.matcher(sample.group(1)).matches();
                samples.append(sample.group(1))
                        .append('{')
                        .append(asLive(sample.group(2)))
                        .append(labels)
                        .append("} ")
                        .append(isMoved ? Double.toString(value + moved) : sample.group(3))
                        .append(' ')
                        .append(time.getEpochSecond())
                        .append('\n');
            }
        });
    }

    /** Swaps two states: to the clock of the chosen times, sensors that are replayed are live. */
    private static String asLive(String labels) {
        return labels.contains(LIVE) ? labels.replace(LIVE, REPLAYING) : labels.replace(REPLAYING, LIVE);
    }

    /** Writes all samples in OpenMetrics. */
    Path write(Path file) throws IOException {
        return Files.writeString(file, samples + "# EOF\n");
    }
}
