package io.foreflow.tutorials.study;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.foreflow.models.network.NetworkSummary;
import io.foreflow.training.report.HtmlReport;
import io.foreflow.tutorials.study.ModelTutorial.ModelFindings;
import io.foreflow.tutorials.study.ModelTutorial.ModelTutorialResult;
import java.util.List;
import java.util.Map;

/** The report on findings about trained models. */
abstract class FindingsReport<S extends ModelFindings> {
    private final ModelTutorial<?, S> recipe;
    private final ModelTutorialResult<S> looked;

    FindingsReport(ModelTutorial<?, S> recipe, ModelTutorialResult<S> looked) {
        this.recipe = recipe;
        this.looked = looked;
    }

    final List<S> looks() {
        return looked.models();
    }

    /** Returns what was seen, in one sentence. */
    abstract String summary();

    /** A few numbers for the terminal, by name. */
    abstract Map<String, String> headline();

    /** Writes what follows the title and the description. */
    abstract void write(HtmlReport report);

    /** Writes what judges a model. */
    abstract void writeMetric(ObjectNode metrics, S look);

    /** Writes everything that was seen of a model. */
    abstract void write(ObjectNode model, S look);

    final HtmlReport html() {
        HtmlReport report =
                HtmlReport.titled("Recipe", recipe.title()).summary(summary()).paragraph(recipe.description());
        if (!looked.missing().isEmpty()) {
            report.paragraph("Not looked into:").notes(looked.missing());
        }
        write(report);
        return report.section("Provenance").facts(looked.machine().provenance(recipe.name(), looked.seconds()));
    }

    final ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("recipe", recipe.name());
        json.put(
                "parameters",
                looks().stream()
                        .mapToLong(
                                look -> NetworkSummary.parameters(look.model().network()))
                        .sum());
        json.put("epochs", 0);
        json.put("seconds", looked.seconds());
        ObjectNode metrics = json.putObject("metrics");
        looks().forEach(look -> writeMetric(metrics, look));
        ArrayNode models = json.putArray("models");
        for (S look : looks()) {
            write(
                    models.addObject()
                            .put("recipe", look.model().recipe())
                            .put("origin", look.model().origin())
                            .put("pictures", look.pictures()),
                    look);
        }
        ArrayNode absent = json.putArray("notLookedInto");
        looked.missing().forEach(absent::add);
        looked.machine().writeTo(json);
        return json;
    }
}
