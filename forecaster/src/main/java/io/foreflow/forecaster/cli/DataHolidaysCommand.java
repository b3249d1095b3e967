package io.foreflow.forecaster.cli;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.foreflow.forecaster.config.ConfigSources;
import io.foreflow.forecaster.config.Configuration;
import io.foreflow.forecaster.offline.FileReadings;
import io.foreflow.forecaster.terminal.CommandException;
import io.foreflow.forecaster.terminal.Environment;
import io.foreflow.forecaster.terminal.TextTable;
import io.foreflow.ingest.wire.Json;
import io.foreflow.training.calendar.CalendarFit;
import io.foreflow.training.calendar.CalendarFits;
import io.foreflow.training.calendar.DayMeans;
import io.foreflow.windowing.calendar.CalendarName;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "holidays",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "Says which holiday calendar fits the readings of a table: the country's, or that of a region.",
        description = {
            "Reads the whole file. A calendar expects of a day the mean of the latest four days of the same kind, "
                    + "with holidays as Sundays. The error is relative to that of the country's calendar.",
            "A day differs if it is a holiday in one of both calendars only."
        })
final class DataHolidaysCommand implements Callable<Integer> {
    private static final int SHOWN = 6;

    private final Environment environment;

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "Tables of readings; several count as one.")
    private List<Path> files = List.of();

    @Option(
            names = "--zone",
            paramLabel = "ZONE",
            description = "Time zone of the sensors and of timestamps without an offset. Its country's calendars are "
                    + "compared. Default: window.zone.")
    private @Nullable ZoneId zone;

    @Mixin
    private final ConfigOption config = new ConfigOption();

    @Mixin
    private final TableFlags table = new TableFlags();

    @Option(names = "--json", description = "Prints one JSON object.")
    private boolean json;

    DataHolidaysCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws IOException {
        ConfigSources sources = config.sources(environment, Map.of());
        ZoneId where = zone == null
                ? Configuration.read(sources).pipeline().windowing().zone()
                : zone;
        CalendarName country = CalendarName.ofCountry(where)
                .orElseThrow(() -> new CommandException("the zone " + where
                        + " lies in no country whose holidays are known; name the zone of the sensors with --zone, such as"
                        + " Europe/Berlin"));
        List<Path> found = new ArrayList<>();
        for (Path file : files) {
            found.add(InputFile.of(environment, file));
        }
        DayMeans days = new DayMeans(where);
        List<String> rejected = new ArrayList<>();
        FileReadings.read(
                found,
                table.options(Configuration.tables(sources)),
                where,
                note -> environment.err().println("note: " + note),
                days::add,
                rejected::add);
        if (!rejected.isEmpty()) {
            environment
                    .err()
                    .printf(
                            Locale.ROOT,
                            "note: %,d rows are no readings, the first: %s%n",
                            rejected.size(),
                            rejected.get(0));
        }
        List<CalendarName> others = new ArrayList<>(country.regions());
        others.add(CalendarName.NONE);
        List<CalendarFit> fits = CalendarFits.of(days, country, others);
        if (fits.isEmpty()) {
            throw new CommandException(String.format(
                    Locale.ROOT,
                    "the readings cover %,d days of %,d sensor(s), and no calendar expects anything of them; give a few"
                            + " weeks of readings that change from day to day",
                    days.count(),
                    days.sensors()));
        }
        if (json) {
            environment.out().println(json(country, fits));
        } else {
            print(environment.out(), country, fits, days);
        }
        return Foreflow.SUCCESS;
    }

    private static void print(PrintStream out, CalendarName country, List<CalendarFit> fits, DayMeans days) {
        out.printf(
                Locale.ROOT,
                "%,d days of %s; calendars of %s and its %d regions%n%n",
                days.count(),
                days.sensors() == 1 ? "1 sensor" : String.format(Locale.ROOT, "%,d sensors", days.sensors()),
                country,
                country.regions().size());
        TextTable rows = new TextTable("CALENDAR", "ERROR", "DAYS BETTER", "DAYS WORSE");
        fits.stream()
                .filter(fit -> fits.indexOf(fit) < SHOWN
                        || fit.calendars().contains(country)
                        || fit.calendars().contains(CalendarName.NONE))
                .forEach(fit -> rows.row(
                        names(fit),
                        String.format(Locale.ROOT, "%.3f", fit.error()),
                        Integer.toString(fit.better().size()),
                        Integer.toString(fit.worse().size())));
        out.print(rows);
        out.println();
        Optional<CalendarFit> better = CalendarFits.better(fits);
        if (better.isEmpty()) {
            out.println("The holidays of " + country + " fit as well as any. They are the default for this zone.");
            return;
        }
        CalendarFit best = better.get();
        out.println("--holidays " + best.calendars().get(0) + " fits best.");
        dates(out, "Better than " + country + ":", best.better());
        dates(out, "Worse than " + country + ":", best.worse());
    }

    private static void dates(PrintStream out, String title, List<LocalDate> dates) {
        if (!dates.isEmpty()) {
            out.println(title + " " + dates.stream().map(LocalDate::toString).collect(joining(", ")));
        }
    }

    /** Names a few of the calendars that have the same holidays on these days. */
    private static String names(CalendarFit fit) {
        int most = 3;
        List<CalendarName> names = fit.calendars();
        String first = names.stream().limit(most).map(CalendarName::toString).collect(joining(", "));
        return names.size() <= most ? first : first + " and " + (names.size() - most) + " more";
    }

    private static ObjectNode json(CalendarName country, List<CalendarFit> fits) {
        ObjectNode node = Json.MAPPER.createObjectNode();
        node.put("country", country.toString());
        node.put(
                "best",
                CalendarFits.better(fits)
                        .map(best -> best.calendars().get(0))
                        .orElse(country)
                        .toString());
        ArrayNode list = node.putArray("calendars");
        fits.forEach(fit -> {
            ObjectNode one = list.addObject();
            ArrayNode names = one.putArray("calendars");
            fit.calendars().forEach(name -> names.add(name.toString()));
            one.put("error", fit.error());
            ArrayNode better = one.putArray("better");
            fit.better().forEach(day -> better.add(day.toString()));
            ArrayNode worse = one.putArray("worse");
            fit.worse().forEach(day -> worse.add(day.toString()));
        });
        return node;
    }
}
