package io.foreflow.forecaster.sink;

import static io.foreflow.forecaster.sink.PostgresServer.execute;
import static io.foreflow.forecaster.sink.PostgresServer.number;
import static io.foreflow.forecaster.sink.PostgresServer.rows;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.foreflow.forecaster.alerts.Alert;
import io.foreflow.forecaster.broker.EmbeddedKafka;
import io.foreflow.forecaster.metrics.SinkMetrics;
import io.foreflow.forecaster.registry.Author;
import io.foreflow.forecaster.registry.ModelAction;
import io.foreflow.forecaster.registry.ModelEvent;
import io.foreflow.forecaster.terminal.CommandException;
import io.foreflow.forecaster.terminal.Environment;
import io.foreflow.forecaster.terminal.Interruption;
import io.foreflow.forecaster.terminal.ProgressLine;
import io.foreflow.forecaster.topology.AlertJson;
import io.foreflow.forecaster.topology.ForecastAvro;
import io.foreflow.forecaster.topology.ForecastJson;
import io.foreflow.models.forecast.Forecast;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.score.Score;
import io.foreflow.models.score.ShadowErrors;
import io.foreflow.models.score.ShadowRole;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.Values;
import io.foreflow.models.series.Window;
import io.foreflow.models.series.WindowShape;
import io.foreflow.windowing.wire.WindowAvro;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** The sink between a real broker and a real database. */
@TestInstance(Lifecycle.PER_CLASS)
class SqlSinkTest {
    private static final Instant NOON = Instant.parse("2026-06-10T12:00:00Z");
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-06-11T00:00:00Z"), ZoneOffset.UTC);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final AtomicInteger PREFIXES = new AtomicInteger();

    private PostgresServer server;
    private EmbeddedKafka kafka;
    private SinkTopics topics;
    private String jdbc;

    @BeforeAll
    void start(@TempDir Path directory) {
        server = PostgresServer.shared();
        kafka = EmbeddedKafka.in(directory, EmbeddedKafka.ANY_PORT);
        kafka.start();
    }

    @AfterAll
    void stop() {
        if (kafka != null) {
            kafka.close();
        }
    }

    @BeforeEach
    void make() throws Exception {
        topics = new SinkTopics(kafka.bootstrapServers(), "t" + PREFIXES.incrementAndGet());
        jdbc = server.newDatabase();
    }

    @AfterEach
    void close() {
        topics.close();
    }

    @Test
    void shouldCopyForecastsActualValuesAndScores() throws Exception {
        // given
        topics.send(SinkTopics.forecast("pump-7", NOON, 0, 10));
        topics.send(SinkTopics.score("pump-7", NOON, 9.5));
        topics.flush();

        // when
        SinkResult result = copy();

        // then
        assertThat(result).isEqualTo(new SinkResult(Map.of("forecast", 24L, "score", 24L, "actual", 1L), 0));
        assertThat(
                        rows(
                                jdbc,
                                "SELECT sensor, at AT TIME ZONE 'UTC', lead, origin AT TIME ZONE 'UTC', value, lower, upper,"
                                        + " model, version, method, revision FROM forecast WHERE lead IN (1, 24) ORDER BY lead"))
                .containsExactly(
                        "pump-7|2026-06-10 12:00:00|1|2026-06-10 12:00:00|10|9|11|default|v1|network|0",
                        "pump-7|2026-06-11 11:00:00|24|2026-06-10 12:00:00|33|32|34|default|v1|network|0");
        assertThat(rows(
                        jdbc,
                        "SELECT role, model, version, error, scaled_error, yardstick, persistence, yesterday, last_week, usual, inside,"
                                + " fallback FROM score WHERE lead IN (3, 4) ORDER BY lead"))
                .containsExactly("champion|default|v1|2|1|2|3|4|5|6|t|f", "champion|null|null|3|1.5|2|4|5|6|7|t|t");
        assertThat(rows(jdbc, "SELECT sensor, at AT TIME ZONE 'UTC', value, imputed FROM actual"))
                .containsExactly("pump-7|2026-06-10 12:00:00|9.5|f");
    }

