package io.foreflow.forecaster.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoredBundleTest {
    private static final String SHA256 = "ab".repeat(32);

    @Test
    void shouldLieUnderItsDigest() {
        assertThat(StoredBundle.of(SHA256, 7).key()).isEqualTo("ab/" + SHA256 + ".bundle");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/etc/passwd", "../x", "a/../../x", "a//b", "a/.hidden", "a b", "a/", "C:\\x", "a/b\n"})
    void shouldRefuseAKeyThatLeadsElsewhere(String key) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new StoredBundle(key, SHA256, 1))
                .withMessageStartingWith("key must be a relative path");
    }

    @Test
    void shouldRefuseAnotherDigestOrNoBytes() {
        assertThatIllegalArgumentException().isThrownBy(() -> new StoredBundle("a", "AB", 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new StoredBundle("a", SHA256, 0));
    }
}
