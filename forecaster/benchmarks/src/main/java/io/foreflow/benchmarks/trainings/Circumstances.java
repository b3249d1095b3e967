package io.foreflow.benchmarks.trainings;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.foreflow.models.engine.fused.FusedEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.temporal.ChronoUnit;

/** Collects the circumstances of a result: time, commit and machine. */
final class Circumstances {
    private static final String UNKNOWN = "unknown";

    private Circumstances() {}

    static void write(ObjectNode node) throws IOException, InterruptedException {
        node.put(
                "date",
                Clock.systemUTC().instant().truncatedTo(ChronoUnit.SECONDS).toString());
        node.put("commit", commit());
        node.put("processor", processor());
        node.put("processors", Runtime.getRuntime().availableProcessors());
        node.put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        node.put("jdk", System.getProperty("java.vm.version"));
        node.put("heapMiB", Runtime.getRuntime().maxMemory() >> 20);
        node.put("vectorApi", FusedEngine.isVectorApiThere());
    }

    private static String processor() throws IOException {
        Path facts = Path.of("/proc/cpuinfo");
        if (!Files.exists(facts)) {
            return UNKNOWN;
        }
        try (var lines = Files.lines(facts, UTF_8)) {
            return lines.filter(line -> line.startsWith("model name"))
                    .findFirst()
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .orElse(UNKNOWN);
        }
    }

    /** Returns the commit, with {@code -dirty} if the sources differ from it. */
    private static String commit() throws InterruptedException {
        try {
            Process git = new ProcessBuilder("git", "describe", "--always", "--dirty", "--abbrev=12")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String name = new String(git.getInputStream().readAllBytes(), UTF_8).strip();
            return git.waitFor() == 0 ? name : UNKNOWN;
        } catch (IOException e) {
            return UNKNOWN;
        }
    }
}
