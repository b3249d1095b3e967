package io.foreflow.forecaster.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Compares docs/configuration.md with what the keys say. A new text is left beside the build's other results. */
class ConfigReferenceTest {
    private static final Path ROOT =
            Path.of(Optional.ofNullable(System.getProperty("foreflow.root")).orElse(".."));

    @Test
    void shouldKeepTheConfigurationPageAsTheKeysAre() throws IOException {
        // given
        Path committed = ROOT.resolve("docs/configuration.md");
        Path generated = ROOT.resolve("forecaster/target/configuration.md");

        // when
        Files.createDirectories(generated.getParent());
        Files.writeString(generated, ConfigReference.text());

        // then
        assertThat(Files.readString(committed))
                .as("docs/configuration.md; after a change of a key: cp forecaster/target/configuration.md docs/")
                .isEqualTo(Files.readString(generated));
    }

    @Test
    void shouldDescribeEveryKey() {
        // when
        String text = ConfigReference.text();

        // then
        for (ConfigKey<?> key : ConfigKeys.ALL) {
            assertThat(text).contains("### `" + key.path() + "`\n", "`" + RawSettings.variable(key.path()) + "`\n");
        }
        assertThat(text.lines()).allMatch(line -> line.length() <= 120);
    }
}
