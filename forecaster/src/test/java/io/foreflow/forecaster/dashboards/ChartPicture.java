package io.foreflow.forecaster.dashboards;

import static io.foreflow.forecaster.dashboards.QueryFrame.number;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import io.foreflow.forecaster.dashboards.Svg.Box;
import io.foreflow.forecaster.dashboards.Svg.Dot;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Draws a panel of lines over time, or over numbers such as leads. */
final class ChartPicture {
    private static final String GRID = "#2c2f34";
    private static final String AXIS = "#9aa0a6";
    private static final int FONT = 11;
    private static final int LEGEND = 20;
    private static final int LEFT = 52;
    private static final int HOUR = 3_600;
    private static final int DAY = 24 * HOUR;
    private static final DateTimeFormatter DAYS = DateTimeFormatter.ofPattern("MM-dd", Locale.ROOT);
    private static final DateTimeFormatter HOURS = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);
    private static final DateTimeFormatter DAYS_AND_HOURS = DateTimeFormatter.ofPattern("MM-dd HH:mm", Locale.ROOT);

    private final Svg svg;
    private final PanelFields fields;
    private final Box plot;
    private final List<ChartSeries> shown = new ArrayList<>();
    private final boolean overTime;
    private double left;
    private double right;
    private double low;
    private double high;

    /** A series, stacked on others where the panel says so. */
    private record ChartSeries(String name, String colour, List<Dot> dots, List<Dot> floor) {}

    /** A mark of an annotation, with its end for one that lasts. */
    record Mark(String colour, Instant from, Instant to) {}

    private ChartPicture(Svg svg, JsonNode panel, Box box) {
        this.svg = svg;
        this.fields = new PanelFields(panel);
        this.plot = box.inside(LEFT, 6, 10, LEGEND + 20);
        this.overTime = panel.path("type").asText().equals("timeseries");
    }

    static void draw(
            Svg svg, JsonNode panel, Box box, List<QueryFrame> frames, Instant from, Instant to, List<Mark> marks) {
        ChartPicture chart = new ChartPicture(svg, panel, box);
        chart.read(frames, panel.path("options").path("xField").asText(QueryFrame.TIME));
        chart.range(from, to);
        chart.axes();
        chart.marks(marks);
        chart.threshold();
        chart.lines();
        chart.legend(box);
    }

    private void read(List<QueryFrame> frames, String x) {
        boolean stacked =
                fields.property("", "custom.stacking").path("mode").asText().equals("normal");
        Map<Double, Double> tops = new HashMap<>();
        for (QueryFrame frame : frames) {
            int xColumn = frame.column(x);
            for (int column : frame.numeric(x)) {
                Map<Double, Double> values = new TreeMap<>();
                frame.rows().stream()
                        .filter(row -> row.get(column) instanceof Double value && !value.isNaN())
                        .forEach(row -> values.put(number(row.get(xColumn)), number(row.get(column))));
                List<Dot> dots = new ArrayList<>();
                List<Dot> floor = new ArrayList<>();
                values.forEach((at, value) -> {
                    double base = stacked ? tops.getOrDefault(at, 0.0) : 0;
                    dots.add(new Dot(at, base + value));
                    floor.add(new Dot(at, base));
                    tops.merge(at, value, Double::sum);
                });
                String name = frame.columns().get(column);
                shown.add(new ChartSeries(name, fields.colour(name, shown.size()), dots, floor));
            }
        }
    }

    private void range(Instant from, Instant to) {
        List<Dot> all = shown.stream().flatMap(series -> series.dots().stream()).toList();
        left = overTime
                ? from.getEpochSecond()
                : all.stream().mapToDouble(Dot::x).min().orElse(0);
        right = overTime
                ? to.getEpochSecond()
                : all.stream().mapToDouble(Dot::x).max().orElse(1);
        low = all.stream().mapToDouble(Dot::y).min().orElse(0);
        high = all.stream().mapToDouble(Dot::y).max().orElse(1);
        JsonNode softMin = fields.property("", "custom.axisSoftMin");
        low = softMin.isNumber() ? Math.min(low, softMin.asDouble()) : low;
        JsonNode min = fields.property("", "min");
        low = min.isNumber() ? min.asDouble() : low;
        JsonNode max = fields.property("", "max");
        high = max.isNumber() ? max.asDouble() : high;
        if (high <= low) {
            high = low + 1;
        }
        high += max.isNumber() ? 0 : 0.05 * (high - low);
    }

    private Dot place(Dot dot) {
        double y = Math.min(high, Math.max(low, dot.y()));
        return new Dot(
                plot.x() + (dot.x() - left) / (right - left) * plot.width(),
                plot.bottom() - (y - low) / (high - low) * plot.height());
    }

    private void axes() {
        double step = niceStep((high - low) / Math.max(2, plot.height() / 45));
        boolean counts = fields.property("", "decimals").asInt(1) == 0
                && !fields.property("", "unit").asText().equals("percentunit");
        step = counts ? Math.max(1, step) : step;
        for (double y = Math.ceil(low / step - 1e-9) * step; y <= high; y += step) {
            Dot at = place(new Dot(left, y));
            svg.line(List.of(at, new Dot(plot.right(), at.y())), GRID, 1, "");
            svg.words(at.x() - 6, at.y() + 4, FONT, AXIS, "end", fields.number("", Math.abs(y) < 1e-12 ? 0 : y));
        }
        double xStep = overTime
                ? timeStep((right - left) / Math.max(2, plot.width() / 110))
                : Math.max(1, niceStep((right - left) / Math.max(2, plot.width() / 60)));
        for (double x = Math.ceil(left / xStep) * xStep; x <= right; x += xStep) {
            Dot at = place(new Dot(x, low));
            svg.line(List.of(at, new Dot(at.x(), plot.y())), GRID, 1, "");
            if (at.x() > plot.x() + 14 && at.x() < plot.right() - 14) {
                svg.words(at.x(), plot.bottom() + 15, FONT, AXIS, "middle", label(x, xStep));
            }
        }
    }

    private String label(double x, double step) {
        if (!overTime) {
            return Long.toString(Math.round(x));
        }
        DateTimeFormatter format = step >= DAY ? DAYS : right - left > DAY + HOUR ? DAYS_AND_HOURS : HOURS;
        return format.format(Instant.ofEpochSecond(Math.round(x)).atOffset(ZoneOffset.UTC));
    }

    private static double niceStep(double rough) {
        double unit = Math.pow(10, Math.floor(Math.log10(rough)));
        double times = rough / unit;
        return unit * (times <= 1 ? 1 : times <= 2 ? 2 : times <= 5 ? 5 : 10);
    }

    private static double timeStep(double rough) {
        return List.of(HOUR / 4, HOUR / 2, HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY).stream()
                .mapToDouble(Integer::doubleValue)
                .filter(step -> step >= rough)
                .findFirst()
                .orElse(7.0 * DAY);
    }

    private void marks(List<Mark> marks) {
        for (Mark mark : overTime ? marks : List.<Mark>of()) {
            double from = Math.max(left, mark.from().getEpochSecond());
            double to = Math.min(right, mark.to().getEpochSecond());
            if (to < left || from > right) {
                continue;
            }
            Dot top = place(new Dot(from, high));
            Dot end = place(new Dot(to, high));
            if (end.x() > top.x() + 1) {
                svg.box(new Box(top.x(), plot.y(), end.x() - top.x(), plot.height()), mark.colour(), 0.1);
                svg.box(new Box(top.x(), plot.bottom(), end.x() - top.x(), 3), mark.colour(), 1);
            } else {
                svg.line(List.of(new Dot(top.x(), plot.y()), new Dot(top.x(), plot.bottom())), mark.colour(), 1, "4 3");
                svg.box(new Box(top.x() - 3, plot.bottom(), 6, 5), mark.colour(), 1);
            }
        }
    }

    private void threshold() {
        if (!fields.property("", "custom.thresholdsStyle").path("mode").asText().equals("dashed")) {
            return;
        }
        for (JsonNode step : fields.property("", "thresholds").path("steps")) {
            if (step.path("value").isNumber()) {
                Dot at = place(new Dot(left, step.path("value").asDouble()));
                svg.line(
                        List.of(at, new Dot(plot.right(), at.y())),
                        PanelFields.colour(step.path("color").asText()),
                        1.5,
                        "8 6");
            }
        }
    }

    private void lines() {
        for (ChartSeries series : shown) {
            String floor = fields.property(series.name(), "custom.fillBelowTo").asText();
            double opacity =
                    fields.property(series.name(), "custom.fillOpacity").asDouble() / 100;
            double width = fields.property(series.name(), "custom.lineWidth").asDouble();
            boolean bars =
                    fields.property(series.name(), "custom.drawStyle").asText().equals("bars");
            if (bars) {
                bars(series, opacity);
                continue;
            }
            if (!floor.isEmpty()) {
                fill(
                        series.dots(),
                        shown.stream()
                                .filter(one -> one.name().equals(floor))
                                .findFirst()
                                .orElseThrow()
                                .dots(),
                        series.colour(),
                        opacity);
            } else if (opacity > 0) {
                fill(series.dots(), series.floor(), series.colour(), opacity);
            }
            if (width > 0) {
                svg.line(placed(series.dots()), series.colour(), width, "");
            }
        }
    }

    private void bars(ChartSeries series, double opacity) {
        for (int i = 0; i < series.dots().size(); i++) {
            Dot top = place(requireNonNull(series.dots().get(i)));
            Dot bottom = place(requireNonNull(series.floor().get(i)));
            svg.box(new Box(top.x() - 2, top.y(), 4, bottom.y() - top.y()), series.colour(), opacity);
        }
    }

    private void fill(List<Dot> tops, List<Dot> floor, String colour, double opacity) {
        List<Dot> outline = new ArrayList<>(placed(tops));
        List<Dot> back = new ArrayList<>(placed(floor));
        Collections.reverse(back);
        outline.addAll(back);
        svg.area(outline, colour, opacity);
    }

    private List<Dot> placed(List<Dot> dots) {
        return dots.stream().map(this::place).toList();
    }

    private void legend(Box box) {
        double x = box.x() + 10;
        double y = box.bottom() - 10;
        for (ChartSeries series : shown) {
            boolean hidden = fields.property(series.name(), "custom.hideFrom")
                    .path("legend")
                    .asBoolean();
            double width = Svg.width(series.name(), FONT) + 30;
            if (hidden || x + width > box.right()) {
                continue;
            }
            svg.line(List.of(new Dot(x, y - 4), new Dot(x + 14, y - 4)), series.colour(), 3, "");
            svg.words(x + 18, y, FONT, PanelFields.TEXT, "start", series.name());
            x += width;
        }
    }
}
