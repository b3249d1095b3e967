package io.foreflow.forecaster.offline;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreflow.ingest.table.TableOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileStepTest {
    private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");

    @TempDir
    private Path directory;

    private Path file(String name, Duration interval) throws IOException {
        StringBuilder rows = new StringBuilder("sensor_id,timestamp,value\n");
        LocalDateTime time = LocalDateTime.parse("2023-03-01T00:00");
        for (int i = 0; i < 60; i++) {
            rows.append(name)
                    .append(',')
                    .append(time.plus(interval.multipliedBy(i)))
                    .append(",")
                    .append(i)
                    .append('\n');
        }
        return Files.writeString(directory.resolve(name + ".csv"), rows);
    }

    @ParameterizedTest
    @CsvSource({"PT2H, PT2H", "PT6H, PT6H", "PT24H, PT24H", "PT23H50M, PT24H", "PT3H10M, PT3H"})
    void shouldFindTheStepOfRareReadings(Duration interval, Duration step) throws IOException {
        assertThat(FileStep.of(List.of(file("a", interval)), TableOptions.NONE, ZONE))
                .contains(step);
    }

    @ParameterizedTest
    @CsvSource({"PT5M", "PT1H", "PT75M", "PT5H", "PT168H"})
    void shouldKeepTheUsualStepForOtherReadings(Duration interval) throws IOException {
        assertThat(FileStep.of(List.of(file("a", interval)), TableOptions.NONE, ZONE))
                .isEmpty();
    }

    @Test
    void shouldSuitTheFileWithTheMostReadings() throws IOException {
        // given
        Path daily = file("daily", Duration.ofDays(1));
        Path hourly = file("hourly", Duration.ofHours(1));

        // then
        assertThat(FileStep.of(List.of(daily, hourly), TableOptions.NONE, ZONE)).isEmpty();
    }

    @Test
    void shouldLeaveAnUnreadableFileToItsReader() throws IOException {
        // given
        Path nothing = Files.writeString(directory.resolve("nothing.csv"), "");

        // then
        assertThat(FileStep.of(List.of(nothing), TableOptions.NONE, ZONE)).isEmpty();
    }
}
