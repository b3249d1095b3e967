package io.foreflow.tutorials.study;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.foreflow.models.bundle.Bundles;
import io.foreflow.models.engine.select.EngineSelector;
import io.foreflow.models.model.FitFacts;
import io.foreflow.models.model.InferenceTask;
import io.foreflow.models.model.ModelCard;
import io.foreflow.models.model.TrainedModel;
import io.foreflow.models.network.TrainingSpec;
import io.foreflow.training.job.Provenance;
import io.foreflow.tutorials.study.RunResult.Model;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Runs a recipe and writes what comes of it: report, pictures, numbers and the model. */
public final class StudyJob {
    private StudyJob() {}

    /**
     * What a study leaves behind.
     *
     * @param json the contract of {@code recipes run --json}
     * @param files that were written: {@code NAME.bundle}, {@code report.html} and {@code report.json}
     * @param headline a few numbers for the terminal, by name
     */
    public record Done(ObjectNode json, List<Path> files, Map<String, String> headline) {}

    /**
     * @throws IOException if data is missing, or something cannot be written
     * @throws IllegalArgumentException if the data does not fit the recipe
     */
    static Done run(StudyRecipe recipe, Setting setting, StudyListener listener)
            throws IOException, InterruptedException {
        StudyResult result = new Study(recipe, setting.options(), listener).run();
        Machine where = setting.reported();
        StudyReport report = new StudyReport(result, where);
        TrainedModel bundle =
                bundle(result, setting.provenance(), setting.options().data());
        return new Leavings(setting.folder())
                .file(recipe.name() + ".bundle", Bundles.write(bundle))
                .done(report.html(), StudyJson.of(result, where), headline(result));
    }

    private static Map<String, String> headline(StudyResult result) {
        Map<String, String> headline = new LinkedHashMap<>();
        result.protocols().forEach((name, protocol) -> protocol.metrics()
                .forEach((metric, spread) ->
                        headline.put(name + " " + metric, StudyReport.number(metric, spread.mean()))));
        return headline;
    }

    private static TrainedModel bundle(StudyResult result, Provenance provenance, Path data) throws IOException {
        RunResult run = result.kept().first();
        Model model = run.model();
        TrainingSpec plan = result.recipe().plan();
        var fit = run.refit().or(run::fit).orElseThrow();
        return new TrainedModel(
                provenance.ref(),
                model.network(),
                model.weights(),
                new InferenceTask(model.input(), model.output()),
                ModelCard.ofInference(
                        provenance.buildOf(
                                result.recipe().name(),
                                new EngineSelector(result.recipe().engine())
                                        .forTraining(model.network(), plan)
                                        .engine()
                                        .name()),
                        new FitFacts(
                                DataDigest.of(result.recipe().data(), data),
                                run.cut().training().count(),
                                0,
                                fit.epochs().size(),
                                fit.bestEpoch()),
                        run.metrics()));
    }
}
