package io.foreflow.windowing.streams;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.foreflow.models.series.SensorId;
import java.util.Random;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SensorPartitionsTest {
    @Test
    void shouldFindThePartitionThatKafkasOwnProducerChooses() {
        Random random = new Random(3);
        for (int i = 0; i < 2_000; i++) {
            // given
            String name = "s" + Long.toString(random.nextLong(), 36) + (random.nextBoolean() ? "é/Straße 泵" : "");
            int partitions = 1 + random.nextInt(50);

            // when
            int found = new SensorPartitions(partitions).of(SensorId.of(name));

            // then
            assertThat(found).isEqualTo(BuiltInPartitioner.partitionForKey(name.getBytes(UTF_8), partitions));
        }
    }

    /** Pinned: an id that hashed elsewhere would part every sensor from its state. */
    @ParameterizedTest
    @CsvSource({"a, 12, 4", "pump-7, 12, 0", "i880-hov, 12, 9", "café, 12, 6", "a, 1, 0"})
    void shouldKeepItsChoice(String sensor, int partitions, int expected) {
        assertThat(new SensorPartitions(partitions).of(SensorId.of(sensor))).isEqualTo(expected);
    }

    @Test
    void shouldSayWhichPartitionerIsExpected() {
        assertThat(new SensorPartitions(12).misplaced(SensorId.of("pump-7"), 3))
                .contains("partition 3", "pump-7", "of 12", "murmur2", "partitioner=murmur2_random");
    }

    @Test
    void shouldRefuseATopicWithoutPartitions() {
        assertThatThrownBy(() -> new SensorPartitions(0)).isInstanceOf(IllegalArgumentException.class);
    }
}
