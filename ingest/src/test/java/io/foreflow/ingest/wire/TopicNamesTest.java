package io.foreflow.ingest.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TopicNamesTest {

    @Test
    void shouldCallTopicsAsPublished() {
        assertThat(TopicNames.DEFAULT.readings()).isEqualTo("foreflow.readings.v1");
        assertThat(TopicNames.DEFAULT.rejected()).isEqualTo("foreflow.readings.rejected.v1");
        assertThat(TopicNames.DEFAULT.windows()).isEqualTo("foreflow.windows.v1");
        assertThat(TopicNames.DEFAULT.trainingWindows()).isEqualTo("foreflow.training-windows.v1");
        assertThat(TopicNames.DEFAULT.forecasts()).isEqualTo("foreflow.forecasts.v1");
        assertThat(TopicNames.DEFAULT.scores()).isEqualTo("foreflow.scores.v1");
        assertThat(TopicNames.DEFAULT.alerts()).isEqualTo("foreflow.alerts.v1");
        assertThat(TopicNames.DEFAULT.retrainingRequests()).isEqualTo("foreflow.retraining-requests.v1");
        assertThat(TopicNames.DEFAULT.inferenceRequests()).isEqualTo("foreflow.inference.requests.v1");
        assertThat(TopicNames.DEFAULT.inferenceResults()).isEqualTo("foreflow.inference.results.v1");
        assertThat(TopicNames.DEFAULT.models()).isEqualTo("foreflow.models.v1");
    }

    @Test
    void shouldRefuseAPrefixThatKafkaWouldRefuse() {
        assertThatThrownBy(() -> new TopicNames("my topics"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("topics.prefix (my topics)");
    }
}
