package io.foreflow.forecaster.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toMap;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.foreflow.forecaster.api.LocalHttp;
import io.foreflow.forecaster.cli.Foreflow;
import io.foreflow.forecaster.cli.Main;
import io.foreflow.forecaster.terminal.Environment;
import io.foreflow.forecaster.terminal.Interruption;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.Arrays;
import java.util.Map;

/**
 * The command {@code foreflow} for shell scripts. Commands run in this process, so that none waits for a start of Java.
 * Those that run until somebody stops them are processes of their own.
 */
final class ForeflowOnPath implements AutoCloseable {
    private final HttpServer server;
    private final Path folder;

    /**
     * @param folder receives the command
     * @param logback configuration of the log of processes
     */
    ForeflowOnPath(Path folder, Path logback) throws IOException {
        this.folder = Files.createDirectories(folder);
        server = HttpServer.create(new InetSocketAddress(LocalHttp.HOST, 0), 0);
        server.createContext("/", this::run);
        server.start();
        Path command = Files.writeString(folder.resolve("foreflow"), """
                #!/bin/bash
                set -eu
                case "${1:-}" in
                    serve | broker)
                        export CLASSPATH=%s
                        exec %s -Xmx512m -XX:+UseSerialGC -Dlogback.configurationFile=%s %s "$@"
                        ;;
                esac
                said=$(mktemp -d)
                trap 'rm -rf "$said"' EXIT
                env -0 >"$said/env"
                code=$(printf '%%s\\0' "$@" | curl -sS --noproxy '*' --data-binary @- \\
                    -H "X-Folder: $PWD" -H "X-Said: $said" http://%s:%d/)
                cat "$said/err" >&2
                cat "$said/out"
                exit "$code"
                """.formatted(
                quoted(System.getProperty("java.class.path")),
                quoted(Path.of(System.getProperty("java.home"), "bin", "java").toString()),
                quoted(logback.toString()),
                Main.class.getName(),
                LocalHttp.HOST,
                server.getAddress().getPort()));
        Files.setPosixFilePermissions(command, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** Returns the folder for the variable {@code PATH}. */
    Path folder() {
        return folder;
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }

    private void run(HttpExchange exchange) throws IOException {
        String[] arguments = new String(exchange.getRequestBody().readAllBytes(), UTF_8).split("\0");
        Path said = Path.of(header(exchange, "X-Said"));
        int code;
        try (PrintStream out = new PrintStream(said.resolve("out").toFile(), UTF_8);
                PrintStream err = new PrintStream(said.resolve("err").toFile(), UTF_8)) {
            Environment environment = new Environment(
                    variables(said),
                    Path.of(header(exchange, "X-Folder")),
                    out,
                    err,
                    false,
                    Clock.systemUTC(),
                    new Interruption());
            code = new Foreflow(environment).run(arguments);
        }
        byte[] answer = Integer.toString(code).getBytes(UTF_8);
        exchange.sendResponseHeaders(200, answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
    }

    /** Returns the environment variables of the script. */
    private static Map<String, String> variables(Path said) throws IOException {
        return Arrays.stream(Files.readString(said.resolve("env")).split("\0"))
                .map(variable -> variable.split("=", 2))
                .collect(toMap(variable -> variable[0], variable -> variable[1]));
    }

    private static String header(HttpExchange exchange, String name) {
        return requireNonNull(exchange.getRequestHeaders().getFirst(name), name);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
