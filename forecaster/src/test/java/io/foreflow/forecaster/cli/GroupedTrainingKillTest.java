package io.foreflow.forecaster.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.foreflow.training.group.GroupFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A training in groups in a process of its own, killed with SIGKILL after its first groups. */
@Timeout(300)
class GroupedTrainingKillTest {
    private static final Instant START = Instant.parse("2023-05-01T00:00:00Z");
    private static final int SENSORS = 12;
    private static final String VECTORS = "jdk.incubator.vector";
    private static final String[] TRAINING = {
        "train", "--recipe", "tutorial-dense", "--from", "readings.csv", "--groups", "hash", "--group-size", "1"
    };

    @TempDir
    private Path directory;

    @Test
    void shouldResumeWithTheSameBytes() throws Exception {
        // given
        writeReadings();
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // With vectors the last bits are others than without.
        if (ModuleLayer.boot().findModule(VECTORS).isPresent()) {
            command.addAll(List.of("--add-modules", VECTORS));
        }
        command.addAll(List.of("-Xmx512m", "-cp", System.getProperty("java.class.path"), Main.class.getName()));
        command.addAll(List.of(TRAINING));
        command.addAll(List.of("--out", "killed"));
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start();
        TestTerminal second = new TestTerminal(directory, Map.of());
        int refused;
        try {
            // when: two groups are done
            await().atMost(Duration.ofMinutes(2))
                    .pollInterval(Duration.ofMillis(20))
                    .failFast("it has ended", () -> !process.isAlive())
                    .until(() -> outcomes("killed") >= 2);
            refused = train(second, "killed");
        } finally {
            process.destroyForcibly().waitFor();
        }
        long done = outcomes("killed");

        // then: nobody else could write while it ran
        assertThat(refused).isEqualTo(1);
        assertThat(second.err()).contains("foreflow: another training writes to ");
        assertThat(directory.resolve("killed/groups.json")).doesNotExist();
        assertThat(done).isBetween(2L, (long) SENSORS);

        // when: it is resumed; and another one of the same moment runs without a break
        TestTerminal resumed = new TestTerminal(directory, Map.of());
        TestTerminal whole = new TestTerminal(directory, Map.of());
        Files.createDirectories(directory.resolve("whole"));
        Files.copy(directory.resolve("killed/training.json"), directory.resolve("whole/training.json"));
        assertThat(train(resumed, "killed")).as(resumed.err()).isZero();
        assertThat(train(whole, "whole")).as(whole.err()).isZero();

        // then
        assertThat(resumed.err()).contains(", " + done + " done");
        assertThat(whole.err()).contains(", 0 done");
        assertThat(bundles("killed")).hasSizeGreaterThan(SENSORS / 2).isEqualTo(bundles("whole"));
        assertThat(Files.readString(directory.resolve("killed/groups.json")))
                .isEqualTo(Files.readString(directory.resolve("whole/groups.json")));
    }

    private static int train(TestTerminal terminal, String folder) {
        List<String> arguments = new ArrayList<>(List.of(TRAINING));
        arguments.addAll(List.of("--resume", "--out", folder));
        return terminal.run(arguments.toArray(new String[0]));
    }

    private void writeReadings() throws IOException {
        StringBuilder rows = new StringBuilder("sensor_id,timestamp,value\n");
        for (int hour = 0; hour < 24 * 30; hour++) {
            for (int sensor = 0; sensor < SENSORS; sensor++) {
                rows.append("m-").append(sensor).append(',').append(START.plusSeconds(3600L * hour));
                rows.append(',')
                        .append(50 + (7 * sensor + hour) % 24 + (hour * hour + sensor) % 5)
                        .append('\n');
            }
        }
        Files.writeString(directory.resolve("readings.csv"), rows);
    }

    private long outcomes(String folder) throws IOException {
        if (!Files.exists(directory.resolve(folder))) {
            return 0;
        }
        try (Stream<Path> files = Files.list(directory.resolve(folder))) {
            return files.filter(file -> file.toString().endsWith(".group.json")).count();
        }
    }

    private Map<String, String> bundles(String folder) throws IOException {
        Map<String, String> bundles = new TreeMap<>();
        List<Path> all;
        try (Stream<Path> files = Files.list(directory.resolve(folder))) {
            all = files.filter(file -> file.toString().endsWith(".bundle")).toList();
        }
        for (Path file : all) {
            bundles.put(String.valueOf(file.getFileName()), GroupFolder.sha256(Files.readAllBytes(file)));
        }
        return bundles;
    }
}
