package io.foreflow.forecaster.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.foreflow.forecaster.registry.GroupPublication.PublishedGroups;
import io.foreflow.forecaster.registry.GroupPublication.RefusedGroup;
import io.foreflow.forecaster.registry.GroupedModels;
import io.foreflow.forecaster.registry.Routing;
import io.foreflow.forecaster.terminal.Environment;
import io.foreflow.ingest.wire.Json;
import io.foreflow.models.forecast.ModelRef;
import java.io.PrintStream;
import java.util.List;
import java.util.stream.Collectors;

/** Reports a publication of groups, in words or as JSON. */
final class GroupReport {
    /** Maximum number of models or groups that are named. */
    private static final int SHOWN = 20;

    private GroupReport() {}

    static void print(Environment environment, String topic, PublishedGroups published, boolean json) {
        PrintStream text = json ? environment.err() : environment.out();
        GroupedModels models = published.models();
        int all = models.groups().size();
        text.println(models.name() + ": " + all + " models of version " + models.version() + " on " + topic + ", "
                + published.sent() + " sent, " + (all - published.sent()) + " there already");
        text.println(
                published.promoted().isEmpty()
                        ? "no champion has changed"
                        : "now champion: "
                                + named(published.promoted().stream()
                                        .map(ModelRef::name)
                                        .toList()));
        published.refused().stream()
                .limit(SHOWN)
                .forEach(
                        refused -> text.println(line(refused, published.models().name())));
        if (published.refused().size() > SHOWN) {
            text.println("refused by the gate: " + (published.refused().size() - SHOWN) + " more");
        }
        if (!published.deleted().isEmpty()) {
            text.println("deleted older versions: "
                    + named(published.deleted().stream().map(ModelRef::toString).toList()));
        }
        String routes = published.routes().to().map(Routing::toString).orElse("those of the configuration");
        text.println(
                published.routes().changes()
                        ? "routes on " + topic + " are now " + routes
                        : "routes are " + routes + " already");
        if (json) {
            environment.out().println(asJson(published));
        }
    }

    private static String line(RefusedGroup refused, String shared) {
        String then = refused.champion()
                .map(champion -> champion + " stays champion")
                .orElse(
                        refused.group().model().name().equals(shared)
                                ? "it has no champion"
                                : "it has no champion and gets no route");
        return "refused by the gate: " + refused.group().model() + " ("
                + refused.group().summary() + "); " + then;
    }

    private static String named(List<String> names) {
        return names.stream().limit(SHOWN).collect(Collectors.joining(", "))
                + (names.size() > SHOWN ? " and " + (names.size() - SHOWN) + " more" : "");
    }

    private static ObjectNode asJson(PublishedGroups published) {
        ObjectNode node = Json.MAPPER.createObjectNode();
        node.put("name", published.models().name());
        node.put("version", published.models().version());
        node.put("models", published.models().groups().size());
        node.put("sent", published.sent());
        ArrayNode promoted = node.putArray("promoted");
        published.promoted().forEach(ref -> promoted.add(ref.name()));
        ArrayNode refused = node.putArray("refused");
        published.refused().forEach(one -> refused.addObject()
                .put("name", one.group().model().name())
                .put("summary", one.group().summary())
                .put("champion", one.champion().map(ModelRef::version).orElse(null)));
        ArrayNode deleted = node.putArray("deleted");
        published.deleted().forEach(ref -> deleted.add(ref.toString()));
        node.put("routesChanged", published.routes().changes());
        node.put("routes", published.routes().to().map(Routing::toString).orElse(null));
        return node;
    }
}
