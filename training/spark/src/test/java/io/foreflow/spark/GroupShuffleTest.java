package io.foreflow.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreflow.models.series.Reading;
import io.foreflow.models.series.SensorId;
import io.foreflow.spark.InputRow.UnusedRow;
import io.foreflow.spark.InputRow.UsedRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import scala.Tuple2;

class GroupShuffleTest {
    private static final SensorId A = SensorId.of("a");
    private static final Instant TIME = Instant.parse("2026-01-01T00:00:00.5Z");

    private static List<Reading> unpacked(ReadingBlock block) {
        List<Reading> readings = new ArrayList<>();
        block.unpack(readings);
        return readings;
    }

    @Test
    void shouldBringASensorToEachOfItsGroupsUnchanged() {
        // given
        List<Reading> readings = List.of(
                Reading.of(A, TIME, 1.25),
                new Reading(A, TIME, 2.0, Map.of("rain", 0.0)),
                Reading.announcement(A, TIME.plusSeconds(1), Map.of("rain", 3.0)),
                Reading.timeOnly(A, TIME.plusSeconds(2)));
        Stream<InputRow> rows = Stream.concat(
                readings.stream().map(UsedRow::new),
                Stream.of(new UnusedRow("bad"), new UsedRow(Reading.of(SensorId.of("unknown"), TIME, 1))));

        // when
        List<Tuple2<Integer, ReadingBlock>> packed = new ArrayList<>();
        new GroupShuffle.Packing(rows.iterator(), Map.of("a", new int[] {2, 5}), List.of("rain"))
                .forEachRemaining(packed::add);

        // then
        assertThat(packed).extracting(Tuple2::_1).containsExactly(2, 5);
        assertThat(packed).allSatisfy(block -> {
            assertThat(block._2().sensor()).isEqualTo("a");
            assertThat(unpacked(block._2())).isEqualTo(readings);
        });
    }

    @Test
    void shouldOrderReadingsInOneWayOnly() {
        // given: by time; at the same time without a value first, then by value and covariates
        List<Reading> ordered = List.of(
                Reading.of(A, TIME, 9),
                Reading.timeOnly(A, TIME.plusSeconds(1)),
                Reading.of(A, TIME.plusSeconds(1), 1),
                new Reading(A, TIME.plusSeconds(1), 1.0, Map.of("rain", 1.0)),
                Reading.of(A, TIME.plusSeconds(1), 2));
        List<Reading> shuffled = new ArrayList<>(ordered);
        Collections.reverse(shuffled);

        // when
        shuffled.sort(GroupShuffle.ORDER);

        // then
        assertThat(shuffled.get(0)).isEqualTo(ordered.get(0));
        assertThat(shuffled.get(1)).isEqualTo(ordered.get(1));
        assertThat(shuffled.get(4)).isEqualTo(ordered.get(4));
        List<Reading> again = new ArrayList<>(ordered);
        Collections.rotate(again, 2);
        again.sort(GroupShuffle.ORDER);
        assertThat(again).isEqualTo(shuffled);
    }
}
