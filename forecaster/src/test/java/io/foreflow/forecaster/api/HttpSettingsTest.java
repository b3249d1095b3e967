package io.foreflow.forecaster.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HttpSettingsTest {
    @Test
    void shouldListenOnLoopbackWithoutTokensByDefault() {
        // when
        HttpSettings settings = HttpSettings.defaults();

        // then
        assertThat(settings)
                .isEqualTo(HttpSettingsBuilder.builder()
                        .host("127.0.0.1")
                        .port(8080)
                        .advertised(Optional.empty())
                        .names(List.of())
                        .readToken(Optional.empty())
                        .writeToken(Optional.empty())
                        .keystore(Optional.empty())
                        .keystorePassword(Optional.empty())
                        .requestsPerSecond(20_000)
                        .eventStreams(100)
                        .build());
        assertThat(settings.isLoopback()).isTrue();
        assertThat(settings.with().host("0.0.0.0").build().isLoopback()).isFalse();
    }

    @Test
    void shouldTellAllProblemsAtOnce() {
        assertThatThrownBy(() -> HttpSettings.defaults()
                        .with()
                        .host(" ")
                        .port(70_000)
                        .advertised(Optional.of("node-1"))
                        .keystore(Optional.of(Path.of("key.p12")))
                        .requestsPerSecond(-1)
                        .eventStreams(-1)
                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(
                        "http.host",
                        "http.port (70000)",
                        "http.advertised (node-1)",
                        "http.keystorePassword",
                        "http.requestsPerSecond",
                        "http.eventStreams");
    }

    @Test
    void shouldBeReachedUnderItsAdvertisedNameElseUnderWhatIsBound() {
        // given
        HttpSettings bound = HttpSettings.defaults();
        HttpSettings advertised =
                bound.with().advertised(Optional.of("node-1:443")).build();

        // when, then
        assertThat(bound.advertisedHost()).isEqualTo("127.0.0.1");
        assertThat(bound.advertisedPort(1234)).isEqualTo(1234);
        assertThat(advertised.advertisedHost()).isEqualTo("node-1");
        assertThat(advertised.advertisedPort(1234)).isEqualTo(443);
        assertThat(bound.with().host("0.0.0.0").build().advertisedHost())
                .isNotEmpty()
                .isNotEqualTo("0.0.0.0");
    }
}
