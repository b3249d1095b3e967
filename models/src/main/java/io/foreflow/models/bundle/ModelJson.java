package io.foreflow.models.bundle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.foreflow.models.bundle.BundleException.Reason;
import io.foreflow.models.bundle.ModelBundle.Card;
import io.foreflow.models.bundle.ModelBundle.ForecastTask;
import io.foreflow.models.bundle.ModelBundle.Score;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.network.InvalidSpecException;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.SpecJson;
import io.foreflow.models.series.Step;
import io.foreflow.models.series.WindowShape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** {@value Archive#MODEL}: everything about a model but its weights, as a tree that a person can read. */
final class ModelJson {
    static final String FORMAT = "foreflow-bundle";
    static final int FORMAT_VERSION = 1;
    static final String KIND = "network";

    /** In bytes. */
    static final int MAX_LENGTH = 1 << 20;

    /** More than a day of the shortest step, a second. */
    private static final int MAX_STEPS = 100_000;

    private static final int MAX_ZONES = 1_000;
    private static final int MAX_SCORES = 1_000;
    private static final String ADVICE_DAMAGED = "; publish it again from the original";

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxDocumentLength(MAX_LENGTH)
                            .maxNestingDepth(32)
                            .maxNumberLength(100)
                            .maxStringLength(10_000)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    // The JDK's own Double.toString changed with JDK 19; this one is the same everywhere.
                    .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
                    .build())
            .defaultPrettyPrinter(new DefaultPrettyPrinter(
                            Separators.createDefaultInstance().withObjectFieldValueSpacing(Separators.Spacing.AFTER))
                    .withObjectIndenter(new DefaultIndenter("  ", "\n")))
            .build();

    private ModelJson() {}

    /** A bundle without its weights. */
    record Model(ModelRef ref, NetworkSpec network, ForecastTask task, Card card) {}

    static byte[] write(Model model) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("format", FORMAT);
        json.put("formatVersion", FORMAT_VERSION);
        json.put("kind", KIND);
        json.putObject("model")
                .put("name", model.ref().name())
                .put("version", model.ref().version());
        write(json.putObject("task"), model.task());
        write(json.putObject("card"), model.card());
        json.set("network", SpecJson.toJson(model.network()));
        try {
            return (JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n").getBytes(UTF_8);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("a tree could not be written to memory", e);
        }
    }

    private static void write(ObjectNode json, ForecastTask task) {
        json.putObject("window")
                .put("step", task.shape().step().toString())
                .put("history", task.shape().history())
                .put("horizon", task.shape().horizon());
        ArrayNode zones = json.putArray("zones");
        task.zones().stream().map(ZoneId::getId).sorted().forEach(zones::add);
        json.put("features", task.features());
    }

    private static void write(ObjectNode json, Card card) {
        json.put("recipe", card.recipe())
                .put("created", card.created().toString())
                .put("engine", card.engine())
                .put("foreflow", card.foreflow())
                .put("jdk", card.jdk())
                .put("architecture", card.architecture())
                .put("dataDigest", card.dataDigest())
                .put("trainingWindows", card.trainingWindows())
                .put("sensors", card.sensors())
                .put("seed", card.seed())
                .put("epochs", card.epochs())
                .put("bestEpoch", card.bestEpoch());
        ObjectNode validation = json.putObject("validation");
        new TreeMap<>(card.validation()).forEach((name, score) -> {
            ObjectNode member = validation.putObject(name);
            put(member, "mae", score.mae());
            put(member, "mase", score.mase());
        });
    }

    /** JSON has no number for what is not known. */
    private static void put(ObjectNode json, String name, double value) {
        if (Double.isFinite(value)) {
            json.put(name, value);
        } else {
            json.putNull(name);
        }
    }

    /** @throws BundleException naming every problem */
    static Model read(byte[] bytes) {
        Fields document = Fields.of(tree(bytes));
        requireKnownFormat(document);
        ModelRef ref = ref(document.object("model"));
        ForecastTask task = task(document.object("task"));
        Card card = card(document.object("card"));
        NetworkSpec network = network(document);
        if (!document.problems().isEmpty()) {
            throw new BundleException(
                    Reason.INVALID,
                    "the bundle's " + Archive.MODEL + " breaks its rules: " + String.join("; ", document.problems())
                            + ADVICE_DAMAGED);
        }
        return new Model(requireNonNull(ref), requireNonNull(network), requireNonNull(task), requireNonNull(card));
    }

    private static JsonNode tree(byte[] bytes) {
        if (bytes.length > MAX_LENGTH) {
            throw new BundleException(
                    Reason.TOO_LARGE,
                    "the bundle's " + Archive.MODEL + " has " + bytes.length + " bytes; at most " + MAX_LENGTH
                            + " are allowed" + ADVICE_DAMAGED);
        }
        try {
            String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            try (JsonParser parser = JSON.createParser(text)) {
                JsonNode tree = JSON.readTree(parser);
                if (tree == null || parser.nextToken() != null) {
                    throw notJson("it must hold exactly one JSON object", null);
                }
                return tree;
            }
        } catch (CharacterCodingException e) {
            throw notJson("it is not UTF-8", e);
        } catch (JsonProcessingException e) {
            throw notJson(e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw notJson(String.valueOf(e.getMessage()), e);
        }
    }

    private static BundleException notJson(String why, @Nullable Throwable cause) {
        return new BundleException(
                Reason.INVALID, "the bundle's " + Archive.MODEL + " is not JSON: " + why + ADVICE_DAMAGED, cause);
    }

    /** What stands behind these three is only known for versions and kinds that this one knows. */
    private static void requireKnownFormat(Fields document) {
        String format = document.text("format");
        long version = document.whole("formatVersion", 1, Integer.MAX_VALUE);
        if (!document.problems().isEmpty() || !format.equals(FORMAT)) {
            throw new BundleException(
                    Reason.NOT_A_BUNDLE,
                    "this is not a Foreflow bundle: its " + Archive.MODEL + " must say \"format\": \"" + FORMAT
                            + "\" and a formatVersion; give a file that foreflow train wrote");
        }
        if (version != FORMAT_VERSION) {
            throw new BundleException(
                    Reason.UNSUPPORTED,
                    "the bundle has format version " + version + ", this Foreflow reads version " + FORMAT_VERSION
                            + "; use a newer Foreflow, or train the model again with this one");
        }
        String kind = document.text("kind");
        if (document.problems().isEmpty() && !kind.equals(KIND)) {
            throw new BundleException(
                    Reason.UNSUPPORTED,
                    "the bundle is of kind " + kind + ", this Foreflow knows " + KIND
                            + "; use a newer Foreflow, or train the model again with this one");
        }
    }

    private static @Nullable ModelRef ref(Fields json) {
        String name = json.text("name");
        String version = json.text("version");
        if (name.isEmpty() || version.isEmpty()) {
            return null;
        }
        try {
            return new ModelRef(name, version);
        } catch (IllegalArgumentException e) {
            json.problems().add(String.valueOf(e.getMessage()));
            return null;
        }
    }

    private static @Nullable ForecastTask task(Fields json) {
        Fields window = json.object("window");
        Step step = window.parsed(
                "step",
                "must be a duration of which a whole number makes a day, such as PT1H",
                text -> Step.of(Duration.parse(text)));
        int history = (int) window.whole("history", 1, MAX_STEPS);
        int horizon = (int) window.whole("horizon", 1, MAX_STEPS);
        Set<ZoneId> zones = new HashSet<>();
        for (String zone : json.texts("zones", MAX_ZONES)) {
            try {
                zones.add(ZoneId.of(zone));
            } catch (DateTimeException e) {
                json.bad("zones", "must hold time zones that this JDK knows, not " + zone);
            }
        }
        String features = json.text("features");
        return step == null ? null : new ForecastTask(new WindowShape(step, history, horizon), zones, features);
    }

    private static @Nullable Card card(Fields json) {
        String recipe = json.text("recipe");
        Instant created = json.parsed("created", "must be a time such as 2026-01-31T12:00:00Z", Instant::parse);
        Map<String, Score> validation = new HashMap<>();
        json.objects("validation", MAX_SCORES)
                .forEach((name, score) -> validation.put(name, new Score(score.number("mae"), score.number("mase"))));
        Card card = new Card(
                recipe,
                created == null ? Instant.EPOCH : created,
                json.text("engine"),
                json.text("foreflow"),
                json.text("jdk"),
                json.text("architecture"),
                json.text("dataDigest"),
                json.whole("trainingWindows", 0, Long.MAX_VALUE),
                json.count("sensors", 0),
                json.whole("seed", Long.MIN_VALUE, Long.MAX_VALUE),
                json.count("epochs", 0),
                json.count("bestEpoch", 0),
                validation);
        return created == null ? null : card;
    }

    private static @Nullable NetworkSpec network(Fields document) {
        JsonNode json = document.raw("network");
        if (!json.isObject()) {
            document.bad("network", "must be an object");
            return null;
        }
        try {
            return SpecJson.network(json);
        } catch (InvalidSpecException e) {
            e.problems().forEach(problem -> document.problems().add("network." + problem));
            return null;
        }
    }
}
