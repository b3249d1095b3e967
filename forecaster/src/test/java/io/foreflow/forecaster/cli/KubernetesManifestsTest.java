package io.foreflow.forecaster.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.foreflow.forecaster.service.LiveServiceConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The manifests for those who have no Helm. */
class KubernetesManifestsTest {
    private static final Path FOLDER = ManifestFacts.ROOT.resolve("docs/kubernetes");

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"foreflow.yaml", "retrain-cronjob.yaml", "train-groups-job.yaml"})
    void shouldFitKubernetesAndTheService(String file) throws IOException {
        // given
        KubernetesObjects objects = read(file);

        // then
        assertThat(objects.pods()).hasSize(1);
        ManifestFacts.of(objects).assertSound();
        ManifestFacts.assertParsed(objects.pods().get(0), directory);
    }

    @Test
    void shouldConfigureTheService() throws IOException {
        // given
        KubernetesObjects objects = read("foreflow.yaml");

        // when
        LiveServiceConfig config =
                ManifestFacts.of(objects).configuration(objects.service().orElseThrow(), directory);

        // then
        assertThat(config.http().host()).isEqualTo("0.0.0.0");
        assertThat(config.http().advertised()).hasValue("foreflow-0.foreflow-headless.plant.svc:8080");
        assertThat(config.http().names()).contains("foreflow", "foreflow.plant.svc.cluster.local");
        assertThat(config.kafka()).containsEntry("num.standby.replicas", "1");
        assertThat(config.stateDir()).isEqualTo(Path.of("/var/lib/foreflow/state"));
    }

    @Test
    void shouldMountTheConfigurationOfTheServiceForRetraining() throws IOException {
        // given
        var service = read("foreflow.yaml").service().orElseThrow().spec();
        var retraining = read("retrain-cronjob.yaml").retraining().orElseThrow().spec();

        // then
        assertThat(retraining.getVolumes().get(0))
                .isEqualTo(service.getVolumes().get(0));
        assertThat(retraining.getContainers().get(0).getImage())
                .isEqualTo(service.getContainers().get(0).getImage());
    }

    @Test
    void shouldGiveEachPodOfATrainingAShareOfItsOwn() throws IOException {
        // given
        KubernetesObjects objects = read("train-groups-job.yaml");

        // then
        var job = objects.the(Job.class).getSpec();
        assertThat(job.getCompletionMode()).isEqualTo("Indexed");
        assertThat(job.getParallelism()).isEqualTo(job.getCompletions());
        assertThat(objects.training()
                        .orElseThrow()
                        .spec()
                        .getContainers()
                        .get(0)
                        .getArgs())
                .contains("--shard=$(JOB_COMPLETION_INDEX)/" + job.getCompletions());
    }

    @ParameterizedTest
    @CsvSource({
        "imagePullPolicy:, imagePullPolcy:, imagePullPolcy",
        "replicas: 2, replicas: two, replicas",
        "replicas: 2, replicas: 2.5, replicas",
        "component: service, component: 1.0, component",
        "'value: \"8080\"', value: 8080, value",
        "runAsNonRoot: true, 'runAsNonRoot: \"true\"', runAsNonRoot",
        "apps/v1, apps/v1beta1, apps/v1beta1",
        "kind: StatefulSet, kind: StatefulSets, StatefulSets",
    })
    void shouldFindWhatKubernetesDoesNotKnow(String right, String wrong, String named) throws IOException {
        // given
        String manifest = Files.readString(FOLDER.resolve("foreflow.yaml"));
        assertThat(manifest).contains(right);

        // then
        assertThatIOException()
                .isThrownBy(() -> KubernetesObjects.read(manifest.replace(right, wrong)))
                .withMessageContaining(named);
    }

    private static KubernetesObjects read(String file) throws IOException {
        return KubernetesObjects.read(Files.readString(FOLDER.resolve(file)));
    }
}
