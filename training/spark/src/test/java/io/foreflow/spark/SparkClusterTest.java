package io.foreflow.spark;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ServerSocket;
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
    private static final String HOLIDAYS = "US";
    private static final int SENSORS = Integer.getInteger("foreflow.spark.sensors", 8);
    private static final Path FOREFLOW =
            Path.of(System.getProperty("foreflow.root", "../..")).resolve("forecaster/target/foreflow/bin/foreflow");

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
                "--holidays",
                HOLIDAYS,
                "--out",
                models.toString());

        // when: two groups are done, and the other worker has to do the rest
        Map<String, String> before;
        try (LocalCluster cluster = new LocalCluster(directory, 2)) {
            Process submitted = cluster.submit(training);
            await().atMost(Duration.ofMinutes(4))
                    .pollInterval(Duration.ofMillis(20))
                    .failFast("it has ended", () -> !submitted.isAlive())
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
                .isEqualTo(sample.expected(models, RECIPE, 1, HOLIDAYS));

        // then: the bytes of the command, of which nothing is left to train in this folder
        assumeTrue(Files.isExecutable(FOREFLOW), "the distribution is not built: the command is not compared");
        Path whole = Files.createDirectories(directory.resolve("whole"));
        Files.copy(models.resolve("training.json"), whole.resolve("training.json"));
        train("whole");
        assertThat(SampleReadings.bundles(whole)).isEqualTo(bundles);
        assertThat(Files.readString(whole.resolve("groups.json")))
                .isEqualTo(Files.readString(models.resolve("groups.json")));
        assertThat(train("models")).contains("; 0 to train, ");
    }

    @Test
    void shouldTrainOnTheTopic() throws Exception {
        // given: a broker with the readings
        assumeTrue(Files.isExecutable(FOREFLOW), "the distribution is not built: there is no broker");
        SampleReadings sample = new SampleReadings(3, 20);
        sample.writeCsv(directory.resolve("readings.csv"));
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        String servers = "127.0.0.1:" + port;
        Path models = directory.resolve("models");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Process broker = start("broker", "broker", "--port", String.valueOf(port), "--dir", "broker-data");
        try {
            await().atMost(Duration.ofMinutes(2))
                    .failFast("it has ended", () -> !broker.isAlive())
                    .until(() -> log("broker").contains("Kafka broker at"));
            foreflow("ingest", "ingest", "readings.csv", "--bootstrap", servers);

            // when
            int status = TrainOnSpark.run(
                    List.of(
                            "--topic",
                            "foreflow.readings.v1",
                            "--bootstrap-servers",
                            servers,
                            "--groups",
                            "hash",
                            "--group-size",
                            "1",
                            "--recipe",
                            RECIPE,
                            "--out",
                            models.toString()),
                    SparkTrainingTest::session,
                    new PrintStream(out, true, UTF_8),
                    new PrintStream(err, true, UTF_8));

            // then
            assertThat(status).as(err.toString(UTF_8)).isZero();
        } finally {
            broker.descendants().forEach(ProcessHandle::destroyForcibly);
            broker.destroyForcibly().waitFor();
        }
        assertThat(out.toString(UTF_8)).contains("1,440 readings of 3 sensors in ");
        assertThat(SampleReadings.bundles(models)).isEqualTo(sample.expected(models, RECIPE, 1, "auto"));
    }

    private String train(String folder) throws IOException, InterruptedException {
        return foreflow(
                folder,
                "train",
                "--recipe",
                RECIPE,
                "--from",
                "readings.csv",
                "--groups",
                "hash",
                "--group-size",
                "1",
                "--resume",
                "--holidays",
                HOLIDAYS,
                "--out",
                folder);
    }

    private String foreflow(String name, String... arguments) throws IOException, InterruptedException {
        int status = start(name, arguments).waitFor();
        assertThat(status).as(log(name)).isZero();
        return log(name);
    }

    private Process start(String name, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(FOREFLOW.toAbsolutePath().toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve(name + ".log").toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        return builder.start();
    }

    private String log(String name) throws IOException {
        return Files.readString(directory.resolve(name + ".log"));
    }
}
