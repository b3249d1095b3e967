package io.foreflow.forecaster.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.foreflow.forecaster.alerts.AlertCondition.AnomalyCondition;
import io.foreflow.forecaster.alerts.AlertCondition.ForecastCondition;
import io.foreflow.forecaster.alerts.AlertCondition.ForecastPart;
import io.foreflow.forecaster.alerts.AlertCondition.Inequality;
import io.foreflow.forecaster.alerts.AlertRule;
import io.foreflow.forecaster.alerts.AlertRules;
import io.foreflow.forecaster.api.HttpSettings;
import io.foreflow.forecaster.lifecycle.LifecycleRules;
import io.foreflow.forecaster.metrics.MetricsDetail;
import io.foreflow.forecaster.registry.Routing;
import io.foreflow.forecaster.registry.Routing.Route;
import io.foreflow.forecaster.service.LiveServiceConfig;
import io.foreflow.forecaster.service.LiveServiceConfigBuilder;
import io.foreflow.forecaster.sink.SinkSettings;
import io.foreflow.forecaster.store.StoreSettings;
import io.foreflow.forecaster.store.StoreSettings.S3Access;
import io.foreflow.forecaster.topology.PipelineConfig;
import io.foreflow.ingest.table.TableKey;
import io.foreflow.ingest.table.TableOptions;
import io.foreflow.ingest.time.TimePattern;
import io.foreflow.ingest.wire.InputMapping;
import io.foreflow.ingest.wire.MissingMarks;
import io.foreflow.ingest.wire.TopicFormat;
import io.foreflow.ingest.wire.TopicNames;
import io.foreflow.models.engine.select.EngineChoice;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.SensorPattern;
import io.foreflow.models.series.Step;
import io.foreflow.models.series.WindowShape;
import io.foreflow.windowing.calendar.CalendarName;
import io.foreflow.windowing.calendar.SensorCalendars;
import io.foreflow.windowing.core.Aggregate;
import io.foreflow.windowing.core.Neighbours;
import io.foreflow.windowing.core.WindowerConfig;
import io.foreflow.windowing.core.WindowerConfigBuilder;
import io.foreflow.windowing.streams.OutputTopics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationTest {
    @TempDir
    private Path directory;

    @Test
    void shouldPinEveryDefault() {
        // when
        LiveServiceConfig config = Configuration.read(new ConfigSources(Optional.empty(), Map.of(), Map.of()));

        // then
        assertThat(config)
                .isEqualTo(LiveServiceConfigBuilder.builder()
                        .pipeline(new PipelineConfig(
                                new TopicNames("foreflow"),
                                new InputMapping(null, "/sensor", "/time", "/value", true, MissingMarks.NONE, null),
                                WindowerConfigBuilder.builder()
                                        .shape(new WindowShape(Step.of(Duration.ofHours(1)), 6, 24))
                                        .zone(ZoneId.of("UTC"))
                                        .zones(Map.of())
                                        .calendars(SensorCalendars.all(CalendarName.AUTO))
                                        .grace(Duration.ZERO)
                                        .maxGap(3)
                                        .aggregate(Aggregate.MEAN)
                                        .readingsPerBucket(WindowerConfig.LEARNT)
                                        .maxAhead(Duration.ofMinutes(5))
                                        .liveLag(2)
                                        .revisionHorizon(24)
                                        .staleAfter(24)
                                        .retireAfter(Duration.ofDays(30))
                                        .maxReadingsPerBucket(4_000)
                                        .maxAbsoluteValue(1e30)
                                        .covariates(List.of())
                                        .neighbours(Neighbours.NONE)
                                        .covariatesAhead(Duration.ofDays(15))
                                        .memoryDays(42)
                                        .build(),
                                OutputTopics.NONE,
                                AlertRules.NONE))
                        .kafka(Map.of("bootstrap.servers", "localhost:9092"))
                        .applicationId("foreflow")
                        .stateDir(Path.of("foreflow-data", "state"))
                        .http(HttpSettings.defaults()
                                .with()
                                .host("127.0.0.1")
                                .port(8080)
                                .build())
                        .partitions(12)
                        .replicationFactor(-1)
                        .createTopics(true)
                        .brokerWait(Duration.ofSeconds(60))
                        .engine(EngineChoice.AUTO)
                        .store(new StoreSettings(
                                Optional.empty(), new S3Access(Optional.empty(), Optional.empty(), false), 8, 4_096))
                        .modelMemory(30)
                        .inferenceThreads(1)
                        .metrics(MetricsDetail.BRIEF)
                        .routing(Routing.to("default"))
                        .lifecycle(new LifecycleRules(false, 0.02, 7, true, 0.1, 24, Duration.ofDays(7)))
                        .build());
    }

    @Test
    void shouldHaveTheDefaultsOfTheRecordsThatItFills() {
        // given
        PipelineConfig defaults = PipelineConfig.defaults();
        ZoneId utc = ZoneId.of("UTC");

        // when
        LiveServiceConfig config = Configuration.read(new ConfigSources(Optional.empty(), Map.of(), Map.of()));

        // then
        assertThat(config)
                .isEqualTo(LiveServiceConfig.of("localhost:9092")
                        .withPipeline(
                                defaults.withWindowing(defaults.windowing().withZone(utc))));
    }

    @Test
    void shouldReadEveryKey() throws IOException {
        // when
        LiveServiceConfig config = read("""
                kafka:
                  bootstrap.servers: a:1,b:2
                  security.protocol: SSL
                  num.stream.threads: 2
                topics: {prefix: mine, partitions: 4, replicationFactor: 3, create: false, windows: true, trainingWindows: true, format: json}
                input: {topic: theirs, sensor: /device/id, time: /ts, value: /payload/flow, missing: [-9999, 1e30, NA]}
                window:
                  step: PT5M
                  history: 12
                  horizon: 48
                  zone: Europe/Berlin
                  zones: {a: America/Chicago, b.c: UTC}
                  holidays: DE-BY
                  holidaysBySensor: {a: US}
                  grace: 30s
                  maxGap: 5
                  aggregate: max
                  readingsPerBucket: 10
                  maxAhead: 1m
                  liveLag: 3
                  revisionHorizon: 12
                  staleAfter: 36
                  retireAfter: 60d
                  maxReadingsPerBucket: 20
                  maxAbsoluteValue: 1e6
                  covariates: temp, rain_1h
                  neighbours: {a: b.c; d e}
                  covariatesAhead: 2d
                forecast: {model: flow, models: [i880-*=traffic, "b.c = pumps"], engine: fused}
                promotion: {auto: true, margin: 0.05, days: 14}
                rollback: {auto: false, margin: 0.5, hours: 48, watch: 3d}
                http: {host: 0.0.0.0, port: 0}
                models:
                  memory: 50
                  store: {location: s3://models/one, above: 16, copies: 500, region: eu-central-1, pathStyle: true}
                  store.endpoint: https://minio:9000
                inference: {threads: 3}
                alerts:
                  - {name: tank-full, sensors: "tank-*", when: upper > 80, within: 2h, for: 2}
                  - {sensors: pump-1, when: forecast <= -1.5}
                  - {when: anomaly, level: 0.9, for: 3}
                metrics: {detail: full}
                state: {dir: /var/lib/foreflow}
                application: {id: mine, brokerWait: 2m}
                """, Map.of());

        // then
        assertThat(config)
                .isEqualTo(LiveServiceConfigBuilder.builder()
                        .pipeline(new PipelineConfig(
                                new TopicNames("mine"),
                                new InputMapping("theirs", "/device/id", "/ts", "/payload/flow")
                                        .withMissing(new MissingMarks(Set.of(-9999.0, 1e30), Set.of("na"))),
                                WindowerConfigBuilder.builder()
                                        .shape(new WindowShape(Step.of(Duration.ofMinutes(5)), 12, 48))
                                        .zone(ZoneId.of("Europe/Berlin"))
                                        .zones(Map.of(
                                                SensorId.of("a"),
                                                ZoneId.of("America/Chicago"),
                                                SensorId.of("b.c"),
                                                ZoneId.of("UTC")))
                                        .calendars(new SensorCalendars(
                                                CalendarName.of("DE-BY"),
                                                Map.of(SensorId.of("a"), CalendarName.of("US"))))
                                        .grace(Duration.ofSeconds(30))
                                        .maxGap(5)
                                        .aggregate(Aggregate.MAX)
                                        .readingsPerBucket(10)
                                        .maxAhead(Duration.ofMinutes(1))
                                        .liveLag(3)
                                        .revisionHorizon(12)
                                        .staleAfter(36)
                                        .retireAfter(Duration.ofDays(60))
                                        .maxReadingsPerBucket(20)
                                        .maxAbsoluteValue(1e6)
                                        .covariates(List.of("rain_1h", "temp"))
                                        .neighbours(Neighbours.of(Map.of(
                                                SensorId.of("a"), List.of(SensorId.of("b.c"), SensorId.of("d e")))))
                                        .covariatesAhead(Duration.ofDays(2))
                                        .memoryDays(42)
                                        .build(),
                                new OutputTopics(true, true, TopicFormat.JSON),
                                new AlertRules(List.of(
                                        new AlertRule(
                                                "tank-full",
                                                SensorPattern.of("tank-*"),
                                                new ForecastCondition(
                                                        ForecastPart.UPPER,
                                                        Inequality.ABOVE,
                                                        80,
                                                        Optional.of(Duration.ofHours(2)),
                                                        2)),
                                        new AlertRule(
                                                "pump-1: forecast <= -1.5",
                                                SensorPattern.of("pump-1"),
                                                new ForecastCondition(
                                                        ForecastPart.FORECAST,
                                                        Inequality.AT_MOST,
                                                        -1.5,
                                                        Optional.empty(),
                                                        1)),
                                        new AlertRule(
                                                "*: anomaly for 3", SensorPattern.of("*"), new AnomalyCondition(3))))))
                        .kafka(Map.of(
                                "bootstrap.servers", "a:1,b:2", "security.protocol", "SSL", "num.stream.threads", "2"))
                        .applicationId("mine")
                        .stateDir(Path.of("/var/lib/foreflow"))
                        .http(HttpSettings.defaults()
                                .with()
                                .host("0.0.0.0")
                                .port(0)
                                .build())
                        .partitions(4)
                        .replicationFactor(3)
                        .createTopics(false)
                        .brokerWait(Duration.ofMinutes(2))
                        .engine(EngineChoice.FUSED)
                        .store(StoreSettings.of("s3://models/one", "https://minio:9000", "eu-central-1", true, 16, 500))
                        .modelMemory(50)
                        .inferenceThreads(3)
                        .metrics(MetricsDetail.FULL)
                        .routing(new Routing(List.of(
                                new Route("i880-*", "traffic"), new Route("b.c", "pumps"), new Route("*", "flow"))))
                        .lifecycle(new LifecycleRules(true, 0.05, 14, false, 0.5, 48, Duration.ofDays(3)))
                        .build());
    }

    @Test
    void shouldTakeTheSensorFromTheKey() throws IOException {
        assertThat(read("input: {topic: theirs, sensor: key}", Map.of())
                        .pipeline()
                        .input()
                        .sensor())
                .isNull();
    }

    @Test
    void shouldLeaveReadingsWhereTheyAreWhenTold() throws IOException {
        assertThat(read("input: {repartition: false}", Map.of()).pipeline().input())
                .isEqualTo(new InputMapping(null, "/sensor", "/time", "/value", false));
        assertThatThrownBy(() -> read("input: {topic: theirs, sensor: /id, repartition: false}", Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("input.repartition (false) needs a topic whose keys are the sensors");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[-9999, 3.4028235E38, NA, n/a]",
                "-9999, 3.4028235E38, NA, n/a",
                "[-9.999e3,\"3.4028235E38\",na,N/A]"
            })
    void shouldReadMarksOfMissingValuesAsAListOrSeparatedByCommas(String marks) throws IOException {
        // given
        MissingMarks expected = new MissingMarks(Set.of(-9999.0, (double) Float.MAX_VALUE), Set.of("na", "n/a"));

        // when, then
        assertThat(read("input: {missing: " + (marks.startsWith("[") ? marks : '"' + marks + '"') + "}", Map.of())
                        .pipeline()
                        .input()
                        .missing())
                .isEqualTo(expected);
        assertThat(read("input: {missing: [1]}", Map.of("FOREFLOW_INPUT_MISSING", "-9999,3.4028235E38,NA,N/A"))
                        .pipeline()
                        .input()
                        .missing())
                .isEqualTo(expected);
    }

    @Test
    void shouldReadCovariatesAsAListToo() throws IOException {
        assertThat(read("window: {covariates: [temp, rain_1h]}", Map.of())
                        .pipeline()
                        .windowing()
                        .covariates())
                .containsExactly("rain_1h", "temp");
    }

    @Test
    void shouldReadIdsAndNamesByTheRulesOfReadings() throws IOException {
        // given: a file that begins with a byte order mark, and an id in its decomposed form
        LiveServiceConfig config = read("""
                \uFEFFwindow:
                  zones: {cafe\u0301: Europe/Berlin}
                  covariates: tempe\u0301
                  neighbours: {b: cafe\u0301}
                """, Map.of());

        // then
        WindowerConfig windowing = config.pipeline().windowing();
        assertThat(windowing.zones()).containsOnlyKeys(SensorId.of("caf\u00E9"));
        assertThat(windowing.covariates()).containsExactly("temp\u00E9");
        assertThat(windowing.covariatesOf(SensorId.of("b"))).containsExactly("caf\u00E9", "temp\u00E9");
    }

    @Test
    void shouldRefuseIdsAndNamesThatCannotBeSeen() {
        assertThatThrownBy(() -> read("""
                        window:
                          zones: {"a\u200B": UTC, "cafe\u0301": UTC, "caf\u00E9": UTC}
                          holidaysBySensor: {"\uFEFFa": US}
                          neighbours: {b: "c\u3164"}
                          covariates: "t\u115F"
                        forecast: {model: "default\u200B"}
                        """, Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("window.zones.a<U+200B> (UTC) a sensor id must not contain U+200B")
                .hasMessageContaining("(UTC) must name each sensor once")
                .hasMessageContaining("window.holidaysBySensor.<U+FEFF>a")
                .hasMessageContaining("must not contain U+3164 HANGUL FILLER")
                .hasMessageContaining("window.covariates (t<U+115F>) must be names of letters")
                .hasMessageContaining("forecast.model (default<U+200B>) must be the name of a model");
    }

    @Test
    void shouldTellAllProblemsBelowKafkaAtOnceWithWhereTheyComeFrom() throws IOException {
        // when
        ConfigException e = refused(
                "kafka: {acks: 2, max.poll.records: none, retris: 3}",
                Map.of(
                        "FOREFLOW_KAFKA_LINGER_MS", "soon",
                        "FOREFLOW_KAFKA_SASL_JAAS_CONFIG", "me:secret",
                        "FOREFLOW_KAFKA_SECURITY_PROTOCL", "SSL"));

        // then
        assertThat(e.problems()).hasSize(6);
        assertThat(e.getMessage())
                .contains("kafka.acks (2) is refused by Kafka: String must be one of")
                .contains("kafka.max.poll.records (none) is refused by Kafka: Not a number of type INT")
                .contains("kafka.linger.ms (soon, from FOREFLOW_KAFKA_LINGER_MS) is refused by Kafka: Not a number")
                .contains("kafka.sasl.jaas.config (hidden, from FOREFLOW_KAFKA_SASL_JAAS_CONFIG) does not begin")
                .contains("unknown key 'kafka.retris'; did you mean 'kafka.retries'?")
                .contains("unknown key 'kafka.security.protocl', from FOREFLOW_KAFKA_SECURITY_PROTOCL; did you mean"
                        + " 'kafka.security.protocol'?")
                .doesNotContain("me:secret");
    }

    @Test
    void shouldPassOnUnknownKeysForAClassThatMayReadThem() throws IOException {
        // given
        String reporter = MyReporter.class.getName();

        // when
        LiveServiceConfig config = read("kafka: {metric.reporters: " + reporter + ", my.api.key: abc}", Map.of());

        // then
        assertThat(config.kafka()).containsEntry("my.api.key", "abc");
        assertThat(config.toString()).contains("my.api.key=[hidden]").doesNotContain("abc");
    }

    @Test
    void shouldNotQuoteAFileThatHoldsSecretsAndIsNotYaml() throws IOException {
        assertThat(refused("kafka:\n  ssl.key.password: &s3kr1t !s3kr1t @s3kr1t\n", Map.of())
                        .getMessage())
                .contains("line 2: not YAML: not shown")
                .doesNotContain("s3kr1t");
    }

    /** Stands for a reporter of somebody else's. */
    public static final class MyReporter {}

    @Test
    void shouldLetTheEnvironmentWinOverTheFileAndOptionsOverBoth() throws IOException {
        // given
        Path file = Files.writeString(
                directory.resolve("foreflow.yaml"), "kafka: {bootstrap.servers: file:1, acks: all}\nhttp: {port: 1}\n");
        Map<String, String> environment = Map.of(
                "FOREFLOW_KAFKA_BOOTSTRAP_SERVERS", "variable:1",
                "FOREFLOW_HTTP_PORT", "2",
                "FOREFLOW_FORECAST_ENGINE", "dl4j",
                "FOREFLOW_WINDOW_MAXGAP", "4",
                "FOREFLOW_WINDOW_LIVE_LAG", "5",
                "FOREFLOW_WINDOW_ZONES", "a=Europe/Berlin, b=UTC",
                "FOREFLOW_DATA", "/data",
                "FOREFLOW_JAVA_OPTS", "-Xmx2g",
                "FOREFLOW_ROOT", "/project",
                "PATH", "/bin");

        // when
        LiveServiceConfig config = Configuration.read(
                new ConfigSources(Optional.of(file), environment, Map.of("kafka.bootstrap.servers", "option:1")));

        // then
        assertThat(config.kafka()).isEqualTo(Map.of("bootstrap.servers", "option:1", "acks", "all"));
        assertThat(config.http().port()).isEqualTo(2);
        assertThat(config.engine()).isEqualTo(EngineChoice.DL4J);
        assertThat(config.pipeline().windowing().maxGap()).isEqualTo(4);
        assertThat(config.pipeline().windowing().liveLag()).isEqualTo(5);
        assertThat(config.pipeline().windowing().zones())
                .isEqualTo(Map.of(SensorId.of("a"), ZoneId.of("Europe/Berlin"), SensorId.of("b"), ZoneId.of("UTC")));
    }

    @Test
    void shouldTakeCalendarsFromTheEnvironment() {
        // when
        LiveServiceConfig config = Configuration.read(new ConfigSources(
                Optional.empty(),
                Map.of("FOREFLOW_WINDOW_HOLIDAYS", "us-ca", "FOREFLOW_WINDOW_HOLIDAYS_BY_SENSOR", "a=none, b=auto"),
                Map.of()));

        // then
        assertThat(config.pipeline().windowing().calendars())
                .isEqualTo(new SensorCalendars(
                        CalendarName.of("US-CA"),
                        Map.of(SensorId.of("a"), CalendarName.NONE, SensorId.of("b"), CalendarName.AUTO)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "topics.prefix: 'a b'            | topics.prefix (a b) must match",
                "topics.partitions: 0            | topics.partitions (0) must be a whole number from 1 to 10000",
                "topics.replicationFactor: 0     | topics.replicationFactor (0) must be at least 1, or -1 for the broker's default",
                "topics.create: maybe            | topics.create (maybe) must be true or false",
                "input.sensor: device            | input.sensor (device) must be a JSON Pointer into the record, such as /device/id or 'key'",
                "input.topic: foreflow.readings-by-sensor.v1 | input.topic (foreflow.readings-by-sensor.v1) must not be a topic that Foreflow writes",
                "input.topic: foreflow.forecasts.v1 | input.topic (foreflow.forecasts.v1) must not be a topic that Foreflow writes",
                "input.time: ts                  | input.time (ts) must be a JSON Pointer into the record, such as /ts",
                "input.value: ''                 | input.value () must be a JSON Pointer into the record",
                "window.step: 7m                 | window.step (PT7M) must be whole seconds and divide a day without remainder",
                "window.step: soon               | window.step (soon) must be auto, or a duration such as 1h or PT5M",
                "window.history: 0               | window.history (0) must be auto, a whole number of steps from 1 to 100000, or a duration such as 6h",
                "window.horizon: 2.5             | window.horizon (2.5) must be auto, a whole number of steps from 1 to 100000, or a duration such as 6h",
                "window.horizon: 90m             | window.horizon (90m) must be whole steps of PT1H (window.step), from 1 to 100000",
                "window.staleAfter: 0s           | window.staleAfter (0s) must be whole steps of PT1H (window.step), from 1 to 100000",
                "window.maxGap: -1               | window.maxGap (-1) must be auto, a whole number of steps from 0 to 100000, or a duration such as 6h",
                "window.zone: Mars/Olympus       | window.zone (Mars/Olympus) must be a zone that is known, such as Europe/Berlin or UTC",
                "window.zone: '?'                | window.zone (?) must be the name of a zone",
                "window.holidays: Bavaria        | window.holidays (Bavaria) must be a country such as US, or a region of one such as DE-BY, none, or auto",
                "window.holidays: Germany        | window.holidays (Germany) must be a country such as US",
                "window.holidays: DE-XX          | window.holidays (DE-XX) must be a country such as US",
                "window.holidaysBySensor: US     | window.holidaysBySensor (US) must be a calendar for each sensor, such as {a: DE-BY}",
                "window.holidaysBySensor: {a: x} | window.holidaysBySensor.a (x) must be a country such as US",
                "window.covariates: 'temp,'      | window.covariates (temp,) must be names separated by commas, such as temp, rain_1h",
                "window.covariates: air temp     | window.covariates (air temp) must be names of letters, digits and . _ - / :",
                "window.covariatesAhead: 91d     | window.covariatesAhead (PT2184H) must be from 0 to 90 days",
                "window.neighbours: {a: a}       | window.neighbours.a (a) must not name the sensor itself",
                "window.neighbours: {a: b;}      | window.neighbours.a (b;) must be sensors separated by semicolons, such as b; c",
                "window.neighbours: a            | window.neighbours (a) must be neighbours for each sensor, such as {a: b; c}",
                "window.zones: everywhere        | window.zones (everywhere) must be a zone for each sensor",
                "window.grace: -5s               | window.grace (-5s) must be a duration of 0 or more",
                "window.aggregate: median        | window.aggregate (median) must be mean, sum, last or max",
                "window.liveLag: 0               | window.liveLag (0) must be a whole number from 1 to 100000",
                "window.retireAfter: 1h          | window.retireAfter (PT1H) must be longer than window.staleAfter (24 steps)",
                "window.readingsPerBucket: many  | window.readingsPerBucket (many) must be auto or a whole number from 0 to 100000",
                "window.readingsPerBucket: -1    | window.readingsPerBucket (-1) must be auto or a whole number from 0 to 100000",
                "window.maxReadingsPerBucket: x  | window.maxReadingsPerBucket (x) must be a whole number from 1 to 10000000",
                "window.maxAbsoluteValue: 1e300  | window.maxAbsoluteValue (1.0E300) must be a number above 0 and at most 1.0E100",
                "window.maxAbsoluteValue: NaN    | window.maxAbsoluteValue (NaN) must be a number above 0 and at most 1.0E100",
                "forecast.engine: fast           | forecast.engine (fast) must be auto, fused, dl4j or cuda",
                "forecast.engin: fused           | unknown key 'forecast.engin'; did you mean 'forecast.engine'?",
                "forecast.model: ' '             | forecast.model ( ) must be the name of a model, such as default",
                "http.host: ' '                  | http.host ( ) must be an address, such as 127.0.0.1",
                "http.port: 99999                | http.port (99999) must be a whole number from 0 to 65535",
                "http.port: [1, 2]               | http.port ([1,2]) must be a single value, not a list",
                "http: 8080                      | http (8080) must be a section with keys of its own: host, port",
                "kafka: localhost                | kafka (localhost) must be a section with keys of its own",
                "state.dir: ''                   | state.dir () must be a folder, such as foreflow-data/state",
                "application.id: ''              | application.id () must be a name, such as foreflow",
                "application.brokerWait: ever    | application.brokerWait (ever) must be a duration of 0 or more, such as 60s",
                "windw.step: 1h                  | unknown key 'windw.step'; did you mean 'window.step'?",
                "window.maxgap: 1                | unknown key 'window.maxgap'; did you mean 'window.maxGap'?",
                "kafka.acks: 2                   | kafka.acks (2) is refused by Kafka: String must be one of: all, -1, 0, 1",
                "kafka.securty.protocol: SSL     | unknown key 'kafka.securty.protocol'; did you mean 'kafka.security.protocol'?",
                "kafka.producer.asks: all        | unknown key 'kafka.producer.asks'; did you mean 'kafka.producer.acks'?",
                "kafka.listeners.of.mine: a      | unknown key 'kafka.listeners.of.mine'",
                "kafka.ssl.key.pasword: abc      | unknown key 'kafka.ssl.key.pasword'; did you mean 'kafka.ssl.key.password'?",
                "kafka.sasl.jaas.config: abc     | kafka.sasl.jaas.config (hidden) does not begin with the class",
                "kafka.ssl.key.password: [abc]   | kafka.ssl.key.password (hidden) must be a single value, not a list",
                "security.protocol: SSL          | unknown key 'security.protocol'; did you mean 'kafka.security.protocol'?",
                "input.csv.separator: ab         | input.csv.separator (ab) must be one character such as ';', or comma, semicolon, tab or pipe",
                "input.csv.decimal: dot          | input.csv.decimal (dot) must be point or comma",
                "input.csv.timeMarks: middle     | input.csv.timeMarks (middle) must be start or end",
                "input.csv.encoding: latin-99    | input.csv.encoding (latin-99) must be an encoding such as UTF-8",
                "input.csv.columns: [a, '']      | input.csv.columns (a,) must be names of columns, separated by commas, none empty",
                "input.csv.timePattern: Q        | input.csv.timePattern (Q) ",
                "input.csv.time: {a: b}          | unknown key 'input.csv.time.a'",
                "input.csv.separtor: tab         | unknown key 'input.csv.separtor'; did you mean 'input.csv.separator'?",
                "input.csv.decimal: [point]      | input.csv.decimal ([\"point\"]) must be a single value, not a list",
                "input.missing: [[1]]            | input.missing ([1]) must be a list of single values without a comma",
                "input.missing: ['1,2']          | input.missing (\"1,2\") must be a list of single values without a comma",
                "input.missing: 1,,2             | input.missing (1,,2) must be numbers and texts separated by commas, such as -9999, NA: a mark of a missing value must not be blank",
                "input.missing: ['1e400']        | input.missing (1e400) must be numbers and texts separated by commas",
                "alerts: all                     | alerts (\"all\") must be a list of rules, each with when and perhaps name, sensors, within, for, level: [{name: tank-full",
                "alerts: {when: anomaly}         | alerts ({\"when\":\"anomaly\"}) must be a list of rules",
                "alerts: [anomaly]               | alerts[0] (anomaly) must be a rule, such as {name: tank-full, sensors:",
                "alerts: [{name: a}]             | alerts[0].when is missing; give a condition, such as upper > 80 or anomaly",
                "alerts: [{when: upper >> 8}]    | alerts[0].when (upper >> 8) must be anomaly, or forecast, lower or upper with",
                "alerts: [{when: upper > NaN}]   | alerts[0].when (upper > NaN) must be anomaly",
                "alerts: [{when: value > 1}]     | alerts[0].when (value > 1) must be anomaly",
                "alerts: [{when: [a]}]           | alerts[0].when ([\"a\"]) must be a single value",
                "alerts: [{whn: upper > 1, when: anomaly}] | unknown key 'alerts[0].whn'; did you mean 'alerts[0].when'?",
                "alerts: [{when: anomaly, colour: red}] | unknown key 'alerts[0].colour'; a rule has when, name, sensors",
                "alerts: [{when: anomaly, level: 0.99}] | alerts[0].level (0.99) must be 0.9, the level of the intervals that forecasts have",
                "alerts: [{when: anomaly, within: 6h}]  | alerts[0].within (6h) belongs to a rule on forecasts",
                "alerts: [{when: upper > 1, level: 0.9}] | alerts[0].level (0.9) belongs to when: anomaly",
                "alerts: [{when: upper > 1, within: 1m}] | alerts[0].within (PT1M) must be at least window.step (PT1H) and at most the horizon (PT24H)",
                "alerts: [{when: upper > 1, within: 2d}] | alerts[0].within (PT48H) must be at least window.step",
                "alerts: [{when: upper > 1, within: 2h, for: 3}] | alerts[0].for (3) must be at most the number of steps that are looked at, 2",
                "alerts: [{when: upper > 1, for: 25}] | alerts[0].for (25) must be at most the number of steps that are looked at, 24",
                "alerts: [{when: anomaly, for: 0}] | alerts[0].for (0) must be a whole number from 1 to 10000",
                "alerts: [{when: anomaly, sensors: ' '}] | alerts[0].sensors ( ) must name sensors, such as tank-* or *",
                "alerts: [{when: anomaly, name: ' '}] | alerts[0].name ( ) must be a name: a name must not be blank",
                "alerts: [{when: anomaly}, {when: anomaly}] | alerts[1].name (*: anomaly) must not be the name of another rule",
                "spark.master: local             | unknown key 'spark.master'; see foreflow.example.yaml for all keys",
                "http.port.number: 1             | unknown key 'http.port.number'",
            })
    void shouldSayWhatIsWrongWithAKey(String line, String problem) throws IOException {
        // when
        ConfigException e = refused(line, Map.of());

        // then
        assertThat(e.problems()).hasSize(1);
        assertThat(e.problems().get(0)).startsWith(problem);
        assertThat(e.getMessage()).startsWith(directory.resolve("foreflow.yaml") + ": ");
    }

    @Test
    void shouldReadHowTablesAreRead() throws IOException {
        // given: a list, a list with a comma in a name, a text, and a variable that wins
        read("""
                input:
                  missing: [-9999, NA]
                  csv:
                    time: [Datum, Zeit]
                    columns: ["Pegel, m", "a \\"b\\""]
                    timePattern: dd.MM.yyyy HH:mm
                    decimal: point
                """, Map.of("FOREFLOW_INPUT_CSV_DECIMAL", "comma"));

        // when
        Map<TableKey, String> tables = Configuration.tables(new ConfigSources(
                Optional.of(directory.resolve("foreflow.yaml")),
                Map.of("FOREFLOW_INPUT_CSV_DECIMAL", "comma"),
                Map.of()));
        TableOptions options = TableOptions.of(tables);

        // then
        assertThat(options.times().columns()).containsExactly("Datum", "Zeit");
        assertThat(options.columns()).containsExactly("Pegel, m", "a \"b\"");
        assertThat(options.times().pattern()).contains(TimePattern.of("dd.MM.yyyy HH:mm"));
        assertThat(options.dialect().decimal()).contains(',');
        assertThat(options.missing()).isEqualTo(MissingMarks.of(List.of("-9999", "NA")));
    }

    @ParameterizedTest
    @CsvSource({
        "5m,  72, 288, 36, 288, 288",
        "15m, 24,  96, 12,  96,  96",
        "30m, 12,  48,  6,  48,  48",
        "1h,   6,  24,  3,  24,  24",
        "6h,   6,   4,  3,   7,   4",
        "1d,   7,  14,  3,   7,   3"
    })
    void shouldDeriveLengthsFromTheStep(
            String step, int history, int horizon, int maxGap, int revisionHorizon, int staleAfter) throws IOException {
        // when
        WindowerConfig windowing =
                read("window: {step: " + step + "}", Map.of()).pipeline().windowing();

        // then
        assertThat(windowing.shape().history()).isEqualTo(history);
        assertThat(windowing.shape().horizon()).isEqualTo(horizon);
        assertThat(windowing.maxGap()).isEqualTo(maxGap);
        assertThat(windowing.revisionHorizon()).isEqualTo(revisionHorizon);
        assertThat(windowing.staleAfter()).isEqualTo(staleAfter);
    }

    @Test
    void shouldTakeLengthsAsTimesAndAsSteps() throws IOException {
        // when
        WindowerConfig windowing = read(
                        "window: {step: 30m, history: 3h, horizon: PT2H, maxGap: 0, revisionHorizon: auto, staleAfter: 9}",
                        Map.of())
                .pipeline()
                .windowing();

        // then
        assertThat(windowing.shape()).isEqualTo(new WindowShape(Step.of(Duration.ofMinutes(30)), 6, 4));
        assertThat(windowing.maxGap()).isZero();
        assertThat(windowing.revisionHorizon()).isEqualTo(48);
        assertThat(windowing.staleAfter()).isEqualTo(9);
    }

    @Test
    void shouldTellAllProblemsAtOnce() throws IOException {
        // when
        ConfigException e = refused(
                """
                windw: {step: 1h}
                window: {horizon: 0, zone: Nowhere/Town, zones: {a: Else/Where}}
                http: {port: many}
                topics: {prefix: "a b"}
                """, Map.of("FOREFLOW_HTTP_HSOT", "x", "FOREFLOW_TOPICS_PARTITIONS", "none", "FOREFLOW_NONSENSE", "1"));

        // then
        assertThat(e.problems())
                .hasSize(9)
                .anyMatch(problem -> problem.startsWith("unknown key 'windw.step'"))
                .anyMatch(problem -> problem.startsWith("window.horizon (0)"))
                .anyMatch(problem -> problem.startsWith("window.zone (Nowhere/Town)"))
                .anyMatch(problem -> problem.startsWith("window.zones.a (Else/Where)"))
                .anyMatch(problem -> problem.startsWith("http.port (many)"))
                .anyMatch(problem -> problem.startsWith("topics.prefix (a b)"))
                .contains(
                        "unknown environment variable 'FOREFLOW_HTTP_HSOT'; did you mean 'FOREFLOW_HTTP_HOST'?",
                        "unknown environment variable 'FOREFLOW_NONSENSE'; unset it",
                        "topics.partitions (none, from FOREFLOW_TOPICS_PARTITIONS) must be a whole number from 1 to 10000");
        assertThat(e.getMessage()).contains(" has 9 problems:\n  - ");
    }

    @Test
    void shouldTellAllProblemsOfAllAlertRulesAtOnce() throws IOException {
        // when
        ConfigException e = refused("""
                alerts:
                  - {name: a, when: upper > 80}
                  - {name: b, sensors: ' ', when: upper, within: never, for: none}
                  - {name: c, when: anomaly, level: 0.5, within: 6h}
                """, Map.of());

        // then
        assertThat(e.problems())
                .hasSize(6)
                .anyMatch(problem -> problem.startsWith("alerts[1].sensors ( )"))
                .anyMatch(problem -> problem.startsWith("alerts[1].when (upper)"))
                .anyMatch(problem -> problem.startsWith("alerts[1].within (never)"))
                .anyMatch(problem -> problem.startsWith("alerts[1].for (none)"))
                .anyMatch(problem -> problem.startsWith("alerts[2].level (0.5)"))
                .anyMatch(problem -> problem.startsWith("alerts[2].within (6h)"));
    }

    @Test
    void shouldRefuseMoreAlertRulesThanMetricsHavePlaceFor() throws IOException {
        // given
        String rules = IntStream.rangeClosed(0, AlertRules.MAX_RULES)
                .mapToObj(i -> "{name: r" + i + ", when: anomaly}")
                .collect(Collectors.joining(", ", "alerts: [", "]\n"));

        // when, then
        assertThat(refused(rules, Map.of()).problems())
                .singleElement()
                .asString()
                .startsWith("alerts has 51 rules; at most 50 are allowed");
    }

    @Test
    void shouldReadAlertRulesFromAVariableAsFromTheFile() throws IOException {
        // given
        String rules = "[{name: full, sensors: \"tank-*\", when: upper > 80, within: 6h, for: 2}]";

        // when, then
        assertThat(read("", Map.of("FOREFLOW_ALERTS", rules)))
                .isEqualTo(read("alerts: " + rules + "\n", Map.of()))
                .isNotEqualTo(read("", Map.of()));
        assertThat(read("alerts: " + rules + "\n", Map.of("FOREFLOW_ALERTS", "")))
                .isEqualTo(read("", Map.of()));
        assertThat(refused("", Map.of("FOREFLOW_ALERTS", "[{when: soon}]")).problems())
                .singleElement()
                .asString()
                .startsWith("alerts[0].when (soon, from FOREFLOW_ALERTS) must be");
    }

    @Test
    void shouldRefuseAFileThatIsNotThere() {
        // given
        Path missing = directory.resolve("missing.yaml");

        // when, then
        assertThatThrownBy(() -> Configuration.read(new ConfigSources(Optional.of(missing), Map.of(), Map.of())))
                .isInstanceOf(ConfigException.class)
                .hasMessage(missing + ": the file does not exist; give another with --config");
    }

    @Test
    void shouldRefuseAFileThatIsNotYaml() throws IOException {
        assertThat(refused("http: {port: 1\n", Map.of()).getMessage()).contains("not YAML");
    }

    @Test
    void shouldRefuseAKeyThatIsThereTwice() throws IOException {
        assertThat(refused("http: {port: 1}\nhttp: {port: 2}\n", Map.of()).getMessage())
                .contains("line 2")
                .contains("http");
    }

    @Test
    void shouldRefuseAFileThatIsNotUtf8() throws IOException {
        // given
        Path file = directory.resolve("foreflow.yaml");
        Files.write(file, new byte[] {'a', ':', ' ', (byte) 0xff});

        // when, then
        assertThatThrownBy(() -> Configuration.read(new ConfigSources(Optional.of(file), Map.of(), Map.of())))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("UTF-8");
    }

    @Test
    void shouldRefuseAFileWithoutKeys() throws IOException {
        assertThat(refused("- a\n- b\n", Map.of()).getMessage()).contains("must hold keys and values");
    }

    @Test
    void shouldTakeAnEmptyFileAndEmptySectionsForDefaults() throws IOException {
        assertThat(read("", Map.of())).isEqualTo(read("http:\nwindow:\n  # step: 1h\n", Map.of()));
    }

    @Test
    void shouldDocumentEveryKeyAtItsDefault() throws IOException {
        // given
        String documented = Files.readString(exampleFile());
        String uncommented = documented.replaceAll("(?m)^  #(?=[a-zA-Z.]+:)", "  ");

        // when, then
        assertThat(documented).isEqualTo(ExampleFile.text());
        for (ConfigKey<?> key : ConfigKeys.ALL) {
            assertThat(uncommented)
                    .contains("\n  " + key.path().substring(key.path().indexOf('.') + 1) + ":");
        }
        assertThat(read(documented, Map.of())).isEqualTo(read("", Map.of()));
        assertThat(read(uncommented, Map.of())).isEqualTo(read("", Map.of()));
    }

    private static Path exampleFile() {
        return Path.of("src", "main", "dist", "foreflow.example.yaml");
    }

    @Test
    void shouldSuggestOnlyWhatIsNear() {
        // given
        List<String> known = List.of("http.port", "http.host");

        // when, then
        assertThat(Suggestions.nearest("http.prot", known)).contains("http.port");
        assertThat(Suggestions.nearest("kittens", known)).isEmpty();
        assertThat(Suggestions.distance("kitten", "sitting")).isEqualTo(3);
    }

    @Test
    void shouldHaveNoDatabaseOfTheSinkByDefault() {
        // when
        SinkSettings sink = Configuration.sink(new ConfigSources(Optional.empty(), Map.of(), Map.of()));

        // then
        assertThat(sink).isEqualTo(new SinkSettings("", Optional.empty(), Optional.empty(), 0, OptionalInt.empty()));
    }

    @Test
    void shouldReadTheSettingsOfTheSink() throws IOException {
        // given
        Path file = Files.writeString(directory.resolve("foreflow.yaml"), """
                sink:
                  jdbc: jdbc:postgresql://db/foreflow
                  user: me
                  password: secrets/db
                  retention: 400
                """);

        // when
        SinkSettings sink =
                Configuration.sink(new ConfigSources(Optional.of(file), Map.of("FOREFLOW_SINK_PORT", "0"), Map.of()));

        // then
        assertThat(sink)
                .isEqualTo(new SinkSettings(
                        "jdbc:postgresql://db/foreflow",
                        Optional.of("me"),
                        Optional.of(directory.resolve("secrets/db")),
                        400,
                        OptionalInt.of(0)));
    }

    @Test
    void shouldRefuseWrongSettingsOfTheSinkInEveryCommand() throws IOException {
        // when
        ConfigException e = refused("sink: {jdbc: 'jdbc:mysql://x/y', retention: -1, port: many, usr: me}", Map.of());

        // then
        assertThat(e.getMessage())
                .contains("sink.jdbc must be the address of a PostgreSQL database")
                .contains("sink.retention (-1) must be a whole number from 0")
                .contains("sink.port (many) must be a whole number from 0 to 65535")
                .contains("unknown key 'sink.usr'; did you mean 'sink.user'?");
    }

    private LiveServiceConfig read(String yaml, Map<String, String> environment) throws IOException {
        Path file = directory.resolve("foreflow.yaml");
        Files.write(file, yaml.getBytes(UTF_8));
        return Configuration.read(new ConfigSources(Optional.of(file), environment, Map.of()));
    }

    private ConfigException refused(String yaml, Map<String, String> environment) throws IOException {
        Path file = directory.resolve("foreflow.yaml");
        Files.write(file, yaml.getBytes(UTF_8));
        ConfigException e = catchThrowableOfType(
                ConfigException.class,
                () -> Configuration.read(new ConfigSources(Optional.of(file), environment, Map.of())));
        assertThat(e).isNotNull();
        return e;
    }
}
