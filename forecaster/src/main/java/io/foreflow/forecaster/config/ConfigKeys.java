package io.foreflow.forecaster.config;

import static io.foreflow.forecaster.config.ConfigKey.duration;
import static io.foreflow.forecaster.config.ConfigKey.oneOf;
import static io.foreflow.forecaster.config.ConfigKey.text;
import static io.foreflow.forecaster.config.ConfigKey.wholeNumber;
import static io.foreflow.forecaster.config.ConfigKey.yesOrNo;
import static io.foreflow.forecaster.config.ConfigKey.zone;

import com.fasterxml.jackson.core.JsonPointer;
import io.foreflow.ingest.table.TableKey;
import io.foreflow.ingest.table.TableOptions;
import io.foreflow.ingest.wire.MissingMarks;
import io.foreflow.models.engine.select.EngineChoice;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.series.SensorId;
import io.foreflow.windowing.calendar.CalendarName;
import io.foreflow.windowing.core.Aggregate;
import io.foreflow.windowing.core.WindowerConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Every key there is, in the order of the example file. */
final class ConfigKeys {
    /** Everything below it is passed to the Kafka clients unchanged. */
    static final String KAFKA = "kafka";

    /** Below it stands one zone for each sensor. */
    static final String ZONES = "window.zones";

    /** Below it stands one calendar for each sensor. */
    static final String HOLIDAYS_BY_SENSOR = "window.holidaysBySensor";

    /** Begins every key that says how tables are read. */
    static final String TABLES = "input.csv.";

    static final String BOOTSTRAP_SERVERS = "localhost:9092";

    /** In place of a pointer to the sensor. */
    static final String SENSOR_IS_KEY = "key";

    private static final String AUTO = "auto";
    private static final int MAX_STEPS = 100_000;

    static final ConfigKey<String> TOPIC_PREFIX = new ConfigKey<>(
            "topics.prefix",
            "What the names of Foreflow's own topics begin with: PREFIX.readings.v1, PREFIX.forecasts.v1 ...",
            "foreflow",
            text("must be letters, digits, '.', '_' or '-'"));
    static final ConfigKey<Integer> PARTITIONS = new ConfigKey<>(
            "topics.partitions",
            "Partitions of the topics that are created, and what existing ones must have. Fixed for life.",
            "12",
            wholeNumber(1, 10_000, "partitions"));
    static final ConfigKey<Integer> REPLICATION = new ConfigKey<>(
            "topics.replicationFactor",
            "Copies of the topics that are created; -1 is the broker's default.",
            "-1",
            number -> {
                int copies = wholeNumber(-1, Short.MAX_VALUE, "copies").apply(number);
                if (copies == 0) {
                    throw new IllegalArgumentException("must be at least 1, or -1 for the broker's default");
                }
                return copies;
            });
    static final ConfigKey<Boolean> CREATE = new ConfigKey<>(
            "topics.create",
            "Whether missing topics are created; if false, a start without them fails and names them.",
            "true",
            yesOrNo());

    static final ConfigKey<String> INPUT_TOPIC = new ConfigKey<>(
            "input.topic",
            "A topic of yours with readings in JSON. Without one, readings come from PREFIX.readings.v1.",
            "",
            text -> text);
    static final ConfigKey<String> INPUT_SENSOR = new ConfigKey<>(
            "input.sensor",
            "JSON Pointer to the sensor's id, such as /device/id; 'key' if the record's key is the sensor's id.",
            "/sensor",
            text -> text.equals(SENSOR_IS_KEY)
                    ? text
                    : pointer("/device/id or 'key'").apply(text));
    static final ConfigKey<String> INPUT_TIME = new ConfigKey<>(
            "input.time",
            "JSON Pointer to the time: ISO-8601 with a zone or, in a topic of yours, milliseconds since 1970.",
            "/time",
            pointer("/ts"));
    static final ConfigKey<String> INPUT_VALUE =
            new ConfigKey<>("input.value", "JSON Pointer to the number.", "/value", pointer("/payload/flow"));

    static final ConfigKey<Boolean> INPUT_REPARTITION = new ConfigKey<>(
            "input.repartition",
            "Whether a reading on another partition than its sensor's (murmur2 of its id) is brought there; if false, it is rejected.",
            "true",
            yesOrNo());

