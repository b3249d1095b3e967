package io.foreflow.forecaster.dashboards;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Colours and texts of the fields of a panel: its defaults, and what overrides them by name. */
record PanelFields(JsonNode panel) {
    static final String TEXT = "#d8d9da";

    private static final Map<String, String> COLOURS = Map.of(
            "green", "#73bf69",
            "blue", "#5794f2",
            "orange", "#ff9830",
            "red", "#f2495c",
            "purple", "#b877d9",
            "yellow", "#fade2a",
            "transparent", "none",
            "text", TEXT);
    private static final List<String> PALETTE =
            List.of("#73bf69", "#f2cc0c", "#8ab8ff", "#ff780a", "#f2495c", "#5794f2", "#b877d9", "#705da0", "#37872d");
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);
    private static final double MINUTE_SECONDS = 60;
    private static final double HOUR_SECONDS = 3_600;
    private static final double DAY_SECONDS = 86_400;

    /** Returns the property of a field, such as {@code custom.lineWidth}. */
    JsonNode property(String field, String id) {
        JsonNode found = MissingNode.getInstance();
        for (JsonNode override : panel.path("fieldConfig").path("overrides")) {
            if (override.path("matcher").path("options").asText().equals(field)) {
                for (JsonNode property : override.path("properties")) {
                    found = property.path("id").asText().equals(id) ? property.path("value") : found;
                }
            }
        }
        if (!found.isMissingNode()) {
            return found;
        }
        JsonNode value = panel.path("fieldConfig").path("defaults");
        for (String part : id.split("\\.")) {
            value = value.path(part);
        }
        return value;
    }

    /** @param place number of the series, for the colour of one that has none of its own */
    String colour(String field, int place) {
        String fixed = property(field, "color").path("fixedColor").asText();
        return fixed.isEmpty() ? requireNonNull(PALETTE.get(place % PALETTE.size())) : colour(fixed);
    }

    static String colour(String name) {
        return requireNonNull(COLOURS.getOrDefault(name, name));
    }

    /** Returns the colour of the highest threshold that a value reaches. */
    String thresholdColour(String field, double value) {
        String colour = "green";
        for (JsonNode step : property(field, "thresholds").path("steps")) {
            if (step.path("value").isNull() || value >= step.path("value").asDouble()) {
                colour = step.path("color").asText();
            }
        }
        return colour(colour);
    }

    String text(String field, @Nullable Object value) {
        if (value == null) {
            return "";
        }
        if (value instanceof Instant time) {
            return MINUTE.format(time.atOffset(ZoneOffset.UTC));
        }
        return value instanceof Double number ? number(field, number) : value.toString();
    }

    String number(String field, double number) {
        JsonNode decimals = property(field, "decimals");
        int places = decimals.isInt() ? decimals.asInt() : -1;
        return switch (property(field, "unit").asText()) {
            case "percentunit" -> plain(100 * number, places) + "%";
            case "s" -> time(number, places);
            case "cpm" -> scaled(number, places) + " c/m";
            case "short" -> scaled(number, places);
            default -> plain(number, places);
        };
    }

    private static String time(double seconds, int places) {
        if (seconds < 1) {
            return plain(1_000 * seconds, 0) + " ms";
        }
        if (seconds < MINUTE_SECONDS) {
            return plain(seconds, places) + " s";
        }
        if (seconds < HOUR_SECONDS) {
            return plain(seconds / MINUTE_SECONDS, places) + " min";
        }
        return seconds < DAY_SECONDS
                ? plain(seconds / HOUR_SECONDS, places) + " hours"
                : plain(seconds / DAY_SECONDS, places) + " days";
    }

    private static String scaled(double number, int places) {
        double size = Math.abs(number);
        if (size >= 1e6) {
            return plain(number / 1e6, 1) + " Mil";
        }
        return size >= 1e3 ? plain(number / 1e3, Math.max(places, 2)) + " K" : plain(number, places);
    }

    private static String plain(double number, int places) {
        int shown = places;
        if (shown < 0) {
            double size = Math.abs(number);
            shown = number == Math.rint(number) || size >= 100 ? 0 : size >= 1 ? 1 : size >= 0.1 ? 2 : 3;
        }
        return String.format(Locale.ROOT, "%." + shown + "f", number);
    }
}
