package io.foreflow.benchmarks.scale;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.foreflow.forecaster.bench.Circumstances;
import io.foreflow.forecaster.bench.PipelineSite;
import io.foreflow.forecaster.bench.Readings;
import io.foreflow.forecaster.cli.Main;
import io.foreflow.forecaster.service.LiveServiceConfig;
import io.foreflow.forecaster.terminal.Environment;
import io.foreflow.forecaster.terminal.Interruption;
import io.foreflow.forecaster.terminal.TemporaryFolder;
import io.foreflow.ingest.wire.TopicNames;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import javax.management.JMException;
import javax.management.ObjectName;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Measures how long it takes until the other two of three instances go on with the work of one that is killed or asked to
 * end, and how much state they read from the broker for it: with and without a standby, for the service and for
 * {@link BareInstance}, an application of Kafka Streams that has the same stores and computes nothing. Each instance is
 * a process; the broker is in this one. Sensors have days of state, copied as {@link ChangelogCopies} does.
 */
@Command(name = "take-over", mixinStandardHelpOptions = true)
public final class TakeOver implements Callable<Integer> {
    private static final TopicNames TOPICS = new TopicNames("bench");
    private static final String BARE_OUTPUT = "bench.bare";
    private static final String LOG = "log";
    private static final String CHANGELOG = "-changelog";
    private static final int PARTITIONS = 12;
    private static final int INSTANCES = 3;
    private static final int HOURS_PER_DAY = 24;
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    /** State counts as read when the broker has not sent any for so long. */
    private static final Duration QUIET = Duration.ofSeconds(3);

    @Option(names = "--sensors", defaultValue = "10000", description = "Default: ${DEFAULT-VALUE}.")
    private int sensors;

    @Option(names = "--originals", defaultValue = "120", description = "Default: ${DEFAULT-VALUE}.")
    private int originals;

    @Option(names = "--days", defaultValue = "42", description = "Default: ${DEFAULT-VALUE}.")
    private int days;

    @Option(names = "--out", required = true, description = "JSON file to write.")
    private Path out = Path.of("take-over.json");

    private final ObjectMapper json = new ObjectMapper();
    private int nextHour;

    public static void main(String[] args) {
        System.exit(new CommandLine(new TakeOver()).execute(args));
    }

    /** Ways in which an instance ends. */
    private enum Ending {
        KILLED,
        STOPPED
    }

    /** The application that the instances belong to. */
    private enum RunningApplication {
        SERVICE(TOPICS.forecasts()),
        BARE(BARE_OUTPUT);

        private final String output;

        RunningApplication(String output) {
            this.output = output;
        }
    }

    @Override
    public Integer call() throws Exception {
        Environment environment = new Environment(
                Map.of(), Path.of(""), System.out, System.err, false, Clock.systemUTC(), new Interruption());
        ObjectNode result = json.createObjectNode();
        Circumstances.write(result);
        result.put("instances", INSTANCES).put("partitions", PARTITIONS).put("sensors", sensors);
        try (PipelineSite site = PipelineSite.create(environment, PARTITIONS);
                Admin admin = startedAdmin(site)) {
            site.createTopics(TOPICS);
            admin.createTopics(List.of(new NewTopic(BARE_OUTPUT, PARTITIONS, (short) 1)))
                    .all()
                    .get();
            LiveServiceConfig config = site.config(TOPICS, LiveServiceConfig.DEFAULT_APPLICATION_ID);
            Readings first = new Readings(originals, days * HOURS_PER_DAY, 1);
            site.publish(TOPICS, first);
            site.serve(config, first.count(), 0);
            ChangelogCopies copies =
                    new ChangelogCopies(site.clients(), config.applicationId(), PARTITIONS, originals, sensors);
            copies.write();
            result.put("rows", copies.records()).put("bytesOfRows", copies.bytes());
            nextHour = days * HOURS_PER_DAY;
            for (RunningApplication side : RunningApplication.values()) {
                for (int standbys = 0; standbys <= 1; standbys++) {
                    for (Ending ending : Ending.values()) {
                        ObjectNode one = measure(site, admin, side, standbys, ending);
                        System.err.println(one);
                        result.withArray("cases").add(one);
                    }
                }
            }
        }
        Files.writeString(out, json.writerWithDefaultPrettyPrinter().writeValueAsString(result) + "\n");
        return 0;
    }

    private static Admin startedAdmin(PipelineSite site) {
        site.start();
        return Admin.create(new HashMap<>(site.clients()));
    }

    private ObjectNode measure(PipelineSite site, Admin admin, RunningApplication side, int standbys, Ending ending)
            throws Exception {
        try (TemporaryFolder folder = TemporaryFolder.create("take-over");
                Instances instances = new Instances();
                Output output = new Output(
                        site.clients(), side.output, folder.path().resolve("0").resolve(LOG))) {
            long before = changelogBytesSent();
            for (int instance = 0; instance < INSTANCES; instance++) {
                instances.processes.add(start(
                        site,
                        side,
                        standbys,
                        Files.createDirectory(folder.path().resolve("" + instance))));
            }
            publishHour(site);
            output.await(sensors);
            awaitAllAtWork(admin);
            awaitQuiet();
            long undisturbed = System.nanoTime();
            publishHour(site);
            output.await(sensors);
            double usual = (System.nanoTime() - undisturbed) / 1e9;
            long restored = changelogBytesSent();

            long begun = System.nanoTime();
            Process ended = instances.processes.get(0);
            if (ending == Ending.KILLED) {
                ended.destroyForcibly().waitFor();
            } else {
                ended.destroy();
            }
            publishHour(site);
            output.await(sensors);
            double seconds = (System.nanoTime() - begun) / 1e9;
            long takenOver = changelogBytesSent();
            ended.waitFor();
            return json.createObjectNode()
                    .put("side", side.name().toLowerCase(Locale.ROOT))
                    .put("standbys", standbys)
                    .put("ending", ending.name().toLowerCase(Locale.ROOT))
                    .put("secondsWithoutIt", Math.round(10 * usual) / 10.0)
                    .put("secondsUntilAllForecast", Math.round(10 * seconds) / 10.0)
                    .put("megabytesReadForIt", Math.round((takenOver - restored) / 1e5) / 10.0)
                    .put("megabytesReadAtTheStart", Math.round((restored - before) / 1e5) / 10.0);
        }
    }

