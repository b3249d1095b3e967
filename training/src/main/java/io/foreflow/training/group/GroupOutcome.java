package io.foreflow.training.group;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.foreflow.ingest.wire.Json;
import io.foreflow.training.evaluate.Evaluation;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What became of the training of a group: a bundle, or the reason why it has none.
 *
 * @param digest SHA-256, hex, of everything that the bundle follows from
 * @param leftOut the reason why there is too little data for a bundle
 * @param bundle facts of the bundle
 */
public record GroupOutcome(String digest, Optional<String> leftOut, Optional<BundleFacts> bundle) {

    /**
     * A bundle and how good its model is.
     *
     * @param file name of the bundle in the folder
     * @param sha256 SHA-256 of its bytes, hex
     * @param windows number of windows that it was trained on
     * @param mase mean MASE over the sensors of the validation block; NaN if unknown
     * @param baseline name of the best baseline there
     * @param baselineMase its MASE; NaN if unknown
     * @param passes true if it passes the gate, without a champion
     * @param summary verdict of the gate in one line
     */
    public record BundleFacts(
            String file,
            String sha256,
            int windows,
            double mase,
            String baseline,
            double baselineMase,
            boolean passes,
            String summary) {
        public BundleFacts {
            requireNonNull(file, "file");
            requireNonNull(sha256, "sha256");
            requireNonNull(baseline, "baseline");
            requireNonNull(summary, "summary");
        }

        static BundleFacts of(String file, String sha256, GroupTraining.TrainedGroup trained) {
            Evaluation evaluation = trained.result().evaluation().evaluation();
            List<String> methods = evaluation.methods();
            String best = methods.subList(1, methods.size()).stream()
                    .min(Comparator.comparingDouble(
                            method -> evaluation.mean(method).mase()))
                    .orElseThrow();
            return new BundleFacts(
                    file,
                    sha256,
                    trained.result().data().windows(),
                    evaluation.mean(methods.get(0)).mase(),
                    best,
                    evaluation.mean(best).mase(),
                    trained.verdict().passes(),
                    trained.verdict().summary());
        }
    }

    public GroupOutcome {
        requireNonNull(digest, "digest");
        if (leftOut.isPresent() == bundle.isPresent()) {
            throw new IllegalArgumentException("a group has either a bundle or a reason why it has none");
        }
    }

    /** Returns the outcome of a group with too little data. */
    public static GroupOutcome leftOut(String digest, String reason) {
        return new GroupOutcome(digest, Optional.of(reason), Optional.empty());
    }

    /** Returns the outcome of a group with a bundle. */
    public static GroupOutcome trained(String digest, BundleFacts bundle) {
        return new GroupOutcome(digest, Optional.empty(), Optional.of(bundle));
    }

    /** Returns the outcome as a tree; an unknown number is null. */
    public ObjectNode json() {
        ObjectNode node = Json.MAPPER.createObjectNode();
        node.put("digest", digest);
        leftOut.ifPresent(reason -> node.put("leftOut", reason));
        bundle.ifPresent(facts -> {
            node.put("bundle", facts.file());
            node.put("sha256", facts.sha256());
            node.put("windows", facts.windows());
            put(node, "mase", facts.mase());
            node.put("baseline", facts.baseline());
            put(node, "baselineMase", facts.baselineMase());
            node.putObject("gate").put("passes", facts.passes()).put("summary", facts.summary());
        });
        return node;
    }

    /**
     * Reads the text of what {@link #json} returned.
     *
     * @throws IllegalArgumentException if it is something else
     */
    public static GroupOutcome parse(String json) {
        return of(Json.object(json.getBytes(UTF_8)));
    }

    /**
     * Reads what {@link #json} wrote.
     *
     * @throws IllegalArgumentException if it is something else
     */
    static GroupOutcome of(JsonNode node) {
        String digest = text(node, "digest");
        if (node.hasNonNull("leftOut")) {
            return leftOut(digest, text(node, "leftOut"));
        }
        return trained(
                digest,
                new BundleFacts(
                        text(node, "bundle"),
                        text(node, "sha256"),
                        node.path("windows").asInt(),
                        node.path("mase").asDouble(Double.NaN),
                        text(node, "baseline"),
                        node.path("baselineMase").asDouble(Double.NaN),
                        node.path("gate").path("passes").asBoolean(),
                        text(node.path("gate"), "summary")));
    }

    private static void put(ObjectNode node, String key, double number) {
        node.set(key, Double.isFinite(number) ? node.numberNode(number) : node.nullNode());
    }

    private static String text(JsonNode node, String key) {
        JsonNode value = node.path(key);
        if (!value.isTextual()) {
            throw new IllegalArgumentException("there is no text " + key);
        }
        return value.textValue();
    }
}