    @Test
    void shouldPutTheErrorsOfAShadowBesideThoseOfTheChampion() throws Exception {
        // given
        ModelRef challenger = new ModelRef("default", "v2");
        Score score = SinkTopics.score("pump-7", NOON, 9.5);
        topics.send(score.withShadow(Optional.of(new ShadowErrors(
                challenger,
                ShadowRole.CHALLENGER,
                Values.generate(score.hits().size(), lead -> lead == 0 ? Double.NaN : -lead)))));
        topics.flush();

        // when
        copy();

        // then
        assertThat(rows(
                        jdbc,
                        "SELECT role, version, error, scaled_error, yesterday, inside FROM score WHERE lead IN (1, 3)"
                                + " ORDER BY lead, role"))
                .containsExactly("champion|v1|0|0|2|t", "challenger|v2|-2|1|4|null", "champion|v1|2|1|4|t");
    }

    @Test
    void shouldCopyTheHistoryOfModels() throws Exception {
        // given: one version published and promoted at the same moment, rolled back, and deleted
        Author ada = new Author("ada@host", Optional.of("trained with May"));
        Author rule = new Author("rule rollback.auto", Optional.empty());
        Optional<ModelRef> v1 = Optional.of(new ModelRef("default", "v1"));
        Optional<ModelRef> v2 = Optional.of(new ModelRef("default", "v2"));
        Instant later = NOON.plusMillis(1_500);
        topics.send(new ModelEvent(NOON, ModelAction.PUBLISHED, "default", Optional.empty(), v2, ada));
        topics.send(new ModelEvent(NOON, ModelAction.PROMOTED, "default", v1, v2, ada));
        topics.send(new ModelEvent(later, ModelAction.ROLLED_BACK, "default", v2, v1, rule));
        topics.send(new ModelEvent(later, ModelAction.DELETED, "default", v2, Optional.empty(), ada));
        topics.send(new ModelEvent(later, ModelAction.ROUTED, "*", Optional.empty(), Optional.empty(), ada));
        topics.flush();

        // when
        SinkResult result = copy();

        // then
        assertThat(result).isEqualTo(new SinkResult(Map.of("model_event", 5L), 0));
        assertThat(rows(
                        jdbc,
                        "SELECT at AT TIME ZONE 'UTC', model, event, version, from_version, to_version, author, reason"
                                + " FROM model_event ORDER BY at, model, event DESC"))
                .containsExactly(
                        "2026-06-10 12:00:00|default|published|v2|null|v2|ada@host|trained with May",
                        "2026-06-10 12:00:00|default|promoted|v2|v1|v2|ada@host|trained with May",
                        "2026-06-10 12:00:01.5|*|routed||null|null|ada@host|trained with May",
                        "2026-06-10 12:00:01.5|default|rolled-back|v1|v2|v1|rule rollback.auto|null",
                        "2026-06-10 12:00:01.5|default|deleted|v2|v2|null|ada@host|trained with May");
    }

    @Test
    void shouldKeepOneRowForEachOccurrenceOfAnAlert() throws Exception {
        // given: an alert that is open, and one that was raised and cleared within a batch
        Alert open = SinkTopics.alert("tank-7", "tank-full", NOON);
        Alert brief = SinkTopics.alert("tank-7", "strange", NOON);
        topics.send(open);
        topics.send(brief);
        topics.send(SinkTopics.cleared(brief, NOON.plus(Duration.ofHours(1))));
        topics.flush();

        // when
        SinkResult first = copy();

        // then
        assertThat(first).isEqualTo(new SinkResult(Map.of("alert", 2L), 0));
        String query = "SELECT sensor, at AT TIME ZONE 'UTC', rule, since AT TIME ZONE 'UTC', condition, value, bound,"
                + " cleared AT TIME ZONE 'UTC', reason FROM alert ORDER BY rule";
        String head = "tank-7|2026-06-10 14:00:00|";
        String strange = head + "strange|2026-06-10 12:00:00|upper > 80 within 6h|80.5|80|2026-06-10 13:00:00|ended";
        String full = head + "tank-full|2026-06-10 12:00:00|upper > 80 within 6h|80.5|80|";
        assertThat(rows(jdbc, query)).containsExactly(strange, full + "null|null");

        // when: the open one is cleared, and the record that raised it comes again
        topics.send(SinkTopics.cleared(open, NOON.plus(Duration.ofHours(8))));
        topics.flush();
        copy();
        topics.send(open);
        topics.flush();
        copy();

        // then
        assertThat(rows(jdbc, query)).containsExactly(strange, full + "2026-06-10 20:00:00|ended");
    }

