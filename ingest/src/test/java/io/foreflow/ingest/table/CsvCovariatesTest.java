package io.foreflow.ingest.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreflow.ingest.source.Row;
import io.foreflow.ingest.wire.RejectReason;
import io.foreflow.models.series.Reading;
import io.foreflow.models.series.SensorId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvCovariatesTest {
    private static final String HEADER = "sensor_id,timestamp,value,Temp,weather,rain_1h";
    private static final TableOptions LAYOUT = TableOptions.NONE.withCovariates(List.of("temp", "rain_1h", "snow"));
    private static final SensorId A = SensorId.of("a");
    private static final Instant NEW_YEAR = Instant.parse("2021-01-01T00:00:00Z");

    @TempDir
    Path folder;

    @Test
    void shouldReadTheColumnsThatAreAskedForAndThere() throws IOException {
        // given
        Path file = CsvFiles.write(folder, HEADER, "a,2021-01-01T00:00,7,-1.5,snow,0", "a,2021-01-01T01:00,8,,snow,");

        // then
        assertThat(CsvFiles.readings(CsvFiles.rows(file, LAYOUT, ZoneOffset.UTC)))
                .containsExactly(
                        new Reading(A, NEW_YEAR, 7.0, Map.of("temp", -1.5, "rain_1h", 0.0)),
                        new Reading(A, NEW_YEAR.plusSeconds(3600), 8.0, Map.of()));
    }

    @Test
    void shouldTakeARowWithoutAValueForAnAnnouncement() throws IOException {
        // given: what is announced may be of any time, in any order
        Path file = CsvFiles.write(
                folder,
                HEADER,
                "a,2021-01-01T00:00,7,1,,",
                "a,2021-01-03T00:00,,2,,",
                "a,2021-01-02T00:00,,3,,4",
                "a,2021-01-01T01:00,8,,,");

        // when
        List<Reading> readings = CsvFiles.readings(CsvFiles.rows(file, LAYOUT, ZoneOffset.UTC));

        // then
        assertThat(readings).extracting(Reading::isAnnouncement).containsExactly(false, true, true, false);
        assertThat(readings.get(2))
                .isEqualTo(Reading.announcement(
                        A, Instant.parse("2021-01-02T00:00:00Z"), Map.of("temp", 3.0, "rain_1h", 4.0)));
    }

    @Test
    void shouldNotLetAnnouncementsDecideWhichOfTwoLocalTimesAReadingIsOf() throws IOException {
        // given: the clocks go back at 2; 1:00 is announced twice before it is
        Path file = CsvFiles.write(
                folder,
                HEADER,
                "a,2021-11-07T00:00,7,,,",
                "a,2021-11-07T01:00,,1,,",
                "a,2021-11-07T01:00,,2,,",
                "a,2021-11-07T01:00,8,,,",
                "a,2021-11-07T01:00,9,,,");

        // when
        List<Reading> readings = CsvFiles.readings(CsvFiles.rows(file, LAYOUT, ZoneId.of("America/Los_Angeles")));

        // then
        assertThat(readings)
                .extracting(reading -> reading.time().toString().substring(11, 16))
                .containsExactly("07:00", "08:00", "08:00", "08:00", "09:00");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a,2021-01-01T00:00,7,cold,,|BAD_VALUE|the covariate temp (cold) must be a finite number",
                "a,2021-01-01T00:00,7,,,1e999|BAD_VALUE|the covariate rain_1h (1e999) must be a finite number",
                "a,2021-01-01T00:00,,cold,,|BAD_VALUE|the covariate temp (cold) must be a finite number",
                "a,2021-01-01T00:00,,,rain,|BAD_VALUE|the value () must be a finite number",
                "a,2021-01-01T00:00,x,1,,|BAD_VALUE|the value (x) must be a finite number",
                "a,2021-01-32T00:00,,1,,|BAD_TIME|2021-01-32",
                "a,2021-03-14T02:30,,1,,|SKIPPED_LOCAL_TIME|2021-03-14T02:30 does not exist"
            })
    void shouldRejectABadCellWithItsLine(String line, RejectReason reason, String detail) throws IOException {
        // given
        Path file = CsvFiles.write(folder, HEADER, line, "a,2021-01-01T01:00,8,,,");

        // when
        List<Row> rows = CsvFiles.rows(file, LAYOUT, ZoneId.of("America/Los_Angeles"));

        // then
        assertThat(rows).hasSize(2);
        Row.Bad bad = (Row.Bad) rows.get(0);
        assertThat(bad.line()).isEqualTo(2);
        assertThat(bad.reason()).isEqualTo(reason);
        assertThat(bad.detail()).contains(detail);
    }

    @Test
    void shouldWantAValueWhereNoCovariateIsAskedFor() throws IOException {
        // given
        Path file = CsvFiles.write(folder, HEADER, "a,2021-01-01T00:00,,1,,");

        // then
        assertThat(CsvFiles.rows(file, TableOptions.NONE, ZoneOffset.UTC)).hasOnlyElementsOfType(Row.Bad.class);
    }

    @Test
    void shouldReadCovariatesBesideEveryValueOfAWideRow() throws IOException {
        // given
        Path file = CsvFiles.write(folder, "timestamp,north,temp,south", "2021-01-01T00:00,1,-5,2");

        // when
        TableOptions options = CsvFiles.columns("*").withCovariates(List.of("temp"));

        // then
        assertThat(CsvFiles.readings(CsvFiles.rows(file, options, ZoneOffset.UTC)))
                .containsExactly(
                        new Reading(
                                SensorId.of("north"), Instant.parse("2021-01-01T00:00:00Z"), 1.0, Map.of("temp", -5.0)),
                        new Reading(
                                SensorId.of("south"),
                                Instant.parse("2021-01-01T00:00:00Z"),
                                2.0,
                                Map.of("temp", -5.0)));
    }
}
