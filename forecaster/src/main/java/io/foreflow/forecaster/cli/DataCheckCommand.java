package io.foreflow.forecaster.cli;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.foreflow.forecaster.config.ConfigSources;
import io.foreflow.forecaster.config.Configuration;
import io.foreflow.forecaster.offline.DataReport;
import io.foreflow.forecaster.offline.FileStep;
import io.foreflow.forecaster.offline.StepAdvice;
import io.foreflow.forecaster.terminal.Environment;
import io.foreflow.ingest.table.Inspection;
import io.foreflow.ingest.table.Inspection.Advice;
import io.foreflow.ingest.table.Inspector;
import io.foreflow.ingest.table.TableKey;
import io.foreflow.ingest.table.UnusableFileException;
import io.foreflow.ingest.wire.Json;
import io.foreflow.models.series.Step;
import io.foreflow.windowing.calendar.CalendarName;
import io.foreflow.windowing.core.StepDefaults;
import io.foreflow.windowing.core.WindowerConfig;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "Looks at a table of readings, and says how Foreflow reads it and what is wrong with it.",
        description = {
            "Looks at the first rows only, so it takes about a second for a file of any size. It sends and "
                    + "writes nothing.",
            "The exit code is 0 if the file can be read. The recommended options are those of ingest, "
                    + "backtest, train and demo."
        })
final class DataCheckCommand implements Callable<Integer> {
    private final Environment environment;

