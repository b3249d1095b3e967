package io.foreflow.forecaster.cli;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import io.foreflow.forecaster.cli.KubernetesObjects.Pods;
import io.foreflow.forecaster.config.ConfigSources;
import io.foreflow.forecaster.config.Configuration;
import io.foreflow.forecaster.service.LiveServiceConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Checks that the objects of a manifest fit each other, the image and the service. */
final class ManifestFacts {
    static final Path ROOT =
            Path.of(Optional.ofNullable(System.getProperty("foreflow.root")).orElse(".."));

    private static final String NAMESPACE = "plant";

    private final KubernetesObjects objects;
    private final String dockerfile;

    private ManifestFacts(KubernetesObjects objects, String dockerfile) {
        this.objects = objects;
        this.dockerfile = dockerfile;
    }

    static ManifestFacts of(KubernetesObjects objects) throws IOException {
        return new ManifestFacts(objects, Files.readString(ROOT.resolve("Dockerfile")));
    }

    /** Asserts everything that needs no configuration of the service. */
    void assertSound() throws IOException {
        assertThat(objects.all())
                .extracting(HasMetadata::getFullResourceName, one -> one.getMetadata()
                        .getName())
                .doesNotHaveDuplicates();
        // kubectl and Helm set it.
        assertThat(objects.all())
                .allSatisfy(one -> assertThat(one.getMetadata().getNamespace()).isNull());
        for (Pods pods : objects.pods()) {
            assertLocked(pods);
            assertMounted(pods);
        }
        if (objects.service().isPresent()) {
            assertReached(objects.service().get());
            assertProbed(container(objects.service().get()));
            assertStopped(objects.service().get());
        }
        assertSelected();
    }

