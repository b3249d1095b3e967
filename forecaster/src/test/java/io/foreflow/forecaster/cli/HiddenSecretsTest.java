package io.foreflow.forecaster.cli;

import static io.foreflow.forecaster.endtoend.MarkedSecrets.MARK;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import io.foreflow.forecaster.config.ConfigSources;
import io.foreflow.forecaster.config.Configuration;
import io.foreflow.forecaster.endtoend.MarkedSecrets;
import io.foreflow.forecaster.service.LiveServiceConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Commands that fail, with every secret there is in their configuration. */
class HiddenSecretsTest {
    @TempDir
    Path dir;

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @BeforeEach
    void listen() {
        log.start();
        root().addAppender(log);
    }

    @AfterEach
    void stopListening() {
        root().detachAppender(log);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PLAINTEXT", "SSL", "SASL_SSL", "SASL_PLAINTEXT"})
    void shouldShowNoneWhenTheServiceCannotStart(String protocol) throws Exception {
        // given: nobody listens, and most of the secrets are of no use
        Map<String, String> settings = MarkedSecrets.settings();
        settings.put("security.protocol", protocol);
        settings.put("sasl.mechanism", "SCRAM-SHA-512");
        settings.put("ssl.keystore.type", "PEM");
        write(MarkedSecrets.yaml(settings, "bootstrap.servers: " + nobody())
                + "application: {brokerWait: 0s}\nhttp: {port: 0}\n");

        // when, then
        assertHidden(run("serve", "--debug"));
        assertHidden(run("models", "list", "--json", "--debug"));
        Files.writeString(dir.resolve("r.csv"), "sensor_id,timestamp,value\na,2021-01-01T00:00Z,1\n");
        assertHidden(run("ingest", "r.csv", "--json", "--debug"));
    }

    @Test
    void shouldShowNoneOfThemInProblemsWithValuesAndNames() throws IOException {
        // given: every secret in a form that cannot be used, some under unknown names, some as sections and lists
        Map<String, String> settings = new LinkedHashMap<>();
        MarkedSecrets.settings().keySet().stream()
                .filter(name -> !name.equals("metric.reporters"))
                .forEach(name -> settings.put(name, MARK));
        settings.put("sasl.mechnism", MARK);
        write(MarkedSecrets.yaml(settings, "acks: 2", "consumer.ssl.key.password: [" + MARK + "]")
                + "ssl.key.password: " + MARK + "\nhttp: {password: " + MARK + ", port: x}\n");

        // when
        TestTerminal terminal = run("serve", "--debug");

        // then
        assertHidden(terminal);
        assertThat(terminal.err())
                .contains("kafka.sasl.jaas.config (hidden) does not begin with the class of a login module")
                .contains("unknown key 'kafka.acme.api.key'")
                .contains("unknown key 'http.password'")
                .contains("did you mean 'kafka.ssl.key.password'?");
    }

    @Test
    void shouldShowNoneOfTheEnvironment() {
        // given
        Map<String, String> variables = new LinkedHashMap<>();
        MarkedSecrets.settings().keySet().stream()
                .filter(name -> !name.equals("metric.reporters"))
                .forEach(name -> variables.put(
                        "FOREFLOW_KAFKA_" + name.toUpperCase(Locale.ROOT).replace('.', '_'), MARK));
        TestTerminal terminal = new TestTerminal(dir, variables);

        // when
        int exitCode = terminal.run("serve", "--debug");

        // then
        assertThat(exitCode).isEqualTo(1);
        assertHidden(terminal);
        assertThat(terminal.environment().toString()).doesNotContain(MARK);
    }

    @Test
    void shouldShowNoneInRecordsThatArePrinted() throws IOException {
        // given
        Path file = write(MarkedSecrets.yaml(MarkedSecrets.settings()));
        ConfigSources sources = new ConfigSources(
                Optional.of(file), Map.of("FOREFLOW_KAFKA_SSL_KEY_PASSWORD", MARK), Map.of("kafka.client.id", MARK));

        // when
        LiveServiceConfig config = Configuration.read(sources);

        // then
        assertThat(config.kafka()).containsEntry("ssl.key.password", MARK);
        assertThat(config.withKafka("client.id", "x").toString())
                .contains("ssl.key.password=[hidden]")
                .doesNotContain(MARK);
        assertThat(sources.toString()).doesNotContain(MARK);
    }

    private TestTerminal run(String... arguments) {
        TestTerminal terminal = new TestTerminal(dir, Map.of());
        assertThat(terminal.run(arguments)).isNotZero();
        return terminal;
    }

    private void assertHidden(TestTerminal terminal) {
        assertThat(terminal.err()).isNotEmpty().doesNotContain(MARK);
        assertThat(terminal.out()).doesNotContain(MARK);
        assertThat(log.list).allSatisfy(event -> {
            assertThat(event.getFormattedMessage()).doesNotContain(MARK);
            if (event.getThrowableProxy() != null) {
                assertThat(ThrowableProxyUtil.asString(event.getThrowableProxy()))
                        .doesNotContain(MARK);
            }
        });
    }

    private Path write(String configuration) throws IOException {
        return Files.writeString(dir.resolve("foreflow.yaml"), configuration);
    }

    private static Logger root() {
        return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }

    private static String nobody() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return "127.0.0.1:" + socket.getLocalPort();
        }
    }
}
