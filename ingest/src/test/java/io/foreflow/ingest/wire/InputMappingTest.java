package io.foreflow.ingest.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class InputMappingTest {

    @Test
    void shouldReadItsOwnTopicUnlessAnotherIsNamed() {
        assertThat(InputMapping.NATIVE.topic(new TopicNames("plant"))).isEqualTo("plant.readings.v1");
        assertThat(new InputMapping("flows", "/id", "/ts", "/v").topic(TopicNames.DEFAULT))
                .isEqualTo("flows");
    }

    @Test
    void shouldTrustKeysOnlyWhereTheyAreSensors() {
        assertThat(InputMapping.NATIVE.keyedBySensor()).isTrue();
        assertThat(new InputMapping("flows", null, "/ts", "/v").keyedBySensor()).isTrue();
        assertThat(new InputMapping("flows", "/id", "/ts", "/v").keyedBySensor())
                .isFalse();
    }

    @Test
    void shouldNameAllProblemsAtOnce() {
        assertThatThrownBy(() -> new InputMapping(" ", "id", "", "/v"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("input.topic")
                .hasMessageContaining("input.sensor (id)")
                .hasMessageContaining("input.time must point into the record");
        assertThatThrownBy(() -> new InputMapping(null, null, "/time", "/value"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("input.topic");
    }
}
