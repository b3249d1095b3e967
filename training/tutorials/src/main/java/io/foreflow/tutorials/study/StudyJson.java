package io.foreflow.tutorials.study;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.foreflow.models.network.NetworkSummary;
import io.foreflow.tutorials.study.StudyRecipe.Figure;
import io.foreflow.tutorials.study.StudyResult.ProtocolResult;
import io.foreflow.tutorials.study.StudyResult.VariantResult;
import java.util.Locale;
import java.util.Map;

/** Writes a study's result for programs. */
final class StudyJson {
    private StudyJson() {}

    /** Returns the contract of {@code recipes run --json}, and every number of the report. */
    static ObjectNode of(StudyResult result, Machine machine) {
        StudyRecipe recipe = result.recipe();
        Verdicts verdicts = new Verdicts(result);
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("recipe", recipe.name());
        json.put("parameters", NetworkSummary.parameters(recipe.network()));
        RunResult kept = result.kept().first();
        json.put("epochs", kept.refit().or(kept::fit).orElseThrow().epochs().size());
        json.put("seconds", result.seconds());
        ObjectNode metrics = json.putObject("metrics");
        result.protocols().values().forEach(protocol -> means(metrics, protocol.metrics()));
        means(metrics, result.kept().metrics());
        ObjectNode protocols = json.putObject("protocols");
        for (ProtocolResult protocol : result.protocols().values()) {
            ObjectNode node = protocols.putObject(protocol.protocol().name());
            node.put("runs", protocol.runs().size());
            node.put("seconds", protocol.seconds());
            node.put("fitSeconds", protocol.fitSeconds());
            node.put("fitEpochs", protocol.fitEpochs());
            spreads(node.putObject("metrics"), protocol.metrics());
            ObjectNode baselines = node.putObject("baselines");
            protocol.baselines().forEach((name, values) -> {
                ObjectNode baseline = baselines.putObject(name);
                values.forEach(baseline::put);
            });
        }
        var figures = json.putArray("figures");
        for (Figure figure : recipe.figures()) {
            figures.addObject()
                    .put("metric", figure.metric())
                    .put("published", figure.value())
                    .put("protocol", figure.protocol())
                    .put("verdict", verdicts.of(figure));
        }
        var variants = json.putArray("variants");
        for (VariantResult variant : result.variants()) {
            ObjectNode node = variants.addObject()
                    .put("name", variant.variant().name())
                    .put("kind", variant.variant().kind().name().toLowerCase(Locale.ROOT))
                    .put("protocol", variant.protocol().name())
                    .put("parameters", variant.parameters())
                    .put("runs", variant.runs().size());
            spreads(node.putObject("metrics"), variant.metrics());
        }
        var notes = json.putArray("notes");
        result.notes().forEach(notes::add);
        machine.writeTo(json);
        return json;
    }

    private static void means(ObjectNode node, Map<String, Spread> metrics) {
        metrics.forEach((name, spread) -> node.put(name, spread.mean()));
    }

    private static void spreads(ObjectNode node, Map<String, Spread> metrics) {
        metrics.forEach((name, spread) -> {
            ObjectNode metric = node.putObject(name).put("mean", spread.mean());
            if (!Double.isNaN(spread.deviation())) {
                metric.put("deviation", spread.deviation());
            }
        });
    }
}
