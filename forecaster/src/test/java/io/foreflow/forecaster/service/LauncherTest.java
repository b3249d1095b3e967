package io.foreflow.forecaster.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The shell scripts, in a project of their own with programs that only pretend to be Java and Maven. */
@DisabledOnOs(OS.WINDOWS)
class LauncherTest {
    private static final List<String> TOOLS = List.of(
            "sh",
            "cat",
            "chmod",
            "cp",
            "dirname",
            "find",
            "flock",
            "head",
            "mkdir",
            "mv",
            "readlink",
            "rm",
            "sed",
            "touch");
    private static final Path MODULE = Path.of("").toAbsolutePath();

    @TempDir
    private Path directory;

    private Path project;
    private Path programs;
    private final Map<String, String> variables = new HashMap<>();

    private record Run(int exitCode, String out, String err) {}

    @BeforeEach
    void makeProject() throws IOException {
        project = directory.resolve("project");
        programs = Files.createDirectories(directory.resolve("programs"));
        Path scripts = Files.createDirectories(project.resolve("forecaster/src/main/dist/bin"));
        copy(MODULE.resolveSibling("foreflow"), project.resolve("foreflow"));
        copy(MODULE.resolve("src/main/dist/bin/foreflow"), scripts.resolve("foreflow"));
        copy(MODULE.resolve("src/main/dist/bin/find-java.sh"), scripts.resolve("find-java.sh"));
        Files.writeString(project.resolve("pom.xml"), "<project/>");
        for (String module : List.of("models", "ingest", "windowing", "training", "dashboards", "forecaster")) {
            Files.createDirectories(project.resolve(module).resolve("src/main/java"));
            Files.writeString(project.resolve(module).resolve("pom.xml"), "<project/>");
            Files.writeString(project.resolve(module).resolve("src/main/java/A.java"), "class A {}");
        }
        // What Maven would do, in short.
        program("mvn", """
                if [ "$1" = -version ]; then printf '\\033[1mApache Maven 3.8.7\\033[m\\n'; exit 0; fi
                echo "maven says something"
                dist=forecaster/target/foreflow
                mkdir -p $dist/bin $dist/lib/demo && cp forecaster/src/main/dist/bin/* $dist/bin/
                """);
        program("java", version("17.0.15") + "echo \"java in $PWD\"; for a in \"$@\"; do echo \"$a\"; done; exit 7\n");
        program("javac", "");
        makeOld(project);
    }

    @Test
    void shouldBuildOnceAndThenRunWithTheUsersFolderArgumentsAndExitCode() throws Exception {
        // when
        Run first = run("ingest", "a file.csv");
        Run second = run("ingest", "a file.csv");

        // then
        assertThat(first.exitCode()).isEqualTo(7);
        assertThat(first.err()).contains("building the distribution; the first time this takes a few minutes");
        assertThat(first.err()).contains("maven says something").contains("foreflow: built.");
        assertThat(first.out())
                .startsWith("java in " + directory)
                .endsWith("io.foreflow.forecaster.cli.Main\ningest\na file.csv\n");
        assertThat(second.exitCode()).isEqualTo(7);
        assertThat(second.err()).isEmpty();
        assertThat(second.out()).isEqualTo(first.out());
    }

    @Test
    void shouldBuildAgainWhenASourceIsChangedOrRemoved() throws Exception {
        // given
        run("--version");
        makeOld(project.resolve("forecaster/target/foreflow.stamp"));
        Path source = project.resolve("models/src/main/java/A.java");

        // when
        Files.setLastModifiedTime(source, FileTime.from(Instant.now()));
        Run changed = run("--version");
        Run unchanged = run("--version");
        makeOld(project);
        Files.delete(source);
        Run removed = run("--version");

        // then
        assertThat(changed.err()).contains("the sources have changed, building again");
        assertThat(unchanged.err()).isEmpty();
        assertThat(removed.err()).contains("the sources have changed, building again");
    }

