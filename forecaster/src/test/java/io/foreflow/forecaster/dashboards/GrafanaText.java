package io.foreflow.forecaster.dashboards;

import static java.util.Objects.requireNonNull;
import static java.util.regex.Matcher.quoteReplacement;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Fills in the variables and macros of queries, as Grafana and its PostgreSQL data source do.
 *
 * @param variables chosen values by name
 * @param step time between two points of a series
 * @param scrapeInterval the Prometheus data source's setting of this name
 */
public record GrafanaText(
        Map<String, List<String>> variables, Instant from, Instant to, Duration step, Duration scrapeInterval) {
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{(\\w+)(?::(\\w+))?}|\\$(\\w+)(?![\\w(])");
    private static final Pattern MACRO = Pattern.compile("\\$(\\w+)\\(([^)]*)\\)");

    /** Returns PromQL. */
    String promql(String text) {
        return VARIABLE.matcher(text).replaceAll(match -> quoteReplacement(promqlValue(match)));
    }

    /** Returns SQL. */
    String sql(String text) {
        String filled = VARIABLE.matcher(text).replaceAll(match -> quoteReplacement(sqlValue(match)));
        return MACRO.matcher(filled).replaceAll(match -> quoteReplacement(macro(match.group(1), match.group(2))));
    }

    private static String name(MatchResult match) {
        return match.group(1) != null ? match.group(1) : match.group(3);
    }

    private List<String> values(String name) {
        List<String> values = variables.get(name);
        if (values == null) {
            throw new IllegalArgumentException("the variable " + name + " is unknown");
        }
        return values;
    }

    private String promqlValue(MatchResult match) {
        return switch (name(match)) {
            case "__rate_interval" -> seconds(max(step.plus(scrapeInterval), scrapeInterval.multipliedBy(4)));
            case "__interval" -> seconds(max(step, scrapeInterval));
            case "__range" -> seconds(Duration.between(from, to));
            default -> {
                List<String> values = values(name(match));
                yield values.size() == 1 ? values.get(0) : "(" + String.join("|", values) + ")";
            }
        };
    }

    private String sqlValue(MatchResult match) {
        if (!"sqlstring".equals(match.group(2))) {
            throw new IllegalArgumentException(
                    "the variable " + name(match) + " must be quoted as ${" + name(match) + ":sqlstring}");
        }
        return values(name(match)).stream()
                .map(value -> "'" + value.replace("'", "''") + "'")
                .collect(Collectors.joining(","));
    }

    private String macro(String name, String text) {
        List<String> arguments =
                Arrays.stream(text.split(",")).map(String::strip).toList();
        String column = requireNonNull(arguments.get(0));
        return switch (name) {
            case "__timeFilter" -> column + " BETWEEN '" + from + "' AND '" + to + "'";
            case "__timeFrom" -> "'" + from + "'";
            case "__timeTo" -> "'" + to + "'";
            default -> throw new IllegalArgumentException("the macro " + name + " is unknown");
        };
    }

    private static Duration max(Duration one, Duration other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    private static String seconds(Duration duration) {
        return duration.toSeconds() + "s";
    }
}
