package io.foreflow.models.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SensorIdTest {

    @ParameterizedTest
    @ValueSource(strings = {"i880-hov", "a", "Fühler 7", "\uD83D\uDE97 north", "x\uD83D\uDE97"})
    void shouldTakeAnyPlainText(String text) {
        assertThat(SensorId.of(text).value()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "a\u0000b", "a\nb", "\uD83D", "a\uD83Db", "\uDE97\uD83D"})
    void shouldRefuseWhatHasNoUtf8OrIsNotPlain(String text) {
        assertThatThrownBy(() -> SensorId.of(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldLimitTheLength() {
        assertThat(SensorId.of("x".repeat(200)).value()).hasSize(200);
        assertThatThrownBy(() -> SensorId.of("x".repeat(201)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("201");
    }
}
