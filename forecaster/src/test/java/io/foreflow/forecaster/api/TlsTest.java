package io.foreflow.forecaster.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.foreflow.forecaster.metrics.ServiceMetrics.MetricsText;
import io.foreflow.forecaster.query.DriverService;
import io.foreflow.forecaster.topology.TestStreams;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.apache.kafka.streams.state.HostInfo;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {
    private static final String PASSWORD = "password-of-a-test";

    @TempDir
    Path dir;

    private HttpSettings settings;
    private HttpClient client;

    @BeforeEach
    void makeKey() throws Exception {
        Path keystore = dir.resolve("key.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keystore",
                        keystore.toString(),
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        PASSWORD,
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=dns:localhost,ip:127.0.0.1")
                .redirectErrorStream(true)
                .start();
        String output = new String(keytool.getInputStream().readAllBytes());
        assertThat(keytool.waitFor()).as(output).isZero();
        settings = HttpSettings.defaults()
                .with()
                .port(0)
                .keystore(Optional.of(keystore))
                .keystorePassword(Optional.of(Files.writeString(dir.resolve("password"), PASSWORD + "\n")))
                .build();
        client = HttpClient.newBuilder().sslContext(trusting(keystore)).build();
    }

    @Test
    void shouldAnswerOverHttpsAndForwardOverIt() throws Exception {
        // given: a sensor of another instance
        try (DriverService here = new DriverService(TestStreams.ONE_A_BUCKET, dir.resolve("here"));
                DriverService there = new DriverService(TestStreams.ONE_A_BUCKET, dir.resolve("there"));
                HttpApi api = api(here);
                HttpApi owner = api(there)) {
            api.start();
            owner.start();
            there.send("a", 0, 10, hour -> 1);
            here.moveTo(new HostInfo("localhost", owner.port()));

            // when
            HttpResponse<String> answer = get(api.port(), "/v1/forecasts/a");

            // then
            assertThat(api.scheme()).isEqualTo("https");
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(answer.body()).contains("\"sensor\":\"a\"");
        }
    }

    @Test
    void shouldSayThatThePasswordIsWrong() throws Exception {
        // given
        Files.writeString(dir.resolve("password"), "another-one");

        // when, then
        assertThatThrownBy(() -> api(null))
                .isInstanceOf(BindException.class)
                .hasMessageContainingAll("http.keystore", "http.keystorePassword")
                .message()
                .doesNotContain("another-one");
    }

    private HttpApi api(@Nullable DriverService service) {
        Health yes = new Health(List.of(), Map.of());
        return new HttpApi(
                settings,
                new Probes(() -> yes, () -> yes, accept -> new MetricsText("text/plain", "")),
                service == null ? TestApi.routes() : TestApi.routes(service));
    }

    private HttpResponse<String> get(int port, String path) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port + path))
                        .build(),
                BodyHandlers.ofString());
    }

    private static SSLContext trusting(Path keystore) throws Exception {
        KeyStore key = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keystore)) {
            key.load(in, PASSWORD.toCharArray());
        }
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("one", key.getCertificate("mykey"));
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }
}
