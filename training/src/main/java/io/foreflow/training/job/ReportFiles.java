package io.foreflow.training.job;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Writes the report of a training run beside its bundle. */
public final class ReportFiles {
    private ReportFiles() {}

    /**
     * Writes {@code STEM.report.html} and {@code STEM.report.json}.
     *
     * @param folder folder, created if it does not exist
     * @param stem start of the files' names
     * @return the files
     */
    public static List<Path> write(Path folder, String stem, TrainingResult result, TrainingReport.RunFacts run)
            throws IOException {
        Files.createDirectories(folder);
        TrainingReport report = new TrainingReport(result, run);
        Path html = folder.resolve(stem + ".report.html");
        Path json = folder.resolve(stem + ".report.json");
        WholeFile.write(html, report.html().getBytes(UTF_8));
        WholeFile.write(json, (report.json().toPrettyString() + "\n").getBytes(UTF_8));
        return List.of(html, json);
    }
}