    static final ConfigKey<MissingMarks> INPUT_MISSING = new ConfigKey<>(
            "input.missing",
            "Numbers and texts that stand for no value: [-9999, NA]; in a variable: -9999,NA. In a topic only numbers count.",
            "",
            marks());

    /** The keys of tables by what they say; an empty one is found out from each file. */
    static final Map<TableKey, ConfigKey<String>> CSV = csv();

    static final ConfigKey<Duration> STEP = new ConfigKey<>(
            "window.step",
            "Width of a bucket; a whole number of them makes a day. Steps that do not divide the hour, such as 2h or 1d, follow local time.",
            "1h",
            duration("1h or PT5M"));
    static final ConfigKey<Integer> HISTORY =
            new ConfigKey<>("window.history", "Steps before the origin that a model sees one by one.", "6", steps(1));
    static final ConfigKey<Integer> HORIZON =
            new ConfigKey<>("window.horizon", "Steps that are forecast.", "24", steps(1));
    static final ConfigKey<ZoneId> ZONE = new ConfigKey<>(
            "window.zone",
            "In which \"the same time yesterday\" and the day of the week are read, for sensors without their own.",
            "UTC",
            zone());
    static final ConfigKey<CalendarName> HOLIDAYS = new ConfigKey<>(
            "window.holidays",
            "Whose holidays are kept: a country (US), a region (DE-BY), none, or auto, the country in which the zone lies.",
            "auto",
            CalendarName::of);
    static final ConfigKey<Duration> GRACE = new ConfigKey<>(
            "window.grace",
            "How long after its end a bucket waits for readings in disorder before it closes, in the sensor's time.",
            "0s",
            duration("10m"));
    static final ConfigKey<Integer> MAX_GAP =
            new ConfigKey<>("window.maxGap", "Missing steps in a row that are imputed, and marked so.", "3", steps(0));
    static final ConfigKey<Aggregate> AGGREGATE = new ConfigKey<>(
            "window.aggregate",
            "What a bucket makes of several readings: mean, sum, last or max.",
            "mean",
            oneOf(Aggregate.class));
    static final ConfigKey<Integer> READINGS_PER_BUCKET = new ConfigKey<>(
            "window.readingsPerBucket",
            "A bucket with so many readings closes at once; auto learns the number from each sensor, 0 waits for the bucket's end.",
            AUTO,
            text -> text.strip().equals(AUTO) ? WindowerConfig.LEARNT : readingsPerBucket(text));
    static final ConfigKey<Duration> MAX_AHEAD = new ConfigKey<>(
            "window.maxAhead",
            "A reading whose time is further ahead of its arrival is rejected.",
            "5m",
            duration("5m"));
    static final ConfigKey<Integer> LIVE_LAG = new ConfigKey<>(
            "window.liveLag",
            "A sensor whose last reading arrived within so many steps of its time is live: its buckets close by the clock.",
            "2",
            steps(1));
    static final ConfigKey<Integer> REVISION_HORIZON = new ConfigKey<>(
            "window.revisionHorizon",
            "For so many steps a late reading still revises the newest forecast.",
            "24",
            steps(0));
    static final ConfigKey<Integer> STALE_AFTER = new ConfigKey<>(
            "window.staleAfter",
            "A live sensor that is silent for so many steps gets one last forecast, marked stale.",
            "24",
            steps(1));
    static final ConfigKey<Duration> RETIRE_AFTER = new ConfigKey<>(
            "window.retireAfter",
            "What is known of a sensor that is silent for so long is forgotten.",
            "30d",
            duration("30d"));
    static final ConfigKey<Integer> MAX_READINGS = new ConfigKey<>(
            "window.maxReadingsPerBucket",
            "More readings in one bucket are rejected.",
            "4000",
            wholeNumber(1, 10_000_000, "readings"));

    static final ConfigKey<Double> MAX_ABSOLUTE_VALUE = new ConfigKey<>(
            "window.maxAbsoluteValue",
            "Readings and covariates further from 0 are rejected: such a number rather means that there is none.",
            "1e30",
            magnitude());

