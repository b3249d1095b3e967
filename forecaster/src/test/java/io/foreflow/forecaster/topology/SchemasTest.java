package io.foreflow.forecaster.topology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Map.entry;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.foreflow.forecaster.metrics.InferenceOutcome;
import io.foreflow.forecaster.registry.ModelEventJson;
import io.foreflow.forecaster.registry.ModelRecords;
import io.foreflow.ingest.wire.InputMapping;
import io.foreflow.ingest.wire.ReadingParser;
import io.foreflow.ingest.wire.ReadingParser.Refused;
import io.foreflow.ingest.wire.RejectReason;
import io.foreflow.models.bundle.BundleException;
import io.foreflow.models.bundle.Bundles;
import io.foreflow.models.network.Activation;
import io.foreflow.models.network.LayerSpec;
import io.foreflow.models.network.LayerSpec.BgrMeans;
import io.foreflow.models.network.LayerSpec.Conv2d;
import io.foreflow.models.network.LayerSpec.Dense;
import io.foreflow.models.network.LayerSpec.Dropout;
import io.foreflow.models.network.LayerSpec.Embedding;
import io.foreflow.models.network.LayerSpec.Flatten;
import io.foreflow.models.network.LayerSpec.Gru;
import io.foreflow.models.network.LayerSpec.Lstm;
import io.foreflow.models.network.LayerSpec.MaxPooling2d;
import io.foreflow.models.network.LayerSpec.Nested;
import io.foreflow.models.network.LayerSpec.Rescaling;
import io.foreflow.models.network.LayerSpec.SimpleRnn;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.Shape;
import io.foreflow.models.network.SpecJson;
import io.foreflow.windowing.wire.WindowJson;
import io.foreflow.windowing.wire.WindowTopics;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The schemas of docs/schemas/v1 say what golden records hold and what readers take. A golden file belongs to the schema whose name
 * its own begins with; a bundle belongs to the schema of its model.json.
 */
class SchemasTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Path ROOT =
            Path.of(Optional.ofNullable(System.getProperty("foreflow.root")).orElse(".."));
    private static final Path FOLDER = ROOT.resolve("docs/schemas/v1");
    private static final List<String> MODULES = List.of("ingest", "windowing", "models", "training", "forecaster");
    private static final String ENDING = ".schema.json";
    private static final String BUNDLE = ".bundle";
    private static final String MODEL_JSON = "model.json";

    private static final SortedMap<String, JsonNode> SCHEMAS = schemas();
    private static final SchemaRegistry REGISTRY = SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12,
            builder -> builder.schemas(
                    SCHEMAS.values().stream().collect(Collectors.toMap(SchemasTest::id, schema -> schema.toString()))));

    /** Changes of golden bundles that only a reader refuses: a layer that does not exist, an activation that yields no probability. */
    private static final Set<String> BEYOND_A_SCHEMA = Set.of(
            "/network/layers/0/inputs = \"another kind\"",
            "without /network/layers/0/activation",
            "/network/layers/0/activation = null");

    /** The readers of the records that Foreflow reads again; each throws when it refuses a record. */
    private static final Map<String, Consumer<byte[]>> READERS = Map.ofEntries(
            entry("reading", SchemasTest::readReading),
            entry("window", WindowJson::readWindow),
            entry("training-window", WindowJson::readTrainingWindow),
            entry("forecast", ForecastJson::read),
            entry("score", ScoreJson::read),
            entry("retraining-request", RetrainingRequestJson::read),
            entry("inference-request", SchemasTest::readInferenceRequest),
            entry("model-alias", ModelRecords::alias),
            entry("model-routes", ModelRecords::routes),
            entry("model-reference", ModelRecords::reference),
            entry("model-event", ModelEventJson::read),
            entry("comparison", PairedErrorsJson::read),
            entry("alert", AlertJson::read));

    /** A record as it was published; {@code file} holds it. */
    private record Golden(Path file, JsonNode tree) {
        String name() {
            return file.getFileName().toString();
        }

        String schema() {
            String name = name();
            if (name.endsWith(BUNDLE)) {
                return "model";
            }
            String stem = name.substring(0, name.indexOf('.'));
            return SCHEMAS.keySet().stream()
                    .filter(schema -> stem.equals(schema) || stem.startsWith(schema + "-"))
                    .max(Comparator.comparingInt(String::length))
                    .orElse("no schema");
        }

        Optional<Consumer<JsonNode>> reader() {
            return name().endsWith(BUNDLE)
                    ? Optional.of(model -> readBundle(bundleWith(model)))
                    : Optional.ofNullable(READERS.get(schema()))
                            .map(reader -> tree -> reader.accept(tree.toString().getBytes(UTF_8)));
        }

        /** The bundle with another model.json. */
        private byte[] bundleWith(JsonNode model) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
                zip.setMethod(ZipOutputStream.STORED);
                for (Map.Entry<String, byte[]> entry : entries(file).entrySet()) {
                    byte[] content =
                            entry.getKey().equals(MODEL_JSON) ? model.toString().getBytes(UTF_8) : entry.getValue();
                    ZipEntry stored = new ZipEntry(entry.getKey());
                    CRC32 crc = new CRC32();
                    crc.update(content);
                    stored.setCrc(crc.getValue());
                    stored.setSize(content.length);
                    zip.putNextEntry(stored);
                    zip.write(content);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return bytes.toByteArray();
        }

        @Override
        public String toString() {
            return name();
        }
    }

    /** A record with one thing changed. */
    private record Change(String what, JsonNode tree) {}

    @Test
    void shouldHaveASchemaForEachGoldenFileAndAGoldenFileForEachSchema() {
        // when
        Map<String, Long> files =
                goldens().collect(Collectors.groupingBy(Golden::schema, TreeMap::new, Collectors.counting()));

        // then
        assertThat(files.keySet()).isEqualTo(SCHEMAS.keySet());
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void shouldAcceptTheGoldenRecord(Golden golden) {
        assertThat(problems(golden.schema(), golden.tree())).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void shouldRefuseABrokenRecordAsItsReaderDoes(Golden golden) {
        // given
        List<Change> changes = new ArrayList<>();
        collect(golden.tree(), "", Function.identity(), changes);
        Optional<Consumer<JsonNode>> reader = golden.reader();

        // when
        List<String> refused = changes.stream()
                .filter(change -> !problems(golden.schema(), change.tree()).isEmpty())
                .map(Change::what)
                .toList();

        // then
        assertThat(refused).hasSizeGreaterThan(3);
        reader.ifPresent(read -> assertThat(refused)
                .as("changes that the schema and the reader refuse")
                .containsExactlyElementsOf(changes.stream()
                        .filter(change -> refuses(read, change.tree()))
                        .map(Change::what)
                        .filter(what -> refused.contains(what) || !BEYOND_A_SCHEMA.contains(what))
                        .toList()));
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void shouldRefuseARecordWithoutARequiredField(Golden golden) {
        // given
        JsonNode required = schema(golden.schema()).path("required");

        // when, then
        assertThat(required).isNotEmpty();
        for (JsonNode name : required) {
            ObjectNode without = golden.tree().deepCopy();
            without.remove(name.textValue());
            assertThat(problems(golden.schema(), without)).as(name.textValue()).isNotEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("schemaNames")
    void shouldBeASchemaThatDescribesEveryField(String name) {
        // given
        JsonNode schema = schema(name);
        Schema metaSchema =
                REGISTRY.getSchema(SchemaLocation.of(schema.path("$schema").textValue()));

        // when
        List<String> silent = new ArrayList<>();
        collectSilent(schema, "", silent);

        // then
        assertThat(metaSchema.validate(schema)).isEmpty();
        assertThat(schema.path("title").textValue()).isNotBlank();
        assertThat(schema.path("description").textValue()).isNotBlank();
        assertThat(id(schema)).endsWith("/docs/schemas/v1/" + name + ENDING);
        assertThat(silent).as("fields without a description").isEmpty();
    }

    @Test
    void shouldKnowEveryFieldOfGoldenRecords() {
        // given
        List<String> unknown = new ArrayList<>();

        // when
        goldens().forEach(golden -> golden.tree().fieldNames().forEachRemaining(field -> {
            if (!fields(schema(golden.schema())).contains(field)) {
                unknown.add(golden + ": " + field);
            }
        }));

        // then
        assertThat(unknown).containsExactly("inference-request-columns.json: later");
    }

    @Test
    void shouldListTheReasonsAndTypesOfTheCode() {
        assertThat(choices("rejected", "/properties/foreflow.reason"))
                .containsExactlyInAnyOrderElementsOf(Stream.of(RejectReason.values())
                        .map(RejectReason::label)
                        .toList());
        assertThat(choices("inference-result", "/properties/error/properties/reason"))
                .containsExactlyInAnyOrderElementsOf(Stream.of(InferenceOutcome.values())
                        .filter(outcome -> outcome != InferenceOutcome.ANSWERED)
                        .map(InferenceOutcome::label)
                        .toList());
        assertThat(choices("cloudevents", "/properties/ce_type"))
                .containsExactlyInAnyOrder(
                        WindowTopics.WINDOW_TYPE,
                        WindowTopics.TRAINING_WINDOW_TYPE,
                        ForecastJson.TYPE,
                        ScoreJson.TYPE,
                        RetrainingRequestJson.TYPE,
                        AlertJson.TYPE,
                        InferenceResultJson.TYPE);
        assertThat(choices("model", "/$defs/layer/properties/type"))
                .hasSameSizeAs(LayerSpec.class.getPermittedSubclasses());
    }

    @Test
    void shouldAcceptNetworksOfEveryLayer() {
        // given
        NetworkSpec base = NetworkSpec.sequential(Shape.of(4, 4, 3))
                .add(new BgrMeans())
                .add(new Rescaling(1 / 255.0, 0.5))
                .add(new Conv2d(2, 3, Activation.RELU))
                .add(new MaxPooling2d(2))
                .build();
        NetworkSpec pictures = NetworkSpec.sequential(Shape.of(4, 4, 3))
                .add(new Nested(base))
                .add(new Flatten())
                .add(new Dropout(0.5))
                .add(new Dense(1, Activation.SIGMOID))
                .build();
        NetworkSpec words = NetworkSpec.sequential(Shape.of(3))
                .add(new Embedding(5, 2))
                .add(new Lstm(2, Activation.TANH, Activation.SIGMOID, true))
                .add(new Gru(2, Activation.TANH, Activation.SIGMOID, true, true))
                .add(new SimpleRnn(2))
                .build();
        Schema schema = REGISTRY.getSchema(SchemaLocation.of(id(schema("model")) + "#/$defs/network"));

        // when, then
        for (NetworkSpec network : List.of(pictures, words)) {
            ObjectNode json = SpecJson.toJson(network);
            assertThat(schema.validate(json)).isEmpty();
            ((ObjectNode) json.path("layers").path(0)).put("unit", 3);
            assertThat(schema.validate(json)).as("an unknown field of a layer").isNotEmpty();
        }
    }

    /** Each property and each first element of an array is removed, and replaced by a value of every other kind. */
    private static void collect(
            JsonNode node, String path, Function<JsonNode, JsonNode> inRecord, List<Change> changes) {
        if (node instanceof ObjectNode object) {
            object.properties().forEach(field -> {
                String at = path + "/" + field.getKey();
                ObjectNode without = object.deepCopy();
                without.remove(field.getKey());
                changes.add(new Change("without " + at, inRecord.apply(without)));
                Function<JsonNode, JsonNode> with =
                        value -> inRecord.apply(object.deepCopy().set(field.getKey(), value));
                mistype(field.getValue(), at, with, changes);
                collect(field.getValue(), at, with, changes);
            });
        } else if (node instanceof ArrayNode array && !array.isEmpty()) {
            Function<JsonNode, JsonNode> with = value -> {
                ArrayNode copy = array.deepCopy();
                copy.set(0, value);
                return inRecord.apply(copy);
            };
            mistype(array.get(0), path + "/0", with, changes);
            collect(array.get(0), path + "/0", with, changes);
        }
    }

    private static void mistype(
            JsonNode node, String path, Function<JsonNode, JsonNode> inRecord, List<Change> changes) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        List<JsonNode> others = new ArrayList<>(List.of(
                NullNode.instance,
                BooleanNode.TRUE,
                TextNode.valueOf("another kind"),
                nodes.arrayNode(),
                nodes.objectNode()));
        others.removeIf(other -> other.getNodeType() == node.getNodeType());
        if (!node.isFloatingPointNumber()) {
            others.add(DoubleNode.valueOf(12.5));
        }
        others.forEach(other -> changes.add(new Change(path + " = " + other, inRecord.apply(other))));
    }

    private static boolean refuses(Consumer<JsonNode> reader, JsonNode tree) {
        try {
            reader.accept(tree);
            return false;
        } catch (IllegalArgumentException e) {
            assertThat(e).hasMessageNotContainingAny("\n");
            return true;
        }
    }

    private static void readReading(byte[] bytes) {
        if (new ReadingParser(InputMapping.NATIVE).parse(null, bytes) instanceof Refused refused) {
            throw new IllegalArgumentException(refused.detail());
        }
    }

    private static void readBundle(byte[] bytes) {
        try {
            Bundles.read(bytes);
        } catch (BundleException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private static void readInferenceRequest(byte[] bytes) {
        if (InferenceRequestJson.read(bytes) instanceof InferenceRequest.Unusable unusable) {
            throw new IllegalArgumentException(unusable.detail());
        }
    }

    private static List<String> problems(String schema, JsonNode tree) {
        return REGISTRY.getSchema(SchemaLocation.of(id(schema(schema)))).validate(tree).stream()
                .map(Object::toString)
                .toList();
    }

    /** Notes each property below {@code properties} that neither has a description nor stands for one of another place. */
    private static void collectSilent(JsonNode node, String path, List<String> silent) {
        node.properties().forEach(child -> {
            String at = path + "/" + child.getKey();
            if (child.getKey().equals("properties") && !path.endsWith("/if")) {
                child.getValue().properties().forEach(field -> {
                    if (field.getValue().isObject() && !isDescribed(field.getValue())) {
                        silent.add(at + "/" + field.getKey());
                    }
                });
            }
            collectSilent(child.getValue(), at, silent);
        });
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            collectSilent(node.get(i), path + "/" + i, silent);
        }
    }

    /** A condition narrows the type of a field that is described elsewhere. */
    private static boolean isDescribed(JsonNode field) {
        return field.has("description")
                || field.has("$ref")
                || field.has("allOf")
                || (field.size() == 1 && field.has("type"))
                || (field.has("required") && !field.has("type"));
    }

    /** The names of the fields that a schema and the schema that it extends describe. */
    private static List<String> fields(JsonNode schema) {
        List<String> names = new ArrayList<>();
        schema.path("properties").fieldNames().forEachRemaining(names::add);
        for (JsonNode part : schema.path("allOf")) {
            String extended = part.path("$ref").asText();
            if (extended.endsWith(ENDING)) {
                names.addAll(fields(schema(extended.substring(0, extended.length() - ENDING.length()))));
            }
        }
        return names;
    }

    private static JsonNode schema(String name) {
        return requireNonNull(SCHEMAS.get(name), name);
    }

    private static List<String> choices(String schema, String pointer) {
        List<String> choices = new ArrayList<>();
        schema(schema).at(pointer).path("enum").forEach(choice -> choices.add(choice.asText()));
        return choices;
    }

    private static String id(JsonNode schema) {
        return schema.path("$id").textValue();
    }

    static Stream<String> schemaNames() {
        return SCHEMAS.keySet().stream();
    }

    static Stream<Golden> goldens() {
        return MODULES.stream()
                .map(module -> ROOT.resolve(module).resolve("src/test/resources/golden/v1"))
                .flatMap(folder -> files(folder).stream())
                .map(file -> new Golden(file, tree(file)));
    }

    private static SortedMap<String, JsonNode> schemas() {
        return files(FOLDER).stream()
                .collect(Collectors.toMap(
                        file -> file.getFileName().toString().replace(ENDING, ""),
                        SchemasTest::tree,
                        (one, other) -> one,
                        TreeMap::new));
    }

    private static JsonNode tree(Path file) {
        String name = file.getFileName().toString();
        try {
            if (name.endsWith(BUNDLE)) {
                return JSON.readTree(entries(file).get(MODEL_JSON));
            }
            if (name.endsWith(".headers")) {
                ObjectNode headers = JSON.createObjectNode();
                Files.readAllLines(file)
                        .forEach(line -> headers.put(
                                line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1)));
                return headers;
            }
            return JSON.readTree(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, byte[]> entries(Path bundle) throws IOException {
        Map<String, byte[]> entries = new TreeMap<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(Files.readAllBytes(bundle)))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                entries.put(entry.getName(), zip.readAllBytes());
            }
        }
        return entries;
    }

    private static List<Path> files(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            // Schemas and bytes of Avro have tests of their own.
            return files.filter(file -> !file.toString().contains(".av"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
