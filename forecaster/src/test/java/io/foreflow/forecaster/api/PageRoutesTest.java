package io.foreflow.forecaster.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files of the live page, without a browser. */
class PageRoutesTest {
    private static final String TOKEN = "0123456789abcdef";

    @TempDir
    private Path dir;

    private static HttpApi started(HttpSettings settings) {
        HttpApi api = TestApi.of(settings, () -> new Health(List.of(), Map.of()));
        api.start();
        return api;
    }

    @Test
    void shouldSendThePageWithItsPolicyCompressedAndOnce() throws Exception {
        // given
        try (HttpApi api = started(HttpSettings.defaults().with().port(0).build())) {
            // when
            HttpResponse<String> page = LocalHttp.get(api.port(), "/");
            HttpResponse<String> again = LocalHttp.send(LocalHttp.request(
                    api.port(),
                    "/",
                    "If-None-Match",
                    page.headers().firstValue("etag").orElseThrow()));
            HttpResponse<String> packed = LocalHttp.send(
                    LocalHttp.request(api.port(), "/assets/uPlot.iife.min.js", "Accept-Encoding", "gzip"));

            // then
            assertThat(page.headers().firstValue("content-security-policy").orElseThrow())
                    .startsWith("default-src 'self';")
                    .doesNotContain("unsafe");
            assertThat(page.body()).doesNotContain("style=", "<style", "onclick");
            assertThat(again.statusCode()).isEqualTo(304);
            assertThat(packed.headers().firstValue("content-encoding")).hasValue("gzip");
            new OpenApiFile().check("get /", page);
            new OpenApiFile().check("get /assets/{file}", LocalHttp.get(api.port(), "/assets/live.css"));
            new OpenApiFile().check("get /assets/{file}", LocalHttp.get(api.port(), "/assets/other.css"));
        }
    }

    @Test
    void shouldOpenNothingButThePageWithoutTheToken() throws Exception {
        // given
        Path file = Files.writeString(dir.resolve("token"), TOKEN);
        try (HttpApi api = started(HttpSettings.defaults()
                .with()
                .port(0)
                .readToken(Optional.of(file))
                .build())) {
            // when, then
            for (String path : List.of("/", "/assets/live.js")) {
                assertThat(LocalHttp.get(api.port(), path).statusCode())
                        .as(path)
                        .isEqualTo(200);
            }
            for (String path : List.of(
                    "/v1/sensors",
                    "/assets/../v1/sensors",
                    "/assets/..%2fv1/sensors",
                    "/assets/%2e%2e/v1/sensors",
                    "/assets/",
                    "//")) {
                assertThat(LocalHttp.get(api.port(), path).statusCode())
                        .as(path)
                        .isBetween(400, 499);
            }
        }
    }

    @Test
    void shouldNotSendThePageToAnotherSite() throws Exception {
        try (HttpApi api = started(HttpSettings.defaults().with().port(0).build())) {
            assertThat(RawHttp.send(api.port(), "GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"))
                    .startsWith("HTTP/1.1 421");
        }
    }
}
