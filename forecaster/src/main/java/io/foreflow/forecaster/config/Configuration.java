package io.foreflow.forecaster.config;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import io.foreflow.forecaster.alerts.AlertRules;
import io.foreflow.forecaster.api.HttpSettings;
import io.foreflow.forecaster.api.HttpSettingsBuilder;
import io.foreflow.forecaster.config.RawSettings.RawSetting;
import io.foreflow.forecaster.kafka.KafkaProperties;
import io.foreflow.forecaster.kafka.KafkaSecrets;
import io.foreflow.forecaster.lifecycle.LifecycleRules;
import io.foreflow.forecaster.lifecycle.LifecycleRulesBuilder;
import io.foreflow.forecaster.registry.Routing;
import io.foreflow.forecaster.registry.Routing.Route;
import io.foreflow.forecaster.service.LiveServiceConfig;
import io.foreflow.forecaster.service.LiveServiceConfigBuilder;
import io.foreflow.forecaster.sink.SinkSettings;
import io.foreflow.forecaster.store.StoreSettings;
import io.foreflow.forecaster.topology.PipelineConfig;
import io.foreflow.ingest.publish.TopicPlan;
import io.foreflow.ingest.schema.RecordFormat;
import io.foreflow.ingest.schema.RecordSchema;
import io.foreflow.ingest.table.TableKey;
import io.foreflow.ingest.wire.InputMapping;
import io.foreflow.ingest.wire.MissingMarks;
import io.foreflow.ingest.wire.TopicNames;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.Step;
import io.foreflow.models.series.VisibleText;
import io.foreflow.models.series.WindowShape;
import io.foreflow.windowing.calendar.SensorCalendars;
import io.foreflow.windowing.core.Neighbours;
import io.foreflow.windowing.core.StepDefaults;
import io.foreflow.windowing.core.WindowerConfig;
import io.foreflow.windowing.core.WindowerConfigBuilder;
import io.foreflow.windowing.streams.OutputTopics;
import io.foreflow.windowing.wire.WindowTopics;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads a configuration: every problem at once, each with its path, its value, the rule and a suggestion. */
public final class Configuration {
    private static final Logger LOG = LoggerFactory.getLogger(Configuration.class);

    private final Path folder;
    private final Map<String, RawSetting> settings;
    private final List<String> problems;
    private final Set<String> read = new HashSet<>();

    /** @param folder folder at which relative paths of the configuration's file start */
    private Configuration(Path folder, Map<String, RawSetting> settings, List<String> problems) {
        this.folder = folder;
        this.settings = settings;
        this.problems = problems;
    }

    /**
     * Parses a duration as the configuration has it: a number with ms, s, m, h or d, or ISO-8601.
     *
     * @throws IllegalArgumentException if the text is none; the message is the rule
     */
    public static Duration duration(String text) {
        return ConfigKey.duration("10m").apply(text);
    }

    /** @throws ConfigException that names every problem */
    public static LiveServiceConfig read(ConfigSources sources) {
        return read(sources, Configuration::build);
    }

    /**
     * Returns the settings of the sink.
     *
     * @throws ConfigException that names every problem, also of other keys
     */
    public static SinkSettings sink(ConfigSources sources) {
        return read(sources, configuration -> configuration.build() == null ? null : configuration.sink());
    }

    private static <T> T read(ConfigSources sources, Function<Configuration, @Nullable T> build) {
        List<String> problems = new ArrayList<>();
        RawSettings settings = settings(sources, problems);
        Path folder = sources.file().map(Path::getParent).orElse(Path.of(""));
        @Nullable T built = build.apply(new Configuration(folder, settings.byPath(), problems));
        if (!problems.isEmpty() || built == null) {
            String what = sources.file().map(Object::toString).orElse("the configuration");
            throw new ConfigException(what, List.copyOf(new LinkedHashSet<>(problems)));
        }
        return built;
    }

