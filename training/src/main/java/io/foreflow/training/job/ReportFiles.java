package io.foreflow.training.job;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.foreflow.training.fit.LearningCurve;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Writes the report of a training run beside its bundle. */
public final class ReportFiles {
    private ReportFiles() {}

    /**
     * Writes {@code STEM.report.md}, {@code STEM.report.json} and {@code STEM.learning-curve.png}.
     *
     * @param folder folder, created if it does not exist
     * @param stem start of the files' names
     * @return the files
     */
    public static List<Path> write(Path folder, String stem, TrainingResult result, TrainingReport.RunFacts run)
            throws IOException {
        Files.createDirectories(folder);
        TrainingReport report = new TrainingReport(result, run);
        Path markdown = folder.resolve(stem + ".report.md");
        Path json = folder.resolve(stem + ".report.json");
        Path curve = folder.resolve(stem + ".learning-curve.png");
        Files.writeString(markdown, report.markdown(), UTF_8);
        Files.writeString(json, report.json().toPrettyString() + "\n", UTF_8);
        Files.write(
                curve,
                LearningCurve.png(
                        result.fit(),
                        result.bundle().ref() + ": loss by epoch",
                        result.recipe().training().loss().label()));
        return List.of(markdown, json, curve);
    }
}
