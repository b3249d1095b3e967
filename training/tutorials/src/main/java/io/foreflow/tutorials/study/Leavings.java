package io.foreflow.tutorials.study;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.foreflow.training.report.HtmlReport;
import io.foreflow.tutorials.study.StudyJob.Done;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Writes what a run leaves: a report, its numbers and perhaps a model. */
final class Leavings {
    private final Path folder;
    private final List<Path> files = new ArrayList<>();

    /** @param folder is created if it is not there */
    Leavings(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder);
    }

    Leavings file(String name, byte[] bytes) throws IOException {
        files.add(Files.write(folder.resolve(name), bytes));
        return this;
    }

    Done done(HtmlReport report, ObjectNode json, Map<String, String> headline) throws IOException {
        file("report.html", report.toHtml().getBytes(UTF_8));
        file("report.json", (json.toPrettyString() + "\n").getBytes(UTF_8));
        return new Done(json, files, headline);
    }
}
