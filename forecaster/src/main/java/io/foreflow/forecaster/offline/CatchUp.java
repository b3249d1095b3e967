package io.foreflow.forecaster.offline;

import static io.foreflow.windowing.wire.WindowTopics.readingsBySensor;

import io.foreflow.forecaster.service.LiveServiceConfig;
import io.foreflow.forecaster.terminal.Environment;
import io.foreflow.forecaster.terminal.ProgressLine;
import io.foreflow.ingest.wire.TopicNames;
import io.foreflow.windowing.streams.WindowingStage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes sure that the live service has made training windows of all readings before a training reads them. It compares
 * the committed offsets of the service with the ends of its input topics, read committed, at the start of the check.
 * Later records are not waited for.
 */
public final class CatchUp {
    /** The reason to wait for the service. */
    enum Purpose {
        /** Training reads the service's windows. Tolerates a new record and a transaction marker. */
        TRAINING(
                2,
                ", and train once it has caught up (--wait); or train on what there is (--behind-ok)",
                "To train without knowing how far the service is, give --behind-ok"),

        /** The sent readings must be forecast. Tolerates the last transaction's marker. */
        FORECASTS(
                1,
                "; what was sent stays on the topic",
                "The readings were sent; only the forecasts are not waited for");

        private final int tolerance;
        private final String whereItDoesNotRun;
        private final String whereKafkaFails;

        Purpose(int tolerance, String whereItDoesNotRun, String whereKafkaFails) {
            this.tolerance = tolerance;
            this.whereItDoesNotRun = whereItDoesNotRun;
            this.whereKafkaFails = whereKafkaFails;
        }

        String whereKafkaFails() {
            return whereKafkaFails;
        }
    }

    /** Maximum time in which a running, up-to-date service commits earlier records. */
    private static final Duration ALIVE = Duration.ofSeconds(5);

    /** Time to wait for a service that is not running: it may be starting. */
    private static final Duration STARTING = Duration.ofSeconds(60);

    /** A wait of any length. */
    public static final Duration WITHOUT_LIMIT = Duration.ofDays(36_500);

    private static final Duration LOOK_EVERY = Duration.ofMillis(500);
    private static final Duration REPORT_EVERY = Duration.ofSeconds(10);

    private final Environment environment;
    private final Purpose purpose;
    private final String application;
    private final Service service;
    private final PollPause pause;

    /** The facts about the service that Kafka knows. */
    interface Service {
        /** Returns the offsets on a topic now by partition, read committed; none if there is no such topic. */
        Map<Integer, Range> ranges(String topic) throws InterruptedException;

        /** Returns the offset from which the service continues, by partition; empty if it has committed nothing. */
        Map<Integer, Long> committed(String topic) throws InterruptedException;

        boolean isRunning() throws InterruptedException;
    }

    /** Offsets [{@code begin}, {@code end}). */
    record Range(long begin, long end) {}

    /** Waits a while. */
    interface PollPause {
        void await(Duration time) throws InterruptedException;
    }

    CatchUp(Environment environment, Purpose purpose, String application, Service service, PollPause pause) {
        this.environment = environment;
        this.purpose = purpose;
        this.application = application;
        this.service = service;
        this.pause = pause;
    }

    /**
     * @param wait how long to wait until the service has caught up; empty: not at all
     * @throws ServiceBehindException if it is behind all the same, or does not run
     */
    public static void require(Environment environment, LiveServiceConfig config, Optional<Duration> wait)
            throws InterruptedException {
        Instant started = environment.clock().instant();
        try (ServiceGroup group = new ServiceGroup(config, Purpose.TRAINING)) {
            CatchUp catchUp = of(environment, Purpose.TRAINING, config, group);
            for (String topic : topics(config)) {
                Duration passed = Duration.between(started, environment.clock().instant());
                catchUp.require(topic, wait.map(most -> most.minus(passed)));
            }
        }
    }

    /**
     * Waits until the service has forecast what was sent.
     *
     * @param sent offset behind the last record that was sent to the readings topic, by partition
     * @throws ServiceBehindException if the service does not run
     */
    public static void awaitForecasts(Environment environment, LiveServiceConfig config, Map<Integer, Long> sent)
            throws InterruptedException {
        try (ServiceGroup group = new ServiceGroup(config, Purpose.FORECASTS)) {
            CatchUp catchUp = of(environment, Purpose.FORECASTS, config, group);
            List<String> topics = topics(config);
            catchUp.await(topics.get(0), sent);
            for (String detour : topics.subList(1, topics.size())) {
                catchUp.require(detour, Optional.of(WITHOUT_LIMIT));
            }
        }
    }

    private static CatchUp of(Environment environment, Purpose purpose, LiveServiceConfig config, ServiceGroup group) {
        return new CatchUp(environment, purpose, config.applicationId(), group, time -> Thread.sleep(time.toMillis()));
    }