    /**
     * Returns a configuration's settings for tables; keys that it leaves out are absent. The configuration must be
     * valid.
     */
    public static Map<TableKey, String> tables(ConfigSources sources) {
        List<String> problems = new ArrayList<>();
        RawSettings settings = settings(sources, problems);
        Map<TableKey, String> tables = new EnumMap<>(TableKey.class);
        ConfigKeys.CSV.forEach((key, configKey) -> {
            RawSetting setting = settings.byPath().get(configKey.path());
            if (setting != null) {
                tables.put(key, setting.text());
            }
        });
        RawSetting missing = settings.byPath().get(ConfigKeys.INPUT_MISSING.path());
        if (missing != null) {
            tables.put(TableKey.MISSING, missing.text());
        }
        return tables;
    }

    /** Returns true if a configuration leaves the step to the readings. The configuration must be valid. */
    public static boolean leavesStepOpen(ConfigSources sources) {
        RawSetting step = settings(sources, new ArrayList<>()).byPath().get(ConfigKeys.STEP.path());
        return step == null || ConfigKeys.STEP.parse(step.text()).isEmpty();
    }

    /** Reads all settings as texts. */
    private static RawSettings settings(ConfigSources sources, List<String> problems) {
        RawSettings settings = new RawSettings();
        sources.file().ifPresent(file -> settings.addFile(file, problems));
        settings.addEnvironment(sources.environment(), allPaths(), problems);
        sources.options().forEach((path, value) -> settings.addOption(path, value, "the command line"));
        return settings;
    }

    private @Nullable LiveServiceConfig build() {
        Map<String, String> kafka = kafka();
        kafka.putIfAbsent(LiveServiceConfig.BOOTSTRAP_SERVERS, ConfigKeys.BOOTSTRAP_SERVERS);
        PipelineConfig pipeline = pipeline();
        HttpSettings http = http();
        Routing routing = routing();
        LifecycleRules lifecycle = lifecycle();
        StoreSettings store = store();
        LiveServiceConfig config = orProblem(() -> LiveServiceConfigBuilder.builder()
                .pipeline(pipeline)
                .kafka(kafka)
                .applicationId(get(ConfigKeys.APPLICATION_ID))
                .stateDir(get(ConfigKeys.STATE_DIR))
                .http(http)
                .partitions(get(ConfigKeys.PARTITIONS))
                .replicationFactor(get(ConfigKeys.REPLICATION))
                .createTopics(get(ConfigKeys.CREATE))
                .brokerWait(get(ConfigKeys.BROKER_WAIT))
                .engine(get(ConfigKeys.ENGINE))
                .store(store)
                .modelMemory(get(ConfigKeys.MODEL_MEMORY))
                .inferenceThreads(get(ConfigKeys.INFERENCE_THREADS))
                .metrics(get(ConfigKeys.METRICS_DETAIL))
                .routing(routing)
                .lifecycle(lifecycle)
                .build());
        ConfigKeys.CSV.values().forEach(this::get);
        sink();
        reportUnknown();
        return config;
    }

    private Routing routing() {
        List<Route> routes = new ArrayList<>(get(ConfigKeys.MODELS));
        routes.add(new Route(Routing.EVERY_SENSOR, get(ConfigKeys.MODEL)));
        Routing routing = orProblem(() -> routing(routes));
        return routing == null ? Routing.to(LiveServiceConfig.DEFAULT_MODEL) : routing;
    }

