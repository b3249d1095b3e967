package io.foreflow.ingest.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ValueColumnsTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration DAY = Duration.ofDays(1);
    private static final int THREE_WEEKS = 24 * 21;

    /** Values of a column beside one of a sensor, and why it is ignored; empty if it is not. */
    private static String why(String name, int rows, Duration step, List<String> sensors, IntToDoubleFunction value) {
        List<LocalDateTime> times = SampleTables.times(rows, step);
        Random random = new Random(7);
        List<double[]> values = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            values.add(new double[] {Double.NaN, value.applyAsDouble(i), random.nextDouble()});
        }
        SampleTable table = SampleTables.of("time," + name + ",flow", List.of());
        ValueColumns found = ValueColumns.of(table, List.of(1, 2), values, times, sensors);
        assertThat(found.columns()).contains(2);
        return found.columns().contains(1) ? "" : found.passedOver().get(0).why();
    }

    private static String why(IntToDoubleFunction value) {
        return why("x", THREE_WEEKS, HOUR, List.of(), value);
    }

    private static LocalDateTime time(int hour) {
        return SampleTables.START.plusHours(hour);
    }

    @Test
    void shouldPassOverConstants() {
        assertThat(why(i -> 4711)).isEqualTo("constant: 4711 in every row, such as an id");
        assertThat(why(i -> 0.5)).isEqualTo("constant: 0.5 in every row, such as an id");
        assertThat(why(i -> i % 3 == 0 ? 7 : Double.NaN)).isEqualTo("constant: 7 in every row, such as an id");
    }

    @Test
    void shouldPassOverRowNumbersInEitherDirection() {
        assertThat(why(i -> i)).isEqualTo("row number");
        assertThat(why(i -> 1_000 - i)).isEqualTo("row number");
        assertThat(why("x", 12, HOUR, List.of(), i -> i + 1)).isEqualTo("row number");
    }

    @Test
    void shouldPassOverAnIdOfEachRow() {
        assertThat(why("id", THREE_WEEKS, HOUR, List.of(), i -> 20_000 + 7 * i)).isEqualTo("an id of each row");
        assertThat(why("reading", THREE_WEEKS, HOUR, List.of(), i -> 20_000 + 7 * i))
                .isEmpty();
        assertThat(why("grid", THREE_WEEKS, HOUR, List.of(), i -> i % 7 * 0.5)).isEmpty();
    }

    @Test
    void shouldPassOverWhatIsConstantForEachSensor() {
        List<String> sensors = SampleTables.rows(THREE_WEEKS, i -> "s" + i % 3);
        assertThat(why("latitude", THREE_WEEKS, HOUR, sensors, i -> 52 + i % 3 * 0.1))
                .isEqualTo("constant for each sensor");
        assertThat(why("latitude", THREE_WEEKS, HOUR, sensors, i -> 52 + i % 5 * 0.1))
                .isEmpty();
    }

    @Test
    void shouldPassOverPartsOfTheTime() {
        assertThat(why(i -> time(i).getHour())).isEqualTo("known from the time (its hour)");
        assertThat(why(i -> time(i).getHour() + 1)).isEqualTo("known from the time (its hour)");
        assertThat(why(i -> (time(i).getHour() + 5) % 24)).isEqualTo("known from the time (its hour)");
        assertThat(why(i -> time(i).getHour() * 60)).isEqualTo("known from the time (its hour)");
        assertThat(why(i -> time(i).getDayOfWeek().getValue() % 7)).isEqualTo("known from the time (its weekday)");
        assertThat(why(i -> time(i).getDayOfWeek().getValue() > 5 ? 1 : 0))
                .isEqualTo("known from the time (its weekday)");
        assertThat(why(i -> time(i).getDayOfMonth())).isEqualTo("known from the time (its day of the month)");
        assertThat(why("x", 24 * 70, HOUR, List.of(), i -> time(i).getMonthValue()))
                .isEqualTo("known from the time (its month)");
        assertThat(why("x", 400, DAY, List.of(), i -> time(24 * i).getYear()))
                .isEqualTo("known from the time (its year)");
        assertThat(why("x", 40, DAY, List.of(), i -> time(24 * i).getDayOfWeek().getValue()))
                .isEqualTo("known from the time (its weekday)");
    }

    @Test
    void shouldTellTheHourByFewRows() {
        assertThat(why("x", 30, HOUR, List.of(), i -> time(i).getHour())).isEqualTo("known from the time (its hour)");
        assertThat(why("x", 30, HOUR, List.of(), i -> time(i).getDayOfMonth()))
                .isEqualTo("known from the time (its day of the month)");
    }

    @Test
    void shouldPassOverFlagsOfTheDay() {
        assertThat(why(i -> i / 24 % 9 == 4 ? 1 : 0)).isEqualTo("one value a day, such as a season or a holiday");
    }

    @ParameterizedTest
    @CsvSource({"true, 3", "false, 1"})
    void shouldKeepWhatASensorMayMeasure(boolean stuckFirst, int most) {
        Random random = new Random(11);
        // Constant for most of the time.
        assertThat(why(i -> stuckFirst == i < 400 ? 5 : 5 + i % 7)).isEmpty();
        // Low counts.
        assertThat(why(i -> random.nextInt(most + 1))).isEmpty();
        // A value that switches.
        assertThat(why(i -> random.nextInt(10) == 0 ? 1 : 0)).isEmpty();
        // A meter that rises by 1 most of the time.
        assertThat(why(i -> i + i / 100)).isEmpty();
        // Hardly ever a value.
        assertThat(why(i -> i % 50 == 0 ? i : Double.NaN)).isEmpty();
    }

    @Test
    void shouldKeepDailyValues() {
        Random random = new Random(13);
        // One a row.
        assertThat(why("x", 60, DAY, List.of(), i -> random.nextInt(3))).isEmpty();
        // The same in each row of a day, with many values.
        double[] days = random.doubles(21).toArray();
        assertThat(why(i -> days[i / 24])).isEmpty();
        // As many days as the days of a month: each day of the month is there once.
        assertThat(why("x", 20, DAY, List.of(), i -> random.nextInt(3))).isEmpty();
    }

    @Test
    void shouldKeepSlowValuesOfAFewDays() {
        assertThat(why("x", 24 * 6, HOUR, List.of(), i -> Math.floorDiv(i, 24))).isEmpty();
        assertThat(why("x", 24 * 10, HOUR, List.of(), i -> i < 100 ? 1 : 2)).isEmpty();
    }

    @Test
    void shouldSayNothingOfFewRows() {
        assertThat(why("x", 9, HOUR, List.of(), i -> 3)).isEmpty();
        assertThat(why("x", 9, HOUR, List.of(), i -> i)).isEmpty();
    }

    @Test
    void shouldKeepTheOnlyColumnOfNumbersWhateverItHolds() {
        // given
        List<double[]> values = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            values.add(new double[] {Double.NaN, 3});
        }
        SampleTable table = SampleTables.of("time,flow", List.of());

        // when
        ValueColumns found = ValueColumns.of(table, List.of(1), values, SampleTables.times(50, HOUR), List.of());

        // then
        assertThat(found).isEqualTo(new ValueColumns(List.of(1), List.of()));
    }

    @Test
    void shouldNameAColumnWithoutANameByItsNumber() {
        List<double[]> values = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            values.add(new double[] {i, Math.sin(i)});
        }
        SampleTable table = SampleTables.of(",flow", List.of());
        assertThat(ValueColumns.of(table, List.of(0, 1), values, SampleTables.times(50, HOUR), List.of())
                        .passedOver())
                .containsExactly(new Inspection.PassedOver("column 1", "row number"));
    }
}
