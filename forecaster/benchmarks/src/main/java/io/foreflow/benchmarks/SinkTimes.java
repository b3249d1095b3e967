package io.foreflow.benchmarks;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.foreflow.forecaster.bench.Circumstances;
import io.foreflow.forecaster.broker.EmbeddedKafka;
import io.foreflow.forecaster.metrics.SinkMetrics;
import io.foreflow.forecaster.sink.SinkResult;
import io.foreflow.forecaster.sink.SinkSettings;
import io.foreflow.forecaster.sink.SqlSink;
import io.foreflow.forecaster.terminal.Environment;
import io.foreflow.forecaster.terminal.Interruption;
import io.foreflow.forecaster.terminal.ProgressLine;
import io.foreflow.forecaster.topology.ForecastJson;
import io.foreflow.forecaster.topology.ScoreAvro;
import io.foreflow.ingest.publish.TopicAdmin;
import io.foreflow.ingest.publish.TopicPlan;
import io.foreflow.ingest.wire.Json;
import io.foreflow.ingest.wire.TopicNames;
import io.foreflow.models.forecast.Forecast.Interval;
import io.foreflow.models.forecast.ForecastBuilder;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.score.Contender;
import io.foreflow.models.score.Rolling;
import io.foreflow.models.score.Score.Hit;
import io.foreflow.models.score.ScoreBuilder;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.Step;
import io.foreflow.models.series.Values;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.postgresql.PGConnection;

/**
 * Copies forecasts and scores from the topics of an embedded broker into PostgreSQL with the sink, and the same rows with
 * plain binary {@code COPY} into the same tables, with their indexes and partitions, in turns. The first round warms up. Prints
 * one JSON object with the rows a second of both, the ratio, those of the sink when every row is there already and is
 * replaced, and those of {@code COPY} into tables without indexes.
 *
 * <p>Arguments: the address of a database whose schema {@code sink_times} this program may drop and make, the number of
 * rows, and the number of counted rounds. The user and the password come from {@code PGUSER} and {@code PGPASSWORD}.
 */
public final class SinkTimes {
    private static final String SCHEMA = "sink_times";
    private static final List<String> TABLES = List.of("forecast", "actual", "score");
    private static final int SENSORS = 100;
    private static final int HORIZON = 24;
    private static final int PARTITIONS = 12;
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Clock CLOCK = Clock.systemUTC();

    private final String jdbc;
    private final Path folder;
    private final String bootstrapServers;

    private SinkTimes(String jdbc, Path folder, String bootstrapServers) {
        this.jdbc = jdbc;
        this.folder = folder;
        this.bootstrapServers = bootstrapServers;
    }

    public static void main(String[] arguments) throws Exception {
        int hours = Integer.parseInt(arguments[1]) / (SENSORS * (2 * HORIZON + 1));
        int rounds = Integer.parseInt(arguments[2]);
        Path folder = Files.createTempDirectory("sink-times");
        try (EmbeddedKafka kafka = EmbeddedKafka.in(folder.resolve("broker"), EmbeddedKafka.ANY_PORT)) {
            kafka.start();
            SinkTimes times = new SinkTimes(arguments[0], folder, kafka.bootstrapServers());
            times.send(new TopicNames("empty"), 0);
            times.send(new TopicNames("full"), hours);
            System.out.println(times.measure(rounds).toPrettyString());
        }
    }

    private ObjectNode measure(int rounds) throws Exception {
        ObjectNode result = Json.MAPPER.createObjectNode();
        Circumstances.write(result);
        ArrayNode all = result.putArray("rounds");
        double[] sink = new double[rounds];
        double[] copy = new double[rounds];
        double[] bare = new double[rounds];
        double[] again = new double[rounds];
        double[] ratio = new double[rounds];
        for (int round = -1; round < rounds; round++) {
            execute("DROP SCHEMA IF EXISTS " + SCHEMA + " CASCADE", "CREATE SCHEMA " + SCHEMA);
            // The tables are made here.
            copied("empty");
            long started = System.nanoTime();
            SinkResult copied = copied("full");
            double seconds = secondsSince(started);
            long rows =
                    copied.rows().values().stream().mapToLong(Long::longValue).sum();
            Map<String, Path> dumped = dump();
            execute("UPDATE sink_offset SET next_offset = 0", "CHECKPOINT");
            long startedAgain = System.nanoTime();
            copied("full");
            double againSeconds = secondsSince(startedAgain);
            execute("TRUNCATE " + String.join(", ", TABLES), "CHECKPOINT");
            double copySeconds = load(dumped, "");
            for (String table : TABLES) {
                execute("CREATE TABLE bare_" + table + " (LIKE " + table + ")");
            }
            double bareSeconds = load(dumped, "bare_");
            if (round >= 0) {
                sink[round] = rows / seconds;
                copy[round] = rows / copySeconds;
                bare[round] = rows / bareSeconds;
                again[round] = rows / againSeconds;
                ratio[round] = sink[round] / copy[round];
                all.addObject()
                        .put("rows", rows)
                        .put("sinkSeconds", rounded(seconds))
                        .put("replacingSeconds", rounded(againSeconds))
                        .put("copySeconds", rounded(copySeconds))
                        .put("bareCopySeconds", rounded(bareSeconds));
            }
        }
        result.put("server", serverVersion());
        result.put("sinkRowsPerSecond", Math.round(median(sink)));
        result.put("replacingRowsPerSecond", Math.round(median(again)));
        result.put("copyRowsPerSecond", Math.round(median(copy)));
        result.put("bareCopyRowsPerSecond", Math.round(median(bare)));
        result.put("ratio", rounded(median(ratio)));
        return result;
    }