    /** The processes of a case. */
    private static final class Instances implements AutoCloseable {
        private final List<Process> processes = new ArrayList<>();

        @Override
        public void close() throws InterruptedException {
            for (Process process : processes) {
                process.destroyForcibly().waitFor();
            }
        }
    }

    private void publishHour(PipelineSite site) {
        site.publish(TOPICS, new Readings(sensors, nextHour, 1, 1));
        nextHour++;
    }

    private static Process start(PipelineSite site, RunningApplication side, int standbys, Path folder)
            throws IOException {
        String bootstrap = requireNonNull(site.clients().get(LiveServiceConfig.BOOTSTRAP_SERVERS));
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path")));
        if (side == RunningApplication.SERVICE) {
            Path file = Files.writeString(folder.resolve("foreflow.yaml"), """
                    kafka:
                      bootstrap.servers: %s
                      num.standby.replicas: %d
                    topics:
                      prefix: %s
                      partitions: %d
                    state:
                      dir: %s
                    http:
                      port: 0
                    """.formatted(
                            bootstrap, standbys, TOPICS.prefix(), PARTITIONS, folder.resolve("state")));
            command.addAll(List.of(Main.class.getName(), "serve", "--config", file.toString()));
        } else {
            command.addAll(List.of(
                    BareInstance.class.getName(),
                    bootstrap,
                    folder.resolve("state").toString(),
                    Integer.toString(PARTITIONS),
                    Integer.toString(standbys),
                    TOPICS.readings(),
                    BARE_OUTPUT));
        }
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(LOG).toFile())
                .start();
    }

    /** Waits until each instance has partitions. */
    private static void awaitAllAtWork(Admin admin) throws InterruptedException, ExecutionException {
        String group = LiveServiceConfig.DEFAULT_APPLICATION_ID;
        long until = System.nanoTime() + PATIENCE.toNanos();
        Set<String> working = Set.of();
        while (working.size() < INSTANCES) {
            if (System.nanoTime() > until) {
                throw new IllegalStateException("only these instances have partitions: " + working);
            }
            Thread.sleep(200);
            working =
                    requireNonNull(admin.describeConsumerGroups(List.of(group))
                                    .all()
                                    .get()
                                    .get(group))
                            .members()
                            .stream()
                            .filter(member ->
                                    !member.assignment().topicPartitions().isEmpty())
                            .map(member -> member.clientId().replaceFirst("-StreamThread.*", ""))
                            .collect(Collectors.toSet());
        }
    }

    private static void awaitQuiet() throws InterruptedException, JMException {
        long seen;
        do {
            seen = changelogBytesSent();
            Thread.sleep(QUIET.toMillis());
        } while (changelogBytesSent() > seen);
    }

    /** Returns how many bytes of changelogs the broker has sent to consumers, as they lie in its logs. */
    private static long changelogBytesSent() throws JMException {
        var server = ManagementFactory.getPlatformMBeanServer();
        long bytes = 0;
        for (ObjectName name : server.queryNames(
                new ObjectName("kafka.server:type=BrokerTopicMetrics,name=BytesOutPerSec,topic=*"), null)) {
            if (name.getKeyProperty("topic").endsWith(CHANGELOG)) {
                bytes += (Long) server.getAttribute(name, "Count");
            }
        }
        return bytes;
    }

    /** The records that the instances write, as a read-committed consumer sees them. */
    private static final class Output implements AutoCloseable {
        private final KafkaConsumer<byte[], byte[]> consumer;
        private final Path log;

        /** @param log what an instance says */
        Output(Map<String, String> clients, String topic, Path log) {
            this.log = log;
            Map<String, Object> settings = new HashMap<>(clients);
            settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
            consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
            List<TopicPartition> partitions = new ArrayList<>();
            for (PartitionInfo info : consumer.partitionsFor(topic)) {
                partitions.add(new TopicPartition(topic, info.partition()));
            }
            consumer.assign(partitions);
            consumer.seekToEnd(partitions);
            partitions.forEach(consumer::position);
        }

        /** Waits for so many further records. */
        void await(int wanted) {
            long until = System.nanoTime() + PATIENCE.toNanos();
            for (int seen = 0;
                    seen < wanted;
                    seen += consumer.poll(Duration.ofMillis(20)).count()) {
                if (System.nanoTime() > until) {
                    throw new IllegalStateException(
                            seen + " of " + wanted + " records came; the first instance said:\n" + said(log));
                }
            }
        }

        private static String said(Path log) {
            try {
                return Files.readString(log);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() {
            consumer.close();
        }
    }
}
