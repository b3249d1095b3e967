package io.foreflow.ingest.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SensorColumnsTest {
    private static final int ROWS = 60;

    @Test
    void shouldNeedNoColumnWhereEachTimeHasOneRow() {
        SampleTable table =
                SampleTables.of("time,note,value", SampleTables.rows(ROWS, i -> i + ",n" + i % 3 + "," + i));
        assertThat(find(table, List.of(1), List.of(2))).isEqualTo(new SensorColumns(List.of(), false));
    }

    @Test
    void shouldTakeATextThatTellsTheRowsOfATimeApart() {
        SampleTable table =
                SampleTables.of("time,where,value", SampleTables.rows(ROWS, i -> i / 3 + ",p" + i % 3 + "," + i * i));
        assertThat(find(table, List.of(1), List.of(2)).columns()).containsExactly(1);
    }

    @Test
    void shouldPreferAColumnThatIsNamedAfterSensors() {
        // given a remark that tells the rows apart as well
        SampleTable table = SampleTables.of(
                "time,remark,station,value",
                SampleTables.rows(ROWS, i -> i / 3 + ",r" + i % 3 + ",s" + i % 3 + "," + i * i));
        assertThat(find(table, List.of(1, 2), List.of(3)).columns()).containsExactly(2);
    }

    @Test
    void shouldPreferTextToNumbersAndFewValuesToMany() {
        SampleTable table = SampleTables.of(
                "time,a,b,c,value",
                SampleTables.rows(ROWS, i -> i / 3 + "," + i % 3 + ",b" + i % 30 + ",c" + i % 3 + "," + i * i));
        assertThat(find(table, List.of(2, 3), List.of(1, 4)).columns()).containsExactly(3);
    }

    @Test
    void shouldTakeNumbersThatTellSensorsApart() {
        SampleTable table =
                SampleTables.of("time,lane,value", SampleTables.rows(ROWS, i -> i / 3 + "," + i % 3 + "," + i * i));
        assertThat(find(table, List.of(), List.of(1, 2)).columns()).containsExactly(1);
    }

    @Test
    void shouldJoinColumnsWhereOneIsNotEnough() {
        // given two places with two pollutants each
        SampleTable table = SampleTables.of(
                "time,location,parameter,value",
                SampleTables.rows(ROWS, i -> i / 4 + ",p" + i % 2 + ",q" + i / 2 % 2 + "," + i * i));
        assertThat(find(table, List.of(1, 2), List.of(3)).columns()).containsExactlyInAnyOrder(1, 2);
    }

    @Test
    void shouldAskWhereNoColumnTellsTheRowsApart() {
        SampleTable table = SampleTables.of("time,value", SampleTables.rows(ROWS, i -> i / 3 + "," + i * i));
        assertThat(find(table, List.of(), List.of(1))).isEqualTo(new SensorColumns(List.of(), true));
    }

    @Test
    void shouldNotAskForAFewRowsThatAreThereTwice() {
        SampleTable table =
                SampleTables.of("time,value", SampleTables.rows(ROWS, i -> (i % 10 == 0 ? i : i - i % 2) + "," + i));
        SampleTable few = SampleTables.of("time,value", SampleTables.rows(ROWS, i -> Math.max(0, i - 5) + "," + i));
        assertThat(find(few, List.of(), List.of(1))).isEqualTo(new SensorColumns(List.of(), false));
        assertThat(find(table, List.of(), List.of(1)).needed()).isTrue();
    }

    @Test
    void shouldTellSensorsThatStandOneAfterAnother() {
        // given times of their own for each sensor, by text and by number
        SampleTable named =
                SampleTables.of("time,station,value", SampleTables.rows(ROWS, i -> i + ",s" + i / 30 + "," + i));
        SampleTable numbered =
                SampleTables.of("time,station_id,value", SampleTables.rows(ROWS, i -> i + "," + i / 30 + "," + i));
        assertThat(find(named, List.of(1), List.of(2)).columns()).containsExactly(1);
        assertThat(find(numbered, List.of(), List.of(1, 2)).columns()).containsExactly(1);
    }

    @Test
    void shouldNotTakeValuesForSensors() {
        // given a count with few values and a name that might be a sensor's
        SampleTable table = SampleTables.of("time,number of cars", SampleTables.rows(ROWS, i -> i + "," + i % 4));
        assertThat(find(table, List.of(), List.of(1)).columns()).isEmpty();
    }

    @Test
    void shouldAskRatherThanTakeNumbersThatTellRowsApartByChance() {
        // given three rows a time with counts, of many and of few different ones
        SampleTable many = SampleTables.of(
                "time,flow,speed", SampleTables.rows(ROWS, i -> i / 3 + "," + i * 7 % 29 + "," + i * 5 % 23));
        Random random = new Random(3);
        SampleTable few = SampleTables.of(
                "time,flow,speed",
                SampleTables.rows(ROWS, i -> i / 3 + "," + random.nextInt(3) + "," + random.nextInt(4)));
        assertThat(find(many, List.of(), List.of(1, 2))).isEqualTo(new SensorColumns(List.of(), true));
        assertThat(find(few, List.of(), List.of(1, 2))).isEqualTo(new SensorColumns(List.of(), true));
    }

    private static SensorColumns find(SampleTable table, List<Integer> texts, List<Integer> integers) {
        return SensorColumns.find(table, table.column(0), texts, integers);
    }
}
