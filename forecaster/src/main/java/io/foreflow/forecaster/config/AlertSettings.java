package io.foreflow.forecaster.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.foreflow.forecaster.alerts.AlertCondition;
import io.foreflow.forecaster.alerts.AlertCondition.AnomalyCondition;
import io.foreflow.forecaster.alerts.AlertCondition.ForecastCondition;
import io.foreflow.forecaster.alerts.AlertCondition.ForecastPart;
import io.foreflow.forecaster.alerts.AlertCondition.Inequality;
import io.foreflow.forecaster.alerts.AlertRule;
import io.foreflow.forecaster.alerts.AlertRules;
import io.foreflow.models.series.SensorPattern;
import io.foreflow.models.series.VisibleText;
import io.foreflow.models.series.WindowShape;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads alert rules: every problem of every rule at once. */
final class AlertSettings {
    /** A rule for messages and documents. */
    static final String EXAMPLE = "{name: tank-full, sensors: \"tank-*\", when: upper > 80, within: 6h, for: 2}";

    private static final String ANOMALY = "anomaly";
    private static final String WITHIN = "within";
    private static final String LEVEL = "level";
    private static final List<String> OPTIONAL = List.of("name", "sensors", WITHIN, "for", LEVEL);
    private static final List<String> FIELDS =
            Stream.concat(Stream.of("when"), OPTIONAL.stream()).toList();
    private static final Pattern COMPARED = Pattern.compile("(forecast|lower|upper)\\s*(>=|<=|>|<)\\s*(\\S+)");
    private static final int MOST_STEPS = 10_000;

    private final WindowShape shape;
    private final String from;
    private final List<String> problems = new ArrayList<>();

    private AlertSettings(WindowShape shape, String from) {
        this.shape = shape;
        this.from = from;
    }

    /**
     * Returns the rules of a text in YAML, which JSON is too.
     *
     * @throws IllegalArgumentException if it is no list; the message is the rule
     */
    static List<JsonNode> items(String text) {
        if (text.isBlank()) {
            return List.of();
        }
        try {
            JsonNode list = RawSettings.YAML.readTree(text);
            if (list.isArray()) {
                List<JsonNode> items = new ArrayList<>();
                list.forEach(items::add);
                return items;
            }
        } catch (JsonProcessingException e) {
            // The rule is the better message.
        }
        throw new IllegalArgumentException("must be a list of rules, each with when and perhaps "
                + String.join(", ", OPTIONAL) + ": [" + EXAMPLE + "]");
    }

    /**
     * @param shape shape of the forecasts that the rules judge
     * @param from name of the variable or option that set them; empty for the file
     * @throws IllegalArgumentException that lists every problem, one a line
     */
    static AlertRules rules(List<JsonNode> items, WindowShape shape, String from) {
        AlertSettings settings = new AlertSettings(shape, from);
        List<AlertRule> rules = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (int i = 0; i < items.size(); i++) {
            String path = ConfigKeys.ALERTS.path() + "[" + i + "]";
            AlertRule rule = settings.rule(path, items.get(i));
            if (rule != null && !names.add(rule.name())) {
                settings.problem(path + ".name", rule.name(), "must not be the name of another rule");
            }
            if (rule != null) {
                rules.add(rule);
            }
        }
        if (items.size() > AlertRules.MAX_RULES) {
            settings.problems.add(ConfigKeys.ALERTS.path() + " has " + items.size() + " rules; at most "
                    + AlertRules.MAX_RULES + " are allowed. A pattern such as tank-* covers many sensors");
        }
        if (!settings.problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", settings.problems));
        }
        return new AlertRules(rules);
    }

    /** Returns the rule; null if there is a problem, which is recorded. */
    private @Nullable AlertRule rule(String path, JsonNode item) {
        if (!item.isObject()) {
            problem(path, item.isValueNode() ? item.asText() : item.toString(), "must be a rule, such as " + EXAMPLE);
            return null;
        }
        int before = problems.size();
        item.fieldNames().forEachRemaining(field -> requireKnown(path, field));
        SensorPattern sensors =
                get(path, item, "sensors", AlertSettings::pattern).orElse(SensorPattern.of(SensorPattern.EVERY_SENSOR));
        AlertCondition condition = condition(path, item);
        if (condition == null || problems.size() > before) {
            return null;
        }
        AlertRule unnamed = AlertRule.unnamed(sensors, condition);
        return get(path, item, "name", name -> new AlertRule(checked(name), sensors, condition))
                .or(() -> problems.size() > before ? Optional.empty() : Optional.of(unnamed))
                .orElse(null);
    }

    private void requireKnown(String path, String field) {
        if (!FIELDS.contains(field)) {
            problems.add("unknown key '" + path + "." + VisibleText.shown(field) + "'"
                    + Suggestions.nearest(field, FIELDS)
                            .map(name -> "; did you mean '" + path + "." + name + "'?")
                            .orElse("; a rule has " + String.join(", ", FIELDS)));
        }
    }

