package io.foreflow.forecaster.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.foreflow.forecaster.api.BindException;
import io.foreflow.forecaster.api.Health;
import io.foreflow.forecaster.api.HttpApi;
import io.foreflow.forecaster.api.HttpSettings;
import io.foreflow.forecaster.api.Probes;
import io.foreflow.forecaster.metrics.SinkMetrics;
import io.foreflow.forecaster.service.LiveServiceConfig;
import io.foreflow.forecaster.sink.SinkResult;
import io.foreflow.forecaster.sink.SinkSettings;
import io.foreflow.forecaster.sink.SqlSink;
import io.foreflow.forecaster.terminal.CommandException;
import io.foreflow.forecaster.terminal.Environment;
import io.foreflow.forecaster.terminal.Interruption.Following;
import io.foreflow.forecaster.terminal.ProgressLine;
import io.foreflow.forecaster.terminal.Version;
import io.foreflow.ingest.wire.Json;
import io.foreflow.ingest.wire.TopicNames;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "sink",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "Copies forecasts, scores, model events and alerts into PostgreSQL, each row once, until Ctrl-C.",
        description = {
            "Makes its tables itself, and waits for a database that is away. The offsets of the topics are in the "
                    + "database, in the transactions of the rows.",
            "A second sink waits until the first one ends. The password comes from a file, from the variable "
                    + "PGPASSWORD, or from ~/.pgpass."
        })
final class SinkCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(SinkCommand.class);

    private final Environment environment;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Mixin
    private final KafkaOptions kafka = new KafkaOptions();

    @Option(
            names = "--jdbc",
            paramLabel = "URL",
            description = "Address of the database, such as jdbc:postgresql://db:5432/foreflow. Default: sink.jdbc.")
    private @Nullable String jdbc;

    @Option(names = "--user", paramLabel = "NAME", description = "User of the database. Default: sink.user, or PGUSER.")
    private @Nullable String user;

    @Option(
            names = "--password-file",
            paramLabel = "FILE",
            description = "File with the user's password. Default: sink.password, PGPASSWORD, or ~/.pgpass.")
    private @Nullable Path password;

    @Option(
            names = "--retention",
            paramLabel = "DAYS",
            description =
                    "Age after which whole months of rows are dropped; 0 keeps all. Default: sink.retention, or 0.")
    private @Nullable String retention;

    @Option(
            names = "--port",
            paramLabel = "N",
            description = "Port of /livez, /readyz and /metrics; 0 takes any free port. Default: sink.port, or none.")
    private @Nullable String port;

    @Option(names = "--once", description = "Ends at the present ends of the topics.")
    private boolean once;

    @Option(names = "--json", description = "With --once: prints one JSON object.")
    private boolean json;

    SinkCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws Exception {
        if (json && !once) {
            throw new ParameterException(spec.commandLine(), "--json says nothing without --once");
        }
        LiveServiceConfig config = kafka.load(environment);
        SinkSettings settings = kafka.sink(environment, options());
        if (settings.jdbc().isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "the database is missing; name it with --jdbc or sink.jdbc, such as"
                            + " jdbc:postgresql://localhost:5432/foreflow");
        }
        try (SinkMetrics metrics =
                new SinkMetrics(SqlSink.tables(), config.applicationId(), Version.number(), environment.clock())) {
            return run(config, settings, metrics);
        } catch (InterruptException e) {
            Thread.interrupted();
            return ended();
        } catch (InterruptedException e) {
            return ended();
        } catch (KafkaException e) {
            throw new CommandException(
                    "the topics cannot be read: " + e.getMessage() + "; check the rights of this user", e);
        }
    }

    private static int ended() {
        LOG.info("ended; the next sink goes on where this one stopped");
        return Foreflow.SUCCESS;
    }

    private Map<String, String> options() {
        Map<String, String> options = new HashMap<>();
        put(options, "sink.jdbc", jdbc);
        put(options, "sink.user", user);
        put(
                options,
                "sink.password",
                password == null
                        ? null
                        : environment.directory().resolve(password).toString());
        put(options, "sink.retention", retention);
        put(options, "sink.port", port);
        return options;
    }

    private static void put(Map<String, String> options, String path, @Nullable String value) {
        if (value != null) {
            options.put(path, value);
        }
    }

    private int run(LiveServiceConfig config, SinkSettings settings, SinkMetrics metrics) throws InterruptedException {
        TopicNames topics = config.pipeline().topics();
        boolean windows = config.pipeline().outputs().windows();
        SqlSink sink = new SqlSink(
                settings, environment.variables(), config.kafka(), topics, windows, metrics, environment.clock());
        metrics.bindReady(() -> sink.state().problem().isEmpty());
        Optional<HttpApi> http = settings.port().isEmpty()
                ? Optional.empty()
                : Optional.of(http(config.http(), settings.port().getAsInt(), sink, metrics));
        try (Following following = environment.interruption().follow()) {
            Topics.ensure(environment, config, SqlSink.topics(topics, windows).toArray(String[]::new));
            if (!once) {
                sink.follow();
                return Foreflow.SUCCESS;
            }
            Instant started = environment.clock().instant();
            SinkResult result;
            try (ProgressLine progress = ProgressLine.of(environment, "Copying", 1, " records")) {
                result = sink.copyToEnds(config.brokerWait(), progress);
            }
            print(result, Duration.between(started, environment.clock().instant()));
            return Foreflow.SUCCESS;
        } finally {
            http.ifPresent(HttpApi::close);
        }
    }

    private static HttpApi http(HttpSettings settings, int port, SqlSink sink, SinkMetrics metrics) {
        try {
            HttpApi api = new HttpApi(
                    settings.with().port(port).build(),
                    new Probes(
                            () -> new Health(List.of(), Map.of()),
                            () -> new Health(sink.state().problem().stream().toList(), Map.of()),
                            metrics::scrape));
            api.start();
            LOG.info("HTTP listens on {}://{}:{}", api.scheme(), settings.host(), api.port());
            return api;
        } catch (BindException e) {
            throw new CommandException(String.valueOf(e.getMessage()).replace("http.port", "sink.port"), e);
        }
    }

    private void print(SinkResult result, Duration time) {
        double seconds = Math.round(time.toMillis() / 100.0) / 10.0;
        if (json) {
            environment
                    .out()
                    .println(new String(
                            Json.object(out -> {
                                out.writeObjectFieldStart("rows");
                                for (Map.Entry<String, Long> table :
                                        result.rows().entrySet()) {
                                    out.writeNumberField(table.getKey(), table.getValue());
                                }
                                out.writeEndObject();
                                out.writeNumberField("rejected", result.rejected());
                                out.writeNumberField("seconds", seconds);
                            }),
                            UTF_8));
            return;
        }
        StringBuilder text = new StringBuilder("Copied in ").append(seconds).append(" s:");
        result.rows().forEach((table, rows) -> text.append(String.format(" %,d %s,", rows, table)));
        text.append(String.format(" %,d rejected", result.rejected()));
        environment.out().println(text);
    }
}