    static final ConfigKey<List<String>> COVARIATES = new ConfigKey<>(
            "window.covariates",
            "Numbers beside the values that windows tell of, by name, separated by commas: temp, rain_1h. Others are passed over.",
            "",
            names());
    /** Below its path stand the neighbours of each sensor. */
    static final ConfigKey<List<SensorId>> NEIGHBOURS = new ConfigKey<>(
            "window.neighbours",
            "Sensors whose values are covariates of a sensor, under their names; in a variable: a=b;c,b=a.",
            "",
            sensors());

    static final ConfigKey<Duration> COVARIATES_AHEAD = new ConfigKey<>(
            "window.covariatesAhead",
            "Covariates without a value may be of a time so far past the sensor's time.",
            "15d",
            duration("15d"));

    static final ConfigKey<String> MODEL =
            new ConfigKey<>("forecast.model", "The model whose champion forecasts.", "default", model());
    static final ConfigKey<EngineChoice> ENGINE = new ConfigKey<>(
            "forecast.engine",
            "What models run on: auto (by how much a model computes), fused (plain Java) or dl4j (Deeplearning4j).",
            "auto",
            oneOf(EngineChoice.class));

    static final ConfigKey<Integer> INFERENCE_THREADS = new ConfigKey<>(
            "inference.threads",
            "Threads that answer requests for inference, apart from those that forecast. 0: this instance answers none.",
            "1",
            wholeNumber(0, 1_000, "threads"));

    static final ConfigKey<String> HTTP_HOST = new ConfigKey<>(
            "http.host",
            "Address that HTTP is bound to; 0.0.0.0 for every one, and then protect it: there is no password.",
            "127.0.0.1",
            text("must be an address, such as 127.0.0.1"));
    static final ConfigKey<Integer> HTTP_PORT =
            new ConfigKey<>("http.port", "0 takes any free one.", "8080", wholeNumber(0, 65_535, "ports"));

    static final ConfigKey<Path> STATE_DIR = new ConfigKey<>(
            "state.dir",
            "Where stores lie between two runs. Not a temporary folder: without them each start rebuilds them from Kafka.",
            "foreflow-data/state",
            folder());

    static final ConfigKey<String> APPLICATION_ID = new ConfigKey<>(
            "application.id",
            "Consumer group, and what internal topics begin with. Instances that share the work share it.",
            "foreflow",
            text("must be a name, such as foreflow"));
    static final ConfigKey<Duration> BROKER_WAIT =
            new ConfigKey<>("application.brokerWait", "How long a start waits for Kafka.", "60s", duration("60s"));

    static final List<ConfigKey<?>> ALL = Stream.of(
                    List.of(
                            TOPIC_PREFIX,
                            PARTITIONS,
                            REPLICATION,
                            CREATE,
                            INPUT_TOPIC,
                            INPUT_SENSOR,
                            INPUT_TIME,
                            INPUT_VALUE,
                            INPUT_REPARTITION,
                            INPUT_MISSING),
                    CSV.values(),
                    List.of(
                            STEP,
                            HISTORY,
                            HORIZON,
                            ZONE,
                            HOLIDAYS,
                            GRACE,
                            MAX_GAP,
                            AGGREGATE,
                            READINGS_PER_BUCKET,
                            MAX_AHEAD,
                            LIVE_LAG,
                            REVISION_HORIZON,
                            STALE_AFTER,
                            RETIRE_AFTER,
                            MAX_READINGS,
                            MAX_ABSOLUTE_VALUE,
                            COVARIATES,
                            COVARIATES_AHEAD,
                            MODEL,
                            ENGINE,
                            INFERENCE_THREADS,
                            HTTP_HOST,
                            HTTP_PORT,
                            STATE_DIR,
                            APPLICATION_ID,
                            BROKER_WAIT))
            .<ConfigKey<?>>flatMap(Collection::stream)
            .toList();

    /** Keys whose values may be a list in the file; elsewhere they are separated by commas. */
    static final Set<String> LISTS = Stream.concat(
                    Stream.of(INPUT_MISSING, COVARIATES),
                    Stream.of(TableKey.TIME, TableKey.SENSOR, TableKey.COLUMNS, TableKey.SKIP, TableKey.HEADER)
                            .map(CSV::get))
            .map(ConfigKey::path)
            .collect(Collectors.toUnmodifiableSet());

    private ConfigKeys() {}