    private @Nullable AlertCondition condition(String path, JsonNode item) {
        if (!item.hasNonNull("when")) {
            problems.add(path + ".when is missing; give a condition, such as upper > 80 or anomaly");
            return null;
        }
        Optional<AlertCondition> when = get(path, item, "when", AlertSettings::when);
        Optional<Duration> within = get(path, item, WITHIN, ConfigKey.duration("6h"));
        Optional<Integer> steps = get(path, item, "for", ConfigKey.wholeNumber(1, MOST_STEPS, "steps"));
        if (when.isEmpty()) {
            get(path, item, LEVEL, AlertSettings::level);
            return null;
        }
        if (when.get() instanceof ForecastCondition forecast) {
            if (item.hasNonNull(LEVEL)) {
                problem(
                        path + "." + LEVEL,
                        item.path(LEVEL).asText(),
                        "belongs to when: anomaly; lower and upper are bounds of the level " + AnomalyCondition.LEVEL);
            }
            return forecast(path, forecast, within, steps.orElse(1));
        }
        if (item.hasNonNull(WITHIN)) {
            problem(
                    path + "." + WITHIN,
                    item.path(WITHIN).asText(),
                    "belongs to a rule on forecasts, such as upper > 80; an anomaly is in the readings");
        }
        get(path, item, LEVEL, AlertSettings::level);
        return new AnomalyCondition(steps.orElse(1));
    }

    private AlertCondition forecast(String path, ForecastCondition condition, Optional<Duration> within, int steps) {
        Duration step = shape.step().duration();
        Duration horizon = step.multipliedBy(shape.horizon());
        long most = shape.horizon();
        if (within.isPresent()) {
            Duration time = within.get();
            if (time.compareTo(step) < 0 || time.compareTo(horizon) > 0) {
                problem(
                        path + "." + WITHIN,
                        time.toString(),
                        "must be at least window.step (" + step + ") and at most the horizon (" + horizon + ")");
                return condition;
            }
            most = (time.toMillis() + step.toMillis() - 1) / step.toMillis();
        }
        if (steps > most) {
            problem(
                    path + ".for",
                    Integer.toString(steps),
                    "must be at most the number of steps that are looked at, " + most);
        }
        return new ForecastCondition(condition.part(), condition.comparison(), condition.bound(), within, steps);
    }

    /** Returns the condition alone, without its time and its number of steps. */
    private static AlertCondition when(String text) {
        if (text.strip().equals(ANOMALY)) {
            return new AnomalyCondition(1);
        }
        Matcher compared = COMPARED.matcher(text.strip());
        if (compared.matches()) {
            try {
                return new ForecastCondition(
                        Arrays.stream(ForecastPart.values())
                                .filter(part -> part.label().equals(compared.group(1)))
                                .findFirst()
                                .orElseThrow(),
                        Arrays.stream(Inequality.values())
                                .filter(comparison -> comparison.sign().equals(compared.group(2)))
                                .findFirst()
                                .orElseThrow(),
                        Double.parseDouble(compared.group(3)),
                        Optional.empty(),
                        1);
            } catch (IllegalArgumentException e) {
                // The rule is the better message.
            }
        }
        throw new IllegalArgumentException(
                "must be anomaly, or forecast, lower or upper with >, >=, < or <= and a number, such as upper > 80");
    }

    private static Double level(String text) {
        try {
            if (Double.parseDouble(text.strip()) == AnomalyCondition.LEVEL) {
                return AnomalyCondition.LEVEL;
            }
        } catch (NumberFormatException e) {
            // The rule is the better message.
        }
        throw new IllegalArgumentException("must be " + AnomalyCondition.LEVEL
                + ", the level of the intervals that forecasts have: no other one is tracked. A larger 'for' makes"
                + " anomalies rarer");
    }

    private static SensorPattern pattern(String text) {
        try {
            return SensorPattern.of(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("must name sensors, such as tank-* or *", e);
        }
    }

    private static String checked(String name) {
        try {
            return VisibleText.of("a name", name, AlertRule.MAX_NAME);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("must be a name: " + e.getMessage(), e);
        }
    }

    /** Returns the value of a field; empty if it is not set or not usable, in which case the problem is recorded. */
    private <T> Optional<T> get(String path, JsonNode item, String field, Function<String, T> parser) {
        JsonNode node = item.path(field);
        if (node.isMissingNode() || node.isNull()) {
            return Optional.empty();
        }
        if (!node.isValueNode()) {
            problem(path + "." + field, node.toString(), "must be a single value");
            return Optional.empty();
        }
        try {
            return Optional.of(parser.apply(node.asText()));
        } catch (IllegalArgumentException e) {
            problem(path + "." + field, node.asText(), String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private void problem(String path, String value, String rule) {
        problems.add(path + " (" + VisibleText.shown(value).replace('\n', ' ')
                + (from.isEmpty() ? "" : ", from " + from) + ") " + rule);
    }
}
