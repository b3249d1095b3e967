package io.foreflow.forecaster.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.foreflow.models.engine.fused.FusedEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.stream.Stream;

/** Collects the circumstances of a result: time, commit and machine. */
public final class Circumstances {
    private static final String UNKNOWN_COMMIT = "unknown";

    private Circumstances() {}

    /** @throws InterruptedException if the thread is interrupted while git runs */
    public static void write(ObjectNode node) throws InterruptedException {
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

    /** Returns the processor's name on Linux, and the architecture elsewhere. */
    public static String processor() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(System.getProperty("os.arch"));
        } catch (IOException e) {
            return System.getProperty("os.arch");
        }
    }

    /** Returns the commit, with {@code -dirty} if the sources differ from it. */
    private static String commit() throws InterruptedException {
        try {
            Process git = new ProcessBuilder("git", "describe", "--always", "--dirty", "--abbrev=12")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String name = new String(git.getInputStream().readAllBytes(), UTF_8).strip();
            return git.waitFor() == 0 ? name : UNKNOWN_COMMIT;
        } catch (IOException e) {
            return UNKNOWN_COMMIT;
        }
    }
}
