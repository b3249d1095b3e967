package io.foreflow.forecaster.config;

import static io.foreflow.forecaster.config.ConfigKey.duration;
import static io.foreflow.forecaster.config.ConfigKey.oneOf;
import static io.foreflow.forecaster.config.ConfigKey.text;
import static io.foreflow.forecaster.config.ConfigKey.wholeNumber;
import static io.foreflow.forecaster.config.ConfigKey.yesOrNo;
import static io.foreflow.forecaster.config.ConfigKey.zone;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import io.foreflow.forecaster.api.HttpSettings;
import io.foreflow.forecaster.lifecycle.LifecycleRules;
import io.foreflow.forecaster.metrics.MetricsDetail;
import io.foreflow.forecaster.registry.Routing.Route;
import io.foreflow.forecaster.service.LiveServiceConfig;
import io.foreflow.forecaster.store.StoreSettings;
import io.foreflow.ingest.schema.RecordFormat;
import io.foreflow.ingest.table.TableKey;
import io.foreflow.ingest.table.TableOptions;
import io.foreflow.ingest.wire.MissingMarks;
import io.foreflow.ingest.wire.TopicFormat;
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
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All keys, in the order of the example file. */
final class ConfigKeys {
    /** Prefix of the keys that are passed to the Kafka clients unchanged. */
    static final String KAFKA = "kafka";

    /** Path of the zones of single sensors. */
    static final String ZONES = "window.zones";

    /** Path of the calendars of single sensors. */
    static final String HOLIDAYS_BY_SENSOR = "window.holidaysBySensor";

    /** Prefix of the keys for tables. */
    static final String TABLES = "input.csv.";

    static final String BOOTSTRAP_SERVERS = "localhost:9092";

    /** A value of the pointer to the sensor: the record's key is the sensor. */
    static final String SENSOR_IS_KEY = "key";

    private static final String AUTO = StepCount.AUTO;
    private static final int MAX_STEPS = 100_000;

    /** Greatest margin of a rollback: a hundred times the error. */
    private static final int MOST_MARGIN = 100;

    static final ConfigKey<String> TOPIC_PREFIX = new ConfigKey<>(
            "topics.prefix",
            "Prefix of Foreflow's own topics: PREFIX.readings.v1, PREFIX.forecasts.v1 ...",
            "foreflow",
            text("must be letters, digits, '.', '_' or '-'"));
    static final ConfigKey<Integer> PARTITIONS = new ConfigKey<>(
            "topics.partitions",
            "Number of partitions of Foreflow's topics, new and existing ones. It can never change.",
            "12",
            wholeNumber(1, 10_000, "partitions"));
    static final ConfigKey<Integer> REPLICATION = new ConfigKey<>(
            "topics.replicationFactor",
            "Number of copies of new topics. -1: the brokers' default, or 3 if none is set and there are three brokers.",
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
            "Creates missing topics. If false, a start without them fails and names them.",
            "true",
            yesOrNo());

    static final ConfigKey<TopicFormat> TOPIC_FORMAT = new ConfigKey<>(
            "topics.format",
            "Format of what Foreflow writes. auto: forecasts in JSON, windows and scores in Avro. json or avro: all.",
            "auto",
            oneOf(TopicFormat.class));
    static final ConfigKey<Boolean> WINDOWS_TOPIC = new ConfigKey<>(
            "topics.windows",
            "Writes each window to PREFIX.windows.v1. Nothing of Foreflow reads them.",
            "false",
            yesOrNo());
    static final ConfigKey<Boolean> TRAINING_WINDOWS_TOPIC = new ConfigKey<>(
            "topics.trainingWindows",
            "Writes training windows to PREFIX.training-windows.v1, and trains on them. If false, training reads the"
                    + " readings. For a topic of your own that keeps readings for too short a time.",
            "false",
            yesOrNo());