    private void assertLocked(Pods pods) {
        assertThat(pods.spec().getAutomountServiceAccountToken()).isFalse();
        assertThat(pods.spec().getEnableServiceLinks()).isFalse();
        var pod = pods.spec().getSecurityContext();
        assertThat(pod.getRunAsNonRoot()).isTrue();
        assertThat(pod.getRunAsUser()).isEqualTo(number("USER (\\d+):"));
        assertThat(pod.getRunAsGroup()).isEqualTo(pod.getFsGroup()).isEqualTo(number("USER \\d+:(\\d+)"));
        assertThat(pod.getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
        var container = container(pods).getSecurityContext();
        assertThat(container.getReadOnlyRootFilesystem()).isTrue();
        assertThat(container.getAllowPrivilegeEscalation()).isFalse();
        assertThat(container.getCapabilities().getDrop()).containsExactly("ALL");
        Map<String, Quantity> limits = container(pods).getResources().getLimits();
        Map<String, Quantity> requests = container(pods).getResources().getRequests();
        assertThat(requests).containsKeys("cpu", "memory");
        assertThat(requireNonNull(requests.get("memory")).getNumericalAmount())
                .isLessThanOrEqualTo(requireNonNull(limits.get("memory")).getNumericalAmount());
    }

    private void assertMounted(Pods pods) {
        Container container = container(pods);
        assertThat(container.getVolumeMounts())
                .extracting(VolumeMount::getName)
                .containsExactlyInAnyOrderElementsOf(
                        Stream.concat(pods.spec().getVolumes().stream().map(Volume::getName), pods.claims().stream())
                                .toList());
        List<String> writable = container.getVolumeMounts().stream()
                .filter(mount -> !Boolean.TRUE.equals(mount.getReadOnly()))
                .map(VolumeMount::getMountPath)
                .toList();
        assertThat(writable)
                .contains("/tmp")
                .containsAll(List.of(text("VOLUME \\[\"(.*?)\"\\]").split("\", \"")));
        assertThat(Path.of(text("FOREFLOW_STATE_DIR=(\\S+)")).getParent()).hasToString("/var/lib/foreflow");
        for (ConfigMap config : objects.all(ConfigMap.class)) {
            assertThat(pods.spec().getVolumes())
                    .filteredOn(volume -> volume.getConfigMap() != null)
                    .extracting(volume -> volume.getConfigMap().getName())
                    .containsExactly(config.getMetadata().getName());
        }
    }

    /** Asserts that the Services lead to the pods, and the name of the pods to one of the Services. */
    private void assertReached(Pods pods) {
        StatefulSet set = objects.the(StatefulSet.class);
        ContainerPort port = container(pods).getPorts().get(0);
        assertThat(objects.all(Service.class)).hasSize(2).allSatisfy(service -> {
            assertThat(pods.labels()).containsAllEntriesOf(service.getSpec().getSelector());
            assertThat(service.getSpec().getPorts()).singleElement().satisfies(one -> {
                assertThat(one.getTargetPort().getStrVal()).isEqualTo(port.getName());
                assertThat(one.getPort()).isEqualTo(port.getContainerPort());
            });
        });
        assertThat(objects.all(Service.class))
                .filteredOn(service -> "None".equals(service.getSpec().getClusterIP()))
                .extracting(service -> service.getMetadata().getName())
                .containsExactly(set.getSpec().getServiceName());
        assertThat(set.getSpec().getSelector().getMatchLabels())
                .isEqualTo(objects.all(Service.class).get(0).getSpec().getSelector());
    }

    private void assertProbed(Container container) throws IOException {
        String api =
                Files.readString(ROOT.resolve("forecaster/src/main/resources/io/foreflow/forecaster/api/openapi.yaml"));
        for (Probe probe :
                List.of(container.getStartupProbe(), container.getLivenessProbe(), container.getReadinessProbe())) {
            assertThat(api).contains("\n  " + probe.getHttpGet().getPath() + ":\n");
            assertThat(probe.getHttpGet().getPort().getStrVal())
                    .isEqualTo(container.getPorts().get(0).getName());
        }
        assertThat(container.getLivenessProbe().getHttpGet().getPath()).isEqualTo("/livez");
        assertThat(container.getReadinessProbe().getHttpGet().getPath()).isEqualTo("/readyz");
        // Restoring state may take long. A startup probe that waits for it would kill the pod.
        assertThat(container.getStartupProbe().getHttpGet().getPath()).isEqualTo("/livez");
    }

    private void assertStopped(Pods pods) {
        int before = Integer.parseInt(container(pods)
                .getLifecycle()
                .getPreStop()
                .getExec()
                .getCommand()
                .get(1));
        assertThat(Duration.ofSeconds(pods.spec().getTerminationGracePeriodSeconds()))
                .isGreaterThan(Main.PATIENCE.plusSeconds(before));
    }

    private void assertSelected() {
        for (PodDisruptionBudget budget : objects.all(PodDisruptionBudget.class)) {
            assertThat(objects.service().orElseThrow().labels())
                    .containsAllEntriesOf(budget.getSpec().getSelector().getMatchLabels());
            assertThat(budget.getSpec().getMaxUnavailable().getIntVal()).isEqualTo(1);
        }
        for (NetworkPolicy policy : objects.all(NetworkPolicy.class)) {
            assertThat(objects.pods()).allSatisfy(pods -> assertThat(pods.labels())
                    .containsAllEntriesOf(policy.getSpec().getPodSelector().getMatchLabels()));
            assertThat(policy.getSpec().getIngress()).singleElement().satisfies(rule -> assertThat(rule.getPorts())
                    .extracting(port -> port.getPort().getIntVal())
                    .containsExactly(container(objects.service().orElseThrow())
                            .getPorts()
                            .get(0)
                            .getContainerPort()));
        }
        for (ServiceMonitor monitor : objects.all(ServiceMonitor.class)) {
            var endpoint = monitor.getSpec().getEndpoints().get(0);
            assertThat(objects.all(Service.class))
                    .filteredOn(service -> service.getMetadata()
                            .getLabels()
                            .entrySet()
                            .containsAll(monitor.getSpec()
                                    .getSelector()
                                    .getMatchLabels()
                                    .entrySet()))
                    .singleElement()
                    .satisfies(service -> assertThat(
                                    service.getSpec().getPorts().get(0).getName())
                            .isEqualTo(endpoint.getPort()));
        }
        for (CronJob job : objects.all(CronJob.class)) {
            assertThat(job.getSpec()
                            .getJobTemplate()
                            .getSpec()
                            .getPodFailurePolicy()
                            .getRules()
                            .get(0)
                            .getOnExitCodes()
                            .getContainerName())
                    .isEqualTo(container(objects.retraining().orElseThrow()).getName());
        }
    }

    /** Returns what the service makes of its file and variables in a pod; a wrong key or value is an error. */
    LiveServiceConfig configuration(Pods pods, Path directory) throws IOException {
        for (var file : objects.the(ConfigMap.class).getData().entrySet()) {
            Files.writeString(directory.resolve(file.getKey()), file.getValue());
        }
        return Configuration.read(
                new ConfigSources(Optional.of(directory.resolve("foreflow.yaml")), variables(pods), Map.of()));
    }

    /** Returns the variables of the image and of a pod, as Kubernetes fills them in. */
    Map<String, String> variables(Pods pods) {
        Map<String, String> variables = new HashMap<>(Map.of(
                "FOREFLOW_STATE_DIR", text("FOREFLOW_STATE_DIR=(\\S+)"),
                "FOREFLOW_HTTP_HOST", text("FOREFLOW_HTTP_HOST=(\\S+)")));
        Map<String, String> fields = Map.of("metadata.name", "foreflow-0", "metadata.namespace", NAMESPACE);
        for (EnvVar variable : container(pods).getEnv()) {
            String value = variable.getValueFrom() == null
                    ? Pattern.compile("\\$\\((\\w+)\\)")
                            .matcher(variable.getValue())
                            .replaceAll(name -> Matcher.quoteReplacement(variables.get(name.group(1))))
                    : fields.get(variable.getValueFrom().getFieldRef().getFieldPath());
            variables.put(variable.getName(), value);
        }
        return variables;
    }

    /** Asserts that the command line of the pods is one of the program. */
    static void assertParsed(Pods pods, Path directory) {
        // The variable that Kubernetes sets in each pod of an indexed job.
        List<String> line = container(pods).getArgs().stream()
                .map(argument -> argument.replace("$(JOB_COMPLETION_INDEX)", "0"))
                .toList();
        new Foreflow(new TestTerminal(directory, Map.of()).environment())
                .commandLine()
                .parseArgs(line.toArray(String[]::new));
    }

    static Container container(Pods pods) {
        return pods.spec().getContainers().get(0);
    }

    private long number(String pattern) {
        return Long.parseLong(text(pattern));
    }

    private String text(String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(dockerfile);
        assertThat(matcher.find()).as("%s in the Dockerfile", pattern).isTrue();
        return matcher.group(1);
    }
}
