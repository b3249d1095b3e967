package io.foreflow.forecaster.config;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example for Kubernetes, read with the types that are generated from the schema of Kubernetes' API. */
class KubernetesExampleTest {
    private static final Path FILE = Path.of(
                    Optional.ofNullable(System.getProperty("foreflow.root")).orElse(".."))
            .resolve("docs/kubernetes/retrain-cronjob.yaml");

    /** Reads YAML; a field that the schema does not have is an error. */
    private static final ObjectMapper STRICT = new ObjectMapper(new YAMLFactory())
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .setAnnotationIntrospector(new JacksonAnnotationIntrospector() {
                private static final long serialVersionUID = 1;

                @Override
                public Boolean hasAnySetter(Annotated annotated) {
                    // The types would put unknown fields there.
                    return false;
                }
            });

    @TempDir
    private Path directory;

    private final Map<String, JsonNode> documents = new HashMap<>();

    @BeforeEach
    void read() throws IOException {
        STRICT.readerFor(JsonNode.class)
                .<JsonNode>readValues(FILE.toFile())
                .forEachRemaining(
                        document -> documents.put(document.path("kind").asText(), document));
    }

    @Test
    void shouldBeValidForTheSchemaOfKubernetes() throws IOException {
        // given
        ConfigMap config = parse(ConfigMap.class);
        Secret secret = parse(Secret.class);
        CronJob job = parse(CronJob.class);
        PodSpec pod = job.getSpec().getJobTemplate().getSpec().getTemplate().getSpec();
        Container container = pod.getContainers().get(0);

        // then: what the schema knows as text only
        assertThat(documents).hasSize(3);
        assertThat(job.getApiVersion()).isEqualTo("batch/v1");
        assertThat(job.getSpec().getConcurrencyPolicy()).isEqualTo("Forbid");
        assertThat(job.getSpec().getSchedule().split(" ")).hasSize(5);
        assertThat(pod.getRestartPolicy()).isEqualTo("Never");
        assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
        assertThat(container.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
        assertThat(container.getResources().getLimits()).containsKey("memory");
        assertThat(job.getSpec()
                        .getJobTemplate()
                        .getSpec()
                        .getPodFailurePolicy()
                        .getRules()
                        .get(0)
                        .getOnExitCodes()
                        .getContainerName())
                .isEqualTo(container.getName());

        // then: its parts name each other
        assertThat(container.getVolumeMounts())
                .extracting(VolumeMount::getName)
                .containsExactlyInAnyOrderElementsOf(
                        pod.getVolumes().stream().map(Volume::getName).toList());
        assertThat(container.getEnvFrom().get(0).getSecretRef().getName())
                .isEqualTo(secret.getMetadata().getName());
        assertThat(pod.getVolumes().get(0).getConfigMap().getName())
                .isEqualTo(config.getMetadata().getName());
    }

    @Test
    void shouldHaveAConfigurationThatIsRead() throws IOException {
        // given
        String yaml = parse(ConfigMap.class).getData().get("foreflow.yaml");
        Path file = Files.writeString(directory.resolve("foreflow.yaml"), yaml);

        // when
        Configuration.read(new ConfigSources(Optional.of(file), Map.of(), Map.of()));

        // then it is valid, or the line before had thrown
        assertThat(yaml).contains("bootstrap.servers");
    }

    @Test
    void shouldFindAFieldThatKubernetesDoesNotKnow() {
        // given
        ObjectNode job = requireNonNull(documents.get("CronJob")).deepCopy();
        ((ObjectNode) job.at("/spec/jobTemplate/spec/template/spec/containers/0")).put("imagePullPolcy", "Always");

        // then
        assertThatExceptionOfType(com.fasterxml.jackson.core.JsonProcessingException.class)
                .isThrownBy(() -> STRICT.treeToValue(job, CronJob.class))
                .withMessageContaining("imagePullPolcy");
    }

    private <T> T parse(Class<T> type) throws IOException {
        return STRICT.treeToValue(documents.get(type.getSimpleName()), type);
    }
}