    static final ConfigKey<String> INPUT_TOPIC = new ConfigKey<>(
            "input.topic",
            "Topic of your own with readings. If empty, readings come from PREFIX.readings.v1.",
            "",
            text -> text);
    static final ConfigKey<RecordFormat> INPUT_FORMAT = new ConfigKey<>(
            "input.format",
            "Format of the records in a topic of your own: json, avro or protobuf.",
            "json",
            oneOf(RecordFormat.class));
    static final ConfigKey<String> INPUT_SCHEMA = new ConfigKey<>(
            "input.schema",
            "File with their schema: .avsc (Avro) or protoc's descriptor set (Protobuf). Relative to this file's folder.",
            "",
            text -> text);
    static final ConfigKey<String> INPUT_MESSAGE = new ConfigKey<>(
            "input.message", "Full name of the Protobuf message, such as plant.v1.Measurement.", "", String::strip);
    static final ConfigKey<String> INPUT_SENSOR = new ConfigKey<>(
            "input.sensor",
            "JSON Pointer to the sensor's id, such as /device/id; 'key' if the record's key is the sensor's id.",
            "/sensor",
            text -> text.equals(SENSOR_IS_KEY)
                    ? text
                    : pointer("/device/id or 'key'").apply(text));
    static final ConfigKey<String> INPUT_TIME = new ConfigKey<>(
            "input.time",
            "JSON Pointer to the time: ISO-8601 with a zone or, in a topic of your own, a timestamp or milliseconds since 1970.",
            "/time",
            pointer("/ts"));
    static final ConfigKey<String> INPUT_VALUE =
            new ConfigKey<>("input.value", "JSON Pointer to the value.", "/value", pointer("/payload/flow"));

    static final ConfigKey<Boolean> INPUT_REPARTITION = new ConfigKey<>(
            "input.repartition",
            "Moves a reading on another partition than its sensor's (murmur2 of the id) there. If false, it is rejected.",
            "true",
            yesOrNo());

    static final ConfigKey<MissingMarks> INPUT_MISSING = new ConfigKey<>(
            "input.missing",
            "Numbers and texts that mean \"no value\": [-9999, NA]; in a variable: -9999,NA. In a topic only numbers count.",
            "",
            ConfigKeys::marks);

    /** The keys for tables; an empty value is detected from each file. */
    static final Map<TableKey, ConfigKey<String>> CSV = csv();

    static final ConfigKey<Optional<Duration>> STEP = new ConfigKey<>(
            "window.step",
            "Width of a bucket; it must divide the day. auto: 1h, or the interval of a file's rarer readings. 2h to 1d follow"
                    + " local time.",
            AUTO,
            ConfigKeys::step);
    static final ConfigKey<StepCount> HISTORY = new ConfigKey<>(
            "window.history",
            "Time before the origin that a model sees step by step. auto: 6h, at least 6 steps; 7d at a step of a day.",
            AUTO,
            lengthOf(1));
    static final ConfigKey<StepCount> HORIZON = new ConfigKey<>(
            "window.horizon",
            "Time to forecast. auto: 1d; 14d at a step of a day; 288 steps below five minutes.",
            AUTO,
            lengthOf(1));
    static final ConfigKey<ZoneId> ZONE = new ConfigKey<>(
            "window.zone",
            "Time zone of sensors without their own, for \"the same time yesterday\" and the day of the week.",
            "UTC",
            zone());
    static final ConfigKey<CalendarName> HOLIDAYS = new ConfigKey<>(
            "window.holidays",
            "Holiday calendar: a country (US), a region (DE-BY), none, or auto, the zone's country.",
            "auto",
            CalendarName::of);
    static final ConfigKey<Duration> GRACE = new ConfigKey<>(
            "window.grace",
            "How long a bucket waits after its end for readings in disorder, in the sensor's time.",
            "0s",
            duration("10m"));
    static final ConfigKey<StepCount> MAX_GAP = new ConfigKey<>(
            "window.maxGap",
            "Longest gap that is imputed, and marked as imputed. auto: 3h, at least 3 steps.",
            AUTO,
            lengthOf(0));
    static final ConfigKey<Aggregate> AGGREGATE = new ConfigKey<>(
            "window.aggregate",
            "Value of a bucket with several readings: mean, sum, last or max.",
            "mean",
            oneOf(Aggregate.class));
    static final ConfigKey<Integer> READINGS_PER_BUCKET = new ConfigKey<>(
            "window.readingsPerBucket",
            "Number of readings that close a bucket at once. auto learns it from each sensor, 0 waits for the bucket's end.",
            AUTO,
            text -> text.strip().equals(AUTO) ? WindowerConfig.LEARNT : readingsPerBucket(text));
    static final ConfigKey<Duration> MAX_AHEAD = new ConfigKey<>(
            "window.maxAhead",
            "How far ahead of its arrival a reading's time may lie. A reading further ahead is rejected.",
            "5m",
            duration("5m"));
    static final ConfigKey<Integer> LIVE_LAG = new ConfigKey<>(
            "window.liveLag",
            "Maximum delay of a live sensor's latest reading, in steps. The wall clock closes buckets of live sensors.",
            "2",
            steps(1));
    static final ConfigKey<StepCount> REVISION_HORIZON = new ConfigKey<>(
            "window.revisionHorizon",
            "How late a reading may be and still revise the newest forecast. auto: 1d, at least 7 steps.",
            AUTO,
            lengthOf(0));
    static final ConfigKey<StepCount> STALE_AFTER = new ConfigKey<>(
            "window.staleAfter",
            "Silence after which a live sensor gets one last forecast, marked stale. auto: 1d, at least 3 steps.",
            AUTO,
            lengthOf(1));
    static final ConfigKey<Duration> RETIRE_AFTER = new ConfigKey<>(
            "window.retireAfter", "Silence after which the state of a sensor is deleted.", "30d", duration("30d"));
    static final ConfigKey<Integer> MAX_READINGS = new ConfigKey<>(
            "window.maxReadingsPerBucket",
            "Maximum number of readings in one bucket. Further ones are rejected.",
            "4000",
            wholeNumber(1, 10_000_000, "readings"));