    @Test
    void shouldDropOldAlertsAndKeepTheHistoryOfModels() throws Exception {
        // given: both of March, and a sink that keeps 20 days
        Instant march = Instant.parse("2026-03-10T00:00:00Z");
        Optional<ModelRef> v1 = Optional.of(new ModelRef("default", "v1"));
        topics.send(new ModelEvent(march, ModelAction.PROMOTED, "default", Optional.empty(), v1, Author.UNNAMED));
        topics.send(SinkTopics.alert("tank-7", "tank-full", march));
        topics.flush();
        copy();
        topics.send(SinkTopics.alert("tank-7", "tank-full", NOON));
        topics.flush();

        // when
        new SqlSinkRun(settings(jdbc, 20)).copyToEnds();

        // then
        assertThat(rows(jdbc, "SELECT since AT TIME ZONE 'UTC' FROM alert")).containsExactly("2026-06-10 12:00:00");
        assertThat(number(jdbc, "SELECT count(*) FROM model_event")).isEqualTo(1);
    }

    @Test
    void shouldEnterModelEventsAndAlertsThatItCannotRead() throws Exception {
        // given
        String alert = new String(AlertJson.write(SinkTopics.alert("tank-7", "tank-full", NOON)), UTF_8);
        topics.send(topics.names().modelEvents(), "default", "{\"event\":\"lost\"}".getBytes(UTF_8));
        topics.send(
                topics.names().alerts(),
                "a",
                alert.replace("tank-full", "tank\\u0000full").getBytes(UTF_8));
        topics.send(
                topics.names().alerts(),
                "a",
                alert.replace("\"at\":\"2026", "\"at\":\"1026").getBytes(UTF_8));
        topics.flush();

        // when
        SinkResult result = copy();

        // then
        assertThat(result).isEqualTo(new SinkResult(Map.of(), 3));
        assertThat(rows(jdbc, "SELECT reason FROM rejected"))
                .anyMatch(reason -> reason.contains("U+0000"))
                .anyMatch(reason -> reason.contains("1026"));
    }

    @Test
    void shouldGoOnWhereItStopped() throws Exception {
        // given
        topics.send(SinkTopics.forecast("a", NOON, 0, 1));
        topics.flush();
        copy();

        // when: what was there is not copied again, or the change would be undone
        execute(jdbc, "UPDATE forecast SET value = -1");
        topics.send(SinkTopics.forecast("a", NOON.plus(Duration.ofHours(1)), 0, 1));
        topics.flush();
        SinkResult second = copy();
        SinkResult third = copy();

        // then
        assertThat(second.rows()).isEqualTo(Map.of("forecast", 24L));
        assertThat(third.rows()).isEmpty();
        assertThat(number(jdbc, "SELECT count(*) FROM forecast WHERE value = -1"))
                .isEqualTo(24);
    }

    @Test
    void shouldPutARevisionInPlaceOfTheForecastButNeverBack() throws Exception {
        // given: two revisions in one batch, and one more later
        topics.send(SinkTopics.forecast("a", NOON, 0, 0));
        topics.send(SinkTopics.forecast("a", NOON, 1, 100));
        topics.flush();
        copy();
        assertThat(rows(jdbc, "SELECT DISTINCT revision FROM forecast")).containsExactly("1");

        // when: revision 2 comes, and an older one is repeated
        topics.send(SinkTopics.forecast("a", NOON, 2, 200));
        topics.flush();
        copy();
        topics.send(SinkTopics.forecast("a", NOON, 1, 100));
        topics.flush();
        copy();

        // then
        assertThat(rows(jdbc, "SELECT count(*), min(revision), max(revision), min(value) FROM forecast"))
                .containsExactly("24|2|2|200");
    }

