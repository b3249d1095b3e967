package io.foreflow.forecaster.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import io.foreflow.forecaster.service.LiveServiceConfig;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The Helm chart, rendered by Helm itself. */
class HelmChartTest {
    private static final Path FOLDER = ManifestFacts.ROOT.resolve("docs/kubernetes");
    private static final Path CHART = FOLDER.resolve("helm/foreflow");
    private static final String HEADER = """
            # Made from the chart in helm/foreflow with its default values, for those who have no Helm; see README.md.
            # Change the image and the configuration here; change anything else in the chart.
            """;

    @TempDir
    private Path directory;

    private record Run(int exitCode, String out, String err) {}

    @BeforeAll
    static void requireHelm() {
        assumeTrue(
                Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "helm"))),
                "helm is not installed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"values.yaml", "ci/minimal-values.yaml", "ci/everything-values.yaml"})
    void shouldFitKubernetesAndTheService(String values) throws Exception {
        // when
        KubernetesObjects objects = KubernetesObjects.read(
                rendered("--values", CHART.resolve(values).toString()));
        ManifestFacts facts = ManifestFacts.of(objects);

        // then
        facts.assertSound();
        for (KubernetesObjects.Pods pods : objects.pods()) {
            ManifestFacts.assertParsed(pods, directory);
            LiveServiceConfig config = facts.configuration(pods, directory);
            assertThat(config.stateDir()).hasToString("/var/lib/foreflow/state");
        }
        String lint = run(
                        "lint",
                        "--strict",
                        CHART.toString(),
                        "--values",
                        CHART.resolve(values).toString())
                .out;
        assertThat(lint).contains("1 chart(s) linted, 0 chart(s) failed");
    }

    @Test
    void shouldLeaveOutWhatIsOff() throws Exception {
        // when
        KubernetesObjects objects = KubernetesObjects.read(
                rendered("--values", CHART.resolve("ci/minimal-values.yaml").toString()));

        // then
        assertThat(objects.all())
                .extracting(HasMetadata::getKind)
                .containsExactlyInAnyOrder("ConfigMap", "Service", "Service", "StatefulSet");
        assertThat(objects.service().orElseThrow().claims()).isEmpty();
    }

    @Test
    void shouldSetEverythingThatIsOn() throws Exception {
        // when
        KubernetesObjects objects = KubernetesObjects.read(
                rendered("--values", CHART.resolve("ci/everything-values.yaml").toString()));
        LiveServiceConfig config =
                ManifestFacts.of(objects).configuration(objects.service().orElseThrow(), directory);

        // then
        assertThat(objects.all())
                .extracting(HasMetadata::getKind)
                .contains("CronJob", "NetworkPolicy", "PodDisruptionBudget", "PrometheusRule", "ServiceMonitor");
        assertThat(config.http().port()).isEqualTo(8443);
        assertThat(config.http().names()).contains("foreflow.example.org");
        assertThat(config.http().readToken()).hasValue(Path.of("/etc/foreflow-http/read-token"));
        assertThat(config.http().writeToken()).hasValue(Path.of("/etc/foreflow-http/write-token"));
        assertThat(config.http().keystore()).hasValue(Path.of("/etc/foreflow-http/keystore.p12"));
        // A large number must not become 6.7108864e+07.
        assertThat(config.kafka()).containsEntry("producer.buffer.memory", "67108864");
        assertThat(config.http().requestsPerSecond()).isEqualTo(1_000_000);
        assertThat(objects.the(NetworkPolicy.class).getSpec().getEgress().get(1).getPorts())
                .extracting(NetworkPolicyPort::getPort)
                .extracting(IntOrString::getIntVal)
                .containsExactly(9093, 9094, 9095);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "replica=3 | replica",
                "replicas=two | replicas",
                "image.pullPolicy=Sometimes | pullPolicy",
                "http.port=80 | port",
                "http.readToken.secret=No_Name | secret",
                "config.http.host=127.0.0.1 | host",
                "config.state.dir=/tmp | state",
                "config.windows.step=1h | windows",
                "config.kafka.bootstrap\\.servers=kafka | bootstrap.servers",
                "config.kafka.num\\.standby\\.replicas=-1 | num.standby.replicas",
                "persistence.size=big | size",
                "resources.limits.memory=4GB | memory",
                "env[0].name=FOREFLOW_HTTP_PORT | name",
                "files.foreflow\\.yaml=a | foreflow.yaml",
                "retrain.schedule=weekly | schedule",
                "retrain.options[0]=oops | options",
                "serviceMonitor.interval=often | interval",
                "networkPolicy.kafkaPorts[0]=0 | kafkaPorts",
                "podLabels.a=b c | podLabels",
            })
    void shouldRefuseAWrongValue(String value, String named) throws Exception {
        // when
        Run run = run("template", "foreflow", CHART.toString(), "--set", value);

        // then
        assertThat(run.exitCode).isNotZero();
        assertThat(run.out).isEmpty();
        assertThat(run.err).contains("schema").contains(named);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "config.kafka=null | networkPolicy.kafkaPorts must name the brokers' ports",
                "prometheusRule.enabled=true | prometheusRule.rules must be the text of a rules file",
            })
    void shouldSayWhatIsMissing(String value, String problem) throws Exception {
        // when
        Run run = run("template", "foreflow", CHART.toString(), "--set", value);

        // then
        assertThat(run.exitCode).isNotZero();
        assertThat(run.err).contains(problem);
    }

    @ParameterizedTest
    @CsvSource({
        "plant, plant-foreflow",
        "foreflow-eu, foreflow-eu",
        "a-release-with-a-name-of-the-greatest-length-ab-cdefg, a-release-with-a-name-of-the-gr-foreflow",
    })
    void shouldNameItsObjectsByTheRelease(String release, String name) throws Exception {
        // when
        Run run = run("template", release, CHART.toString(), "--set", "retrain.enabled=true");

        // then
        assertThat(run.exitCode).as(run.err).isZero();
        assertThat(KubernetesObjects.read(run.out).all())
                .extracting(object -> object.getMetadata().getName())
                .allMatch(one -> one.startsWith(name) && one.length() <= 52);
    }

    @Test
    void shouldHaveTheVersionOfTheService() throws Exception {
        // given
        String pom = Files.readString(ManifestFacts.ROOT.resolve("pom.xml"));

        // when
        String chart = Files.readString(CHART.resolve("Chart.yaml"));

        // then
        String version = chart.lines()
                .filter(line -> line.startsWith("appVersion: "))
                .findFirst()
                .orElseThrow()
                .substring("appVersion: ".length());
        assertThat(pom).contains("<artifactId>foreflow</artifactId>\n  <version>" + version + "</version>");
    }

    /** Compares the manifests with what the chart renders. New texts are left beside the build's other results. */
    @ParameterizedTest
    @ValueSource(strings = {"foreflow.yaml", "retrain-cronjob.yaml"})
    void shouldKeepTheManifestsAsTheChartIs(String file) throws Exception {
        // given
        Path generated = Files.createDirectories(ManifestFacts.ROOT.resolve("forecaster/target/kubernetes"))
                .resolve(file);
        String[] options = file.equals("foreflow.yaml")
                ? new String[0]
                : new String[] {"--set", "retrain.enabled=true", "--show-only", "templates/" + file};

        // when
        Files.writeString(generated, HEADER + rendered(options));

        // then
        assertThat(FOLDER.resolve(file))
                .as("%s; after a change of the chart: cp forecaster/target/kubernetes/* docs/kubernetes/", file)
                .hasSameTextualContentAs(generated);
    }

    private static String rendered(String... options) throws Exception {
        Run run = run(Stream.concat(Stream.of("template", "foreflow", CHART.toString()), Arrays.stream(options))
                .toArray(String[]::new));
        assertThat(run.exitCode).as(run.err).isZero();
        return run.out;
    }

    private static Run run(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("helm"));
        command.addAll(List.of(arguments));
        // Without a cluster, the version that Helm assumes depends on how Helm was built.
        command.addAll(List.of("--kube-version", "1.33.0"));
        Path out = Files.createTempFile("helm", ".out");
        Path err = Files.createTempFile("helm", ".err");
        try {
            Process helm = new ProcessBuilder(command)
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            if (!helm.waitFor(60, TimeUnit.SECONDS)) {
                helm.destroyForcibly();
                throw new AssertionError("helm did not end: " + command);
            }
            return new Run(helm.exitValue(), Files.readString(out, UTF_8), Files.readString(err, UTF_8));
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }
}
