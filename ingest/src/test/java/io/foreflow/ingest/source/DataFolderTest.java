package io.foreflow.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {
    @TempDir
    Path folder;

    @Test
    void shouldPreferTheNamedFolderThenTheOneBesideTheProjectThenTheCache() throws IOException {
        // given
        Path named = Files.createDirectories(folder.resolve("named"));
        Path beside = folder.resolve("shared/data");
        Path cached = folder.resolve("home/.cache/foreflow/data");
        Map<String, String> properties = Map.of(
                "foreflow.root", folder.resolve("project").toString(),
                "user.home", folder.resolve("home").toString());

        // then
        assertThat(DataFolder.find(name -> null, properties::get)).isEmpty();
        Files.createDirectories(cached);
        assertThat(DataFolder.find(name -> null, properties::get)).contains(cached);
        Files.createDirectories(beside);
        assertThat(DataFolder.find(name -> "", properties::get)).contains(beside);
        assertThat(DataFolder.find(Map.of("FOREFLOW_DATA", named.toString())::get, properties::get))
                .contains(named);
    }

    @Test
    void shouldRefuseANamedFolderThatIsNone() {
        String missing = folder.resolve("missing").toString();
        assertThatThrownBy(() -> DataFolder.find(name -> missing, name -> null))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("FOREFLOW_DATA (" + missing + ")");
    }
}
