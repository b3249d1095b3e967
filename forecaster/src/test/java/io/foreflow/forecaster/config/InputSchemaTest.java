package io.foreflow.forecaster.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.foreflow.ingest.schema.RecordSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InputSchemaTest {
    private static final Path SCHEMAS = Path.of(
                    Optional.ofNullable(System.getProperty("foreflow.root")).orElse(".."))
            .resolve("ingest/src/test/resources/golden/foreign");

    @TempDir
    private Path directory;

    @BeforeEach
    void copySchemas() throws IOException {
        for (String file : new String[] {"measurement.avsc", "measurement.desc"}) {
            Files.copy(SCHEMAS.resolve(file), directory.resolve(file));
        }
    }

    @Test
    void shouldReadSchemasBesideTheConfiguration() throws IOException {
        assertThat(read("""
                input: {topic: t, format: avro, schema: measurement.avsc, sensor: /device/id, time: /ts,
                  value: /payload/flow}
                """, Map.of())).extracting(RecordSchema::format).isEqualTo("Avro");
        assertThat(read("""
                input: {topic: t, format: protobuf, schema: measurement.desc, message: plant.v1.Measurement,
                  sensor: key, time: /taken_at, value: /flow}
                """, Map.of())).extracting(RecordSchema::format).isEqualTo("Protobuf");
        assertThat(read("input: {topic: t, format: json}", Map.of())).isNull();
    }

    @Test
    void shouldTakeAPathOfTheEnvironmentFromTheWorkingFolder() throws IOException {
        // given
        String yaml = "input: {topic: t, format: avro, sensor: /device/id, time: /ts, value: /payload/flow}";
        Path absolute = directory.resolve("measurement.avsc").toAbsolutePath();

        // when, then
        assertThat(read(yaml, Map.of("FOREFLOW_INPUT_SCHEMA", absolute.toString())))
                .isNotNull();
        assertThat(refused(yaml, Map.of("FOREFLOW_INPUT_SCHEMA", "measurement.avsc")))
                .contains("input.schema (measurement.avsc) does not exist in "
                        + Path.of("").toAbsolutePath());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "format: xml, topic: t | input.format (xml) must be json, avro or protobuf",
                "format: avro, topic: t | input.format (avro) needs input.schema, the .avsc file of the records",
                "format: avro | input.format (avro or protobuf) needs an input.topic",
                "format: protobuf, topic: t | input.format (protobuf) needs input.schema, the file that protoc",
                "format: protobuf, topic: t, schema: measurement.desc | needs input.message, one of plant.v1.",
                "format: protobuf, topic: t, schema: measurement.desc, message: Mesurement |"
                        + " input.message (Mesurement) must be a message of input.schema: plant.v1.",
                "format: avro, topic: t, schema: gone.avsc | input.schema (gone.avsc) does not exist in",
                "format: avro, topic: t, schema: . | input.schema (.) cannot be read",
                "format: avro, topic: t, schema: measurement.desc | input.schema (measurement.desc) is not an Avro schema",
                "format: protobuf, topic: t, schema: measurement.avsc, message: M |"
                        + " input.schema (measurement.avsc) is not a set of Protobuf descriptors",
                "topic: t, schema: measurement.avsc | input.schema (measurement.avsc) belongs to input.format",
                "topic: t, message: M | input.message (M) belongs to input.format: protobuf"
            })
    void shouldSayWhatIsWrong(String input, String problem) throws IOException {
        assertThat(refused("input: {" + input + "}", Map.of())).contains(problem);
    }

    @Test
    void shouldTellAllProblemsAtOnce() throws IOException {
        assertThat(refused("""
                input: {topic: t, format: avro, schema: measurement.avsc, sensor: /id, time: /ts, value: /flow,
                  message: M}
                http: {port: x}
                """, Map.of()))
                .contains("input.sensor (/id) must be a field of the schema")
                .contains("input.value (/flow) must be a field of the schema")
                .contains("input.message (M)")
                .contains("http.port (x)")
                .doesNotContain("input.time");
    }

    private @Nullable RecordSchema read(String yaml, Map<String, String> environment) throws IOException {
        return Configuration.read(sources(yaml, environment)).pipeline().input().schema();
    }

    private String refused(String yaml, Map<String, String> environment) throws IOException {
        ConfigSources sources = sources(yaml, environment);
        ConfigException e = catchThrowableOfType(ConfigException.class, () -> Configuration.read(sources));
        assertThat(e).isNotNull();
        return String.valueOf(e.getMessage());
    }

    private ConfigSources sources(String yaml, Map<String, String> environment) throws IOException {
        Path file = directory.resolve("foreflow.yaml");
        Files.write(file, yaml.getBytes(UTF_8));
        return new ConfigSources(Optional.of(file), environment, Map.of());
    }
}
