package io.foreflow.ingest.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.foreflow.ingest.source.DataFolder;
import io.foreflow.models.series.Reading;
import io.foreflow.models.series.SensorId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class CsvRealDataTest {

    @Test
    void shouldTakeEveryRowOfTheYearOfI880() throws IOException {
        // given local times of which one hour was skipped and one is there once instead of twice
        ZoneId zone = ZoneId.of("America/Los_Angeles");

        // when
        Map<SensorId, List<Reading>> bySensor = readings("pems_i880_2021/i880_flow_hourly_long.csv.gz", zone).stream()
                .collect(Collectors.groupingBy(Reading::sensor));

        // then
        assertThat(bySensor).containsOnlyKeys(SensorId.of("i880-hov"), SensorId.of("i880-ordinary"));
        assertThat(bySensor.values()).allSatisfy(readings -> {
            assertThat(readings).hasSize(8_759);
            Instant first = readings.get(0).time();
            Instant last = readings.get(readings.size() - 1).time();
            assertThat(first).isEqualTo("2021-01-01T08:00:00Z");
            assertThat(Duration.between(first, last).toHours() + 1).isEqualTo(8_760);
            assertThat(readings).extracting(Reading::time).isSorted().doesNotHaveDuplicates();
            assertThat(readings)
                    .extracting(Reading::time)
                    .contains(Instant.parse("2021-11-07T08:00:00Z"))
                    .doesNotContain(Instant.parse("2021-11-07T09:00:00Z"));
        });
    }

    @Test
    void shouldTakeEveryRowOfTheSixYearsOfMetroInterstate() throws IOException {
        // when
        List<Reading> readings = readings("metro_interstate/metro_hourly_long.csv.gz", ZoneId.of("America/Chicago"));

        // then
        assertThat(readings).hasSize(40_575);
        assertThat(readings).extracting(Reading::time).isSorted().doesNotHaveDuplicates();
    }

    private static List<Reading> readings(String name, ZoneId zone) throws IOException {
        Optional<Path> file = DataFolder.file(name);
        assumeTrue(file.isPresent(), "there is no data folder");
        return CsvFiles.readings(CsvFiles.rows(file.orElseThrow(), TableOptions.NONE, zone));
    }
}
