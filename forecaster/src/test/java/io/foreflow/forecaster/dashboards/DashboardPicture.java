package io.foreflow.forecaster.dashboards;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import io.foreflow.forecaster.dashboards.ChartPicture.Mark;
import io.foreflow.forecaster.dashboards.Svg.Box;
import io.foreflow.forecaster.dashboards.Svg.Dot;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Draws a dashboard from its JSON and the answers to its queries, roughly as Grafana would. */
public final class DashboardPicture {
    private static final String PAGE = "#111217";
    private static final String PANEL = "#181b1f";
    private static final String QUIET = "#9aa0a6";
    private static final int WIDTH = 1_440;
    private static final int COLUMNS = 24;
    private static final int ROW = 36;
    private static final int MARGIN = 12;
    private static final int GAP = 8;
    private static final int HEAD = 74;
    private static final int TITLE = 28;
    private static final int LINE = 22;
    private static final double BAR_LABELS = 0.32;

    private final Svg svg = new Svg();
    private final GrafanaDashboard dashboard;
    private final DashboardAnswers answers;

    /**
     * The answers to the queries of a dashboard.
     *
     * @param panels tables of each panel by its id
     * @param annotations table of each annotation, in their order
     * @param chosen chosen values of variables by their labels, for people
     */
    public record DashboardAnswers(
            Instant from,
            Instant to,
            Map<Integer, List<QueryFrame>> panels,
            List<QueryFrame> annotations,
            Map<String, String> chosen) {}

    private DashboardPicture(GrafanaDashboard dashboard, DashboardAnswers answers) {
        this.dashboard = dashboard;
        this.answers = answers;
    }

    /** Returns the picture as SVG. */
    public static String svg(GrafanaDashboard dashboard, DashboardAnswers answers) {
        return new DashboardPicture(dashboard, answers).draw();
    }

    private String draw() {
        svg.words(MARGIN, 30, 20, "#ffffff", "start", dashboard.title());
        svg.words(
                WIDTH - MARGIN,
                30,
                12,
                QUIET,
                "end",
                "Preview drawn from the dashboard's JSON, with simulated readings. No screenshot of Grafana.");
        double x = MARGIN;
        for (Map.Entry<String, String> variable : answers.chosen().entrySet()) {
            double width = Svg.width(variable.getKey() + variable.getValue(), 12) + 34;
            svg.box(new Box(x, 42, width, 22), PANEL, 1);
            svg.words(x + 8, 57, 12, "#6e9fff", "start", variable.getKey());
            svg.words(
                    x + 20 + Svg.width(variable.getKey(), 12), 57, 12, PanelFields.TEXT, "start", variable.getValue());
            x += width + GAP;
        }
        JsonNode time = dashboard.json().path("time");
        svg.words(
                WIDTH - MARGIN,
                57,
                12,
                PanelFields.TEXT,
                "end",
                time.path("from").asText() + " to " + time.path("to").asText());
        double bottom = 0;
        for (JsonNode panel : dashboard.panels()) {
            Box box = box(panel.path("gridPos"));
            draw(panel, box);
            bottom = Math.max(bottom, box.bottom());
        }
        return svg.picture(WIDTH, bottom + MARGIN, PAGE);
    }

    private static Box box(JsonNode grid) {
        double column = (double) (WIDTH - 2 * MARGIN + GAP) / COLUMNS;
        return new Box(
                MARGIN + grid.path("x").asInt() * column,
                HEAD + grid.path("y").asInt() * ROW,
                grid.path("w").asInt() * column - GAP,
                grid.path("h").asInt() * ROW - GAP);
    }

    private void draw(JsonNode panel, Box box) {
        String type = panel.path("type").asText();
        String title = panel.path("title").asText();
        if (type.equals("row")) {
            svg.words(box.x() + 2, box.bottom() - 4, 14, "#ffffff", "start", "⌄ " + title);
            return;
        }
        List<QueryFrame> frames =
                requireNonNull(answers.panels().get(panel.path("id").asInt()));
        PanelFields fields = new PanelFields(panel);
        boolean empty = frames.stream().noneMatch(QueryFrame::hasData);
        String background = PANEL;
        if (type.equals("stat")
                && !empty
                && panel.path("options").path("colorMode").asText().equals("background")) {
            background =
                    fields.thresholdColour("", requireNonNull(frames.get(0)).lastNumber());
        }
        svg.box(box, background, background.equals(PANEL) ? 1 : 0.75);
        svg.words(box.x() + 10, box.y() + 18, 13, "#ffffff", "start", Svg.fitting(title, 13, box.width() - 12));
        Box inside = box.inside(0, TITLE, 0, 0);
        if (empty) {
            String instead = fields.property("", "noValue").asText("No data");
            svg.words(box.x() + box.width() / 2, box.y() + box.height() / 2 + 10, 15, QUIET, "middle", instead);
            return;
        }
        switch (type) {
            case "stat" -> stat(panel, fields, inside, frames);
            case "table" -> table(panel, fields, inside, requireNonNull(frames.get(0)));
            case "bargauge" -> bars(fields, inside, frames);
            case "timeseries", "trend" ->
                ChartPicture.draw(svg, panel, inside, frames, answers.from(), answers.to(), marks());
            default -> throw new IllegalArgumentException("no picture of a panel of the type " + type);
        }
    }