    private SinkResult copied(String prefix) throws Exception {
        try (SinkMetrics metrics = new SinkMetrics(SqlSink.tables(), "bench", "bench", CLOCK)) {
            Environment quiet =
                    new Environment(Map.of(), Path.of(""), System.out, System.err, false, CLOCK, new Interruption());
            return new SqlSink(
                            new SinkSettings(
                                    jdbc + (jdbc.contains("?") ? "&" : "?") + "currentSchema=" + SCHEMA,
                                    Optional.empty(),
                                    Optional.empty(),
                                    0,
                                    OptionalInt.empty()),
                            System.getenv(),
                            Map.of("bootstrap.servers", bootstrapServers),
                            new TopicNames(prefix),
                            false,
                            metrics,
                            CLOCK)
                    .copyToEnds(Duration.ofMinutes(1), ProgressLine.of(quiet, "", 1, ""));
        }
    }

    private Map<String, Path> dump() throws SQLException, IOException {
        Map<String, Path> files = new LinkedHashMap<>();
        try (Connection connection = connect()) {
            for (String table : TABLES) {
                Path file = folder.resolve(table);
                try (OutputStream out = Files.newOutputStream(file)) {
                    connection
                            .unwrap(PGConnection.class)
                            .getCopyAPI()
                            .copyOut("COPY (SELECT * FROM " + table + ") TO STDOUT (FORMAT binary)", out);
                }
                files.put(table, file);
            }
        }
        return files;
    }

    /** Returns the seconds that one transaction takes. Like the sink it does not wait for the disk. */
    private double load(Map<String, Path> files, String prefix) throws SQLException, IOException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute("SET synchronous_commit = off");
            connection.setAutoCommit(false);
            long started = System.nanoTime();
            for (Map.Entry<String, Path> file : files.entrySet()) {
                try (InputStream in = Files.newInputStream(file.getValue())) {
                    connection
                            .unwrap(PGConnection.class)
                            .getCopyAPI()
                            .copyIn("COPY " + prefix + file.getKey() + " FROM STDIN (FORMAT binary)", in, 1 << 18);
                }
            }
            connection.commit();
            return secondsSince(started);
        }
    }

    private void send(TopicNames names, int hours) throws InterruptedException {
        Map<String, String> kafka = Map.of("bootstrap.servers", bootstrapServers);
        try (TopicAdmin admin = TopicAdmin.connect(kafka, true, Duration.ofSeconds(30), CLOCK, line -> {})) {
            admin.ensure(TopicPlan.all(names, PARTITIONS, 1).stream()
                    .filter(plan -> SqlSink.topics(names, false).contains(plan.name()))
                    .toList());
        }
        Random random = new Random(7);
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers), new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int hour = 0; hour < hours; hour++) {
                Instant time = START.plus(Duration.ofHours(hour));
                for (int i = 0; i < SENSORS; i++) {
                    SensorId sensor = SensorId.of("detector-" + (400_000 + i));
                    byte[] key = sensor.value().getBytes(StandardCharsets.UTF_8);
                    producer.send(new ProducerRecord<>(names.forecasts(), key, forecast(sensor, time, random)));
                    producer.send(new ProducerRecord<>(names.scores(), key, score(sensor, time, random)));
                }
            }
        }
    }

    private static byte[] forecast(SensorId sensor, Instant origin, Random random) {
        Values values = Values.generate(HORIZON, lead -> Math.round(random.nextDouble() * 10_000) / 10.0);
        return ForecastJson.write(ForecastBuilder.builder()
                .sensor(sensor)
                .issuedAt(origin)
                .origin(origin)
                .step(Step.HOUR)
                .zone(ZoneOffset.UTC)
                .values(values)
                .interval(Optional.of(new Interval(
                        0.9,
                        Values.generate(HORIZON, lead -> values.at(lead) - 50),
                        Values.generate(HORIZON, lead -> values.at(lead) + 50))))
                .method("network")
                .fallback(false)
                .stale(false)
                .model(Optional.of(new ModelRef("default", "20261129T204151Z")))
                .from(origin.minus(Duration.ofHours(6)))
                .to(origin)
                .imputedFraction(0)
                .knownFraction(1)
                .revision(0)
                .build());
    }

    private static byte[] score(SensorId sensor, Instant time, Random random) {
        Map<Contender, Values> errors = new EnumMap<>(Contender.class);
        for (Contender contender : Contender.values()) {
            errors.put(contender, Values.generate(HORIZON, lead -> random.nextGaussian() * 100));
        }
        return ScoreAvro.write(ScoreBuilder.builder()
                .sensor(sensor)
                .time(time)
                .step(Step.HOUR)
                .actual(Math.round(random.nextDouble() * 10_000) / 10.0)
                .errors(errors)
                .yardsticks(Values.generate(HORIZON, lead -> 80))
                .hits(Collections.nCopies(HORIZON, Hit.INSIDE))
                .fallbacks(List.of())
                .models(List.of())
                .shadow(Optional.empty())
                .rolling(Rolling.NONE)
                .build());
    }

    private String serverVersion() throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SHOW server_version")) {
            row.next();
            return "PostgreSQL " + row.getString(1);
        }
    }

    private void execute(String... commands) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            for (String command : commands) {
                statement.execute(command);
            }
        }
    }

    private Connection connect() throws SQLException {
        Connection connection = DriverManager.getConnection(jdbc, System.getenv("PGUSER"), System.getenv("PGPASSWORD"));
        connection.setSchema(SCHEMA);
        return connection;
    }

    private static double secondsSince(long started) {
        return (System.nanoTime() - started) / 1e9;
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }

    private static double rounded(double value) {
        return Math.round(value * 1_000) / 1_000.0;
    }
}