    static final ConfigKey<Double> MAX_ABSOLUTE_VALUE = new ConfigKey<>(
            "window.maxAbsoluteValue",
            "Greatest distance of values and covariates from 0. Greater numbers usually mean \"no value\" and are rejected.",
            "1e30",
            ConfigKeys::magnitude);

    static final ConfigKey<List<String>> COVARIATES = new ConfigKey<>(
            "window.covariates",
            "Names of the covariates that windows hold, separated by commas: temp, rain_1h. Others are ignored.",
            "",
            ConfigKeys::names);

    /** Key of the neighbours of each sensor. */
    static final ConfigKey<List<SensorId>> NEIGHBOURS = new ConfigKey<>(
            "window.neighbours",
            "Sensors whose values are covariates of a sensor, under their ids; in a variable: a=b;c,b=a.",
            "",
            ConfigKeys::sensors);

    static final ConfigKey<Duration> COVARIATES_AHEAD = new ConfigKey<>(
            "window.covariatesAhead",
            "How far ahead of a sensor's latest reading an announced covariate may lie.",
            "15d",
            duration("15d"));

    static final ConfigKey<String> MODEL = new ConfigKey<>(
            "forecast.model",
            "Name of the model whose champion forecasts, for sensors that no entry of forecast.models names.",
            "default",
            ConfigKeys::model);
    static final ConfigKey<List<Route>> MODELS = new ConfigKey<>(
            "forecast.models",
            "Models of groups of sensors; the first match wins: [i880-*=traffic, pump-?=pumps]. In a variable: a=b,c=d.",
            "",
            ConfigKeys::routes);
    static final ConfigKey<EngineChoice> ENGINE = new ConfigKey<>(
            "forecast.engine",
            "Engine that runs models: auto (by the amount of work), fused (plain Java), dl4j (Deeplearning4j) or "
                    + "cuda (a GPU).",
            "auto",
            oneOf(EngineChoice.class));