    @Test
    void shouldNotBuildAgainForTests() throws Exception {
        // given
        run("--version");
        makeOld(project);

        // when
        Files.createDirectories(project.resolve("models/src/test/java"));
        Files.writeString(project.resolve("models/src/test/java/ATest.java"), "class ATest {}");

        // then
        assertThat(run("--version").err()).isEmpty();
    }

    @Test
    void shouldSayThatThereIsNoJava() throws Exception {
        Files.delete(programs.resolve("java"));
        assertFailure("there is no java on the PATH and JAVA_HOME is not set. Install JDK 17 or newer");
    }

    @Test
    void shouldSayThatJavaHomeHoldsNoJava() throws Exception {
        variables.put("JAVA_HOME", directory.resolve("nowhere").toString());
        assertFailure("JAVA_HOME (" + directory.resolve("nowhere") + ") holds no bin/java. Install JDK 17 or newer");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.8.0_292", "11.0.2", "16"})
    void shouldSayThatJavaIsTooOld(String version) throws Exception {
        program("java", version(version));
        assertFailure("Java " + version + " (" + programs.resolve("java") + ") is too old. Install JDK 17 or newer");
    }

    @Test
    void shouldSayThatAProgramThatIsNoJavaIsNone() throws Exception {
        program("java", "echo Hello\n");
        assertFailure(programs.resolve("java") + " does not say which version it is. Install JDK 17 or newer");
    }

    @Test
    void shouldSayThatThereIsNoCompiler() throws Exception {
        Files.delete(programs.resolve("javac"));
        assertFailure("is a Java runtime without a compiler. Install JDK 17 or newer");
    }

    @Test
    void shouldRunWithoutACompilerWhenThereIsNothingToBuild() throws Exception {
        // given
        run("--version");
        Files.delete(programs.resolve("javac"));
        Files.delete(programs.resolve("mvn"));

        // when, then
        assertThat(run("--version").exitCode()).isEqualTo(7);
    }

    @Test
    void shouldSayThatThereIsNoMaven() throws Exception {
        Files.delete(programs.resolve("mvn"));
        assertFailure("there is no mvn on the PATH. Install Maven 3.8 or newer");
    }

    @ParameterizedTest
    @ValueSource(strings = {"3.6.3", "2.2.1", "3.0"})
    void shouldSayThatMavenIsTooOld(String version) throws Exception {
        program("mvn", "echo 'Apache Maven " + version + " (abc)'\n");
        assertFailure("Maven " + version + " (" + programs.resolve("mvn") + ") is too old to build Foreflow");
    }

    @Test
    void shouldTakeANewerMaven() throws Exception {
        program("mvn", Files.readString(programs.resolve("mvn")).replace("3.8.7", "4.0.0-rc-5"));
        assertThat(run("--version").exitCode()).isEqualTo(7);
    }

    @Test
    void shouldSayThatTheBuildFailed() throws Exception {
        // given
        program("mvn", "[ \"$1\" = -version ] && echo 'Apache Maven 3.9.9' && exit 0\necho 'no symbol X'\nexit 1\n");

        // when
        Run run = run("--version");

        // then
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("no symbol X").contains("foreflow: the build failed; what Maven said is above.");
    }

    @Test
    void shouldKeepTheBrokersLibrariesAwayFromTheService() throws Exception {
        // when
        Run serve = run("--debug", "serve");
        Run demo = run("--debug", "demo", "--once");

        // then
        String libraries = project.toRealPath().resolve("forecaster/target/foreflow/lib") + "/";
        assertThat(serve.out().lines()).contains(libraries + "*").noneMatch(line -> line.contains("lib/demo"));
        assertThat(demo.out().lines()).contains(libraries + "*:" + libraries + "demo/*");
    }

    @ParameterizedTest
    @ValueSource(strings = {"dl4j", "cuda"})
    void shouldTakeAnOptionalEngineWhereItsFolderIs(String engine) throws Exception {
        // given a distribution with the folder
        run("serve");
        Path folder = project.resolve("forecaster/target/foreflow/lib").resolve(engine);
        Files.createDirectories(folder);

        // when, then
        String libraries = project.toRealPath().resolve("forecaster/target/foreflow/lib") + "/";
        assertThat(run("serve").out().lines()).contains(libraries + "*:" + libraries + engine + "/*");

        // when it is deleted, then
        Files.delete(folder);
        assertThat(run("serve").out().lines()).contains(libraries + "*");
    }

    @Test
    void shouldAllowNativeLibrariesWhereJavaWouldWarn() throws Exception {
        // given
        Run older = run("demo");
        program("java", Files.readString(programs.resolve("java")).replace("17.0.15", "25.0.1"));

        // when
        Run newer = run("demo");

        // then
        assertThat(older.out()).doesNotContain("--enable-native-access");
        assertThat(newer.out().lines()).contains("--enable-native-access=ALL-UNNAMED");
    }

    @ParameterizedTest
    @ValueSource(strings = {"serve", "demo", "train"})
    void shouldComputeWithVectorsWhereJavaHasTheModule(String command) throws Exception {
        // given
        javaHome("java.base jdk.incubator.vector jdk.jfr");

        // when
        List<String> said = run(command).out().lines().toList();

        // then
        assertThat(said).containsSequence("--add-modules", "jdk.incubator.vector");
        assertThat(said.indexOf("--add-modules")).isLessThan(said.indexOf("io.foreflow.forecaster.cli.Main"));
    }

    @Test
    void shouldExplainJavasWarningOnce() throws Exception {
        // given
        javaHome("java.base jdk.incubator.vector");
        run("ingest");

        // when
        Run first = run("serve");
        Run second = run("serve");

        // then
        assertThat(first.err().lines()).hasSize(1);
        assertThat(first.err()).startsWith("foreflow: Java warns of an incubator module in the next line.");
        assertThat(second.err()).isEmpty();
    }

    @Test
    void shouldFindTheModulesOfAJavaThatIsOnlyLinkedToThePath() throws Exception {
        // given: two links, the second one relative
        Path home = javaHome("java.base jdk.incubator.vector");
        variables.remove("JAVA_HOME");
        Files.delete(programs.resolve("java"));
        Files.createSymbolicLink(directory.resolve("current"), home.resolve("bin/java"));
        Files.createSymbolicLink(programs.resolve("java"), Path.of("../current"));

        // when, then
        assertThat(run("serve").out().lines()).containsSequence("--add-modules", "jdk.incubator.vector");
    }

    @ParameterizedTest
    @ValueSource(strings = {"java.base jdk.jfr", "java.base jdk.incubator.vectors", ""})
    void shouldStartAJavaWithoutTheModule(String modules) throws Exception {
        // given
        javaHome(modules);

        // when
        Run run = run("serve");

        // then
        assertThat(run.exitCode()).isEqualTo(7);
        assertThat(run.out()).doesNotContain("--add-modules");
    }

    @Test
    void shouldNotBelieveARuntimeThatListsTheModulesOfItsDevelopmentKit() throws Exception {
        // given
        Path release = javaHome("java.base jdk.incubator.vector").resolve("release");
        Files.writeString(release, "IMAGE_TYPE=\"JRE\"\n", StandardOpenOption.APPEND);

        // when
        Run run = run("serve");

        // then
        assertThat(run.exitCode()).isEqualTo(7);
        assertThat(run.out()).doesNotContain("--add-modules");
    }

    @Test
    void shouldStartAJavaThatSaysNothingOfItsModules() throws Exception {
        // given
        Files.delete(javaHome("").resolve("release"));

        // when
        Run run = run("serve");

        // then
        assertThat(run.exitCode()).isEqualTo(7);
        assertThat(run.out()).doesNotContain("--add-modules");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ingest", "models", "data", "broker", "--version"})
    void shouldNotMakeJavaWarnWhereNothingIsComputed(String command) throws Exception {
        javaHome("java.base jdk.incubator.vector");
        assertThat(run(command).out()).doesNotContain("--add-modules");
    }

    @Test
    void shouldLetTheUsersOptionsOfJavaWin() throws Exception {
        // given
        variables.put("FOREFLOW_JAVA_OPTS", "-Xmx4g -XX:+UseZGC");
        variables.put("XDG_CACHE_HOME", "/caches");

        // when
        List<String> said = run("demo").out().lines().toList();

        // then
        assertThat(said.indexOf("-Xmx4g")).isGreaterThan(said.indexOf("-Xmx1g"));
        assertThat(said)
                .contains("-XX:+UseZGC", "-Dorg.bytedeco.javacpp.cachedir=/caches/foreflow/natives")
                .doesNotContain("-XX:+UseSerialGC");
    }

    private void assertFailure(String message) throws Exception {
        Run run = run("demo");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err().lines()).hasSize(1);
        assertThat(run.err()).startsWith("foreflow: ").contains(message);
    }

    private Run run(String... arguments) throws Exception {
        List<String> command =
                new ArrayList<>(List.of(project.resolve("foreflow").toString()));
        command.addAll(List.of(arguments));
        Path out = directory.resolve("out");
        Path err = directory.resolve("err");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().clear();
        builder.environment().put("PATH", programs + ":" + tools());
        builder.environment().put("HOME", directory.toString());
        builder.environment().putAll(variables);
        Process process = builder.start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Run(
                process.exitValue(),
                Files.readString(out, StandardCharsets.UTF_8),
                Files.readString(err, StandardCharsets.UTF_8));
    }

    /** A folder with what any system has, and no Java or Maven. */
    private Path tools() throws IOException {
        Path tools = directory.resolve("tools");
        if (!Files.exists(tools)) {
            Files.createDirectories(tools);
            for (String tool : TOOLS) {
                for (String folder : List.of("/bin", "/usr/bin")) {
                    if (Files.exists(Path.of(folder, tool))) {
                        script(tools.resolve(tool), "exec " + folder + "/" + tool + " \"$@\"\n");
                    }
                }
            }
        }
        return tools;
    }

    private static String version(String version) {
        return "if [ \"$1\" = -version ]; then echo 'openjdk version \"" + version + "\" 2025-04-15' >&2; exit 0; fi\n";
    }

    private void program(String name, String text) throws IOException {
        script(programs.resolve(name), text);
    }

    /** A Java of its own that says which modules it has, for JAVA_HOME. */
    private Path javaHome(String modules) throws IOException {
        Path home = directory.resolve("jdk");
        Path bin = Files.createDirectories(home.resolve("bin"));
        for (String tool : List.of("java", "javac")) {
            Files.copy(programs.resolve(tool), bin.resolve(tool), StandardCopyOption.COPY_ATTRIBUTES);
        }
        Files.writeString(
                home.resolve("release"), "JAVA_VERSION=\"17.0.15\"\nMODULES=\"" + modules + "\"\nOS_NAME=\"Linux\"\n");
        variables.put("JAVA_HOME", home.toString());
        return home;
    }

    private static void script(Path file, String text) throws IOException {
        Files.writeString(file, text.startsWith("#!") ? text : "#!/bin/sh\n" + text);
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.copy(from, to);
        assertThat(to.toFile().setExecutable(true)).isTrue();
    }

    /** As if nothing below had been touched for an hour. */
    private static void makeOld(Path root) throws IOException {
        FileTime anHourAgo = FileTime.from(Instant.now().minusSeconds(3_600));
        try (var files = Files.walk(root)) {
            for (Path file : files.filter(
                            path -> !path.toString().contains("/target/foreflow.stamp") || path.equals(root))
                    .toList()) {
                Files.setLastModifiedTime(file, anHourAgo);
            }
        }
    }
}
