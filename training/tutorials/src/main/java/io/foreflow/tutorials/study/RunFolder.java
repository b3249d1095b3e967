package io.foreflow.tutorials.study;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.foreflow.models.bundle.Bundles;
import io.foreflow.models.engine.select.EngineSelector;
import io.foreflow.models.model.FitFacts;
import io.foreflow.models.model.InferenceTask;
import io.foreflow.models.model.ModelCard;
import io.foreflow.models.model.TrainedModel;
import io.foreflow.training.job.Provenance;
import io.foreflow.training.report.HtmlReport;
import io.foreflow.tutorials.dataset.Checksum;
import io.foreflow.tutorials.study.RunResult.StudyModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Writes the results of a run: a report, its numbers and perhaps a model. */
public final class RunFolder {
    private final RunSetting setting;
    private final Path folder;
    private final List<Path> files = new ArrayList<>();

    /**
     * The output of a run.
     *
     * @param json the contract of {@code recipes run --json}
     * @param files that were written: {@code NAME.bundle}, {@code report.html} and {@code report.json}
     * @param headline a few numbers for the terminal, by name
     */
    public record RunOutput(ObjectNode json, List<Path> files, Map<String, String> headline) {}

    /**
     * A network that was fitted, for its bundle.
     *
     * @param model the network and what its input and output mean
     * @param rows that it was fitted to
     * @param epochs of the fit
     * @param bestEpoch of these
     * @param metrics by name
     */
    record BundleContent(
            StudyModel model, int rows, long seed, int epochs, int bestEpoch, Map<String, Double> metrics) {}

    RunFolder(RunSetting setting) throws IOException {
        this.setting = setting;
        this.folder = Files.createDirectories(setting.folder());
    }

    private void write(String name, byte[] bytes) throws IOException {
        files.add(Files.write(folder.resolve(name), bytes));
    }

    /** Writes {@code NAME.bundle}. */
    RunFolder bundle(String recipe, StudyRecipe study, BundleContent trained) throws IOException {
        Provenance provenance = setting.provenance();
        String engine = new EngineSelector(study.fitting().engine())
                .forTraining(study.network(), study.plan())
                .engine()
                .name();
        String digest =
                Checksum.sha256Of(study.data().files(setting.options().data())).hex();
        StudyModel model = trained.model();
        TrainedModel bundle = new TrainedModel(
                provenance.ref(),
                model.network(),
                model.weights(),
                new InferenceTask(model.input(), model.output()),
                ModelCard.ofInference(
                        provenance.buildOf(recipe, engine),
                        new FitFacts(digest, trained.rows(), trained.seed(), trained.epochs(), trained.bestEpoch()),
                        trained.metrics()));
        write(recipe + ".bundle", Bundles.write(bundle));
        return this;
    }

    /** Writes the report. */
    RunOutput report(HtmlReport report, ObjectNode json, Map<String, String> headline) throws IOException {
        write("report.html", report.toHtml().getBytes(UTF_8));
        write("report.json", (json.toPrettyString() + "\n").getBytes(UTF_8));
        return new RunOutput(json, files, headline);
    }
}
