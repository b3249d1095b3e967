package io.foreflow.ingest.table;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Interprets the names of columns, in the languages in which tables are often written. */
public final class ColumnNames {
    private static final Set<String> TIMES = Set.of(
            "timestamp",
            "time",
            "datetime",
            "zeitstempel",
            "zeitpunkt",
            "horodatage",
            "fechahora",
            "dataora",
            "datahora",
            "tijdstip",
            "mtu",
            "utc",
            "ts",
            "epoch",
            "unix");
    private static final Set<String> STARTS =
            Set.of("start", "from", "begin", "beginn", "von", "debut", "inicio", "inizio", "van");
    private static final Set<String> DATES =
            Set.of("date", "datum", "tag", "fecha", "data", "dia", "jour", "dteday", "dag", "dato", "giorno");
    private static final Set<String> CLOCKS = Set.of(
            "time",
            "zeit",
            "uhrzeit",
            "hora",
            "heure",
            "ora",
            "tijd",
            "uur",
            "hour",
            "stunde",
            "std",
            "hr",
            "hrs",
            "hh",
            "clock",
            "tid",
            "interval",
            "intervall",
            "hours");
    private static final Set<String> YEARS = Set.of("year", "yr", "jahr", "annee", "ano", "anno", "jaar", "yyyy");
    private static final Set<String> MONTHS =
            Set.of("month", "mnth", "mon", "monat", "mois", "mes", "mese", "maand", "mm");
    private static final Set<String> DAYS = Set.of("day", "tag", "jour", "dia", "giorno", "dag", "dd", "mday");
    private static final Set<String> SENSORS = Set.of(
            "id",
            "sensor",
            "sensorid",
            "station",
            "stationid",
            "counter",
            "counterid",
            "site",
            "siteid",
            "meter",
            "meterid",
            "device",
            "deviceid",
            "detector",
            "detectorid",
            "node",
            "nodeid",
            "location",
            "locationid",
            "name",
            "nom",
            "nome",
            "naam",
            "nombre",
            "bezeichnung",
            "libelle",
            "stelle",
            "zaehlstelle",
            "zahlstelle",
            "messstelle",
            "messpunkt",
            "standort",
            "zaehler",
            "zahler",
            "gerat",
            "geraet",
            "capteur",
            "compteur",
            "sitio",
            "estacion",
            "sensore",
            "stazione",
            "centralina",
            "estacao",
            "contador",
            "meetpunt",
            "locatie",
            "loop",
            "vds",
            "lane",
            "channel",
            "kanal",
            "parameter",
            "pollutant",
            "variable",
            "serial",
            "mac",
            "asset",
            "machine",
            "household",
            "lclid",
            "series",
            "metric",
            "code",
            "number",
            "nummer");
    private static final Set<String> ENDS = Set.of("end", "to", "ende", "bis", "fin", "fine", "tot");

    private static final Pattern CAMEL = Pattern.compile("(?<=[a-z])(?=[A-Z])");
    private static final Pattern MARKS = Pattern.compile("\\p{M}+");
    private static final Pattern NO_WORD = Pattern.compile("[^\\p{L}\\p{N}]+");

    private ColumnNames() {}

    /** Returns the form in which names are compared: without regard to case and to white space around them. */
    public static String comparable(String name) {
        return CsvCells.strip(Normalizer.normalize(name, Normalizer.Form.NFC)).toLowerCase(Locale.ROOT);
    }

    static boolean isTime(String name) {
        return any(name, TIMES);
    }

    static boolean isStart(String name) {
        return any(name, STARTS);
    }

    static boolean isEnd(String name) {
        return any(name, ENDS);
    }

    static boolean isDate(String name) {
        return any(name, DATES);
    }

    static boolean isClock(String name) {
        return any(name, CLOCKS);
    }

    static boolean isYear(String name) {
        return any(name, YEARS);
    }

    static boolean isMonth(String name) {
        return any(name, MONTHS);
    }

    static boolean isDay(String name) {
        return any(name, DAYS);
    }

    static boolean isSensor(String name) {
        return any(name, SENSORS);
    }

    /** Returns true for a name such as {@code ID}, {@code station_id} or {@code LocationId}. */
    static boolean isId(String name) {
        return words(name).stream()
                .anyMatch(word -> word.equals("id") || (word.endsWith("id") && SENSORS.contains(word)));
    }

    /** Returns the words of a name in small letters without accents; {@code dateTime} has two. */
    static List<String> words(String name) {
        String plain =
                MARKS.matcher(Normalizer.normalize(name, Normalizer.Form.NFD)).replaceAll("");
        return Arrays.stream(NO_WORD.split(CAMEL.matcher(plain).replaceAll(" ")))
                .filter(word -> !word.isEmpty())
                .map(word -> word.toLowerCase(Locale.ROOT))
                .toList();
    }

    private static boolean any(String name, Set<String> known) {
        List<String> words = words(name);
        return words.stream().anyMatch(known::contains) || known.contains(String.join("", words));
    }

    /** Matches names against a pattern in which {@code *} stands for any text. */
    static Pattern glob(String pattern) {
        StringBuilder regex = new StringBuilder();
        for (String part : comparable(pattern).split("\\*", -1)) {
            regex.append(regex.isEmpty() ? "" : ".*").append(Pattern.quote(part));
        }
        return Pattern.compile(regex.toString(), Pattern.DOTALL);
    }
}
