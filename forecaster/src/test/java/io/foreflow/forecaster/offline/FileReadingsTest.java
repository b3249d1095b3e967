package io.foreflow.forecaster.offline;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreflow.ingest.table.TableOptions;
import io.foreflow.models.series.Reading;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.TrainingWindow;
import io.foreflow.windowing.core.WindowerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileReadingsTest {
    private static final SensorId A = SensorId.of("a");
    private static final Instant NEW_YEAR = Instant.parse("2021-01-01T00:00:00Z");

    @TempDir
    private Path folder;

    @Test
    void shouldPutAnnouncementsWhereTheyBecameKnown() throws IOException {
        // given: two files, the later one first
        Path later = write("later.csv", List.of("a,2021-01-02T00:00,2,", "a,2021-01-03T00:00,,5"));
        Path earlier = write("earlier.csv", List.of("a,2021-01-01T00:00,1,", "a,2021-01-09T00:00,,4"));

        // when
        FileReadings read = FileReadings.of(
                List.of(later, earlier), TableOptions.NONE.withCovariates(List.of("temp")), ZoneOffset.UTC, note -> {});

        // then
        Reading second = Reading.of(A, Instant.parse("2021-01-02T00:00:00Z"), 2);
        Reading ofNextDay = Reading.announcement(A, Instant.parse("2021-01-03T00:00:00Z"), Map.of("temp", 5.0));
        assertThat(read.byTime(Instant.MIN))
                .containsExactly(
                        Reading.of(A, NEW_YEAR, 1),
                        Reading.announcement(A, Instant.parse("2021-01-09T00:00:00Z"), Map.of("temp", 4.0)),
                        second,
                        ofNextDay);
        assertThat(read.byTime(Instant.parse("2021-01-02T00:00:00Z"))).containsExactly(second, ofNextDay);
        assertThat(read.rejected()).isEmpty();
    }

    @Test
    void shouldTrainOnWhatWasAnnouncedInAFile() throws IOException {
        // given: each hour tells its own temperature and announces that of the hour after the next
        List<String> rows = new ArrayList<>();
        for (int hour = 0; hour < 100; hour++) {
            String time = NEW_YEAR.plus(Duration.ofHours(hour)).toString();
            String ahead = NEW_YEAR.plus(Duration.ofHours(hour + 2L)).toString();
            rows.add("a," + time + "," + hour + "," + hour);
            rows.add("a," + ahead + ",," + (hour + 2.5));
        }
        List<String> rejected = new ArrayList<>();

        // when
        List<TrainingWindow> windows = TrainingWindows.fromFile(
                        write("readings.csv", rows),
                        TableOptions.NONE,
                        WindowerConfig.defaults().withReadingsPerBucket(1).withCovariates(List.of("temp")),
                        NEW_YEAR.plus(Duration.ofDays(30)),
                        note -> {},
                        data -> {},
                        rejected::add)
                .windows();

        // then: what is announced after a reading is known from the next one's window on
        assertThat(rejected).isEmpty();
        assertThat(windows).isNotEmpty().allSatisfy(window -> {
            double last = window.window().history().at(5);
            assertThat(window.window().covariate("temp").past().at(23)).isEqualTo(last);
            assertThat(window.window().covariate("temp").future().at(0)).isEqualTo(last + 1.5);
            assertThat(window.window().covariate("temp").future().present()).isEqualTo(1);
        });
    }

    private Path write(String name, List<String> rows) throws IOException {
        List<String> lines = new ArrayList<>(List.of("sensor_id,timestamp,value,temp"));
        lines.addAll(rows);
        return Files.write(folder.resolve(name), lines);
    }
}
