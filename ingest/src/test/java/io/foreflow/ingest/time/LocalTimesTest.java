package io.foreflow.ingest.time;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreflow.models.series.SensorId;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class LocalTimesTest {
    private static final SensorId A = SensorId.of("a");
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @Test
    void shouldReadARepeatedHourBackwards() {
        // given: the clocks in Berlin went back from 03:00 to 02:00
        assertThat(backwards("04:00", "03:00", "02:00", "02:00", "01:00", "00:00"))
                .containsExactly("03:00", "02:00", "01:00", "00:00", "23:00", "22:00");
    }

    @Test
    void shouldReadTheQuartersOfARepeatedHourBackwards() {
        assertThat(backwards("03:00", "02:45", "02:30", "02:15", "02:00", "02:45", "02:30", "02:15", "02:00", "01:45"))
                .containsExactly(
                        "02:00", "01:45", "01:30", "01:15", "01:00", "00:45", "00:30", "00:15", "00:00", "23:45");
    }

    @Test
    void shouldTakeAnHourThatIsThereOnceForTheSecondOneBackwards() {
        assertThat(backwards("04:00", "03:00", "02:00", "01:00")).containsExactly("03:00", "02:00", "01:00", "23:00");
    }

    @Test
    void shouldTakeItForTheFirstOneIfItCannotBeThereTwice() {
        // given rows every two hours: 02:00 follows 03:00, as clocks went back between them
        assertThat(backwards("07:00", "05:00", "03:00", "02:00", "00:00"))
                .containsExactly("06:00", "04:00", "02:00", "00:00", "22:00");
    }

    @Test
    void shouldNotTakeAStepForwardsIntoTheHourForItsFirstPass() {
        assertThat(backwards("03:30", "03:00", "01:30", "02:30", "02:15"))
                .containsExactly("02:30", "02:00", "23:30", "01:30", "01:15");
    }

    @Test
    void shouldResolveEachSensorForItself() {
        LocalTimes times = new LocalTimes(BERLIN, true);
        LocalDateTime repeated = LocalDateTime.parse("2025-10-26T02:00");

        assertThat(times.resolve(A, repeated)).hasToString("2025-10-26T01:00:00Z");
        assertThat(times.resolve(SensorId.of("b"), repeated)).hasToString("2025-10-26T01:00:00Z");
        assertThat(times.resolve(A, repeated)).hasToString("2025-10-26T00:00:00Z");
    }

    private static List<String> backwards(String... times) {
        LocalTimes local = new LocalTimes(BERLIN, true);
        return Arrays.stream(times)
                .map(time -> String.valueOf(local.resolve(A, LocalDateTime.parse("2025-10-26T" + time))))
                .map(instant -> instant.substring(11, 16))
                .toList();
    }
}
