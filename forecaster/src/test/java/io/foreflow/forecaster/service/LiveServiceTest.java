package io.foreflow.forecaster.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the service does without a broker; with one, see the end-to-end suite. */
class LiveServiceTest {
    @TempDir
    Path dir;

    @Test
    void shouldSayThatNoBrokerAnswersAndWhatToDo() throws Exception {
        // given
        LiveServiceConfig config = config(portThatNobodyListensOn());

        // when, then
        try (LiveService service = new LiveService(config)) {
            assertThatThrownBy(service::start)
                    .isInstanceOf(LiveServiceException.class)
                    .hasMessageContaining(config.bootstrapServers())
                    .hasMessageContaining("kafka.bootstrap.servers")
                    .message()
                    .doesNotContain("\n");
            assertThat(service.stopped()).isCompleted();
        }
    }

    @Test
    void shouldStartOnlyOnce() throws Exception {
        // given
        try (LiveService service = new LiveService(config(portThatNobodyListensOn()))) {
            service.close();

            // when, then
            assertThatThrownBy(service::start).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void shouldCloseTwiceAndWithoutHavingStarted() throws Exception {
        // given
        LiveService service = new LiveService(config(portThatNobodyListensOn()));

        // when
        service.close();
        service.close();

        // then
        assertThat(service.stopped()).isCompleted();
        assertThat(service.awaitReady(Duration.ofSeconds(1))).isFalse();
        assertThatThrownBy(service::httpPort).isInstanceOf(IllegalStateException.class);
    }

    private LiveServiceConfig config(int brokerPort) {
        return LiveServiceConfig.of("127.0.0.1:" + brokerPort)
                .withStateDir(dir)
                .withHttp("127.0.0.1", 0)
                .withBrokerWait(Duration.ZERO);
    }

    private static int portThatNobodyListensOn() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
