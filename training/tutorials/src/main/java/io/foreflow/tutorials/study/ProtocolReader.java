package io.foreflow.tutorials.study;

import com.fasterxml.jackson.databind.JsonNode;
import io.foreflow.models.network.SpecReader;
import io.foreflow.tutorials.study.Protocol.Folds;
import io.foreflow.tutorials.study.Protocol.Order;
import io.foreflow.tutorials.study.Protocol.Refit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the protocols of a recipe. */
final class ProtocolReader {
    private static final int MOST_SEEDS = 100;
    private static final int MOST_EPOCHS = 1_000_000;

    private final List<String> problems;

    ProtocolReader(List<String> problems) {
        this.problems = problems;
    }

    Map<String, Protocol> read(@Nullable JsonNode json) {
        Map<String, Protocol> protocols = new LinkedHashMap<>();
        if (json == null) {
            return protocols;
        }
        SpecReader reader = new SpecReader(json, "protocols", problems);
        for (String name : List.of(Protocol.PUBLISHED, Protocol.HONEST)) {
            JsonNode protocol = reader.child(name);
            if (protocol != null) {
                protocols.put(name, protocol(name, protocol));
            }
        }
        reader.finish();
        if (protocols.isEmpty()) {
            problems.add("protocols must hold published, honest or both");
        }
        return protocols;
    }

    private Protocol protocol(String name, JsonNode json) {
        SpecReader reader = new SpecReader(json, "protocols." + name, problems);
        Protocol protocol = new Protocol(
                name,
                reader.text("text"),
                order(reader),
                reader.flag("statisticsFromAll", false),
                reader.flag("wholeOnly", false),
                training(reader),
                reader.child("purge") == null ? 0 : reader.count("purge", Integer.MAX_VALUE),
                range(reader, "validation"),
                range(reader, "test"),
                folds(reader, "folds"),
                folds(reader, "history"),
                Optional.ofNullable(reader.child("refit")).map(refit -> refit(reader, refit)),
                reader.count("seeds", MOST_SEEDS, 1));
        if (protocol.statisticsFromAll() && name.equals(Protocol.HONEST)) {
            problems.add(reader.path("statisticsFromAll") + " is a leak; the honest protocol must not have it");
        }
        if (protocol.refit().isPresent()
                && protocol.refit().get().epochs().isEmpty()
                && protocol.validation().isEmpty()) {
            problems.add(reader.path("refit") + " takes the best epoch, and so needs validation rows");
        }
        reader.finish();
        return protocol;
    }

    private Order order(SpecReader parent) {
        JsonNode json = parent.child("order");
        if (json == null) {
            return new Order.AsIs();
        }
        SpecReader reader = new SpecReader(json, parent.path("order"), problems);
        Order order = new Order.AsIs();
        if (reader.child("shuffle") != null) {
            order = new Order.Shuffled(reader.integer("shuffle", 0));
        } else if (reader.child("numpy") != null) {
            order = new Order.Numpy((int) reader.integer("numpy", 0));
        } else {
            parent.problem("order", json, "must be {shuffle: SEED} or {numpy: SEED}, or left out");
        }
        reader.finish();
        return order;
    }

    private List<RowRange> training(SpecReader reader) {
        JsonNode json = reader.required("training", "must be rows FROM..TO, or a list of them");
        List<RowRange> ranges = new ArrayList<>();
        if (json != null && json.isArray()) {
            json.forEach(range -> range(reader, "training", range).ifPresent(ranges::add));
        } else if (json != null) {
            range(reader, "training", json).ifPresent(ranges::add);
        }
        return ranges;
    }

    private Optional<RowRange> range(SpecReader reader, String key) {
        JsonNode json = reader.child(key);
        return json == null ? Optional.empty() : range(reader, key, json);
    }

    private Optional<RowRange> range(SpecReader reader, String key, JsonNode json) {
        try {
            return Optional.of(RowRange.parse(json.asText()));
        } catch (IllegalArgumentException e) {
            problems.add(reader.path(key) + " " + e.getMessage());
            return Optional.empty();
        }
    }

    private Optional<Folds> folds(SpecReader parent, String key) {
        return Optional.ofNullable(parent.child(key)).map(json -> {
            SpecReader reader = new SpecReader(json, parent.path(key), problems);
            Folds folds = new Folds(
                    reader.count("count", MOST_EPOCHS),
                    reader.count("epochs", MOST_EPOCHS),
                    reader.child("cut") == null ? 0 : reader.count("cut", MOST_EPOCHS));
            if (folds.count() < 2) {
                problems.add(reader.path("count") + " (" + folds.count() + ") must be at least 2");
            }
            reader.finish();
            return folds;
        });
    }

    private Refit refit(SpecReader parent, JsonNode json) {
        SpecReader reader = new SpecReader(json, parent.path("refit"), problems);
        JsonNode epochs = reader.required("epochs", "must be a number, or best");
        boolean best = epochs != null && epochs.asText().equals("best");
        Refit refit = new Refit(
                best ? Optional.empty() : Optional.of(reader.count("epochs", MOST_EPOCHS)),
                reader.flag("onValidation", false));
        reader.finish();
        return refit;
    }
}