    static final ConfigKey<Boolean> PROMOTION_AUTO = new ConfigKey<>(
            "promotion.auto",
            "Promotes the challenger by rule, once its forecasts are better than the champion's on the same windows.",
            "false",
            yesOrNo());
    static final ConfigKey<Double> PROMOTION_MARGIN = new ConfigKey<>(
            "promotion.margin", "Share by which its error must be smaller: 0.02 means 2 %.", "0.02", share(1));
    static final ConfigKey<Integer> PROMOTION_DAYS = new ConfigKey<>(
            "promotion.days",
            "Number of days of readings over which it must be smaller.",
            "7",
            wholeNumber(2, LifecycleRules.MOST_DAYS, "days"));
    static final ConfigKey<Boolean> ROLLBACK_AUTO = new ConfigKey<>(
            "rollback.auto",
            "Rolls a new champion back by rule, if its forecasts are worse than those of its predecessor.",
            "true",
            yesOrNo());
    static final ConfigKey<Double> ROLLBACK_MARGIN = new ConfigKey<>(
            "rollback.margin", "Share by which its error must be larger: 0.1 means 10 %.", "0.1", share(MOST_MARGIN));
    static final ConfigKey<Integer> ROLLBACK_HOURS = new ConfigKey<>(
            "rollback.hours",
            "Number of hours of readings over which it must be larger.",
            "24",
            wholeNumber(1, LifecycleRules.MOST_DAYS * 24, "hours"));
    static final ConfigKey<Duration> ROLLBACK_WATCH = new ConfigKey<>(
            "rollback.watch",
            "How long the predecessor of a new champion forecasts beside it, unless there is a challenger.",
            "7d",
            duration("7d"));

    /** Key of the alert rules, a list of maps. */
    static final ConfigKey<List<JsonNode>> ALERTS = new ConfigKey<>(
            "alerts",
            "Rules that raise alerts. In a variable, the same list: [{sensors: \"tank-*\", when: upper > 80, within: 6h}].",
            "",
            AlertSettings::items);

    static final ConfigKey<Integer> MODEL_MEMORY = new ConfigKey<>(
            "models.memory",
            "Share of the heap for weights of models that forecast, in percent. Beyond it the least recently used ones"
                    + " leave.",
            Integer.toString(LiveServiceConfig.DEFAULT_MODEL_MEMORY),
            wholeNumber(1, LiveServiceConfig.MOST_MODEL_MEMORY, "percent"));
    static final ConfigKey<String> STORE_LOCATION = new ConfigKey<>(
            "models.store.location",
            "Store of large bundles: a folder, file:///folder or s3://bucket/prefix. If empty, all lie on the models"
                    + " topic.",
            "",
            String::strip);
    static final ConfigKey<Integer> STORE_ABOVE = new ConfigKey<>(
            "models.store.above",
            "Size in MiB above which a bundle lies in the store; 0: all bundles do.",
            Integer.toString(StoreSettings.DEFAULT_ABOVE_MIB),
            wholeNumber(0, StoreSettings.MOST_ABOVE_MIB, "MiB"));
    static final ConfigKey<Integer> STORE_COPIES = new ConfigKey<>(
            "models.store.copies",
            "Maximum size in MiB of the local copies of bundles, in state.dir. The least recently used ones go.",
            Integer.toString(StoreSettings.DEFAULT_COPIES_MIB),
            wholeNumber(0, Integer.MAX_VALUE, "MiB"));
    static final ConfigKey<String> STORE_ENDPOINT = new ConfigKey<>(
            "models.store.endpoint",
            "Address of a server that speaks the protocol of S3, such as https://minio:9000. If empty, AWS.",
            "",
            String::strip);
    static final ConfigKey<String> STORE_REGION =
            new ConfigKey<>("models.store.region", "Region of the bucket. If empty: AWS_REGION.", "", String::strip);
    static final ConfigKey<Boolean> STORE_PATH_STYLE = new ConfigKey<>(
            "models.store.pathStyle",
            "Puts the bucket into the path instead of the host name, as many servers of S3's protocol want it.",
            "false",
            yesOrNo());

    static final ConfigKey<Integer> INFERENCE_THREADS = new ConfigKey<>(
            "inference.threads",
            "Number of threads that answer inference requests, beside the forecasting threads. 0: this instance answers none.",
            "1",
            wholeNumber(0, 1_000, "threads"));

