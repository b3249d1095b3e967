package io.foreflow.forecaster.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.foreflow.forecaster.cli.Main;
import io.foreflow.forecaster.terminal.TemporaryFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.awaitility.core.ConditionTimeoutException;
import org.awaitility.core.TerminalFailureException;

/** A real command that runs until it is stopped, in a process of its own; killed when closed. */
final class ServeProcess implements AutoCloseable {
    /** Option of Java to log as the service does, not as tests do. */
    static final String OWN_LOG = "-Dlogback.configurationFile=logback.xml";

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    /** Saves processor time: the second compiler does not pay off in a process that lives for seconds. */
    private static final List<String> QUICK_START = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    /** Last lines of what Java says on SIGQUIT. */
    private static final String THREAD_DUMP = "JNI global refs:";

    private final Process process;
    private final Path log;

    private ServeProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /**
     * @param folder for its state, its configuration and what it says
     * @param configuration as YAML
     * @param javaOptions of the Java machine besides the heap's size
     */
    static ServeProcess start(Path folder, String configuration, String... javaOptions) throws IOException {
        return start("serve", folder, configuration, Map.of(), javaOptions);
    }

    /**
     * @param name name of the command
     * @param variables further environment variables
     */
    static ServeProcess start(
            String name, Path folder, String configuration, Map<String, String> variables, String... javaOptions)
            throws IOException {
        Path file = Files.writeString(folder.resolve("foreflow.yaml"), configuration);
        return run(folder, List.of(name, "--config", file.toString()), variables, javaOptions);
    }

    /** Starts the embedded broker as a process, with its data in the folder. */
    static ServeProcess broker(Path folder, int port) throws IOException {
        return run(folder, List.of("broker", "--port", Integer.toString(port), "--dir", "data"), Map.of());
    }

    private static ServeProcess run(
            Path folder, List<String> arguments, Map<String, String> variables, String... javaOptions)
            throws IOException {
        Path log = folder.resolve("serve.log");
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx512m"));
        command.addAll(QUICK_START);
        command.addAll(List.of(javaOptions));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(variables);
        Process process = builder.directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        return new ServeProcess(process, log);
    }

    /** Waits for what it shall bring about; when that fails, says what it said. */
    void awaitTrue(Callable<Boolean> condition) throws IOException {
        try {
            await().atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(20))
                    .failFast("it has ended", () -> !process.isAlive())
                    .until(condition);
        } catch (ConditionTimeoutException | TerminalFailureException e) {
            throw new AssertionError("it said:\n" + said(), e);
        }
    }

    /** SIGKILL. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** SIGKILL after some time, in which it must not end by itself. */
    void killAfter(Duration time) throws InterruptedException, IOException {
        mustLive(time);
        kill();
    }

    /** Waits for some time, in which it must not end by itself. */
    void mustLive(Duration time) throws InterruptedException, IOException {
        if (process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("it ended by itself and said:\n" + said());
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** SIGTERM, after which it has to end by itself. */
    void stop() throws InterruptedException {
        process.destroy();
        assertThat(process.waitFor(30, TimeUnit.SECONDS))
                .as("ends when asked to")
                .isTrue();
    }

    /** @param signal name without SIG, such as TERM, INT, STOP or CONT */
    void signal(String signal) throws IOException, InterruptedException {
        int code = new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                .inheritIO()
                .start()
                .waitFor();
        assertThat(code).as("exit code of kill -%s", signal).isZero();
    }

    /** Adds what its threads do to what it said, if it is alive. */
    void dumpThreads() throws IOException {
        if (process.isAlive()) {
            int dumps = timesSaid(THREAD_DUMP);
            try {
                signal("QUIT");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            await().atMost(PATIENCE).until(() -> !process.isAlive() || timesSaid(THREAD_DUMP) > dumps);
        }
    }

    /** Waits for its end and returns its exit code. */
    int exitCode() throws InterruptedException, IOException {
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("it did not end and said:\n" + said());
        }
        return process.exitValue();
    }

    /** Both outputs, of every process in the same folder. */
    String said() throws IOException {
        return Files.readString(log);
    }

    /** Returns how often the processes in the same folder have said a text. */
    int timesSaid(String text) throws IOException {
        return said().split(Pattern.quote(text), -1).length - 1;
    }

    /** Deletes a folder that a process has made, if it has. */
    static void deleteFolder(Path folder) throws IOException {
        if (Files.exists(folder)) {
            TemporaryFolder.delete(folder);
        }
    }

    @Override
    public void close() throws InterruptedException {
        kill();
    }
}
