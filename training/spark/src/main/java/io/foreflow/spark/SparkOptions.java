package io.foreflow.spark;

import static java.util.Objects.requireNonNull;

import io.foreflow.ingest.wire.TopicNames;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.spark.ReadingsInput.TableInput;
import io.foreflow.spark.ReadingsInput.TopicInput;
import io.foreflow.training.ensemble.RecipeChoice;
import io.foreflow.training.group.GroupPlan;
import io.foreflow.training.group.GroupRules;
import io.foreflow.training.group.PatternGroup;
import io.foreflow.training.job.FailedTrainingException;
import io.foreflow.training.recipe.InvalidRecipeException;
import io.foreflow.windowing.calendar.CalendarName;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.jspecify.annotations.Nullable;

/**
 * The options of a training.
 *
 * @param out folder that all machines share, absolute
 * @param resume true to go on with the training in the folder
 */
record SparkOptions(
        ReadingsInput input,
        GroupRules groups,
        RecipeChoice recipe,
        WindowOptions windows,
        String model,
        Path out,
        boolean resume) {
    static final String USAGE = """
            Trains models in groups of sensors on Apache Spark, as foreflow train --groups does in one process.

            Readings, one of:
              --input PATH                file, folder or pattern of tables; may be repeated
              --topic TOPIC               topic of readings; needs --bootstrap-servers
            Tables:
              --format NAME               parquet (default), csv, orc, json
              --sensor-column NAME        default: sensor
              --time-column NAME          default: time
              --value-column NAME         default: value
            Topic:
              --bootstrap-servers HOSTS
              --kafka KEY=VALUE           property of the Kafka client; may be repeated
            Groups, one of:
              --groups hash|FILE.csv      by the hash of ids, or by a table with the columns sensor and group
              --group NAME=PATTERN        by a pattern, such as north=n-*; may be repeated
              --group-size N              maximum number of sensors of a group; default: 50
            Models:
              --recipe NAME|FILE.yaml     required; default is the ensemble
              --name NAME                 name of the shared model; default: default
              --out FOLDER                required; all machines must see it under this path
              --resume                    goes on with the training in the folder, or begins one
            Windows:
              --step DURATION             default: 1h
              --history N                 default: 6 steps
              --horizon N                 default: 24 steps
              --zone ZONE                 zone of the sensors and of times without an offset; default: UTC
              --holidays COUNTRY|none     default: auto, the country of the zone
              --covariates NAME,...|none  further columns that models may read; default: none
            """;

    SparkOptions {
        requireNonNull(input, "input");
        requireNonNull(groups, "groups");
        requireNonNull(recipe, "recipe");
        requireNonNull(windows, "windows");
        requireNonNull(model, "model");
        requireNonNull(out, "out");
    }

    /**
     * Parses the command line.
     *
     * @throws FailedTrainingException with a line for each problem
     */
    static SparkOptions parse(List<String> arguments) {
        List<String> problems = new ArrayList<>();
        SparkOptions options = new Parser(OptionTexts.of(arguments, problems), problems).options();
        if (options == null || !problems.isEmpty()) {
            throw new FailedTrainingException(String.join("\n", problems) + "\nTry --help.");
        }
        return options;
    }

    /** Reads options one by one, and notes what is wrong with each. */
    private record Parser(OptionTexts given, List<String> problems) {

        @Nullable
        SparkOptions options() {
            ReadingsInput input = input();
            GroupRules groups = groups();
            WindowOptions windows = windows();
            RecipeChoice recipe = recipe(windows);
            String model = model();
            Optional<String> out = given.required("--out", "give a folder that all machines share");
            if (input == null || windows == null || recipe == null || out.isEmpty()) {
                return null;
            }
            return new SparkOptions(
                    input, groups, recipe, windows, model, Path.of(out.get()).toAbsolutePath(), given.has("--resume"));
        }

        private @Nullable ReadingsInput input() {
            List<String> paths = given.all("--input");
            Optional<String> topic = given.one("--topic");
            if (paths.isEmpty() == topic.isEmpty()) {
                problems.add(
                        paths.isEmpty()
                                ? "there are no readings: give --input PATH or --topic TOPIC"
                                : "--input and --topic exclude each other");
            }
            given.refuseWithout("--topic", "--bootstrap-servers", "--kafka");
            given.refuseWithout("--input", "--format", "--sensor-column", "--time-column", "--value-column");
            if (topic.isEmpty()) {
                ReadingColumns usual = ReadingColumns.DEFAULT;
                return new TableInput(
                        paths,
                        given.one("--format").orElse("parquet").toLowerCase(Locale.ROOT),
                        new ReadingColumns(
                                given.one("--sensor-column").orElse(usual.sensor()),
                                given.one("--time-column").orElse(usual.time()),
                                given.one("--value-column").orElse(usual.value())));
            }
            return topicInput(topic.get());
        }

        private TopicInput topicInput(String topic) {
            Map<String, String> kafka = new HashMap<>();
            for (String property : given.all("--kafka")) {
                int equals = property.indexOf('=');
                if (equals < 1) {
                    problems.add("--kafka (" + property + ") must be of the form KEY=VALUE");
                } else {
                    kafka.put(property.substring(0, equals), property.substring(equals + 1));
                }
            }
            given.required("--bootstrap-servers", "--topic needs it")
                    .ifPresent(servers -> kafka.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, servers));
            return new TopicInput(topic.isEmpty() ? TopicNames.DEFAULT.readings() : topic, kafka);
        }

        private GroupRules groups() {
            Optional<String> table = given.one("--groups");
            List<PatternGroup> patterns = new ArrayList<>();
            for (String text : given.all("--group")) {
                try {
                    patterns.add(PatternGroup.parse(text));
                } catch (IllegalArgumentException e) {
                    problems.add("--group " + e.getMessage());
                }
            }
            if (table.isPresent() == given.has("--group")) {
                problems.add(
                        table.isPresent()
                                ? "--groups and --group exclude each other"
                                : "there are no groups: give --groups hash, --groups FILE.csv or --group NAME=PATTERN");
            }
            return new GroupRules(table.orElse(""), patterns, given.count("--group-size", GroupPlan.DEFAULT_SIZE));
        }

        private @Nullable WindowOptions windows() {
            int before = problems.size();
            WindowOptions windows = new WindowOptions(
                    step(),
                    given.count("--history", 6),
                    given.count("--horizon", 24),
                    zone(),
                    holidays(),
                    given.one("--covariates").orElse(""));
            if (problems.size() > before) {
                return null;
            }
            try {
                windows.windowing();
                return windows;
            } catch (IllegalArgumentException e) {
                problems.add(String.valueOf(e.getMessage()));
                return null;
            }
        }

        private Duration step() {
            String text = given.one("--step").orElse("1h");
            try {
                return Duration.parse(text.startsWith("P") ? text : "PT" + text.toUpperCase(Locale.ROOT));
            } catch (DateTimeException e) {
                problems.add("--step (" + text + ") must be a duration such as 1h, 15m or PT1H");
                return Duration.ofHours(1);
            }
        }

        private String zone() {
            String text = given.one("--zone").orElse("UTC");
            try {
                return ZoneId.of(text).getId();
            } catch (DateTimeException e) {
                problems.add("--zone (" + text + ") must be a time zone such as Europe/Berlin");
                return "UTC";
            }
        }

        private String holidays() {
            String text = given.one("--holidays").orElse("auto");
            try {
                return CalendarName.of(text).toString();
            } catch (IllegalArgumentException e) {
                problems.add("--holidays (" + text + ") " + e.getMessage());
                return "none";
            }
        }

        private @Nullable RecipeChoice recipe(@Nullable WindowOptions windows) {
            Optional<String> name = given.required("--recipe", "give default, a recipe of Foreflow or a file");
            if (name.isEmpty() || windows == null) {
                return null;
            }
            try {
                return RecipeChoice.find(name.get(), windows.windowing().shape());
            } catch (InvalidRecipeException e) {
                problems.add(String.valueOf(e.getMessage()));
                return null;
            }
        }

        private String model() {
            String name = given.one("--name").orElse("default");
            try {
                return new ModelRef(name, "1").name();
            } catch (IllegalArgumentException e) {
                problems.add("--name: " + e.getMessage());
                return "default";
            }
        }
    }
}
