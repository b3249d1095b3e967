package io.foreflow.forecaster.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.foreflow.training.report.Chart;
import io.foreflow.training.report.ConfusionMatrix;
import io.foreflow.training.report.Curve;
import io.foreflow.training.report.Curve.Style;
import io.foreflow.training.report.Drawing;
import io.foreflow.training.report.HtmlReport;
import io.foreflow.training.report.HtmlTable;
import io.foreflow.training.report.PictureGrid;
import io.foreflow.training.report.ReportPicture;
import io.foreflow.training.report.Wording;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Opens a report of each kind in Chromium at the width of a desktop and of a phone. Sensors, files and classes have names that
 * would run a script if a name ever got out of its place. The test is skipped where there is no Chromium.
 */
class ReportsInBrowserTest {
    private static final List<String> BROWSERS = List.of("chromium", "chromium-browser", "google-chrome");
    private static final String HOSTILE = "</script><script>document.title=''</script><img src=x onerror=\"alert(1)\">";
    private static final LocalDateTime START = LocalDateTime.parse("2023-05-01T00:00");

    private static final String TOY = """
            name: toy
            title: A toy
            description: One neuron on two columns.
            differs: It is made up.
            data: {type: table, file: toy.csv, features: [x, z], target: class, classes: [low, %s], scale: minmax}
            network: {inputs: {input: [2]}, layers: [{type: dense, units: 1, activation: sigmoid}]}
            training: {loss: binary_crossentropy, optimizer: {type: adam, learningRate: 0.05}, batchSize: 8, epochs: 5, metric: accuracy}
            protocols:
              honest: {text: as it should be, order: {shuffle: 3}, training: 0%%..80%%, test: 80%%..100%%}
            """;

    @TempDir
    private Path directory;

    @Test
    void shouldBeReadableAtBothWidths() throws Exception {
        // given
        Optional<Path> browser = browser();
        assumeTrue(
                browser.isPresent(), "no Chromium: install Debian's package chromium to look at reports in a browser");
        String file = "it's <b> & \"1\".csv";
        Files.writeString(directory.resolve(file), readings());
        Files.writeString(directory.resolve("toy.csv"), toy());
        Files.writeString(
                directory.resolve("toy.yaml"),
                String.format(Locale.ROOT, TOY, JsonNodeFactory.instance.textNode(HOSTILE)));

        // when
        run("backtest", "--data", file, "--out", ".");
        run("train", "--recipe", "tutorial-dense", "--from", file, "--out", "a.bundle");
        run("recipes", "run", directory.resolve("toy.yaml").toString(), "--out", "toy");
        Files.writeString(directory.resolve("parts.html"), parts());
        String problems = look(browser.get(), "backtest.html", "a.report.html", "toy/report.html", "parts.html");

        // then
        assertThat(problems).isEqualTo("looked at 4");
    }

    private void run(String... arguments) {
        TestTerminal terminal = new TestTerminal(directory, Map.of("FOREFLOW_DATA", directory.toString()));
        assertThat(terminal.run(arguments))
                .as(() -> String.join(" ", arguments) + ": " + terminal.err())
                .isZero();
    }