    private static Map<TableKey, ConfigKey<String>> csv() {
        Map<TableKey, ConfigKey<String>> keys = new EnumMap<>(TableKey.class);
        csv(keys, TableKey.SENSOR, "Tables (ingest, train, backtest): the columns that name the sensor of a row.");
        csv(keys, TableKey.TIME, "The columns that together are the time, such as Datum,Zeit.");
        csv(keys, TableKey.TIME_PATTERN, "How times are written: dd.MM.yyyy HH:mm, iso, epochSeconds, epochMillis ...");
        csv(keys, TableKey.TIME_MARKS, "Whether a time is the start or the end of what was measured.");
        csv(keys, TableKey.COLUMNS, "The columns with values; * stands for any text, and !NAME leaves columns out.");
        csv(keys, TableKey.SKIP, "Texts in place of a time that mark rows without a reading, such as Total.");
        csv(keys, TableKey.SEPARATOR, "Between cells: comma, semicolon, tab, pipe or another character.");
        csv(keys, TableKey.DECIMAL, "Before decimals: point or comma.");
        csv(keys, TableKey.HEADER, "The names of all columns, for files whose first row is data.");
        csv(keys, TableKey.ENCODING, "How text is encoded, such as windows-1252; UTF-8 unless given.");
        return Collections.unmodifiableMap(keys);
    }

    private static void csv(Map<TableKey, ConfigKey<String>> keys, TableKey key, String doc) {
        keys.put(key, new ConfigKey<>(TABLES + key.label(), doc, "", text -> {
            TableOptions.check(key, text);
            return text;
        }));
    }

    private static Function<String, Double> magnitude() {
        return text -> {
            try {
                double number = Double.parseDouble(text.strip());
                if (number > 0 && number <= WindowerConfig.GREATEST_ABSOLUTE_VALUE) {
                    return number;
                }
            } catch (NumberFormatException e) {
                // The rule says it better.
            }
            throw new IllegalArgumentException(
                    "must be a number above 0 and at most " + WindowerConfig.GREATEST_ABSOLUTE_VALUE);
        };
    }

    private static int readingsPerBucket(String text) {
        try {
            return wholeNumber(0, MAX_STEPS, "readings").apply(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("must be auto or a whole number from 0 to " + MAX_STEPS, e);
        }
    }

    private static Function<String, Integer> steps(int least) {
        return wholeNumber(least, MAX_STEPS, "steps");
    }

    private static Function<String, List<String>> names() {
        return text -> {
            if (text.isBlank()) {
                return List.of();
            }
            List<String> names =
                    Arrays.stream(text.split(",", -1)).map(String::strip).toList();
            if (names.stream().anyMatch(String::isEmpty)) {
                throw new IllegalArgumentException("must be names separated by commas, such as temp, rain_1h");
            }
            return names;
        };
    }

    private static Function<String, MissingMarks> marks() {
        return text -> {
            if (text.isBlank()) {
                return MissingMarks.NONE;
            }
            try {
                return MissingMarks.of(List.of(text.split(",", -1)));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "must be numbers and texts separated by commas, such as -9999, NA: " + e.getMessage(), e);
            }
        };
    }

    private static Function<String, String> model() {
        return text -> {
            try {
                return new ModelRef(text.strip(), "1").name();
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "must be the name of a model, such as default: a-z, 0-9, '.', '_' and '-'", e);
            }
        };
    }

    private static Function<String, List<SensorId>> sensors() {
        return text -> {
            if (text.isBlank()) {
                return List.of();
            }
            try {
                return Arrays.stream(text.split(";", -1))
                        .map(name -> SensorId.of(name.strip()))
                        .toList();
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "must be sensors separated by semicolons, such as b; c: " + e.getMessage(), e);
            }
        };
    }

    private static Function<String, String> pointer(String example) {
        return text -> {
            try {
                if (!JsonPointer.compile(text).matches()) {
                    return text;
                }
            } catch (IllegalArgumentException e) {
                // The rule says it better.
            }
            throw new IllegalArgumentException("must be a JSON Pointer into the record, such as " + example);
        };
    }

    private static Function<String, Path> folder() {
        return text -> {
            try {
                if (!text.isBlank()) {
                    return Path.of(text);
                }
            } catch (java.nio.file.InvalidPathException e) {
                // The rule says it better.
            }
            throw new IllegalArgumentException("must be a folder, such as foreflow-data/state");
        };
    }
}
