package io.foreflow.forecaster.sink;

import static java.util.Objects.requireNonNull;

import io.foreflow.forecaster.metrics.SinkMetrics;
import io.foreflow.forecaster.sink.SinkDatabase.WriteResult;
import io.foreflow.forecaster.sink.SqlFailures.Reaction;
import io.foreflow.forecaster.terminal.CommandException;
import io.foreflow.forecaster.terminal.ProgressLine;
import io.foreflow.ingest.wire.TopicNames;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies forecasts, actual values, scores, model events and alerts from the topics into PostgreSQL, each row once. It
 * waits for a database that is away. Of several sinks on one schema one copies, and the others wait until it ends.
 */
public final class SqlSink {
    private static final Logger LOG = LoggerFactory.getLogger(SqlSink.class);

    /** Number of rows after which a batch is written; larger ones are not faster. */
    static final int BATCH_ROWS = 50_000;

    private static final Duration BATCH_FOR = Duration.ofMillis(500);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration DROP_OLD_EVERY = Duration.ofHours(1);
    private static final Duration TRY_LOCK_EVERY = Duration.ofSeconds(1);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final SinkSettings settings;
    private final SinkConnector connector;
    private final Map<String, String> kafka;
    private final List<TopicFeed> feeds;
    private final SinkMetrics metrics;
    private final Clock clock;
    private final Map<String, Long> rows = new HashMap<>();
    private long rejected;
    private boolean prepared;
    private boolean toldOfStandby;
    private long awaySince;
    private volatile SinkState state = SinkState.STARTING;

    /**
     * The end of a sink that does not follow.
     *
     * @param patience how long to wait for a database that is away
     * @param progress shows the number of copied records
     */
    private record SinkEnding(Duration patience, ProgressLine progress) {}

    /**
     * @param variables environment variables
     * @param kafka properties of Kafka clients, with {@code bootstrap.servers}
     * @param topics the topics, which must exist
     * @param windows true if the topic of windows is written: actual values come from there, with imputed ones
     */
    public SqlSink(
            SinkSettings settings,
            Map<String, String> variables,
            Map<String, String> kafka,
            TopicNames topics,
            boolean windows,
            SinkMetrics metrics,
            Clock clock) {
        this.settings = settings;
        this.connector = new SinkConnector(settings, variables);
        this.kafka = Map.copyOf(kafka);
        this.feeds = feeds(topics, windows);
        this.metrics = metrics;
        this.clock = clock;
    }

    private static List<TopicFeed> feeds(TopicNames topics, boolean windows) {
        List<TopicFeed> feeds = new ArrayList<>();
        feeds.add(new ForecastFeed(topics.forecasts()));
        feeds.add(new ScoreFeed(topics.scores(), !windows));
        if (windows) {
            feeds.add(new WindowFeed(topics.windows()));
        }
        feeds.add(new ModelEventFeed(topics.modelEvents()));
        feeds.add(new AlertFeed(topics.alerts()));
        return feeds;
    }

    /** Returns the names of the topics that are copied. */
    public static List<String> topics(TopicNames topics, boolean windows) {
        return feedTopics(feeds(topics, windows));
    }

    /** Returns the names of the tables that get rows of the topics. */
    public static List<String> tables() {
        return SinkTables.ALL.stream()
                .filter(table -> !table.equals(SinkTables.REJECTED))
                .map(SqlTable::name)
                .toList();
    }

    private static List<String> feedTopics(List<TopicFeed> feeds) {
        return feeds.stream().map(TopicFeed::topic).toList();
    }

    public SinkState state() {
        return state;
    }

    /**
     * Copies until the thread is interrupted.
     *
     * @throws CommandException if somebody must do something: wrong password, missing database, missing rights
     * @throws InterruptedException if the thread is interrupted; what was committed is in the database
     */
    public void follow() throws InterruptedException {
        run(null);
    }

    /**
     * Copies up to the ends that the topics have now.
     *
     * @param patience how long to wait for a database that is away
     * @param progress shows the number of copied records
     * @throws CommandException if somebody must do something: wrong password, missing database, missing rights; if the
     *     database is away for too long; if another sink is at work
     * @throws InterruptedException if the thread is interrupted; what was committed is in the database
     */
    public SinkResult copyToEnds(Duration patience, ProgressLine progress) throws InterruptedException {
        return run(new SinkEnding(patience, progress));
    }

    private SinkResult run(@Nullable SinkEnding ending) throws InterruptedException {
        // Mistakes in the address and the password show before Kafka is asked.
        while (!prepared) {
            try {
                SinkSchema.prepare(connector.source());
                prepared = true;
            } catch (SQLException e) {
                away(e, ending);
            }
        }
        try (SinkInput input = new SinkInput(kafka, feeds, clock)) {
            return run(input, ending);
        }
    }

    private SinkResult run(SinkInput input, @Nullable SinkEnding ending) throws InterruptedException {
        try {
            Map<SinkSource, Long> ends = ending == null ? Map.of() : input.ends();
            while (true) {
                try (SinkDatabase database =
                        new SinkDatabase(connector.source().getConnection(), settings.retentionDays(), clock)) {
                    awaitLock(database, ending);
                    copy(database, input, ends, ending);
                    return new SinkResult(rows, rejected);
                } catch (SQLException e) {
                    away(e, ending);
                } catch (TimeoutException e) {
                    if (ending != null) {
                        throw e;
                    }
                    LOG.warn("Kafka does not answer: {}; copying goes on when it does", e.getMessage());
                }
            }
        } catch (InterruptException e) {
            // Kafka has set the thread's flag again, with which its consumer would not close cleanly.
            Thread.interrupted();
            throw new InterruptedException();
        }
    }