    private static Routing routing(List<Route> routes) {
        try {
            return new Routing(routes);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    ConfigKeys.MODELS.path() + ", with " + ConfigKeys.MODEL.path() + " for all other sensors: "
                            + e.getMessage(),
                    e);
        }
    }

    private StoreSettings store() {
        String location = get(ConfigKeys.STORE_LOCATION);
        StoreSettings store = orProblem(() -> StoreSettings.of(
                location,
                get(ConfigKeys.STORE_ENDPOINT),
                get(ConfigKeys.STORE_REGION),
                get(ConfigKeys.STORE_PATH_STYLE),
                get(ConfigKeys.STORE_ABOVE),
                get(ConfigKeys.STORE_COPIES)));
        return store == null ? StoreSettings.NONE : store;
    }

    private LifecycleRules lifecycle() {
        LifecycleRules rules = orProblem(() -> LifecycleRulesBuilder.builder()
                .promotes(get(ConfigKeys.PROMOTION_AUTO))
                .promotionMargin(get(ConfigKeys.PROMOTION_MARGIN))
                .promotionDays(get(ConfigKeys.PROMOTION_DAYS))
                .rollsBack(get(ConfigKeys.ROLLBACK_AUTO))
                .rollbackMargin(get(ConfigKeys.ROLLBACK_MARGIN))
                .rollbackHours(get(ConfigKeys.ROLLBACK_HOURS))
                .watch(get(ConfigKeys.ROLLBACK_WATCH))
                .build());
        return rules == null ? LifecycleRules.DEFAULT : rules;
    }

    /** Returns the settings of the sink; null if there is a problem, which is recorded. */
    private @Nullable SinkSettings sink() {
        return orProblem(() -> new SinkSettings(
                get(ConfigKeys.SINK_JDBC),
                Optional.of(get(ConfigKeys.SINK_USER)).filter(user -> !user.isEmpty()),
                file(ConfigKeys.SINK_PASSWORD),
                get(ConfigKeys.SINK_RETENTION),
                get(ConfigKeys.SINK_PORT)));
    }

    private HttpSettings http() {
        HttpSettings http = orProblem(() -> HttpSettingsBuilder.builder()
                .host(get(ConfigKeys.HTTP_HOST))
                .port(get(ConfigKeys.HTTP_PORT))
                .advertised(Optional.of(get(ConfigKeys.HTTP_ADVERTISED)).filter(name -> !name.isEmpty()))
                .names(get(ConfigKeys.HTTP_NAMES))
                .readToken(file(ConfigKeys.HTTP_READ_TOKEN))
                .writeToken(file(ConfigKeys.HTTP_WRITE_TOKEN))
                .keystore(file(ConfigKeys.HTTP_KEYSTORE))
                .keystorePassword(file(ConfigKeys.HTTP_KEYSTORE_PASSWORD))
                .requestsPerSecond(get(ConfigKeys.HTTP_REQUESTS))
                .eventStreams(get(ConfigKeys.HTTP_EVENT_STREAMS))
                .build());
        return http == null ? HttpSettings.defaults() : http;
    }

    /** Returns the file of a key: a relative path starts at the folder of the setting. Empty if it is not set. */
    private Optional<Path> file(ConfigKey<String> key) {
        String path = get(key);
        try {
            return path.isEmpty() ? Optional.empty() : Optional.of(folderOf(key).resolve(path));
        } catch (InvalidPathException e) {
            problems.add(key.path() + " (" + VisibleText.shown(path) + ") must be the path of a file");
            return Optional.empty();
        }
    }

    private Path folderOf(ConfigKey<String> key) {
        RawSetting setting = settings.get(key.path());
        return setting == null || setting.from().isEmpty() ? folder : Path.of("");
    }

    /** Returns the properties of the Kafka clients, checked as Kafka would check them. */
    private Map<String, String> kafka() {
        Map<String, String> kafka = below(ConfigKeys.KAFKA);
        KafkaProperties.problems(kafka).forEach((name, rule) -> {
            String path = ConfigKeys.KAFKA + "." + name;
            problems.add(path + " (" + shown(path, requireNonNull(settings.get(path))) + ") " + rule);
        });
        List<String> unknown = kafka.keySet().stream()
                .filter(name -> !KafkaProperties.isKnown(name))
                .sorted()
                .toList();
        List<String> classes = KafkaProperties.foreignClasses(kafka);
        if (classes.isEmpty()) {
            unknown.forEach(this::reportUnknownKafka);
        } else if (!unknown.isEmpty()) {
            LOG.warn(
                    "kafka: Kafka's clients do not know {}; they are passed on for {}",
                    String.join(", ", unknown),
                    String.join(", ", classes));
        }
        return kafka;
    }

    private void reportUnknownKafka(String name) {
        RawSetting setting = requireNonNull(settings.get(ConfigKeys.KAFKA + "." + name));
        problems.add("unknown key '" + ConfigKeys.KAFKA + "." + VisibleText.shown(name) + "'"
                + (setting.from().isEmpty() ? "" : ", from " + setting.from())
                + Suggestions.nearest(name, KafkaProperties.candidates(name))
                        .map(known -> "; did you mean '" + ConfigKeys.KAFKA + "." + known + "'?")
                        .orElse("; neither Kafka's clients nor Kafka Streams have such a property"));
    }

    private PipelineConfig pipeline() {
        String topic = get(ConfigKeys.INPUT_TOPIC);
        String sensor = get(ConfigKeys.INPUT_SENSOR);
        String time = get(ConfigKeys.INPUT_TIME);
        String value = get(ConfigKeys.INPUT_VALUE);
        boolean repartition = get(ConfigKeys.INPUT_REPARTITION);
        MissingMarks missing = get(ConfigKeys.INPUT_MISSING);
        RecordFormat format = get(ConfigKeys.INPUT_FORMAT);
        RecordSchema schema = schema(format);
        String prefix = get(ConfigKeys.TOPIC_PREFIX);
        WindowerConfig windowing = windowing();

        PipelineConfig pipeline = PipelineConfig.defaults().withWindowing(windowing);
        TopicNames names = orProblem(() -> new TopicNames(prefix));
        InputMapping mapping = orProblem(() -> new InputMapping(
                topic.isBlank() ? null : topic,
                sensor.equals(ConfigKeys.SENSOR_IS_KEY) ? null : sensor,
                time,
                value,
                repartition,
                missing,
                schema));
        if (names != null) {
            pipeline = pipeline.withTopics(names);
            if (isWritten(topic, names)) {
                problems.add("input.topic (" + topic
                        + ") must not be a topic that Foreflow writes; leave it out to read " + names.readings());
            }
        }
        if (format != RecordFormat.JSON && topic.isBlank()) {
            problems.add(InputMapping.NEEDS_TOPIC);
        }
        if (mapping != null) {
            pipeline = pipeline.withInput(mapping);
        }
        return pipeline.withAlerts(alerts(windowing.shape()))
                .withOutputs(new OutputTopics(
                        get(ConfigKeys.WINDOWS_TOPIC),
                        get(ConfigKeys.TRAINING_WINDOWS_TOPIC),
                        get(ConfigKeys.TOPIC_FORMAT)));
    }

    private AlertRules alerts(WindowShape shape) {
        List<JsonNode> items = get(ConfigKeys.ALERTS);
        RawSetting setting = settings.get(ConfigKeys.ALERTS.path());
        String from = setting == null ? "" : setting.from();
        AlertRules rules = orProblem(() -> AlertSettings.rules(items, shape, from));
        return rules == null ? AlertRules.NONE : rules;
    }

    /** Returns the schema of the readings topic; null for JSON, or if there is a problem, which is recorded. */
    private @Nullable RecordSchema schema(RecordFormat format) {
        return InputSchema.read(
                format,
                folderOf(ConfigKeys.INPUT_SCHEMA),
                get(ConfigKeys.INPUT_SCHEMA),
                get(ConfigKeys.INPUT_MESSAGE),
                problems);
    }

    /**
     * Returns true for one of Foreflow's own topics other than the readings topic: its output would come back as input.
     */
    private static boolean isWritten(String topic, TopicNames names) {
        return topic.equals(WindowTopics.readingsBySensor(names))
                || TopicPlan.all(names, 1, 1).stream()
                        .map(TopicPlan::name)
                        .anyMatch(name -> name.equals(topic) && !name.equals(names.readings()));
    }

    private WindowerConfig windowing() {
        Step step = Step.HOUR;
        try {
            step = get(ConfigKeys.STEP).map(Step::of).orElse(Step.HOUR);
        } catch (IllegalArgumentException e) {
            problems.add("window." + e.getMessage());
        }
        StepDefaults lengths = StepDefaults.of(step);
        WindowShape usable = new WindowShape(
                step,
                steps(ConfigKeys.HISTORY, step, lengths.history()),
                steps(ConfigKeys.HORIZON, step, lengths.horizon()));
        int maxGap = steps(ConfigKeys.MAX_GAP, step, lengths.maxGap());
        int revisionHorizon = steps(ConfigKeys.REVISION_HORIZON, step, lengths.revisionHorizon());
        int staleAfter = steps(ConfigKeys.STALE_AFTER, step, lengths.staleAfter());
        WindowerConfig windowing = orProblem(() -> WindowerConfigBuilder.builder()
                .shape(usable)
                .zone(get(ConfigKeys.ZONE))
                .zones(bySensor(ConfigKeys.ZONES, ConfigKeys.ZONE, "a zone", "Europe/Berlin", "UTC"))
                .calendars(new SensorCalendars(
                        get(ConfigKeys.HOLIDAYS),
                        bySensor(ConfigKeys.HOLIDAYS_BY_SENSOR, ConfigKeys.HOLIDAYS, "a calendar", "DE-BY", "none")))
                .grace(get(ConfigKeys.GRACE))
                .maxGap(maxGap)
                .aggregate(get(ConfigKeys.AGGREGATE))
                .readingsPerBucket(get(ConfigKeys.READINGS_PER_BUCKET))
                .maxAhead(get(ConfigKeys.MAX_AHEAD))
                .liveLag(get(ConfigKeys.LIVE_LAG))
                .revisionHorizon(revisionHorizon)
                .staleAfter(staleAfter)
                .retireAfter(get(ConfigKeys.RETIRE_AFTER))
                .maxReadingsPerBucket(get(ConfigKeys.MAX_READINGS))
                .maxAbsoluteValue(get(ConfigKeys.MAX_ABSOLUTE_VALUE))
                .covariates(get(ConfigKeys.COVARIATES))
                .neighbours(Neighbours.of(
                        bySensor(ConfigKeys.NEIGHBOURS.path(), ConfigKeys.NEIGHBOURS, "neighbours", "b; c", "a")))
                .covariatesAhead(get(ConfigKeys.COVARIATES_AHEAD))
                .memoryDays(WindowerConfig.defaults().memoryDays())
                .build());
        return windowing == null ? WindowerConfig.defaults() : windowing;
    }

    /** Returns a length in steps, or what suits the step if it is not set or not usable; the problem is recorded. */
    private int steps(ConfigKey<StepCount> key, Step step, int suiting) {
        try {
            return get(key).of(step, suiting);
        } catch (IllegalArgumentException e) {
            RawSetting setting = requireNonNull(settings.get(key.path()));
            problems.add(key.path() + " (" + shown(key.path(), setting) + ") " + e.getMessage());
            return suiting;
        }
    }

    /** Returns the value of a key, or its default if it is not set or not usable; the problem is recorded. */
    private <T> T get(ConfigKey<T> key) {
        read.add(key.path());
        RawSetting setting = settings.get(key.path());
        if (setting == null) {
            return key.defaultValue();
        }
        try {
            return key.parse(setting.text());
        } catch (IllegalArgumentException e) {
            problems.add(key.path() + " (" + shown(key.path(), setting) + ") " + e.getMessage());
            return key.defaultValue();
        }
    }

    /** Returns everything below a path, by the rest of the path. */
    private Map<String, String> below(String path) {
        Map<String, String> found = new HashMap<>();
        settings.forEach((key, setting) -> {
            if (key.startsWith(path + ".")) {
                read.add(key);
                found.put(key.substring(path.length() + 1), setting.text());
            }
        });
        return found;
    }

    /** Returns a value whose own rules concern several keys; null if there is a problem, which is recorded. */
    private <T> @Nullable T orProblem(Supplier<T> made) {
        try {
            return made.get();
        } catch (IllegalArgumentException e) {
            // Such a value reports all of its problems, one a line.
            requireNonNull(e.getMessage()).lines().forEach(problems::add);
            return null;
        }
    }

    /**
     * Returns the values below a path, by sensor.
     *
     * @param key key of one value
     * @param what name of a value, and two examples of one
     */
    private <T> Map<SensorId, T> bySensor(String path, ConfigKey<T> key, String what, String one, String other) {
        Map<SensorId, T> values = new HashMap<>();
        below(path).forEach((sensor, text) -> add(values, path, sensor, text, key));
        RawSetting inOne = settings.get(path);
        if (inOne != null) {
            // A variable cannot hold a map, so it is written as sensor=value,sensor=value.
            read.add(path);
            for (String pair : inOne.text().split(",", -1)) {
                int equals = pair.indexOf('=');
                if (equals < 1) {
                    problems.add("%s (%s) must be %s for each sensor, such as {a: %s} or, in a variable, a=%s,b=%s"
                            .formatted(path, shown(path, inOne), what, one, one, other));
                    break;
                }
                add(values, path, pair.substring(0, equals).strip(), pair.substring(equals + 1), key);
            }
        }
        return values;
    }

    private <T> void add(Map<SensorId, T> values, String path, String sensor, String text, ConfigKey<T> key) {
        try {
            if (values.put(SensorId.of(sensor), key.parse(text)) != null) {
                problems.add(path + "." + VisibleText.shown(sensor) + " (" + VisibleText.shown(text)
                        + ") must name each sensor once");
            }
        } catch (IllegalArgumentException e) {
            problems.add(
                    path + "." + VisibleText.shown(sensor) + " (" + VisibleText.shown(text) + ") " + e.getMessage());
        }
    }

    private void reportUnknown() {
        settings.forEach((path, setting) -> {
            if (read.contains(path)) {
                return;
            }
            if (isSection(path)) {
                problems.add(path + " (" + shown(path, setting) + ") must be a section with keys of its own: "
                        + keysBelow(path));
                return;
            }
            problems.add("unknown key '" + VisibleText.shown(path) + "'"
                    + Suggestions.nearest(path, KafkaProperties.isKnown(path) ? List.of() : allPaths())
                            .or(() -> Optional.of(ConfigKeys.KAFKA + "." + path)
                                    .filter(name -> KafkaProperties.isKnown(path)))
                            .map(name -> "; did you mean '" + name + "'?")
                            .orElse("; see foreflow.example.yaml for all keys"));
        });
    }

    private static boolean isSection(String path) {
        return path.equals(ConfigKeys.KAFKA) || allPaths().stream().anyMatch(key -> key.startsWith(path + "."));
    }

    private static String keysBelow(String path) {
        return path.equals(ConfigKeys.KAFKA)
                ? "properties of the Kafka clients, such as bootstrap.servers"
                : allPaths().stream()
                        .filter(key -> key.startsWith(path + "."))
                        .map(key -> key.substring(path.length() + 1))
                        .collect(Collectors.joining(", "));
    }

    private static String shown(String path, RawSetting setting) {
        String text = RawSettings.isSecret(path) ? KafkaSecrets.HIDDEN : VisibleText.shown(setting.text());
        return setting.from().isEmpty() ? text : text + ", from " + setting.from();
    }

    private static List<String> allPaths() {
        List<String> paths = new ArrayList<>();
        ConfigKeys.ALL.forEach(key -> paths.add(key.path()));
        paths.add(ConfigKeys.ZONES);
        paths.add(ConfigKeys.HOLIDAYS_BY_SENSOR);
        paths.add(ConfigKeys.NEIGHBOURS.path());
        paths.add(ConfigKeys.ALERTS.path());
        return paths;
    }
}
