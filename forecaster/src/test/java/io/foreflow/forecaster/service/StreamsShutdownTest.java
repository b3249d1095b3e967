package io.foreflow.forecaster.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Properties;
import org.apache.kafka.streams.CloseOptions.GroupMembershipOperation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamsShutdownTest {
    @Test
    void shouldLeaveTheGroup() {
        // given
        Properties settings = new Properties();
        settings.put("group.protocol", "classic");

        // when, then
        assertThat(StreamsShutdown.membership(settings)).isEqualTo(GroupMembershipOperation.LEAVE_GROUP);
    }

    @ParameterizedTest
    @ValueSource(strings = {"group.instance.id", "consumer.group.instance.id", "main.consumer.group.instance.id"})
    void shouldStayInTheGroupIfTheInstanceHasANameThere(String name) {
        // given
        Properties settings = new Properties();
        settings.put(name, "instance-1");

        // when, then
        assertThat(StreamsShutdown.membership(settings)).isEqualTo(GroupMembershipOperation.REMAIN_IN_GROUP);
    }
}
