package io.foreflow.spark;

import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.launcher.JavaModuleOptions;

/**
 * A master and workers of Spark as processes of this machine, from the jars of the class path. A folder of links to them
 * stands for an installation of Spark; it has Spark's own Jackson, not ours.
 */
final class LocalCluster implements AutoCloseable {
    private static final Pattern MASTER = Pattern.compile("spark://127\\.0\\.0\\.1:[0-9]+");
    private static final Pattern NOT_OF_SPARK =
            Pattern.compile(".*/(io/foreflow|com/fasterxml/jackson|org/junit|org/assertj|org/awaitility|de/focus_shift"
                    + "|com/samskivert|org/apache/kafka|org/yaml|com/google/protobuf)/.*|.*/foreflow-[^/]*");
    private static final Duration START = Duration.ofMinutes(2);

    private final Path directory;
    private final Path home;
    private final Deque<Process> processes = new ArrayDeque<>();
    private final List<Process> workers = new ArrayList<>();
    private final String master;

    /** Starts a master and workers with one core each. */
    LocalCluster(Path directory, int count) throws IOException {
        this.directory = directory;
        this.home = home();
        start(
                "master",
                "256m",
                "org.apache.spark.deploy.master.Master",
                "--host",
                "127.0.0.1",
                "--port",
                "0",
                "--webui-port",
                "0");
        this.master = await().atMost(START).until(this::masterUrl, url -> !url.isEmpty());
        for (int i = 0; i < count; i++) {
            String name = "worker-" + i;
            workers.add(start(
                    name,
                    "256m",
                    "org.apache.spark.deploy.worker.Worker",
                    "--host",
                    "127.0.0.1",
                    "--webui-port",
                    "0",
                    "--cores",
                    "1",
                    "--memory",
                    "700m",
                    "--work-dir",
                    directory.resolve(name).toString(),
                    master));
        }
        await().atMost(START).until(() -> log("master").split("Registering worker", -1).length > count);
    }

    private Path home() throws IOException {
        Path jars = Files.createDirectories(directory.resolve("spark/jars"));
        List<Path> all = new ArrayList<>();
        for (String jar : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            if (jar.endsWith(".jar")
                    && !NOT_OF_SPARK.matcher(jar.replace('\\', '/')).matches()) {
                all.add(Path.of(jar));
            }
        }
        try (Stream<Path> jackson = Files.list(Path.of(System.getProperty("foreflow.spark.jackson")))) {
            all.addAll(jackson.toList());
        }
        for (Path jar : all) {
            Path link = jars.resolve(String.valueOf(jar.getFileName()));
            if (Files.notExists(link)) {
                Files.createSymbolicLink(link, jar.toAbsolutePath());
            }
        }
        return directory.resolve("spark");
    }

    private String masterUrl() throws IOException {
        Matcher matcher = MASTER.matcher(log("master"));
        return matcher.find() ? matcher.group() : "";
    }

    String log(String name) throws IOException {
        return Files.readString(directory.resolve(name + ".log"));
    }

    private Process start(String name, String heap, String... command) throws IOException {
        List<String> java = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx" + heap));
        java.addAll(List.of(JavaModuleOptions.defaultModuleOptionArray()));
        java.addAll(List.of("-cp", home.resolve("jars") + "/*"));
        java.addAll(List.of(command));
        ProcessBuilder builder = new ProcessBuilder(java)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve(name + ".log").toFile());
        builder.environment()
                .putAll(Map.of(
                        "SPARK_HOME",
                        home.toString(),
                        "SPARK_SCALA_VERSION",
                        "2.13",
                        "SPARK_LOCAL_IP",
                        "127.0.0.1",
                        "JAVA_HOME",
                        System.getProperty("java.home")));
        Process process = builder.start();
        processes.push(process);
        return process;
    }

    /** Submits the jar of this module. */
    Process submit(List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                "org.apache.spark.deploy.SparkSubmit",
                "--master",
                master,
                "--class",
                TrainOnSpark.class.getName(),
                "--executor-memory",
                "600m",
                "--conf",
                "spark.ui.enabled=false",
                "--conf",
                "spark.driver.bindAddress=127.0.0.1",
                "--conf",
                "spark.driver.host=127.0.0.1",
                // With vectors the last bits are others than without.
                "--conf",
                "spark.executor.extraJavaOptions=--add-modules=jdk.incubator.vector",
                System.getProperty("foreflow.spark.jar")));
        command.addAll(arguments);
        return start("submit", "600m", command.toArray(new String[0]));
    }

    /** Kills a worker and its executor with SIGKILL. */
    void killWorker(int worker) throws InterruptedException {
        kill(workers.get(worker));
    }

    private static void kill(Process process) throws InterruptedException {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroyForcibly().waitFor();
        children.forEach(ProcessHandle::destroyForcibly);
    }

    @Override
    public void close() throws InterruptedException {
        while (!processes.isEmpty()) {
            kill(processes.pop());
        }
    }
}
