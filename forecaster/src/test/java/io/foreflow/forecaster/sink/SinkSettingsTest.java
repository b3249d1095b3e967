package io.foreflow.forecaster.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SinkSettingsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://db:5432/foreflow",
                "jdbc:postgresql://a,b/foreflow?targetServerType=primary",
                "jdbc:postgresql://db/foreflow?currentSchema=forecasts&sslmode=verify-full",
                "jdbc:postgresql:foreflow"
            })
    void shouldTakeEveryAddressOfTheDriver(String jdbc) {
        assertThat(settings(jdbc).shown()).startsWith("jdbc:postgresql:").doesNotContain("?");
    }

    @ParameterizedTest
    @ValueSource(strings = {"postgresql://db/foreflow", "jdbc:mysql://db/foreflow", "db"})
    void shouldRefuseOtherDatabases(String jdbc) {
        assertThatThrownBy(() -> settings(jdbc))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("such as jdbc:postgresql://localhost:5432/foreflow");
    }

    @ParameterizedTest
    @ValueSource(strings = {"password", "sslpassword"})
    void shouldRefuseASecretInTheAddressWithoutShowingIt(String parameter) {
        assertThatThrownBy(() -> settings("jdbc:postgresql://db/foreflow?user=me&" + parameter + "=MARK"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(parameter)
                .hasMessageContaining("--password-file")
                .hasMessageNotContaining("MARK");
    }

    @Test
    void shouldRefuseAnAddressThatTheDriverDoesNotKnowWithoutShowingItsParameters() {
        assertThatThrownBy(() -> settings("jdbc:postgresql://db:port/foreflow?password=MARK"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("jdbc:postgresql://db:port/foreflow")
                .hasMessageNotContaining("MARK");
    }

    private static SinkSettings settings(String jdbc) {
        return new SinkSettings(jdbc, Optional.empty(), Optional.empty(), 0, OptionalInt.empty());
    }
}