    @Parameters(paramLabel = "FILE", description = "CSV file, plain or gzip; - is standard input.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path file;

    @Option(
            names = "--zone",
            paramLabel = "ZONE",
            description =
                    "Time zone of timestamps without an offset, such as Europe/Berlin. Default: window.zone of the "
                            + "configuration.")
    private @Nullable ZoneId zone;

    @Mixin
    private final ConfigOption config = new ConfigOption();

    @Mixin
    private final TableFlags table = new TableFlags();

    @Option(names = "--json", description = "Prints one JSON object.")
    private boolean json;

    DataCheckCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws IOException {
        ConfigSources sources = config.sources(environment, Map.of());
        WindowerConfig windowing = Configuration.read(sources).pipeline().windowing();
        Checked checked;
        try {
            checked = check(InputFile.of(environment, file), Configuration.tables(sources), windowing);
        } catch (UnusableFileException e) {
            if (json) {
                environment.out().println(unreadable(String.valueOf(e.getMessage())));
            }
            throw e;
        }
        Optional<Duration> found =
                Configuration.leavesStepOpen(sources) ? FileStep.of(checked.inspection()) : Optional.empty();
        DataReport report = new DataReport(
                checked.inspection().profile(),
                found.map(step -> windowing.withShape(
                                StepDefaults.of(Step.of(step)).shape(Step.of(step))))
                        .orElse(windowing));
        found.map(FileStep::note).ifPresent(report::add);
        if (json) {
            environment.out().println(json(checked, report));
        } else {
            print(environment.out(), checked, report);
        }
        checked.inspection().problem().ifPresent(problem -> environment.err().println("foreflow: " + problem));
        return checked.inspection().isReadable() ? Foreflow.SUCCESS : Foreflow.FAILURE;
    }

    /**
     * The result of a check.
     *
     * @param needed options without which the file cannot be read
     */
    private record Checked(Inspection inspection, List<Advice> needed) {}

    /** Inspects the file, and again with the recommended options if it cannot be read without them. */
    private Checked check(Path rows, Map<TableKey, String> configured, WindowerConfig windowing)
            throws UnusableFileException {
        Inspection first = inspect(rows, configured, List.of(), windowing);
        if (first.isReadable() || first.advice().isEmpty()) {
            return new Checked(first, List.of());
        }
        Inspection second = inspect(rows, configured, first.advice(), windowing);
        return second.isReadable() ? new Checked(second, first.advice()) : new Checked(first, List.of());
    }

    private Inspection inspect(
            Path rows, Map<TableKey, String> configured, List<Advice> recommended, WindowerConfig windowing)
            throws UnusableFileException {
        return Inspector.inspect(
                rows,
                table.options(configured, recommended).withCovariates(windowing.covariates()),
                zone == null ? windowing.zone() : zone);
    }

    private void print(PrintStream out, Checked checked, DataReport report) {
        Inspection inspection = checked.inspection();
        int sensors = inspection.profile().sensors().size();
        if (inspection.isReadable()) {
            out.printf(
                    Locale.ROOT,
                    "%s can be read%s: %s%,d rows, %s%s.%n",
                    file,
                    checked.needed().isEmpty() ? "" : " with these options",
                    inspection.size().counted() ? "" : "about ",
                    inspection.size().rows(),
                    sensors == 1 ? "1 sensor" : String.format(Locale.ROOT, "%,d sensors", sensors),
                    inspection
                            .step()
                            .map(step -> ", a reading every " + StepAdvice.text(step))
                            .orElse(""));
            if (!inspection.size().whole()) {
                out.printf(
                        Locale.ROOT,
                        "The first %,d rows were looked at.%n",
                        inspection.size().looked());
            }
        }
        section(out, "Read so:", inspection.notes());
        section(
                out,
                "Ignored columns:",
                inspection.passedOver().stream()
                        .map(column -> column.column() + ": " + column.why())
                        .toList());
        if (sensors > 0) {
            out.println();
            report.print(out);
        }
        section(
                out,
                "Recommended:",
                Stream.concat(checked.needed().stream(), inspection.advice().stream())
                        .map(advice -> quoted(advice.option()) + " " + advice.why())
                        .toList());
        if (inspection.isReadable()) {
            String where = " --zone " + (zone == null ? "ZONE" : zone);
            List<String> next = new ArrayList<>();
            if (zone != null
                    && CalendarName.ofCountry(zone).stream()
                            .anyMatch(name -> !name.regions().isEmpty())) {
                next.add("foreflow data holidays " + command(checked) + where);
            }
            next.add("foreflow backtest --data " + command(checked) + where);
            next.add("foreflow ingest " + command(checked) + where);
            section(out, zone == null ? "Next, with the zone of the sensors:" : "Next:", next);
        }
    }

    private static void section(PrintStream out, String title, List<String> lines) {
        if (!lines.isEmpty()) {
            out.println();
            out.println(title);
            lines.forEach(line -> out.println("  " + line));
        }
    }

    private String command(Checked checked) {
        return quoted(String.valueOf(file))
                + options(checked).stream().map(option -> " " + quoted(option)).collect(joining());
    }

    /** Quotes an argument for a shell. */
    private static String quoted(String argument) {
        return argument.chars().allMatch(c -> Character.isLetterOrDigit(c) || "-_=./:,".indexOf(c) >= 0)
                ? argument
                : "'" + argument.replace("'", "'\\''") + "'";
    }

    /** Returns the options that were given, those that are needed, and those that are recommended. */
    private List<String> options(Checked checked) {
        Map<TableKey, String> options = new EnumMap<>(TableKey.class);
        options.putAll(table.given());
        checked.needed().forEach(advice -> options.put(advice.key(), advice.value()));
        checked.inspection().advice().forEach(advice -> options.put(advice.key(), advice.value()));
        return options.entrySet().stream()
                .map(option -> option.getKey().option() + "=" + option.getValue())
                .toList();
    }

    private ObjectNode json(Checked checked, DataReport report) {
        Inspection inspection = checked.inspection();
        ObjectNode node = Json.MAPPER.createObjectNode();
        node.put("readable", inspection.isReadable());
        ArrayNode options = node.putArray("options");
        if (inspection.isReadable()) {
            options(checked).forEach(options::add);
        }
        inspection.separator().ifPresent(separator -> node.put("separator", separator));
        inspection.timePattern().ifPresent(pattern -> node.put("timePattern", pattern));
        inspection
                .step()
                .ifPresent(step -> node.put("step", StepAdvice.text(step).replace(" ", "")));
        node.put("sensors", inspection.profile().sensors().size());
        node.put("rows", inspection.size().rows());
        node.put("rowsCounted", inspection.size().counted());
        ArrayNode passedOver = node.putArray("passedOver");
        inspection
                .passedOver()
                .forEach(column ->
                        passedOver.addObject().put("column", column.column()).put("why", column.why()));
        ArrayNode suspects = node.putArray("suspects");
        inspection.profile().suspects().forEach(mark -> suspects.addObject()
                .put("sensor", mark.sensor().value())
                .put("value", mark.value())
                .put("share", mark.share()));
        node.set("profiles", report.json());
        ArrayNode notes = node.putArray("notes");
        inspection.notes().forEach(notes::add);
        report.notes().forEach(notes::add);
        ArrayNode problems = node.putArray("problems");
        inspection.problems().forEach(problems::add);
        return node;
    }

    private static ObjectNode unreadable(String problem) {
        ObjectNode node = Json.MAPPER.createObjectNode();
        node.put("readable", false);
        node.putArray("options");
        node.putArray("problems").add(problem);
        return node;
    }
}
