package io.foreflow.ingest.table;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ColumnNamesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "timestamp",
                "Date_Time",
                "dateTime",
                "Zeitstempel",
                "TIME",
                "utc",
                "fecha_hora",
                "FechaHora",
                "data-ora",
                "ts",
                "event time"
            })
    void shouldKnowNamesOfTimes(String name) {
        assertThat(ColumnNames.isTime(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Datum", "date", "Fecha", "DATE ", "dteday", "Data", "Start Date", "jour"})
    void shouldKnowNamesOfDates(String name) {
        assertThat(ColumnNames.isDate(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Uhrzeit", "hora", "Hour", "HourEnding", "hr", "Heure", "Ora", "Zeit", "Intervall"})
    void shouldKnowNamesOfTimesOfDay(String name) {
        assertThat(ColumnNames.isClock(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "station",
                "Sensor_ID",
                "counterId",
                "Zählstelle",
                "FK_STANDORT",
                "LCLid",
                "entity_id",
                "estación",
                "Messpunkt",
                "site_no",
                "compteur",
                "location"
            })
    void shouldKnowNamesOfSensors(String name) {
        assertThat(ColumnNames.isSensor(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"value", "flow", "temperature_2m", "Débit", "idle", "updated", "weekend", "timeliness"})
    void shouldNotTakeOtherWordsForKnownOnes(String name) {
        assertThat(ColumnNames.isSensor(name)).isFalse();
        assertThat(ColumnNames.isTime(name)).isFalse();
        assertThat(ColumnNames.isDate(name)).isFalse();
        assertThat(ColumnNames.isId(name)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "id, true",
        "ID, true",
        "station_id, true",
        "stationId, true",
        "LCLid, true",
        "SENSORID, true",
        "number of cars, false",
        "channel, false",
        "meter, false",
        "humid, false",
        "grid, false"
    })
    void shouldTellIdsFromNamesThatMayBeValues(String name, boolean id) {
        assertThat(ColumnNames.isId(name)).isEqualTo(id);
    }

    @Test
    void shouldSplitNamesIntoWordsWithoutAccents() {
        assertThat(ColumnNames.words("dateTime")).containsExactly("date", "time");
        assertThat(ColumnNames.words("Débit (m³/h)")).containsExactly("debit", "m³", "h");
        assertThat(ColumnNames.words("Spur 1")).containsExactly("spur", "1");
        assertThat(ColumnNames.words(" _ ")).isEmpty();
    }

    @Test
    void shouldCompareNamesInOneForm() {
        assertThat(ColumnNames.comparable("  Cafe\u0301 ")).isEqualTo("caf\u00E9");
        assertThat(ColumnNames.comparable("TIMESTAMP")).isEqualTo("timestamp");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "*|anything|true",
                "flow*|flow north|true",
                "flow*|inflow|false",
                "*spur*|Brücke Spur 1|true",
                "*Spur*|brücke|false",
                "a*b*c|aXbYc|true",
                "a*b*c|acb|false",
                "north|NORTH|true",
                "north|north 2|false",
                "T.m|Tam|false",
                "T.m|t.m|true",
                "[a-z]|b|false",
                "(x|(x|true"
            })
    void shouldMatchPatternsWithStars(String pattern, String name, boolean matches) {
        assertThat(ColumnNames.glob(pattern)
                        .matcher(ColumnNames.comparable(name))
                        .matches())
                .isEqualTo(matches);
    }
}
