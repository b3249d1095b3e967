package io.foreflow.ingest.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreflow.models.series.Reading;
import io.foreflow.models.series.SensorId;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ReadingWireGoldenTest {
    private static final SensorId HOV = SensorId.of("i880-hov");

    static Stream<Arguments> readings() {
        return Stream.of(
                Arguments.of("reading.json", Reading.of(HOV, Instant.parse("2021-01-01T08:00:00Z"), 242.5)),
                Arguments.of("reading-time-only.json", Reading.timeOnly(HOV, Instant.parse("2021-01-02T09:00:00Z"))),
                Arguments.of(
                        "reading-covariates.json",
                        new Reading(
                                SensorId.of("Brücke 7"),
                                Instant.parse("2021-07-01T10:15:30.250Z"),
                                1e-7,
                                Map.of("temperature", -3.25, "rain", 0.0))));
    }

    @ParameterizedTest
    @MethodSource("readings")
    void shouldWriteReadingsAsPublished(String file, Reading reading) {
        assertThat(ReadingJson.bytes(reading)).isEqualTo(Golden.bytes(file));
    }

    @ParameterizedTest
    @MethodSource("readings")
    void shouldReadReadingsAsPublished(String file, Reading reading) {
        assertThat(new ReadingParser(InputMapping.NATIVE).parse(null, Golden.bytes(file)))
                .isEqualTo(new ReadingParser.Accepted(reading));
    }

    @Test
    void shouldWriteHeadersOfRejectedRecordsAsPublished() {
        // given a record that was rejected before
        Headers headers = new RecordHeaders().add(RejectedHeaders.OFFSET, new byte[] {'1'});

        // when
        RejectedHeaders.put(
                headers,
                RejectReason.BAD_VALUE,
                "the field value must be a finite number without quotes, not \"NaN\"",
                "foreflow.readings.v1",
                3,
                4711);

        // then
        assertThat(Golden.text(headers)).isEqualTo(Golden.text("rejected-record.headers"));
    }

    @Test
    void shouldWriteHeadersOfRejectedRowsAsPublished() {
        // given
        Headers headers = new RecordHeaders();

        // when
        RejectedHeaders.putFile(
                headers,
                RejectReason.SKIPPED_LOCAL_TIME,
                "the local time 2021-03-14T02:00 does not exist in America/Los_Angeles",
                "flow.csv.gz",
                1730);

        // then
        assertThat(Golden.text(headers)).isEqualTo(Golden.text("rejected-row.headers"));
    }

    @Test
    void shouldWriteCloudEventsAsPublished() {
        // when
        Headers headers = new CloudEvents.EventKind("io.foreflow.forecast.v1", "/foreflow", CloudEvents.JSON)
                .headers(HOV, Instant.parse("2021-01-02T09:00:00Z"), 0, Instant.parse("2021-01-02T09:00:01.250Z"));

        // then
        assertThat(Golden.text(headers)).isEqualTo(Golden.text("cloudevents.headers"));
    }

    @Test
    void shouldGiveEveryRevisionItsOwnEventId() {
        // given
        Instant origin = Instant.parse("2021-01-02T09:00:00Z");

        // when
        Stream<String> ids = Stream.of(
                CloudEvents.id("io.foreflow.forecast.v1", HOV, origin, 0),
                CloudEvents.id("io.foreflow.forecast.v1", HOV, origin, 1),
                CloudEvents.id("io.foreflow.forecast.v1", HOV, origin.plusSeconds(3600), 0),
                CloudEvents.id("io.foreflow.window.v1", HOV, origin, 0),
                CloudEvents.id("io.foreflow.forecast.v1", SensorId.of("i880-ordinary"), origin, 0));

        // then
        assertThat(ids).doesNotHaveDuplicates();
    }
}
