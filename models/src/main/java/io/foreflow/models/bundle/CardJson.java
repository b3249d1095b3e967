package io.foreflow.models.bundle;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.foreflow.models.model.BuildFacts;
import io.foreflow.models.model.FitFacts;
import io.foreflow.models.model.ModelCard;
import io.foreflow.models.model.ValidationBlock;
import io.foreflow.models.model.ValidationScore;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Writes and reads a model's card as JSON. */
final class CardJson {
    private static final int MAX_SCORES = 1_000;

    private CardJson() {}

    static void write(ObjectNode json, ModelCard card, String kind) {
        boolean inference = kind.equals(TaskJson.INFERENCE);
        BuildFacts build = card.build();
        json.put("recipe", build.recipe())
                .put("created", build.created().toString())
                .put("engine", build.engine())
                .put("foreflow", build.foreflow())
                .put("jdk", build.jdk())
                .put("architecture", build.architecture());
        FitFacts fit = card.fit();
        json.put("dataDigest", fit.dataDigest());
        if (inference) {
            json.put("rows", fit.rows());
        } else {
            json.put("trainingWindows", fit.rows()).put("sensors", fit.sensors());
        }
        json.put("seed", fit.seed()).put("epochs", fit.epochs()).put("bestEpoch", fit.bestEpoch());
        if (card.forced()) {
            json.put("forced", true);
        }
        if (inference) {
            ObjectNode metrics = json.putObject("metrics");
            new TreeMap<>(card.metrics()).forEach((name, value) -> put(metrics, name, value));
            return;
        }
        ObjectNode validation = json.putObject("validation");
        new TreeMap<>(card.validation()).forEach((name, score) -> {
            ObjectNode member = validation.putObject(name);
            put(member, "mae", score.mae());
            put(member, "mase", score.mase());
        });
        card.block().ifPresent(block -> json.putObject("validationBlock")
                .put("from", block.from().toString())
                .put("to", block.to().toString()));
    }

    /** Writes a number, or null if it is unknown: JSON has no number for that. */
    private static void put(ObjectNode json, String name, double value) {
        if (Double.isFinite(value)) {
            json.put(name, value);
        } else {
            json.putNull(name);
        }
    }

    /** Returns the card; null if there is a problem, which is recorded. */
    static @Nullable ModelCard read(JsonFields json, String kind) {
        boolean inference = kind.equals(TaskJson.INFERENCE);
        String recipe = json.text("recipe");
        Instant created = time(json, "created");
        Map<String, ValidationScore> validation = new HashMap<>();
        if (!inference) {
            json.objects("validation", MAX_SCORES)
                    .forEach((name, score) ->
                            validation.put(name, new ValidationScore(score.number("mae"), score.number("mase"))));
        }
        ModelCard card = new ModelCard(
                new BuildFacts(
                        recipe,
                        created == null ? Instant.EPOCH : created,
                        json.text("engine"),
                        json.text("foreflow"),
                        json.text("jdk"),
                        json.text("architecture")),
                new FitFacts(
                        json.text("dataDigest"),
                        json.whole(inference ? "rows" : "trainingWindows", 0, Long.MAX_VALUE),
                        inference ? 0 : json.count("sensors", 0),
                        json.whole("seed", Long.MIN_VALUE, Long.MAX_VALUE),
                        json.count("epochs", 0),
                        json.count("bestEpoch", 0)),
                validation,
                inference ? json.numbers("metrics", MAX_SCORES) : Map.of(),
                inference ? Optional.empty() : block(json),
                json.flag("forced"));
        return created == null ? null : card;
    }

    /** Returns the block. Older bundles do not have it. */
    private static Optional<ValidationBlock> block(JsonFields json) {
        if (json.raw("validationBlock").isMissingNode()) {
            return Optional.empty();
        }
        JsonFields block = json.object("validationBlock");
        Instant from = time(block, "from");
        Instant to = time(block, "to");
        return from == null || to == null
                ? Optional.empty()
                : Optional.ofNullable(json.built("validationBlock", () -> new ValidationBlock(from, to)));
    }

    private static @Nullable Instant time(JsonFields json, String name) {
        return json.parsed(name, "must be a time such as 2026-01-31T12:00:00Z", Instant::parse);
    }
}
