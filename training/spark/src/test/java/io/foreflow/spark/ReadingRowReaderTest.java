package io.foreflow.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreflow.models.series.Reading;
import io.foreflow.models.series.SensorId;
import io.foreflow.spark.InputRow.UnusedRow;
import io.foreflow.spark.InputRow.UsedRow;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.RowFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReadingRowReaderTest {
    private static final Instant NOON = Instant.parse("2026-07-01T10:00:00Z");

    private final ReadingRowReader reader = new ReadingRowReader("Europe/Berlin", List.of("rain"));

    private InputRow read(@Nullable Object... cells) {
        return reader.read(RowFactory.create(cells));
    }

    private static UsedRow reading(String sensor, Instant time, @Nullable Double value, Map<String, Double> known) {
        return new UsedRow(new Reading(SensorId.of(sensor), time, value, known));
    }

    @Test
    void shouldReadEveryFormOfTime() {
        assertThat(read("a", NOON, 1.5, null)).isEqualTo(reading("a", NOON, 1.5, Map.of()));
        assertThat(read("a", LocalDateTime.parse("2026-07-01T12:00:00"), 1.5f, 2))
                .isEqualTo(reading("a", NOON, 1.5, Map.of("rain", 2.0)));
        assertThat(read("a", "2026-07-01T10:00:00Z", "1.5", "")).isEqualTo(reading("a", NOON, 1.5, Map.of()));
        assertThat(read("a", "2026-07-01 12:00:00", new BigDecimal("1.5"), null))
                .isEqualTo(reading("a", NOON, 1.5, Map.of()));
        assertThat(read(7L, LocalDate.parse("2026-07-01"), 1, null))
                .isEqualTo(reading("7", Instant.parse("2026-06-30T22:00:00Z"), 1.0, Map.of()));
    }

    @Test
    void shouldTakeARowWithoutAValueAsAnnouncementOrTime() {
        assertThat(read("a", NOON, null, 3.0)).isEqualTo(reading("a", NOON, null, Map.of("rain", 3.0)));
        assertThat(read("a", NOON, Double.NaN, null)).isEqualTo(reading("a", NOON, null, Map.of()));
    }

    @Test
    void shouldSayWhatIsWrongWithARow() {
        assertThat(problem(read(null, NOON, 1.0, null))).contains("there is no sensor");
        assertThat(problem(read("a", null, 1.0, null))).contains("there is no time");
        assertThat(problem(read("a\u0007", NOON, 1.0, null))).contains("sensor id");
        assertThat(problem(read("a", NOON, "much", null))).contains("'much' is no number");
        assertThat(problem(read("a", NOON, Double.POSITIVE_INFINITY, null))).contains("must be a finite number");
        assertThat(problem(read("a", "yesterday", 1.0, null))).contains("yesterday");
        assertThat(problem(read("a", Instant.EPOCH.minusSeconds(4_000_000_000L), 1.0, null)))
                .contains("from the year 1900");
    }

    private static String problem(InputRow row) {
        assertThat(row).isInstanceOf(UnusedRow.class);
        return ((UnusedRow) row).problem();
    }
}