    @Test
    void shouldMakePartsAcrossTheEndOfAYear() throws Exception {
        // given
        topics.send(SinkTopics.forecast("a", Instant.parse("2026-12-31T12:00:00Z"), 0, 1));
        topics.flush();

        // when
        copy();

        // then
        assertThat(rows(jdbc, "SELECT tableoid::regclass, count(*) FROM forecast GROUP BY 1 ORDER BY 1"))
                .containsExactly("forecast_2026_12|12", "forecast_2027_01|12");
        assertThat(rows(jdbc, "SELECT count(*) FROM forecast_2027_02")).containsExactly("0");
    }

    @Test
    void shouldDropWholeMonthsThatAreOlderThanTheRetention() throws Exception {
        // given: at the 11th of June, 20 days back is the 22nd of May
        for (String month : List.of("2026-03", "2026-04", "2026-05", "2026-06")) {
            topics.send(SinkTopics.forecast("a", Instant.parse(month + "-10T00:00:00Z"), 0, 1));
        }
        topics.flush();
        copy();

        // when
        new SqlSinkRun(settings(jdbc, 20)).copyToEnds();

        // then
        assertThat(rows(jdbc, "SELECT DISTINCT tableoid::regclass::text FROM forecast ORDER BY 1"))
                .containsExactly("forecast_2026_05", "forecast_2026_06");
        assertThat(rows(jdbc, "SELECT to_regclass('forecast_2026_04')")).containsExactly("null");

        // when: an old forecast comes late
        topics.send(SinkTopics.forecast("a", Instant.parse("2026-04-30T12:00:00Z"), 0, 1));
        topics.flush();
        SinkResult late = new SqlSinkRun(settings(jdbc, 20)).copyToEnds();

        // then: its rows of May are copied, the others are not, and make no part again
        assertThat(late.rows()).isEqualTo(Map.of("forecast", 12L));
        assertThat(rows(jdbc, "SELECT to_regclass('forecast_2026_04')")).containsExactly("null");
    }

    @Test
    void shouldEnterWhatItCannotReadAndCopyAllElse() throws Exception {
        // given
        topics.send(SinkTopics.forecast("good", NOON, 0, 1));
        Forecast good = SinkTopics.forecast("bad", NOON, 0, 1);
        String json = new String(ForecastJson.write(good), UTF_8);
        sendForecast("{\"sensor\":");
        sendForecast(json.replace("\"bad\"", "\"a\\u0000b\""));
        sendForecast(json.replace("\"network\"", "\"net\\u0000work\""));
        sendForecast(json.replace("\"network\"", "\"" + "x".repeat(5_000) + "\""));
        sendForecast(json.replace("\"bad\"", "\"" + "x".repeat(5_000) + "\""));
        sendForecast(json.replace("\"lower\":[", "\"lower\":[1.0,"));
        sendForecast(json.replace("\"upper\":[", "\"upper\":[null,"));
        sendForecast(json.replace("\"origin\":\"2026", "\"origin\":\"+92026"));
        topics.send(
                topics.names().forecasts(),
                "bad",
                ForecastAvro.write(SinkTopics.forecast("bad", Instant.parse("9999-01-01T00:00:00Z"), 0, 1)));
        topics.send(topics.names().scores(), "x", new byte[] {(byte) 0xC3, 1, 2});
        topics.send(SinkTopics.score("good", NOON, 1));
        topics.flush();

        // when
        SinkResult result = copy();

        // then
        assertThat(result).isEqualTo(new SinkResult(Map.of("forecast", 24L, "score", 24L, "actual", 1L), 10));
        assertThat(rows(jdbc, "SELECT reason FROM rejected ORDER BY topic, partition, record_offset"))
                .hasSize(10)
                .anyMatch(reason -> reason.contains("U+0000"))
                .anyMatch(reason -> reason.contains("at most 200 characters, this one has 5000"))
                .anyMatch(reason -> reason.contains("lower must have 24 numbers, not 25"))
                .anyMatch(reason -> reason.contains("the origin (9999-01-01T00:00:00Z) must be from the year 1900"));
        assertThat(number(jdbc, "SELECT count(DISTINCT sensor) FROM forecast")).isEqualTo(1);
    }