    static final ConfigKey<MetricsDetail> METRICS_DETAIL = new ConfigKey<>(
            "metrics.detail",
            "How much of Kafka's own metrics is shown: brief (some hundred samples) or full (thousands).",
            "brief",
            oneOf(MetricsDetail.class));

    static final ConfigKey<String> HTTP_HOST = new ConfigKey<>(
            "http.host",
            "Address that HTTP is bound to. 0.0.0.0 means every address; set tokens and a keystore then.",
            HttpSettings.DEFAULT_HOST,
            text("must be an address, such as 127.0.0.1"));
    static final ConfigKey<Integer> HTTP_PORT = new ConfigKey<>(
            "http.port",
            "Port of HTTP; 0 takes any free port.",
            Integer.toString(HttpSettings.DEFAULT_PORT),
            wholeNumber(0, 65_535, "ports"));
    static final ConfigKey<String> HTTP_ADVERTISED = new ConfigKey<>(
            "http.advertised",
            "HOST:PORT under which other instances of the service reach this one. If empty, what HTTP is bound to.",
            "",
            String::strip);
    static final ConfigKey<List<String>> HTTP_NAMES = new ConfigKey<>(
            "http.names",
            "Further names of this service. A request with another name in its Host is refused.",
            "",
            ConfigKeys::hosts);
    static final ConfigKey<String> HTTP_READ_TOKEN = new ConfigKey<>(
            "http.readToken", "File with the bearer token that reading needs. If empty, none.", "", String::strip);
    static final ConfigKey<String> HTTP_WRITE_TOKEN = new ConfigKey<>(
            "http.writeToken",
            "File with the bearer token that writing needs. If empty, only a loopback address allows writing.",
            "",
            String::strip);
    static final ConfigKey<String> HTTP_KEYSTORE =
            new ConfigKey<>("http.keystore", "PKCS#12 file with certificate and key, for HTTPS.", "", String::strip);
    static final ConfigKey<String> HTTP_KEYSTORE_PASSWORD =
            new ConfigKey<>("http.keystorePassword", "File with the password of the keystore.", "", String::strip);
    static final ConfigKey<Integer> HTTP_REQUESTS = new ConfigKey<>(
            "http.requestsPerSecond",
            "Maximum number of requests a second from one address; 0 means no limit.",
            Integer.toString(HttpSettings.DEFAULT_REQUESTS_PER_SECOND),
            wholeNumber(0, 10_000_000, "requests"));
    static final ConfigKey<Integer> HTTP_EVENT_STREAMS = new ConfigKey<>(
            "http.eventStreams",
            "Maximum number of open streams of /v1/events.",
            Integer.toString(HttpSettings.DEFAULT_EVENT_STREAMS),
            wholeNumber(0, 10_000, "streams"));

    static final ConfigKey<String> SINK_JDBC = new ConfigKey<>(
            "sink.jdbc",
            "PostgreSQL database of foreflow sink, such as jdbc:postgresql://db:5432/foreflow. No password belongs here.",
            "",
            String::strip);
    static final ConfigKey<String> SINK_USER = new ConfigKey<>(
            "sink.user", "User of that database. If empty: PGUSER, else the system's user.", "", String::strip);
    static final ConfigKey<String> SINK_PASSWORD = new ConfigKey<>(
            "sink.password",
            "File with the password of that user. If empty: the variable PGPASSWORD, else ~/.pgpass.",
            "",
            String::strip);
    static final ConfigKey<Integer> SINK_RETENTION = new ConfigKey<>(
            "sink.retention",
            "Age in days after which the sink drops whole months of rows; 0 keeps all.",
            "0",
            wholeNumber(0, 100_000, "days"));
    static final ConfigKey<OptionalInt> SINK_PORT = new ConfigKey<>(
            "sink.port",
            "Port of the sink's probes and metrics, at http.host; 0 takes any free port. If empty, there are none.",
            "",
            text -> text.isBlank()
                    ? OptionalInt.empty()
                    : OptionalInt.of(wholeNumber(0, 65_535, "ports").apply(text)));