    private void awaitLock(SinkDatabase database, @Nullable SinkEnding ending)
            throws SQLException, InterruptedException {
        while (!database.tryLock()) {
            if (ending != null) {
                throw new CommandException("another sink copies into " + settings.shown()
                        + " already; let it do the work, or end it first");
            }
            state = SinkState.STANDBY;
            if (!toldOfStandby) {
                toldOfStandby = true;
                LOG.info("Another sink copies into {}; this one waits until it ends", settings.shown());
            }
            Thread.sleep(TRY_LOCK_EVERY.toMillis());
        }
    }

    /** @param ends offsets at which copying ends; empty: never */
    private void copy(SinkDatabase database, SinkInput input, Map<SinkSource, Long> ends, @Nullable SinkEnding ending)
            throws SQLException, InterruptedException {
        Map<SinkSource, Long> written = database.offsets(input.sources());
        input.seek(written);
        Map<SinkSource, Long> start = written;
        List<SinkRecord> batch = new ArrayList<>();
        int batchRows = 0;
        long batchStart = 0;
        long droppedAt = System.nanoTime() - DROP_OLD_EVERY.toNanos();
        while (true) {
            if (System.nanoTime() - droppedAt >= DROP_OLD_EVERY.toNanos()) {
                database.dropOld();
                droppedAt = System.nanoTime();
            }
            List<SinkRecord> polled = input.poll(POLL);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            if (batch.isEmpty()) {
                batchStart = System.nanoTime();
            }
            batch.addAll(polled);
            for (SinkRecord record : polled) {
                batchRows += record.rows();
            }
            OptionalLong lag = input.lag();
            lag.ifPresent(metrics::behind);
            boolean full = batchRows >= BATCH_ROWS
                    || polled.isEmpty()
                    || (ending != null && isReached(ends, input.positions()))
                    || System.nanoTime() - batchStart >= BATCH_FOR.toNanos();
            if (!batch.isEmpty() && full) {
                Map<SinkSource, Long> positions = input.positions();
                count(input, database.write(batch, written, positions), batch);
                written = positions;
                batch.clear();
                batchRows = 0;
                copying();
            } else if (batch.isEmpty() && lag.equals(OptionalLong.of(0))) {
                copying();
            }
            if (ending != null) {
                Map<SinkSource, Long> positions = batch.isEmpty() ? input.positions() : written;
                ending.progress().total(sum(ends) - sum(start));
                ending.progress().at(sum(written) - sum(start));
                if (isReached(ends, positions)) {
                    return;
                }
            }
        }
    }

    private static boolean isReached(Map<SinkSource, Long> ends, Map<SinkSource, Long> positions) {
        return ends.entrySet().stream().allMatch(end -> requireNonNull(positions.get(end.getKey())) >= end.getValue());
    }

    private static long sum(Map<SinkSource, Long> offsets) {
        return offsets.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Counts what has been committed. */
    private void count(SinkInput input, WriteResult result, List<SinkRecord> batch) {
        result.rejected().forEach((record, reason) -> input.reject(record.source(), record.offset(), reason));
        long refused = result.rejected().size()
                + batch.stream()
                        .filter(record -> record.entries().stream()
                                .anyMatch(entry -> entry.table().equals(SinkTables.REJECTED)))
                        .count();
        if (refused > 0) {
            rejected += refused;
            metrics.rejected(refused);
        }
        result.rows().forEach((table, count) -> {
            if (!table.equals(SinkTables.REJECTED)) {
                rows.merge(table.name(), count, Long::sum);
                metrics.wrote(table.name(), count);
            }
        });
    }

    /** Reports once that the database has gone, and pauses: longer the longer it is gone. */
    private void away(SQLException failure, @Nullable SinkEnding ending) throws InterruptedException {
        metrics.failed();
        if (SqlFailures.reaction(failure) != Reaction.WAIT) {
            throw SqlFailures.ended(settings.shown(), failure);
        }
        if (state != SinkState.AWAY) {
            state = SinkState.AWAY;
            awaySince = System.nanoTime();
            LOG.warn(
                    "The database {} is away: {}; copying goes on when it is back",
                    settings.shown(),
                    SqlFailures.reason(failure));
        }
        LOG.debug("The database is still away", failure);
        Duration gone = Duration.ofNanos(System.nanoTime() - awaySince);
        if (ending != null && gone.compareTo(ending.patience()) >= 0) {
            throw new CommandException(
                    "the database " + settings.shown() + " has been away for " + gone.toSeconds() + " s: "
                            + SqlFailures.reason(failure) + "; start it, or correct --jdbc or sink.jdbc",
                    failure);
        }
        Duration pause = gone.compareTo(FIRST_PAUSE) < 0 ? FIRST_PAUSE : gone;
        Thread.sleep(Math.min(pause.toMillis(), LONGEST_PAUSE.toMillis()));
    }

    /** Notes that the database takes rows. */
    private void copying() {
        if (state == SinkState.COPYING) {
            return;
        }
        if (state == SinkState.AWAY) {
            LOG.info(
                    "The database is back after {} s",
                    Duration.ofNanos(System.nanoTime() - awaySince).toSeconds());
        } else {
            LOG.info("Copies {} into {}", String.join(", ", feedTopics(feeds)), settings.shown());
        }
        state = SinkState.COPYING;
        toldOfStandby = false;
    }
}
