package io.foreflow.forecaster.cli;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The objects of a manifest, read with the types that are generated from the schemas of Kubernetes' API. */
final class KubernetesObjects {
    private static final Map<String, Class<? extends HasMetadata>> TYPES = Stream.of(
                    ConfigMap.class,
                    CronJob.class,
                    Job.class,
                    NetworkPolicy.class,
                    PodDisruptionBudget.class,
                    PrometheusRule.class,
                    Service.class,
                    ServiceMonitor.class,
                    StatefulSet.class)
            .collect(Collectors.toMap(Class::getSimpleName, Function.identity()));

    /** Reads YAML; a field that the schema does not have, or a value of another type, is an error. */
    private static final ObjectMapper STRICT = YAMLMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .withCoercionConfig(
                    LogicalType.Textual, text -> text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
            .annotationIntrospector(new JacksonAnnotationIntrospector() {
                private static final long serialVersionUID = 1;

                @Override
                public Boolean hasAnySetter(Annotated annotated) {
                    // The types would put unknown fields there.
                    return false;
                }
            })
            .build();

    private final List<HasMetadata> all;

    /**
     * The pods of an object.
     *
     * @param claims names of the volumes that each pod gets as a claim of its own
     */
    record Pods(Map<String, String> labels, PodSpec spec, List<String> claims) {}

    private KubernetesObjects(List<HasMetadata> all) {
        this.all = List.copyOf(all);
    }

    /** @throws IOException if an object is not as the schema of its kind */
    static KubernetesObjects read(String yaml) throws IOException {
        List<HasMetadata> objects = new ArrayList<>();
        try (MappingIterator<JsonNode> documents =
                STRICT.readerFor(JsonNode.class).readValues(yaml)) {
            while (documents.hasNextValue()) {
                JsonNode document = documents.nextValue();
                String kind = document.path("kind").asText();
                Class<? extends HasMetadata> type = TYPES.get(kind);
                if (type == null) {
                    throw new IOException("unknown kind '" + kind + "'");
                }
                String version = document.path("apiVersion").asText();
                if (!version.equals(HasMetadata.getApiVersion(type))) {
                    throw new IOException(kind + " is not of " + version);
                }
                objects.add(STRICT.treeToValue(document, type));
            }
        }
        return new KubernetesObjects(objects);
    }

    List<HasMetadata> all() {
        return all;
    }

    <T extends HasMetadata> List<T> all(Class<T> type) {
        return all.stream().filter(type::isInstance).map(type::cast).toList();
    }

    /** Returns the only object of a type. */
    <T extends HasMetadata> T the(Class<T> type) {
        List<T> found = all(type);
        if (found.size() != 1) {
            throw new AssertionError(found.size() + " objects of " + type.getSimpleName());
        }
        return found.get(0);
    }

    /** Returns the pods of the service. */
    Optional<Pods> service() {
        return all(StatefulSet.class).stream()
                .map(set -> pods(
                        set.getSpec().getTemplate(),
                        set.getSpec().getVolumeClaimTemplates().stream()
                                .map(KubernetesObjects::name)
                                .toList()))
                .findFirst();
    }

    /** Returns the pods of retraining. */
    Optional<Pods> retraining() {
        return all(CronJob.class).stream()
                .map(job -> pods(job.getSpec().getJobTemplate().getSpec().getTemplate(), List.of()))
                .findFirst();
    }

    /** Returns the pods of a training in groups. */
    Optional<Pods> training() {
        return all(Job.class).stream()
                .map(job -> pods(job.getSpec().getTemplate(), List.of()))
                .findFirst();
    }

    List<Pods> pods() {
        return Stream.of(service(), retraining(), training())
                .flatMap(Optional::stream)
                .toList();
    }

    private static Pods pods(PodTemplateSpec template, List<String> claims) {
        return new Pods(template.getMetadata().getLabels(), template.getSpec(), claims);
    }

    private static String name(PersistentVolumeClaim claim) {
        return requireNonNull(claim.getMetadata().getName());
    }
}
