package io.foreflow.forecaster.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.junit.jupiter.api.Test;

class KnownTopicTest {
    private static final String TOPIC = "foreflow.forecasts.v1";

    /** A consumer whose broker hears of the topic after some requests. */
    private static final class Lagging extends MockConsumer<byte[], byte[]> {
        private final int unknown;
        private int asked;

        Lagging(int unknown) {
            super("earliest");
            this.unknown = unknown;
        }

        @Override
        public synchronized List<PartitionInfo> partitionsFor(String topic) {
            asked++;
            return asked <= unknown ? List.of() : List.of(info(topic, 0), info(topic, 1));
        }

        private static PartitionInfo info(String topic, int partition) {
            Node[] nodes = {Node.noNode()};
            return new PartitionInfo(topic, partition, Node.noNode(), nodes, nodes);
        }
    }

    @Test
    void shouldAskAgainWhileTheBrokerDoesNotKnowTheTopic() {
        // given
        Lagging consumer = new Lagging(2);

        // when
        List<TopicPartition> partitions = KnownTopic.partitions(consumer, TOPIC);

        // then
        assertThat(partitions).containsExactly(new TopicPartition(TOPIC, 0), new TopicPartition(TOPIC, 1));
        assertThat(consumer.asked).isEqualTo(3);
    }

    @Test
    void shouldGiveUpWhenTheTopicStaysUnknown() {
        // when, then
        assertThat(KnownTopic.partitions(new Lagging(Integer.MAX_VALUE), TOPIC)).isEmpty();
    }

    @Test
    void shouldEndWhenInterrupted() {
        // given
        Thread.currentThread().interrupt();

        // when, then
        assertThatThrownBy(() -> KnownTopic.partitions(new Lagging(Integer.MAX_VALUE), TOPIC))
                .isInstanceOf(InterruptException.class);
        assertThat(Thread.interrupted()).isTrue();
    }
}
