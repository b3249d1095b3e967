package io.foreflow.windowing.calendar;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Finds the country of a time zone in the tz database's zone.tab. */
final class ZoneCountries {
    private static final String RESOURCE = "zones.txt";
    private static final Map<String, String> COUNTRIES = read();

    private ZoneCountries() {}

    /**
     * Returns the code of ISO 3166-1, such as US. It is empty for UTC, for fixed offsets and for zones that are only a
     * rule, such as CET.
     */
    static Optional<String> of(ZoneId zone) {
        return Optional.ofNullable(COUNTRIES.get(zone.getId()));
    }

    private static Map<String, String> read() {
        try (InputStream in = ZoneCountries.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("the resource " + RESOURCE + " is missing");
            }
            return new BufferedReader(new InputStreamReader(in, UTF_8))
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split(" ", 2))
                    .collect(Collectors.toUnmodifiableMap(parts -> parts[0], parts -> parts[1]));
        } catch (IOException e) {
            throw new UncheckedIOException("the resource " + RESOURCE + " cannot be read", e);
        }
    }
}
