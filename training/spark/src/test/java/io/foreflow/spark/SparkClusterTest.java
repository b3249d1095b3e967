package io.foreflow.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The jar on a cluster of two workers, one of which is killed with SIGKILL. */
@Timeout(600)
class SparkClusterTest {
    private static final String RECIPE = "tutorial-dense";
    private static final int SENSORS = Integer.getInteger("foreflow.spark.sensors", 8);
    private static final Path FOREFLOW = Path.of(System.getProperty("foreflow.root", "../.."))
            .resolve("forecaster/target/foreflow/bin/foreflow");

    @TempDir
    private Path directory;

    @Test
    void shouldLoseNothingWithAWorker() throws Exception {
        // given
        SampleReadings sample = new SampleReadings(SENSORS, 30);
        Path csv = directory.resolve("readings.csv");
        sample.writeCsv(csv);
        Path models = directory.resolve("models");
        List<String> training = List.of(
                "--input",
                csv.toString(),
                "--format",
                "csv",
                "--groups",
                "hash",
                "--group-size",
                "1",
                "--recipe",
                RECIPE,
                "--out",
                models.toString());

        // when: two groups are done, and the other worker has to do the rest
        Map<String, String> before;
        try (LocalCluster cluster = new LocalCluster(directory, 2)) {
            Process submitted = cluster.submit(training);
            await().atMost(Duration.ofMinutes(4))
                    .pollInterval(Duration.ofMillis(20))
                    .failFast(() -> cluster.log("submit"), () -> !submitted.isAlive())
                    .until(() -> SampleReadings.files(models, ".group.json").size() >= 2);
            cluster.killWorker(0);
            before = SampleReadings.bundles(models);

            // then
            assertThat(submitted.waitFor(5, TimeUnit.MINUTES)).isTrue();
            assertThat(submitted.exitValue()).as(cluster.log("submit")).isZero();
            assertThat(cluster.log("submit")).contains("Lost executor ", "wrote " + models.resolve("groups.json"));
        }
        assertThat(before.size()).isLessThan(SENSORS);

        // then: the bytes of the shared job, whoever made them
        Map<String, String> bundles = SampleReadings.bundles(models);
        assertThat(bundles)
                .hasSizeGreaterThan(SENSORS / 2)
                .containsAllEntriesOf(before)
                .isEqualTo(sample.expected(models, RECIPE, 1));

        // then: the bytes of the command, of which nothing is left to train in this folder
        assumeTrue(Files.isExecutable(FOREFLOW), "the distribution is not built: the command is not compared");
        Path whole = Files.createDirectories(directory.resolve("whole"));
        Files.copy(models.resolve("training.json"), whole.resolve("training.json"));
        foreflow("whole");
        assertThat(SampleReadings.bundles(whole)).isEqualTo(bundles);
        assertThat(Files.readString(whole.resolve("groups.json")))
                .isEqualTo(Files.readString(models.resolve("groups.json")));
        assertThat(foreflow("models")).contains("; 0 to train, ");
    }

    private String foreflow(String folder) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(FOREFLOW.toAbsolutePath().toString(), "train", "--recipe", RECIPE));
        command.addAll(List.of("--from", "readings.csv", "--groups", "hash", "--group-size", "1", "--resume"));
        command.addAll(List.of("--out", folder));
        Path log = directory.resolve(folder + ".log");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        int status = builder.start().waitFor();
        String said = Files.readString(log);
        assertThat(status).as(said).isZero();
        return said;
    }
}
