package io.foreflow.forecaster.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DesktopBrowserTest {
    @TempDir
    private Path folder;

    @Test
    void shouldFindTheOpenerOfADesktopOnly() throws IOException {
        // given
        Path opener = Files.createFile(folder.resolve("xdg-open"));
        assertThat(opener.toFile().setExecutable(true)).isTrue();
        String path = folder.toString();

        // when, then
        assertThat(DesktopBrowser.of(Map.of("PATH", path), "Linux")).isEmpty();
        assertThat(DesktopBrowser.of(Map.of("DISPLAY", ":0"), "Linux")).isEmpty();
        assertThat(DesktopBrowser.of(Map.of("PATH", path, "DISPLAY", ":0"), "Linux"))
                .hasValue(new DesktopBrowser(List.of(opener.toString())));
        assertThat(DesktopBrowser.of(Map.of("PATH", path, "WAYLAND_DISPLAY", "wayland-0"), "Linux"))
                .isPresent();
        assertThat(DesktopBrowser.of(Map.of(), "Mac OS X")).hasValue(new DesktopBrowser(List.of("open")));
        assertThat(DesktopBrowser.of(Map.of(), "Windows 11")).isPresent();
    }

    @Test
    void shouldSayThatItCannotOpenAPage() {
        // given
        List<String> said = new ArrayList<>();

        // when
        new DesktopBrowser(List.of(folder.resolve("missing").toString())).open("http://127.0.0.1:1/", said::add);

        // then
        assertThat(said).hasSize(1).first().asString().contains("open the page yourself");
    }
}