    private static Optional<Path> browser() {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .flatMap(folder -> BROWSERS.stream().map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Returns how many pages were looked at, and a line for each problem and for each message on the browser's console. */
    private String look(Path browser, String... pages) throws IOException, InterruptedException {
        Path wrapper = directory.resolve("wrapper.html");
        try (InputStream in = requireNonNull(getClass().getResourceAsStream("reports-in-browser.html"))) {
            String list = Arrays.stream(pages).map(page -> "'" + page + "'").collect(Collectors.joining(","));
            Files.writeString(wrapper, new String(in.readAllBytes(), UTF_8).replace("/*PAGES*/", list));
        }
        Path dom = directory.resolve("dom.html");
        Path log = directory.resolve("browser.log");
        Process process = new ProcessBuilder(
                        browser.toString(),
                        "--headless=new",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--user-data-dir=" + directory.resolve("profile"),
                        "--allow-file-access-from-files",
                        "--window-size=1400,1000",
                        "--enable-logging=stderr",
                        "--virtual-time-budget=20000",
                        "--dump-dom",
                        wrapper.toUri().toString())
                .redirectOutput(dom.toFile())
                .redirectError(log.toFile())
                .start();
        assertThat(process.waitFor(90, TimeUnit.SECONDS)).as("the browser ends").isTrue();
        String[] problems = Files.readString(dom)
                .replaceFirst("(?s).*<pre id=\"problems\">", "")
                .replaceFirst("(?s)</pre>.*", "")
                .split("\n");
        return Stream.concat(
                        Arrays.stream(problems).map(line -> URLDecoder.decode(line, UTF_8)),
                        Files.readAllLines(log).stream().filter(line -> line.contains("CONSOLE")))
                .collect(Collectors.joining("\n"))
                .strip();
    }

    /** Hourly rows of two sensors with a daily shape. */
    private static String readings() {
        StringBuilder rows = new StringBuilder("sensor_id,timestamp,value\n");
        Random random = new Random(237);
        for (int hour = 0; hour < 24 * 20; hour++) {
            LocalDateTime time = START.plusHours(hour);
            double value = 12_000 - Math.abs(12 - time.getHour()) * 700 + 300 * random.nextGaussian();
            for (String sensor : List.of("a-sensor-with-rather-a-long-name", HOSTILE.replace("\"", "\"\""))) {
                rows.append(String.format(Locale.ROOT, "\"%s\",%s,%.3f%n", sensor, time, value));
            }
        }
        return rows.toString();
    }

    private static String toy() {
        Random random = new Random(237);
        return IntStream.range(0, 100)
                .mapToObj(row -> {
                    double x = random.nextDouble();
                    double z = random.nextDouble();
                    return x + "," + z + "," + (x > z ? 1 : 0);
                })
                .collect(Collectors.joining("\n", "x,z,class\n", "\n"));
    }

    /** A page of all parts, larger and longer than they usually are. */
    private static String parts() {
        List<String> classes =
                IntStream.range(0, 30).mapToObj(i -> "class-number-" + i).toList();
        long[][] counts = new long[30][30];
        IntStream.range(0, 30).forEach(i -> counts[i][i] = 1_000_000 + i);
        String prose = "A long remark about one row that needs several lines in a narrow column. ".repeat(4);
        HtmlTable wide = HtmlTable.of("A wide table", List.of("id"), classes).numericFrom(1);
        wide.row(
                List.of(Wording.code("0123456789abcdef".repeat(6))),
                Arrays.asList(new String[30]).stream()
                        .map(nothing -> "1,234.567")
                        .toList(),
                true);
        double[] x = DoubleStream.iterate(0, i -> i + 0.5).limit(1_500).toArray();
        float[] pixels = new float[28 * 28];
        Arrays.fill(pixels, 99);
        ReportPicture digit = ReportPicture.of(pixels, 28, 28, 1, "a caption of several words");
        return HtmlReport.titled("Parts", "All parts of " + "a_file_with_a_name_that_has_no_end".repeat(3))
                .summary(prose)
                .section("Words")
                .notes(List.of(prose, Wording.code("0123456789abcdef".repeat(6))))
                .facts(Map.of("SHA-256", Wording.code("0123456789abcdef".repeat(4)), "Prose", prose))
                .section("Tables")
                .add(wide)
                .add(HtmlTable.of(
                                "Prose in cells", "id", "remark", "mean absolute error (vehicles per hour)", "a remark")
                        .numeric(2)
                        .row("a", prose, "1.5", prose))
                .add(ConfusionMatrix.of("Confusions", classes, counts))
                .section("Charts")
                .add(Chart.of("Lines and an interval", "time", "vehicles per hour")
                        .labels(IntStream.range(0, 1_500)
                                .mapToObj(i -> "Mon " + i)
                                .toList())
                        .band(0, "90 % interval", x, x, 1)
                        .add(Curve.over(0, "a curve whose name takes much room", x, Style.DOTTED, 2)))
                .add(Chart.of("Points", "actual", "predicted")
                        .equalAxes()
                        .add(Curve.points("rows", x, x, 0))
                        .add(Curve.straight("equal", new double[] {0, 700}, new double[] {0, 700}, 1)))
                .section("Pictures")
                .add(PictureGrid.of("Digits", prose, List.of(digit, digit.framed(true), digit.framed(false)), 8))
                .add(Drawing.of("A wide drawing", "nothing", 2_000, 50).label("end", 2_000, 20, "the end"))
                .toHtml();
    }
}
