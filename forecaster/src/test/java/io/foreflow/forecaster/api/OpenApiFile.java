package io.foreflow.forecaster.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.foreflow.ingest.wire.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Compares answers with what openapi.yaml promises. */
public final class OpenApiFile {
    private static final String ID = "https://foreflow.io/openapi";
    private static final Set<String> METHODS = Set.of("get", "post", "put", "delete", "patch");

    private final JsonNode root;

    /** Answers that were checked, as "METHOD path status". */
    private final Set<String> checked = new TreeSet<>();

    public OpenApiFile() {
        try {
            this.root = new YAMLMapper().readTree(DescriptionRoutes.read());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns every answer that the file describes, as "METHOD path status". */
    Set<String> described() {
        Set<String> described = new TreeSet<>();
        root.path("paths").properties().forEach(path -> path.getValue().properties().stream()
                .filter(operation -> METHODS.contains(operation.getKey()))
                .forEach(operation -> operation
                        .getValue()
                        .path("responses")
                        .fieldNames()
                        .forEachRemaining(
                                status -> described.add(operation.getKey() + " " + path.getKey() + " " + status))));
        return described;
    }

    /** Returns the answers that were checked. */
    public Set<String> checked() {
        return checked;
    }

    /** Returns "METHOD path" of everything that the file describes. */
    public Set<String> operations() {
        Set<String> operations = new TreeSet<>();
        described().forEach(answer -> operations.add(answer.substring(0, answer.lastIndexOf(' '))));
        return operations;
    }

    /**
     * Checks status, headers and body of an answer.
     *
     * @param operation "METHOD path", the path as in the file
     */
    public void check(String operation, HttpResponse<String> answer) {
        String[] words = operation.split(" ", -1);
        String what = operation + " " + answer.statusCode();
        JsonNode response = resolved(root.path("paths")
                .path(words[1])
                .path(words[0])
                .path("responses")
                .path(Integer.toString(answer.statusCode())));
        assertThat(response.isObject())
                .as("%s is in openapi.yaml: %s", what, answer.body())
                .isTrue();
        response.path("headers").fieldNames().forEachRemaining(header -> assertThat(
                        answer.headers().firstValue(header))
                .as("header %s of %s", header, what)
                .isPresent());
        JsonNode content = response.path("content");
        if (content.isMissingNode()) {
            assertThat(answer.body()).as(what).isEmpty();
        } else {
            String type = answer.headers().firstValue("content-type").orElse("").split(";", 2)[0];
            assertThat(content.has(type)).as("type %s of %s", type, what).isTrue();
            if (type.endsWith("json")) {
                checkBody(what, content.path(type).path("schema"), answer.body());
            }
        }
        checked.add(what);
    }

    private void checkBody(String what, JsonNode schema, String body) {
        ObjectNode document = Json.MAPPER.createObjectNode();
        document.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        document.put("$id", ID);
        document.set("components", root.path("components"));
        document.set("allOf", Json.MAPPER.createArrayNode().add(schema));
        Schema compiled = SchemaRegistry.withDefaultDialect(
                        SpecificationVersion.DRAFT_2020_12, builder -> builder.schemas(Map.of(ID, document.toString())))
                .getSchema(SchemaLocation.of(ID));
        List<String> errors = new ArrayList<>();
        compiled.validate(Json.object(body.getBytes(UTF_8))).forEach(error -> errors.add(error.toString()));
        assertThat(errors).as("%s: %s", what, body).isEmpty();
    }

    private JsonNode resolved(JsonNode node) {
        JsonNode reference = node.path("$ref");
        return reference.isTextual()
                ? requireNonNull(root.at(reference.asText().substring(1)), reference.asText())
                : node;
    }
}
