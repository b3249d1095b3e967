package io.foreflow.forecaster.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The schema of the Helm chart's values beside the keys of the configuration. */
class HelmValuesTest {
    private static final Path SCHEMA = Path.of(
                    Optional.ofNullable(System.getProperty("foreflow.root")).orElse(".."))
            .resolve("docs/kubernetes/helm/foreflow/values.schema.json");

    /** The chart sets the state's folder and these keys of {@code http}. */
    private static final Set<String> SET_BY_CHART = Set.of(
            "http.host",
            "http.port",
            "http.advertised",
            "http.names",
            "http.readToken",
            "http.writeToken",
            "http.keystore",
            "http.keystorePassword");

    @Test
    void shouldKnowTheSectionsOfTheConfiguration() throws IOException {
        // given
        Set<String> sections = ConfigKeys.ALL.stream()
                .map(key -> key.path().split("\\.", 2)[0])
                .collect(Collectors.toCollection(HashSet::new));
        sections.add(ConfigKeys.KAFKA);
        sections.add(ConfigKeys.ALERTS.path());
        sections.remove("state");
        Set<String> http = ConfigKeys.ALL.stream()
                .map(ConfigKey::path)
                .filter(path -> path.startsWith("http.") && !SET_BY_CHART.contains(path))
                .map(path -> path.substring("http.".length()))
                .collect(Collectors.toSet());

        // when
        JsonNode config = new ObjectMapper().readTree(SCHEMA.toFile()).at("/properties/config/properties");

        // then
        assertThat(config.fieldNames()).toIterable().containsExactlyInAnyOrderElementsOf(sections);
        assertThat(config.at("/http/properties").fieldNames()).toIterable().containsExactlyInAnyOrderElementsOf(http);
    }
}
