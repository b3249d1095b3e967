package io.foreflow.forecaster.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreflow.models.series.Reading;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReadingsTest {
    @Test
    void shouldBeTheSameSeriesInParts() {
        // given
        Readings whole = new Readings(3, 10, 12);
        Readings first = new Readings(3, 4, 12);

        // when
        List<Reading> parts = new ArrayList<>(all(first));
        parts.addAll(all(first.next(6)));

        // then
        assertThat(parts).isEqualTo(all(whole)).hasSize(whole.count());
    }

    @Test
    void shouldGiveEverySensorAReadingAtEachStepWithAValueOfItsOwn() {
        // when
        List<Reading> readings = all(new Readings(5, 24, 1));

        // then
        assertThat(readings).extracting(Reading::time).isSorted();
        assertThat(readings).extracting(Reading::value).doesNotHaveDuplicates();
        assertThat(readings.subList(0, 5))
                .extracting(Reading::time)
                .containsOnly(Instant.parse("2021-01-04T00:00:00Z"));
        assertThat(readings.subList(0, 5)).extracting(Reading::sensor).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 12})
    void shouldFindTheLastReadingOfABucketByItsEnd(int perHour) {
        // given
        Readings readings = new Readings(7, 3, perHour).next(5);
        Duration pace = Duration.ofHours(1).dividedBy(perHour);

        for (int place = 0; place < readings.count(); place++) {
            // when
            Reading reading = readings.at(place);

            // then
            assertThat(readings.placeOfLast(reading.sensor(), reading.time().plus(pace)))
                    .isEqualTo(place);
        }
    }

    private static List<Reading> all(Readings readings) {
        List<Reading> all = new ArrayList<>();
        readings.forEach(all::add);
        return all;
    }
}
