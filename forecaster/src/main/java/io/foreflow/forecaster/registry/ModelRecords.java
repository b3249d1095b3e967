package io.foreflow.forecaster.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.foreflow.forecaster.registry.RecordKey.AliasKey;
import io.foreflow.forecaster.registry.RecordKey.BundleKey;
import io.foreflow.forecaster.registry.RecordKey.RoutesKey;
import io.foreflow.ingest.wire.Json;
import io.foreflow.models.bundle.Bundles;
import io.foreflow.models.forecast.ModelRef;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes and reads the bytes on the models topic. One partition, compacted; a tombstone removes a bundle, a record of
 * an alias, or routes. A key ends with the SHA-256 of its value, in hexadecimal digits; that of a model ends with the
 * SHA-256 of its bundle, also if the value is a reference to it.
 *
 * <table> <caption>Records</caption>
 * <tr><th>key</th><th>value</th></tr>
 * <tr><td>{@code NAME@VERSION#SHA256}</td><td>a bundle's bytes, or, if the bundle lies in a store,
 * {@code {"foreflow-bundle-reference": 1, "key": "ab/ab….bundle", "sha256": "…", "bytes": …, "kind": "forecaster",
 * "forecaster": true, "card": {…}}}, a {@link BundleReference}</td></tr>
 * <tr><td>{@code NAME/champion#SHA256}, {@code NAME/challenger#SHA256}</td>
 * <td>{@code {"target": "NAME@VERSION", "sha256": "…", "previous": ["NAME@VERSION", …]}}, the most recent previous
 * target first, and {@code forced}, the reason why a gate had refused the target, if its promotion was forced; readers
 * ignore unknown fields. The latest record of an alias whose target exists with that digest counts</td></tr>
 * <tr><td>{@code routes#SHA256}</td>
 * <td>{@code {"routes": [{"sensors": "i880-*", "model": "traffic"}, …]}}, a {@link Routing}, at most
 * {@value #MAX_ROUTES} bytes. The latest record counts; without one the configuration does</td></tr>
 * </table>
 */
public final class ModelRecords {
    /**
     * Maximum size of a bundle on the topic, in bytes: 16 million weights. A broker accepts no request above 100 MiB.
     */
    public static final int MAX_BUNDLE = 64 << 20;
    /** Maximum size of the routes, in bytes: about a million ids of sensors, or 200,000 shares. */
    public static final int MAX_ROUTES = 16 << 20;
    /** Maximum size of a record beside its value: key, headers, the batch's own fields. */
    private static final int OVERHEAD = 64 << 10;

    private static final int MAX_KEY = 1_000;
    private static final int MAX_ALIAS = 1 << 20;
    private static final int MAX_REFERENCE = 1 << 20;

    /** First bytes of a reference; a bundle is a zip. */
    private static final byte[] REFERENCE = ("{\"" + BundleReference.FORMAT + "\":").getBytes(UTF_8);

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxDocumentLength(MAX_ROUTES)
                            .maxNestingDepth(16)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .build();

    private ModelRecords() {}

    /** Returns the settings that the topic needs beside its one partition. */
    public static Map<String, String> topicConfig() {
        return Map.of(
                "cleanup.policy", "compact",
                "max.message.bytes", Integer.toString(maxRequest()),
                "message.timestamp.type", "LogAppendTime");
    }

    /** Returns the size of a request with the largest bundle, in bytes. */
    static int maxRequest() {
        return MAX_BUNDLE + OVERHEAD;
    }

    public static byte[] key(RecordKey key) {
        return key.toString().getBytes(UTF_8);
    }

    /** @throws IllegalArgumentException if it is no key of a bundle, an alias or routes */
    public static RecordKey key(byte[] key) {
        if (key.length > MAX_KEY) {
            throw new IllegalArgumentException(
                    "the key has " + key.length + " bytes; at most " + MAX_KEY + " are allowed");
        }
        String text = utf8(key, "the key");
        int digest = text.indexOf(RecordKey.SEPARATOR);
        if (digest < 0) {
            throw new IllegalArgumentException(
                    "the key (" + text + ") must be NAME@VERSION#SHA256, NAME/champion#SHA256,"
                            + " NAME/challenger#SHA256 or routes#SHA256, with the SHA-256 of the value");
        }
        String name = text.substring(0, digest);
        String sha256 = text.substring(digest + 1);
        if (name.equals(RoutesKey.NAME)) {
            return new RoutesKey(sha256);
        }
        int slash = name.indexOf('/');
        if (slash < 0) {
            return new BundleKey(ModelRef.parse(name), sha256);
        }
        return Alias.find(name.substring(slash + 1))
                .map(alias -> new AliasKey(new AliasName(name.substring(0, slash), alias), sha256))
                .orElseThrow(() -> new IllegalArgumentException(
                        "the key (" + text + ") names an alias that is neither champion nor challenger"));
    }

    public static byte[] alias(AliasTarget target) {
        ObjectNode json = JSON.createObjectNode();
        json.put("target", target.target().toString());
        json.put("sha256", target.sha256());
        ArrayNode previous = json.putArray("previous");
        target.previous().forEach(ref -> previous.add(ref.toString()));
        target.forced().ifPresent(reason -> json.put("forced", reason));
        try {
            return JSON.writeValueAsBytes(json);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("a tree could not be written to memory", e);
        }
    }

    /** @throws IllegalArgumentException saying what is wrong */
    public static AliasTarget alias(byte[] value) {
        JsonNode json = tree(value, MAX_ALIAS);
        JsonNode previous = json.path("previous");
        List<ModelRef> refs = new ArrayList<>();
        if (!previous.isArray() && !previous.isMissingNode() && !previous.isNull()) {
            throw new IllegalArgumentException("previous must be an array");
        }
        for (JsonNode ref : previous) {
            if (refs.size() == AliasTarget.MAX_PREVIOUS) {
                break;
            }
            refs.add(ModelRef.parse(ref.asText()));
        }
        return new AliasTarget(
                ModelRef.parse(text(json, "target")),
                text(json, "sha256"),
                refs,
                Optional.ofNullable(json.path("forced").textValue()));
    }

    public static byte[] reference(BundleReference reference) {
        try {
            return JSON.writeValueAsBytes(reference.json());
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("a tree could not be written to memory", e);
        }
    }

    /** Returns true if the value of a model's record is a reference and no bundle, whatever its version. */
    public static boolean isReference(byte[] value) {
        return value.length > REFERENCE.length
                && Arrays.equals(value, 0, REFERENCE.length, REFERENCE, 0, REFERENCE.length);
    }

    /** @throws IllegalArgumentException saying what is wrong, also if a newer Foreflow wrote it */
    public static BundleReference reference(byte[] value) {
        return BundleReference.read(tree(value, MAX_REFERENCE));
    }

    /** Returns true if a value belongs under a key. */
    static boolean isValueOf(RecordKey key, byte[] value) {
        if (key instanceof BundleKey && isReference(value)) {
            try {
                return reference(value).stored().sha256().equals(key.sha256());
            } catch (IllegalArgumentException e) {
                return false;
            }
        }
        return Bundles.sha256(value).equals(key.sha256());
    }

    public static byte[] routes(Routing routing) {
        return Json.object(json -> {
            json.writeFieldName(RoutesKey.NAME);
            RoutesJson.write(json, Optional.of(routing));
        });
    }

    /** @throws IllegalArgumentException saying what is wrong */
    public static Routing routes(byte[] value) {
        return new Routing(RoutesJson.list(tree(value, MAX_ROUTES).path(RoutesKey.NAME)));
    }

    private static String text(JsonNode json, String name) {
        String text = json.path(name).textValue();
        if (text == null) {
            throw new IllegalArgumentException(name + " must be a text");
        }
        return text;
    }

    private static JsonNode tree(byte[] value, int most) {
        if (value.length > most) {
            throw new IllegalArgumentException("has " + value.length + " bytes; at most " + most + " are allowed");
        }
        try (JsonParser parser = JSON.createParser(utf8(value, "the value"))) {
            JsonNode tree = JSON.readTree(parser);
            if (tree == null || !tree.isObject() || parser.nextToken() != null) {
                throw new IllegalArgumentException("must be one JSON object");
            }
            return tree;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("is not JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new IllegalArgumentException("is not JSON: " + e.getMessage(), e);
        }
    }

    private static String utf8(byte[] bytes, String what) {
        try {
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(what + " is not UTF-8", e);
        }
    }
}