    @Test
    void shouldLeaveOutTheRecordWhoseRowsTheDatabaseRefuses() throws Exception {
        // given: a rule that somebody gave the table, and many records of which two break it
        topics.send(SinkTopics.forecast("a", NOON.minus(Duration.ofDays(1)), 0, 1));
        topics.flush();
        copy();
        execute(jdbc, "ALTER TABLE forecast ADD CHECK (value < 1000)");
        for (int hour = 0; hour < 40; hour++) {
            topics.send(SinkTopics.forecast("a", NOON.plus(Duration.ofHours(hour)), 0, hour % 20 == 7 ? 2_000 : 2));
        }
        topics.flush();

        // when
        SinkResult result = copy();

        // then
        assertThat(result).isEqualTo(new SinkResult(Map.of("forecast", 38L * 24), 2));
        assertThat(rows(jdbc, "SELECT reason FROM rejected"))
                .hasSize(2)
                .allMatch(reason -> reason.contains("violates check constraint"));
        assertThat(number(jdbc, "SELECT count(*) FROM forecast WHERE lead = 1 AND value = 2"))
                .isEqualTo(38);
    }

    @Test
    void shouldMakeAPartAgainThatSomebodyDropped() throws Exception {
        // given
        SqlSinkRun running = new SqlSinkRun(settings(jdbc, 0));
        try (running) {
            running.follow();
            topics.send(SinkTopics.forecast("a", NOON, 0, 1));
            topics.flush();
            awaitTrue(() -> number(jdbc, "SELECT count(*) FROM pg_class WHERE relname = 'forecast_2026_06'") == 1
                    && number(jdbc, "SELECT count(*) FROM forecast") == 24);
            execute(jdbc, "DROP TABLE forecast_2026_06");

            // when
            topics.send(SinkTopics.forecast("a", NOON, 0, 2));
            topics.flush();

            // then
            awaitTrue(() -> number(jdbc, "SELECT count(*) FROM forecast") == 24);
            assertThat(number(jdbc, "SELECT count(*) FROM rejected")).isZero();
        }
    }

    @Test
    void shouldTakeActualValuesFromWindowsWhereTheyAreWritten() throws Exception {
        // given: a window whose last value was imputed, and a revision of it by a late reading
        Window window = Window.builder(SensorId.of("a"), NOON, WindowShape.DEFAULT, ZoneId.of("UTC"))
                .history(Values.of(1, 2, 3, 4, 5, 6))
                .imputed(List.of(5))
                .build();
        topics.send(topics.names().windows(), "a", WindowAvro.write(window));
        topics.send(SinkTopics.score("a", NOON, 99));
        topics.flush();

        // when
        SqlSinkRun first = new SqlSinkRun(settings(jdbc, 0), true);
        SinkResult result = first.copyToEnds();

        // then
        assertThat(result.rows()).isEqualTo(Map.of("actual", 1L, "score", 24L));
        assertThat(rows(jdbc, "SELECT at AT TIME ZONE 'UTC', value, imputed FROM actual"))
                .containsExactly("2026-06-10 11:00:00|6|t");

        // when
        topics.send(
                topics.names().windows(),
                "a",
                WindowAvro.write(window.toBuilder()
                        .history(Values.of(1, 2, 3, 4, 5, 7))
                        .imputed(List.of())
                        .revision(1)
                        .build()));
        topics.flush();
        new SqlSinkRun(settings(jdbc, 0), true).copyToEnds();

        // then
        assertThat(rows(jdbc, "SELECT value, imputed FROM actual ORDER BY at"))
                .containsExactly("1|f", "2|f", "3|f", "4|f", "5|f", "7|f");
    }

