package io.foreflow.forecaster.endtoend;

import static io.foreflow.forecaster.sink.PostgresServer.number;
import static io.foreflow.forecaster.sink.PostgresServer.rows;
import static org.assertj.core.api.Assertions.assertThat;

import io.foreflow.forecaster.sink.PostgresServer;
import io.foreflow.forecaster.sink.SinkTopics;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sink that is killed in the middle of many rows, and a database that crashes under its successor. */
class SinkKillTest {
    private static final int SENSORS = 20;
    private static final Instant START = Instant.parse("2026-12-20T00:00:00Z");

    /** Number of rows, more or less; more of them by hand: {@code -Dforeflow.sink.rows=500000}. */
    private static final int ROWS = Integer.getInteger("foreflow.sink.rows", 200_000);

    private static final int HOURS = ROWS / (SENSORS * SinkTopics.ROWS_AN_HOUR) / 2 * 2;
    private static final long BY_LEAD = (long) SENSORS * HOURS * SinkTopics.HORIZON;

    @TempDir
    private Path directory;

    private PostgresServer server;
    private EmbeddedCluster cluster;
    private @Nullable ServeProcess running;

    @BeforeEach
    void start() {
        server = PostgresServer.shared();
        cluster = EmbeddedCluster.start();
    }

    @AfterEach
    void stop() throws InterruptedException {
        if (running != null) {
            running.close();
        }
        if (cluster != null) {
            cluster.close();
        }
    }

    @Test
    void shouldHaveEachRowOnceAlthoughItIsKilledAndTheDatabaseCrashes() throws Exception {
        // given: half of the records, and a sink that has begun to copy them
        String jdbc = server.newDatabase();
        try (SinkTopics topics = new SinkTopics(cluster.bootstrapServers(), "foreflow")) {
            topics.sendHours(SENSORS, START, HOURS / 2);
            ServeProcess first = sink(jdbc);
            first.awaitTrue(() -> count(jdbc, "forecast") > 0);

            // when: it is killed, the other half comes, and the database crashes while the next one copies it
            first.kill();
            long killedAt = count(jdbc, "forecast");
            topics.sendHours(SENSORS, START.plus(Duration.ofHours(HOURS / 2)), HOURS / 2);
            ServeProcess second = sink(jdbc);
            second.awaitTrue(() -> count(jdbc, "forecast") > killedAt);
            server.crashAndRestart();
            second.awaitTrue(() -> count(jdbc, "actual") == BY_LEAD / SinkTopics.HORIZON
                    && count(jdbc, "forecast") == BY_LEAD
                    && count(jdbc, "score") == BY_LEAD);
            second.stop();

            // then: each row is there, once by its key, with the number that was sent
            assertThat(
                            rows(
                                    jdbc,
                                    "SELECT count(DISTINCT (sensor, at)), sum(abs(value - extract(epoch FROM at) / 3600)) FROM actual"))
                    .containsExactly(BY_LEAD / SinkTopics.HORIZON + "|0");
            assertThat(rows(
                            jdbc,
                            "SELECT count(DISTINCT (sensor, origin, lead)), sum(abs(value - (lead - 1) - extract(epoch"
                                    + " FROM origin) / 3600)) FROM forecast"))
                    .containsExactly(BY_LEAD + "|0");
            assertThat(number(jdbc, "SELECT sum(abs(error - (lead - 1)))::bigint FROM score"))
                    .isZero();
            assertThat(number(jdbc, "SELECT sum(next_offset) FROM sink_offset")).isEqualTo(2L * SENSORS * HOURS);
            assertThat(count(jdbc, "rejected")).isZero();
            assertThat(second.said())
                    .containsOnlyOnce("is away")
                    .containsOnlyOnce("is back after")
                    .doesNotContain(PostgresServer.PASSWORD);
        }
    }

    private static long count(String jdbc, String table) throws SQLException {
        return rows(jdbc, "SELECT to_regclass('" + table + "')").equals(List.of(table))
                ? number(jdbc, "SELECT count(*) FROM " + table)
                : 0;
    }

    private ServeProcess sink(String jdbc) throws IOException {
        ServeProcess process = ServeProcess.start(
                "sink",
                directory,
                """
                kafka:
                  bootstrap.servers: %s
                topics:
                  partitions: %d
                sink:
                  jdbc: %s
                  user: %s
                """.formatted(cluster.bootstrapServers(), SinkTopics.PARTITIONS, jdbc, PostgresServer.USER),
                Map.of("PGPASSWORD", PostgresServer.PASSWORD));
        running = process;
        return process;
    }
}