    private List<Mark> marks() {
        List<Mark> marks = new ArrayList<>();
        for (int i = 0; i < answers.annotations().size(); i++) {
            String colour = PanelFields.colour(
                    dashboard.annotations().get(i).path("iconColor").asText());
            QueryFrame frame = answers.annotations().get(i);
            int end = frame.columns().indexOf("timeEnd");
            for (List<@Nullable Object> row : frame.rows()) {
                Instant from = (Instant) requireNonNull(row.get(frame.column(QueryFrame.TIME)));
                marks.add(new Mark(colour, from, end < 0 ? from : (Instant) requireNonNull(row.get(end))));
            }
        }
        return marks;
    }

    private void stat(JsonNode panel, PanelFields fields, Box box, List<QueryFrame> frames) {
        boolean names = panel.path("options").path("textMode").asText().equals("name");
        List<String> texts = frames.stream()
                .map(frame -> names ? frame.columns().get(1) : fields.number("", frame.lastNumber()))
                .toList();
        int longest = texts.stream().mapToInt(String::length).max().orElse(1);
        int size = (int) Math.min(box.height() / texts.size() * 0.55, box.width() / longest / 0.6);
        for (int i = 0; i < texts.size(); i++) {
            double y = box.y() + box.height() * (i + 0.5) / texts.size() + size * 0.3;
            svg.words(box.x() + box.width() / 2, y, size, "#ffffff", "middle", requireNonNull(texts.get(i)));
        }
    }

    private void bars(PanelFields fields, Box box, List<QueryFrame> frames) {
        double most = frames.stream().mapToDouble(QueryFrame::lastNumber).max().orElse(1);
        double height = Math.min(34, box.height() / frames.size());
        for (int i = 0; i < frames.size(); i++) {
            QueryFrame frame = requireNonNull(frames.get(i));
            double value = frame.lastNumber();
            double y = box.y() + i * height;
            double start = box.x() + BAR_LABELS * box.width();
            double room = box.right() - start - 60;
            String colour = fields.thresholdColour("", value);
            svg.words(
                    start - 8,
                    y + height / 2 + 4,
                    12,
                    PanelFields.TEXT,
                    "end",
                    frame.columns().get(1));
            svg.box(new Box(start, y + 3, room, height - 8), "#22252b", 1);
            svg.box(new Box(start, y + 3, most > 0 ? room * value / most : 0, height - 8), colour, 0.7);
            svg.words(box.right() - 10, y + height / 2 + 4, 13, colour, "end", fields.number("", value));
        }
    }

    private void table(JsonNode panel, PanelFields fields, Box box, QueryFrame frame) {
        List<Integer> columns = order(panel, frame);
        JsonNode renamed = organized(panel).path("renameByName");
        double[] widths = new double[columns.size()];
        double total = 0;
        for (int i = 0; i < widths.length; i++) {
            int column = columns.get(i);
            String name = frame.columns().get(column);
            widths[i] = 3
                    + Math.min(
                            40,
                            Math.max(
                                    name.length(),
                                    frame.rows().stream()
                                            .mapToInt(row -> fields.text(name, row.get(column))
                                                    .length())
                                            .max()
                                            .orElse(0)));
            total += widths[i];
        }
        double x = box.x() + 10;
        for (int i = 0; i < widths.length; i++) {
            double width = widths[i] / total * (box.width() - 20);
            int column = columns.get(i);
            String name = frame.columns().get(column);
            svg.words(
                    x,
                    box.y() + 14,
                    12,
                    "#6e9fff",
                    "start",
                    Svg.fitting(renamed.path(name).asText(name), 12, width));
            for (int row = 0; row < frame.rows().size() && (row + 2.2) * LINE < box.height(); row++) {
                Object value = frame.rows().get(row).get(column);
                double y = box.y() + 14 + (row + 1) * LINE;
                svg.words(
                        x,
                        y,
                        12,
                        cellColour(fields, name, value),
                        "start",
                        Svg.fitting(fields.text(name, value), 12, width));
                if (i == 0) {
                    svg.line(List.of(new Dot(box.x() + 8, y - 16), new Dot(box.right() - 8, y - 16)), "#22252b", 1, "");
                }
            }
            x += width;
        }
    }

    private static String cellColour(PanelFields fields, String name, @Nullable Object value) {
        if (!fields.property(name, "custom.cellOptions").path("type").asText().equals("color-text")) {
            return PanelFields.TEXT;
        }
        if (value instanceof Double number) {
            return fields.thresholdColour(name, number);
        }
        String mapped = fields.property(name, "mappings")
                .path(0)
                .path("options")
                .path(String.valueOf(value))
                .path("color")
                .asText();
        return mapped.isEmpty() ? PanelFields.TEXT : PanelFields.colour(mapped);
    }

    private static JsonNode organized(JsonNode panel) {
        return panel.path("transformations").path(0).path("options");
    }

    /** Returns the columns that are shown, in their order. */
    private static List<Integer> order(JsonNode panel, QueryFrame frame) {
        JsonNode options = organized(panel);
        return IntStream.range(0, frame.columns().size())
                .boxed()
                .filter(column -> !options.path("excludeByName")
                        .path(frame.columns().get(column))
                        .asBoolean())
                .sorted((one, other) -> Integer.compare(
                        options.path("indexByName")
                                .path(frame.columns().get(one))
                                .asInt(),
                        options.path("indexByName")
                                .path(frame.columns().get(other))
                                .asInt()))
                .toList();
    }
}