    /** Returns the topics that the service reads, in the order in which a reading passes them. */
    private static List<String> topics(LiveServiceConfig config) {
        TopicNames names = config.pipeline().topics();
        List<String> topics = new ArrayList<>(List.of(config.pipeline().input().topic(names)));
        if (WindowingStage.readsBySensor(
                config.pipeline().input(), config.pipeline().windowing())) {
            topics.add(readingsBySensor(names));
        }
        return topics;
    }

    /** Waits until the service has read the partitions of a topic to the given offsets. */
    void await(String topic, Map<Integer, Long> ends) throws InterruptedException {
        Map<Integer, Range> ranges = new HashMap<>();
        service.ranges(topic).forEach((partition, range) -> {
            Long end = ends.get(partition);
            if (end != null) {
                ranges.put(partition, new Range(range.begin(), end));
            }
        });
        require(topic, ranges, 0, Optional.of(WITHOUT_LIMIT));
    }

    void require(String topic, Optional<Duration> wait) throws InterruptedException {
        require(topic, service.ranges(topic), purpose.tolerance, wait);
    }

    private void require(String topic, Map<Integer, Range> ranges, int tolerance, Optional<Duration> wait)
            throws InterruptedException {
        Instant started = environment.clock().instant();
        Instant until = started.plus(wait.orElse(ALIVE));
        Instant lastRunning = started;
        Instant lastReport = Instant.MIN;
        long first = -1;
        try (ProgressLine progress = ProgressLine.of(environment, "Waiting for the service", 1, " readings")) {
            while (true) {
                Map<Integer, Long> committed = service.committed(topic);
                long behind = behind(ranges, committed, tolerance);
                if (behind == 0) {
                    return;
                }
                first = Math.max(first, behind);
                Instant now = environment.clock().instant();
                boolean running = service.isRunning();
                if (running) {
                    lastRunning = now;
                }
                boolean isOver = !now.isBefore(until);
                if (!running && (wait.isEmpty() || isOver || !now.isBefore(lastRunning.plus(STARTING)))) {
                    String waited = wait.isEmpty() ? "" : isOver ? ", also after the wait" : ", also after a minute";
                    throw new ServiceBehindException(notRunning(topic, behind, committed.isEmpty(), waited));
                }
                if (isOver) {
                    throw new ServiceBehindException(behind(topic, behind, wait.isPresent()));
                }
                progress.total(first);
                progress.at(first - behind);
                if (wait.isPresent() && !environment.terminal() && !now.isBefore(lastReport.plus(REPORT_EVERY))) {
                    lastReport = now;
                    environment
                            .err()
                            .println(waiting(behind, running, left(first, behind, Duration.between(started, now))));
                }
                pause.await(LOOK_EVERY);
            }
        }
    }

    /**
     * Returns the number of records that the service has not read.
     *
     * @param tolerance number of records of a partition that do not count
     */
    static long behind(Map<Integer, Range> ranges, Map<Integer, Long> committed, int tolerance) {
        long behind = 0;
        for (Map.Entry<Integer, Range> entry : ranges.entrySet()) {
            Range range = entry.getValue();
            long next = Math.max(range.begin(), committed.getOrDefault(entry.getKey(), range.begin()));
            long ahead = range.end() - next;
            behind += ahead > tolerance ? ahead : 0;
        }
        return behind;
    }

    private String behind(String topic, long behind, boolean waited) {
        return String.format(
                "the service (application.id %s) is %,d readings behind on %s%s, so there are training windows of a part"
                        + " of the readings only. Wait %s, or train on what there is (--behind-ok)",
                application,
                behind,
                topic,
                waited ? " also after the wait" : "",
                waited ? "longer (--wait)" : "until it has caught up (--wait)");
    }

    private String notRunning(String topic, long behind, boolean never, String waited) {
        String who = never
                ? String.format(
                        "no service with application.id %s has read %s: %,d readings wait there",
                        application, topic, behind)
                : String.format(
                        "the service (application.id %s) is %,d readings behind on %s and is not running",
                        application, behind, topic);
        return who + waited + ". Start it with this configuration (foreflow serve)" + purpose.whereItDoesNotRun;
    }

    private static String waiting(long behind, boolean running, String left) {
        return String.format(
                "waiting for the service: %,d readings behind%s",
                behind, running ? left : ", and it is not running yet");
    }

    private static String left(long first, long behind, Duration elapsed) {
        long done = first - behind;
        if (done <= 0) {
            return "";
        }
        double seconds = (double) behind / done * elapsed.toMillis() / 1000;
        return seconds < 90
                ? String.format(", about %d s left", Math.max(1, Math.round(seconds)))
                : String.format(", about %d min left", Math.round(seconds / 60));
    }
}
