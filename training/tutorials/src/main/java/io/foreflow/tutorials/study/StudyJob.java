package io.foreflow.tutorials.study;

import io.foreflow.models.engine.FitResult;
import io.foreflow.training.fit.WorkListener;
import io.foreflow.tutorials.study.RunFolder.BundleContent;
import io.foreflow.tutorials.study.RunFolder.RunOutput;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Runs a study and writes its results. */
final class StudyJob {
    private StudyJob() {}

    /**
     * @throws IOException if data is missing, or a file cannot be written
     * @throws IllegalArgumentException if the data does not fit the recipe
     */
    static RunOutput run(StudyRecipe recipe, RunSetting setting, WorkListener listener)
            throws IOException, InterruptedException {
        StudyResult result = new StudyRunner(recipe, setting.options(), listener).run();
        Machine where = setting.reported();
        RunResult run = result.kept().first();
        FitResult fit = run.refit().or(run::fit).orElseThrow();
        BundleContent trained = new BundleContent(
                run.model(), run.cut().training().count(), 0, fit.epochs().size(), fit.bestEpoch(), run.metrics());
        return new RunFolder(setting)
                .bundle(recipe.name(), recipe, trained)
                .report(new StudyReport(result, where).html(), StudyJson.of(result, where), headline(result));
    }

    private static Map<String, String> headline(StudyResult result) {
        Map<String, String> headline = new LinkedHashMap<>();
        result.protocols().forEach((name, protocol) -> protocol.metrics()
                .forEach((metric, spread) ->
                        headline.put(name + " " + metric, StudyReport.number(metric, spread.mean()))));
        return headline;
    }
}