    @Test
    void shouldLetASecondSinkWaitAndTakeOver() throws Exception {
        // given
        SqlSinkRun first = new SqlSinkRun(settings(jdbc, 0));
        SqlSinkRun second = new SqlSinkRun(settings(jdbc, 0));
        try (second) {
            try (first) {
                first.follow();
                awaitTrue(() -> first.sink.state() == SinkState.COPYING);
                second.follow();
                awaitTrue(() -> second.sink.state() == SinkState.STANDBY);
                topics.sendHours(2, NOON, 10);
                awaitTrue(() -> number(jdbc, "SELECT count(*) FROM score") == 2 * 10 * 24);

                // when, then: a third one that has an end does not wait for ever
                assertThatThrownBy(() -> new SqlSinkRun(settings(jdbc, 0)).copyToEnds())
                        .isInstanceOf(CommandException.class)
                        .hasMessageContaining("another sink copies into");
                assertThat(second.sink.state()).isEqualTo(SinkState.STANDBY);
            }

            // when: the first one has ended
            topics.sendHours(2, NOON.plus(Duration.ofHours(10)), 10);

            // then
            awaitTrue(() -> second.sink.state() == SinkState.COPYING
                    && number(jdbc, "SELECT count(*) FROM score") == 2 * 20 * 24);
            awaitTrue(() -> number(jdbc, "SELECT count(*) FROM forecast") == 2 * 20 * 24);
        }
    }

    @Test
    void shouldNotWriteWhatAnotherProgramHasMovedOn() throws Exception {
        // given: a sink, and somebody who repairs the offsets by hand meanwhile
        SqlSinkRun running = new SqlSinkRun(settings(jdbc, 0));
        try (running) {
            running.follow();
            topics.send(SinkTopics.forecast("a", NOON, 0, 1));
            topics.flush();
            awaitTrue(() -> number(jdbc, "SELECT count(*) FROM forecast") == 24);
            execute(jdbc, "DELETE FROM forecast", "UPDATE sink_offset SET next_offset = 0");

            // when
            topics.send(SinkTopics.forecast("a", NOON.plus(Duration.ofHours(1)), 0, 1));
            topics.flush();

            // then: it sees that, and copies from there
            awaitTrue(() -> number(jdbc, "SELECT count(*) FROM forecast") == 48);
        }
    }

    @Test
    void shouldCopyAnewWhatLiesOnATopicThatWasMadeAnew() throws Exception {
        // given
        topics.send(SinkTopics.forecast("a", NOON, 0, 1));
        topics.flush();
        copy();
        try (org.apache.kafka.clients.admin.Admin admin = org.apache.kafka.clients.admin.Admin.create(
                Map.<String, Object>of("bootstrap.servers", kafka.bootstrapServers()))) {
            admin.deleteTopics(List.of(topics.names().forecasts())).all().get();
        }

        // when
        try (SinkTopics again =
                new SinkTopics(kafka.bootstrapServers(), topics.names().prefix())) {
            again.send(SinkTopics.forecast("b", NOON, 0, 1));
            again.flush();
            copy();
        }

        // then
        assertThat(rows(jdbc, "SELECT DISTINCT sensor FROM forecast ORDER BY 1"))
                .containsExactly("a", "b");
    }

    @Test
    void shouldSayWhatIsWrongWithTheDatabase() throws Exception {
        // given
        execute(jdbc, "DROP ROLE IF EXISTS reader", "CREATE ROLE reader LOGIN PASSWORD 'r'");
        Map<String, String> reader = Map.of("PGUSER", "reader", "PGPASSWORD", "r");

        // when, then
        assertFails(settings(jdbc, 0), Map.of("PGPASSWORD", "wrong"))
                .hasMessageContaining("password authentication failed")
                .hasMessageContaining("--password-file");
        assertFails(settings(jdbc, 0), Map.of()).hasMessageContaining("--password-file");
        assertFails(settings(server.jdbc("nowhere"), 0), Map.of("PGPASSWORD", PostgresServer.PASSWORD))
                .hasMessageContaining("\"nowhere\" does not exist")
                .hasMessageContaining("createdb");
        assertFails(new SinkSettings(jdbc, Optional.empty(), Optional.empty(), 0, OptionalInt.empty()), reader)
                .hasMessageContaining("permission denied for schema public")
                .hasMessageContaining("OWNER");

        // when: the tables are there, and the user may only read them
        copy();
        execute(jdbc, "GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader");
        assertFails(new SinkSettings(jdbc, Optional.empty(), Optional.empty(), 0, OptionalInt.empty()), reader)
                .hasMessageContaining("the user reader lacks CREATE on the schema public")
                .hasMessageContaining("ownership of the table score")
                .hasMessageContaining("INSERT on the table forecast");
    }