    static final ConfigKey<Path> STATE_DIR = new ConfigKey<>(
            "state.dir",
            "Folder of the stores between two runs. Not a temporary folder: a start without it rebuilds them from Kafka.",
            "foreflow-data/state",
            ConfigKeys::folder);

    static final ConfigKey<String> APPLICATION_ID = new ConfigKey<>(
            "application.id",
            "Consumer group, and prefix of internal topics. Instances that share the work share it.",
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
                            TOPIC_FORMAT,
                            WINDOWS_TOPIC,
                            TRAINING_WINDOWS_TOPIC,
                            INPUT_TOPIC,
                            INPUT_FORMAT,
                            INPUT_SCHEMA,
                            INPUT_MESSAGE,
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
                            MODELS,
                            ENGINE,
                            PROMOTION_AUTO,
                            PROMOTION_MARGIN,
                            PROMOTION_DAYS,
                            ROLLBACK_AUTO,
                            ROLLBACK_MARGIN,
                            ROLLBACK_HOURS,
                            ROLLBACK_WATCH,
                            MODEL_MEMORY,
                            STORE_LOCATION,
                            STORE_ABOVE,
                            STORE_COPIES,
                            STORE_ENDPOINT,
                            STORE_REGION,
                            STORE_PATH_STYLE,
                            INFERENCE_THREADS,
                            METRICS_DETAIL,
                            HTTP_HOST,
                            HTTP_PORT,
                            HTTP_ADVERTISED,
                            HTTP_NAMES,
                            HTTP_READ_TOKEN,
                            HTTP_WRITE_TOKEN,
                            HTTP_KEYSTORE,
                            HTTP_KEYSTORE_PASSWORD,
                            HTTP_REQUESTS,
                            HTTP_EVENT_STREAMS,
                            SINK_JDBC,
                            SINK_USER,
                            SINK_PASSWORD,
                            SINK_RETENTION,
                            SINK_PORT,
                            STATE_DIR,
                            APPLICATION_ID,
                            BROKER_WAIT))
            .<ConfigKey<?>>flatMap(Collection::stream)
            .toList();

    /** Keys whose values may be a list in the file; elsewhere they are separated by commas. */
    static final Set<String> LISTS = Stream.concat(
                    Stream.of(INPUT_MISSING, COVARIATES, MODELS, HTTP_NAMES),
                    Stream.of(TableKey.TIME, TableKey.SENSOR, TableKey.COLUMNS, TableKey.SKIP, TableKey.HEADER)
                            .map(CSV::get))
            .map(ConfigKey::path)
            .collect(Collectors.toUnmodifiableSet());

    private ConfigKeys() {}

    private static Map<TableKey, ConfigKey<String>> csv() {
        Map<TableKey, ConfigKey<String>> keys = new EnumMap<>(TableKey.class);
        csv(
                keys,
                TableKey.SENSOR,
                "Tables (ingest, train, backtest): columns that name the sensor of a row; @file takes the file's name.");
        csv(keys, TableKey.TIME, "Columns that together are the time, such as Datum,Zeit.");
        csv(keys, TableKey.TIME_PATTERN, "Form of the times: dd.MM.yyyy HH:mm, iso, epochSeconds, epochMillis ...");
        csv(keys, TableKey.TIME_MARKS, "start or end: the part of the measured period that a time marks.");
        csv(keys, TableKey.COLUMNS, "Columns with values; * stands for any text, and !NAME skips columns.");
        csv(keys, TableKey.SKIP, "Texts in place of a time that mark rows without a reading, such as Total.");
        csv(keys, TableKey.SEPARATOR, "Separator of cells: comma, semicolon, tab, pipe or another character.");
        csv(keys, TableKey.DECIMAL, "Decimal mark: point or comma.");
        csv(keys, TableKey.HEADER, "Names of all columns, for files whose first row is data.");
        csv(keys, TableKey.ENCODING, "Encoding of the text, such as windows-1252. Default: UTF-8.");
        return Collections.unmodifiableMap(keys);
    }

    private static void csv(Map<TableKey, ConfigKey<String>> keys, TableKey key, String doc) {
        keys.put(key, new ConfigKey<>(TABLES + key.label(), doc, "", text -> {
            TableOptions.check(key, text);
            return text;
        }));
    }

    private static Double magnitude(String text) {
        try {
            double number = Double.parseDouble(text.strip());
            if (number > 0 && number <= WindowerConfig.GREATEST_ABSOLUTE_VALUE) {
                return number;
            }
        } catch (NumberFormatException e) {
            // The rule is the better message.
        }
        throw new IllegalArgumentException(
                "must be a number above 0 and at most " + WindowerConfig.GREATEST_ABSOLUTE_VALUE);
    }

    private static Function<String, Double> share(int most) {
        return text -> {
            try {
                double number = Double.parseDouble(text.strip());
                if (number >= 0 && number <= most) {
                    return number;
                }
            } catch (NumberFormatException e) {
                // The rule is the better message.
            }
            throw new IllegalArgumentException("must be a number from 0 to " + most);
        };
    }

    private static List<Route> routes(String text) {
        if (text.isBlank()) {
            return List.of();
        }
        return Arrays.stream(text.split(",", -1)).map(ConfigKeys::route).toList();
    }

    private static Route route(String text) {
        try {
            return Route.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "must be sensors and their models, such as [i880-*=traffic, pump-?=pumps]: " + e.getMessage(), e);
        }
    }

    private static int readingsPerBucket(String text) {
        try {
            return wholeNumber(0, MAX_STEPS, "readings").apply(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("must be auto or a whole number from 0 to " + MAX_STEPS, e);
        }
    }

    private static Function<String, StepCount> lengthOf(int least) {
        return StepCount.parser(least, MAX_STEPS);
    }

    private static Optional<Duration> step(String text) {
        if (text.strip().equals(AUTO)) {
            return Optional.empty();
        }
        try {
            return Optional.of(duration("1h").apply(text));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("must be auto, or a duration such as 1h or PT5M", e);
        }
    }

    private static Function<String, Integer> steps(int least) {
        return wholeNumber(least, MAX_STEPS, "steps");
    }

    private static List<String> names(String text) {
        if (text.isBlank()) {
            return List.of();
        }
        List<String> names =
                Arrays.stream(text.split(",", -1)).map(String::strip).toList();
        if (names.stream().anyMatch(String::isEmpty)) {
            throw new IllegalArgumentException("must be names separated by commas, such as temp, rain_1h");
        }
        return names;
    }

    private static List<String> hosts(String text) {
        List<String> hosts = text.isBlank()
                ? List.of()
                : Arrays.stream(text.split(",", -1)).map(String::strip).toList();
        if (hosts.stream().anyMatch(host -> !host.matches("[A-Za-z0-9._-]+"))) {
            throw new IllegalArgumentException("must be names of hosts, without ports, such as foreflow.example.org");
        }
        return hosts;
    }

    private static MissingMarks marks(String text) {
        if (text.isBlank()) {
            return MissingMarks.NONE;
        }
        try {
            return MissingMarks.of(List.of(text.split(",", -1)));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "must be numbers and texts separated by commas, such as -9999, NA: " + e.getMessage(), e);
        }
    }

    private static String model(String text) {
        try {
            return new ModelRef(text.strip(), "1").name();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "must be the name of a model, such as default: a-z, 0-9, '.', '_' and '-'", e);
        }
    }

    private static List<SensorId> sensors(String text) {
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
    }

    private static Function<String, String> pointer(String example) {
        return text -> {
            try {
                if (!JsonPointer.compile(text).matches()) {
                    return text;
                }
            } catch (IllegalArgumentException e) {
                // The rule is the better message.
            }
            throw new IllegalArgumentException("must be a JSON Pointer into the record, such as " + example);
        };
    }

    private static Path folder(String text) {
        try {
            if (!text.isBlank()) {
                return Path.of(text);
            }
        } catch (java.nio.file.InvalidPathException e) {
            // The rule is the better message.
        }
        throw new IllegalArgumentException("must be a folder, such as foreflow-data/state");
    }
}
