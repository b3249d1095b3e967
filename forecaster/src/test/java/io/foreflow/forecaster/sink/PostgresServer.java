package io.foreflow.forecaster.sink;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * A PostgreSQL of Debian in a folder of its own, one for all tests of this process. It never runs as root: as root the
 * tests let the user {@code postgres} run it. It ends with this process.
 */
public final class PostgresServer {
    public static final String USER = "postgres";
    public static final String PASSWORD = "s3cret of the test";

    private static final Path PROGRAMS = Path.of("/usr/lib/postgresql");
    private static final int PATIENCE = 60;
    private static final AtomicInteger DATABASES = new AtomicInteger();

    private final Path programs;
    private final Path folder;
    private final int port;

    private PostgresServer(Path programs, Path folder, int port) {
        this.programs = programs;
        this.folder = folder;
        this.port = port;
    }

    private static final class Shared {
        private static final PostgresServer SERVER = start(programs().orElseThrow());
    }

    /** Returns the running server; skips the test, saying so, where none is installed. */
    public static PostgresServer shared() {
        Assumptions.assumeTrue(programs().isPresent(), "PostgreSQL is not installed: apt-get install postgresql");
        return Shared.SERVER;
    }

    private static Optional<Path> programs() {
        try (Stream<Path> versions = Files.list(PROGRAMS)) {
            return versions.map(version -> version.resolve("bin"))
                    .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
                    .max(Comparator.naturalOrder());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static PostgresServer start(Path programs) {
        try {
            Path folder = Files.createTempDirectory("foreflow-postgres");
            Path password = Files.writeString(folder.resolve("password"), PASSWORD);
            if (isRoot()) {
                var users = FileSystems.getDefault().getUserPrincipalLookupService();
                Files.setOwner(folder, users.lookupPrincipalByName(USER));
                Files.setOwner(password, users.lookupPrincipalByName(USER));
            }
            PostgresServer server = new PostgresServer(programs, folder, freePort());
            server.run(
                    "initdb",
                    "--no-sync",
                    "--auth=scram-sha-256",
                    "--username=" + USER,
                    "--pwfile=" + password,
                    "--encoding=UTF8",
                    "--locale=C.UTF-8",
                    "-D",
                    server.data());
            Files.writeString(Path.of(server.data(), "postgresql.auto.conf"), """
                    port = %d
                    listen_addresses = '127.0.0.1'
                    unix_socket_directories = ''
                    fsync = off
                    shared_buffers = 128MB
                    max_connections = 40
                    log_min_messages = fatal
                    """.formatted(server.port));
            server.run("pg_ctl", "start", "-w", "-D", server.data(), "-l", server.data() + "/log");
            Runtime.getRuntime().addShutdownHook(new Thread(server::end));
            return server;
        } catch (IOException e) {
            throw new IllegalStateException("PostgreSQL did not start", e);
        }
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Makes an empty database and returns its address. */
    public String newDatabase() throws SQLException {
        String name = "test" + DATABASES.incrementAndGet();
        execute(jdbc("postgres"), "CREATE DATABASE " + name);
        return jdbc(name);
    }

    public String jdbc(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    /** Ends all of its processes at once and starts it again, as after a crash. */
    public void crashAndRestart() {
        run("pg_ctl", "restart", "-w", "-m", "immediate", "-D", data(), "-l", data() + "/log");
    }

    public static Connection connect(String jdbc) throws SQLException {
        return DriverManager.getConnection(jdbc, USER, PASSWORD);
    }

    public static void execute(String jdbc, String... commands) throws SQLException {
        try (Connection connection = connect(jdbc);
                Statement statement = connection.createStatement()) {
            for (String command : commands) {
                statement.execute(command);
            }
        }
    }

    /** Returns the number that a query answers. */
    public static long number(String jdbc, String query) throws SQLException {
        return Long.parseLong(rows(jdbc, query).get(0));
    }

    /** Returns the rows that a query answers, each as its columns with bars between them. */
    public static List<String> rows(String jdbc, String query) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Connection connection = connect(jdbc);
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            while (result.next()) {
                List<String> columns = new ArrayList<>();
                for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                    columns.add(String.valueOf(result.getString(i)));
                }
                rows.add(String.join("|", columns));
            }
        }
        return rows;
    }

    private String data() {
        return folder.resolve("data").toString();
    }

    private void end() {
        run("pg_ctl", "stop", "-m", "immediate", "-D", data());
        run("rm", "-rf", folder.toString());
    }

    private void run(String program, String... arguments) {
        Path own = programs.resolve(program);
        List<String> command = new ArrayList<>();
        if (isRoot()) {
            command.addAll(List.of("setpriv", "--reuid", USER, "--regid", USER, "--clear-groups", "--"));
        }
        command.add(Files.exists(own) ? own.toString() : program);
        command.addAll(List.of(arguments));
        try {
            Path said = Files.createTempFile("foreflow-postgres", ".log");
            Process process = new ProcessBuilder(command)
                    .directory(Path.of("/").toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(said.toFile())
                    .start();
            boolean ended = process.waitFor(PATIENCE, TimeUnit.SECONDS);
            String output = new String(Files.readAllBytes(said), UTF_8);
            Files.delete(said);
            if (!ended || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new IllegalStateException(command + " failed:\n" + output);
            }
        } catch (IOException e) {
            throw new IllegalStateException(command + " failed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
