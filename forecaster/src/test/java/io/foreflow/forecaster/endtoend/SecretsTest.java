package io.foreflow.forecaster.endtoend;

import static io.foreflow.forecaster.endtoend.MarkedSecrets.MARK;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real command {@code serve} with every secret there is, and with all that Kafka's clients say of themselves. */
class SecretsTest {
    @TempDir
    Path dir;

    @Test
    void shouldNeverShowASecretWhileItServes() throws Exception {
        try (EmbeddedCluster cluster = EmbeddedCluster.start()) {
            // given
            String configuration =
                    MarkedSecrets.yaml(MarkedSecrets.settings(), "bootstrap.servers: " + cluster.bootstrapServers())
                            + "http: {port: 0}\ntopics: {partitions: 1}\n";
            String logging = Objects.requireNonNull(getClass().getResource("/logback.xml"))
                    .toString();

            // when
            try (ServeProcess serve = ServeProcess.start(
                    dir,
                    configuration,
                    "-Dlogback.configurationFile=" + logging,
                    "-Dforeflow.log=DEBUG",
                    "-Dforeflow.log.libraries=INFO")) {
                serve.awaitTrue(() -> serve.said().contains("Streams: RUNNING"));
                serve.stop();

                // then
                assertThat(serve.said())
                        .contains("Kafka's clients do not know acme.api.key, acme.reporterToken")
                        .contains("org.apache.kafka", "INFO")
                        .doesNotContain(MARK);
            }
        }
    }
}