    @Test
    void shouldNotWaitForEverForADatabaseThatIsAwayIfItHasAnEnd() {
        // given: nobody listens there
        SinkSettings settings = settings("jdbc:postgresql://127.0.0.1:1/foreflow", 0);

        // when, then
        assertThatThrownBy(() -> new SqlSinkRun(settings).copyToEnds(Duration.ZERO))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("jdbc:postgresql://127.0.0.1:1/foreflow has been away")
                .hasMessageContaining("refused");
    }

    private org.assertj.core.api.AbstractThrowableAssert<?, ? extends Throwable> assertFails(
            SinkSettings settings, Map<String, String> variables) {
        return assertThatThrownBy(() -> new SqlSinkRun(settings, variables, false).copyToEnds())
                .isInstanceOf(CommandException.class)
                .hasMessageNotContaining(PostgresServer.PASSWORD);
    }

    private void sendForecast(String json) {
        topics.send(topics.names().forecasts(), "bad", json.getBytes(UTF_8));
    }

    private SinkResult copy() throws InterruptedException {
        return new SqlSinkRun(settings(jdbc, 0)).copyToEnds();
    }

    private static SinkSettings settings(String jdbc, int retentionDays) {
        return new SinkSettings(
                jdbc, Optional.of(PostgresServer.USER), Optional.empty(), retentionDays, OptionalInt.empty());
    }

    private static void awaitTrue(Callable<Boolean> condition) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .ignoreExceptions()
                .until(condition);
    }

    /** A sink, on this thread or on one of its own. */
    private final class SqlSinkRun implements AutoCloseable {
        private final SqlSink sink;
        private final AtomicReference<Throwable> failure = new AtomicReference<>();
        private final SinkMetrics metrics = new SinkMetrics(SqlSink.tables(), "test", "test", CLOCK);
        private @Nullable Thread thread;

        SqlSinkRun(SinkSettings settings) {
            this(settings, false);
        }

        SqlSinkRun(SinkSettings settings, boolean windows) {
            this(settings, Map.of("PGPASSWORD", PostgresServer.PASSWORD), windows);
        }

        SqlSinkRun(SinkSettings settings, Map<String, String> variables, boolean windows) {
            sink = new SqlSink(
                    settings,
                    variables,
                    Map.of("bootstrap.servers", kafka.bootstrapServers()),
                    topics.names(),
                    windows,
                    metrics,
                    CLOCK);
        }

        SinkResult copyToEnds() throws InterruptedException {
            return copyToEnds(PATIENCE);
        }

        SinkResult copyToEnds(Duration patience) throws InterruptedException {
            Environment quiet =
                    new Environment(Map.of(), Path.of(""), System.out, System.err, false, CLOCK, new Interruption());
            return sink.copyToEnds(patience, ProgressLine.of(quiet, "Copying", 1, ""));
        }

        void follow() {
            Thread own = new Thread(() -> {
                try {
                    sink.follow();
                } catch (InterruptedException e) {
                    // The end of the test.
                } catch (RuntimeException e) {
                    failure.set(e);
                }
            });
            own.start();
            thread = own;
        }

        @Override
        public void close() throws Exception {
            Thread own = requireNonNull(thread);
            own.interrupt();
            own.join();
            metrics.close();
            assertThat(failure.get()).isNull();
        }
    }
}
