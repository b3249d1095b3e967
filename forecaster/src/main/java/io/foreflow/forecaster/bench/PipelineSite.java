package io.foreflow.forecaster.bench;

import io.foreflow.forecaster.api.HttpSettings;
import io.foreflow.forecaster.broker.EmbeddedKafka;
import io.foreflow.forecaster.broker.LogEnds;
import io.foreflow.forecaster.offline.Drain;
import io.foreflow.forecaster.registry.Alias;
import io.foreflow.forecaster.registry.ModelPublisher;
import io.foreflow.forecaster.service.LiveService;
import io.foreflow.forecaster.service.LiveServiceConfig;
import io.foreflow.forecaster.service.StreamsSettings;
import io.foreflow.forecaster.terminal.CommandException;
import io.foreflow.forecaster.terminal.Environment;
import io.foreflow.forecaster.terminal.ProgressLine;
import io.foreflow.forecaster.terminal.TemporaryFolder;
import io.foreflow.forecaster.topology.PipelineConfig;
import io.foreflow.ingest.publish.ReadingsPublisher;
import io.foreflow.ingest.publish.TopicAdmin;
import io.foreflow.ingest.publish.TopicPlan;
import io.foreflow.ingest.wire.ReadingJson;
import io.foreflow.ingest.wire.TopicNames;
import io.foreflow.models.bundle.Bundles;
import io.foreflow.models.engine.select.EngineSelector;
import io.foreflow.models.engine.select.Selection;
import io.foreflow.models.model.TrainedModel;
import io.foreflow.models.network.NetworkSpec;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.Topology;

/**
 * An embedded broker in a temporary folder, and the applications that read the same readings from it in turns: the
 * pass-through and the live service, both exactly once and with the same settings.
 */
public final class PipelineSite implements AutoCloseable {
    private static final int DEFAULT_PARTITIONS = 2;
    private static final Duration CONNECT_WITHIN = Duration.ofMinutes(1);
    private static final Duration READY_WITHIN = Duration.ofMinutes(5);

    /** Bytes of a partition that are kept of a long load: more than the forecasts of a round. */
    private static final int KEPT_BYTES = 128 * 1024 * 1024;

    private static final String HOST = HttpSettings.DEFAULT_HOST;

    private final Environment environment;
    private final TemporaryFolder folder;
    private final EmbeddedKafka kafka;
    private final int partitions;

    private PipelineSite(Environment environment, TemporaryFolder folder, int partitions) {
        this.environment = environment;
        this.folder = folder;
        this.partitions = partitions;
        this.kafka = EmbeddedKafka.in(folder.path().resolve("broker"), EmbeddedKafka.ANY_PORT);
    }

    /** Creates the folder; the broker is not started yet. Topics will have two partitions. */
    public static PipelineSite create(Environment environment) throws IOException {
        return create(environment, DEFAULT_PARTITIONS);
    }

    /** Creates the folder; the broker is not started yet. */
    public static PipelineSite create(Environment environment, int partitions) throws IOException {
        return new PipelineSite(environment, TemporaryFolder.create("bench"), partitions);
    }

    /** Starts the broker. */
    public void start() {
        kafka.start();
    }

    /**
     * Returns the service's defaults on this broker.
     *
     * @param application consumer group and name of the folder of the stores
     */
    public LiveServiceConfig config(TopicNames topics, String application) {
        return LiveServiceConfig.of(kafka.bootstrapServers())
                .withPipeline(PipelineConfig.defaults().withTopics(topics))
                .withApplicationId(application)
                .withStateDir(folder.path().resolve("state").resolve(application))
                .withHttp(HOST, 0)
                .withPartitions(partitions)
                .withReplicationFactor(1);
    }

    /** Creates the service's topics and the one of the pass-through. */
    public void createTopics(TopicNames topics) throws InterruptedException, ExecutionException {
        try (TopicAdmin admin = TopicAdmin.connect(clients(), true, CONNECT_WITHIN, environment.clock(), line -> {});
                Admin bare = admin()) {
            admin.ensure(TopicPlan.all(topics, partitions, 1));
            bare.createTopics(List.of(new NewTopic(copies(topics), partitions, (short) 1)
                            .configs(Map.of("message.timestamp.type", "LogAppendTime"))))
                    .all()
                    .get();
        }
    }

    /** Lets the broker keep only the latest records that the service writes, so that a long load fits on the disk. */
    void keepLittle(TopicNames topics) throws InterruptedException, ExecutionException {
        Map<String, String> little = Map.of(
                TopicConfig.RETENTION_BYTES_CONFIG, Integer.toString(KEPT_BYTES),
                TopicConfig.SEGMENT_BYTES_CONFIG, Integer.toString(KEPT_BYTES / 2),
                TopicConfig.FILE_DELETE_DELAY_MS_CONFIG, "1000");
        List<AlterConfigOp> changes = little.entrySet().stream()
                .map(entry ->
                        new AlterConfigOp(new ConfigEntry(entry.getKey(), entry.getValue()), AlterConfigOp.OpType.SET))
                .toList();
        try (Admin admin = admin()) {
            admin.incrementalAlterConfigs(Stream.of(
                                    topics.windows(), topics.trainingWindows(), topics.forecasts(), topics.scores())
                            .collect(Collectors.toMap(
                                    topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic), topic -> changes)))
                    .all()
                    .get();
        }
    }

    private static String copies(TopicNames topics) {
        return topics.prefix() + ".copies";
    }

    /**
     * Publishes readings and waits until the broker has all of them.
     *
     * @throws CommandException if the broker refuses one
     */
    public void publish(TopicNames topics, Readings readings) {
        AtomicReference<Exception> failure = new AtomicReference<>();
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                ReadingsPublisher.producerSettings(clients()), new ByteArraySerializer(), new ByteArraySerializer())) {
            readings.forEach(reading -> {
                var unused = producer.send(
                        new ProducerRecord<>(
                                topics.readings(),
                                reading.sensor().value().getBytes(StandardCharsets.UTF_8),
                                ReadingJson.bytes(reading)),
                        (metadata, e) -> failure.compareAndSet(null, e));
            });
            producer.flush();
        }
        Exception refused = failure.get();
        if (refused != null) {
            throw new CommandException(
                    "the embedded broker did not take the readings: " + refused.getMessage(), refused);
        }
    }

    /** Publishes a model as champion of its name. */
    public void publish(TopicNames topics, TrainedModel model) {
        new ModelPublisher(clients(), topics).publish(Bundles.write(model), Optional.of(Alias.CHAMPION));
    }

    /** Makes an application begin behind the readings that are on the topic now. */
    public void skipPresent(LiveServiceConfig config) throws InterruptedException, ExecutionException {
        try (Admin admin = admin()) {
            Map<TopicPartition, OffsetSpec> latest = IntStream.range(0, partitions)
                    .mapToObj(i -> new TopicPartition(config.pipeline().topics().readings(), i))
                    .collect(Collectors.toMap(Function.identity(), partition -> OffsetSpec.latest()));
            Map<TopicPartition, OffsetAndMetadata> ends = admin.listOffsets(latest).all().get().entrySet().stream()
                    .collect(Collectors.toMap(
                            Map.Entry::getKey,
                            end -> new OffsetAndMetadata(end.getValue().offset())));
            admin.alterConsumerGroupOffsets(config.applicationId(), ends).all().get();
        }
    }

    /**
     * Lets the pass-through copy all readings that it has not copied yet.
     *
     * @param readings number of these readings
     * @param uncounted number of copies at the start that do not count
     */
    public SideRun copy(LiveServiceConfig config, long readings, long uncounted) throws InterruptedException {
        TopicNames topics = config.pipeline().topics();
        String output = copies(topics);
        return run(config, BareStreams.copying(topics.readings(), output), output, readings, uncounted);
    }

    /**
     * Lets a topology of Kafka Streams process all readings that it has not processed yet, with the service's settings.
     *
     * @param output topic whose records are counted: one for each reading
     * @param readings number of these readings
     * @param uncounted number of records at the start that do not count
     */
    public SideRun run(LiveServiceConfig config, Topology topology, String output, long readings, long uncounted)
            throws InterruptedException {
        return measured(output, readings, uncounted, () -> {
            try (BareStreams side = BareStreams.start(
                    topology, StreamsSettings.of(config, Runtime.getRuntime().availableProcessors(), "bare"))) {
                drain(config, side.stopped());
                return 0;
            }
        });
    }

    /** Lets the live service process all readings that it has not processed yet, with the engines of its configuration. */
    public SideRun serve(LiveServiceConfig config, long readings, long uncounted) throws InterruptedException {
        return serve(config, new EngineSelector(config.engine())::forForecasting, readings, uncounted);
    }

    /**
     * Lets the live service process all readings that it has not processed yet.
     *
     * @param engines selects the engine of a network
     * @param readings number of these readings
     * @param uncounted number of forecasts at the start that do not count
     */
    public SideRun serve(
            LiveServiceConfig config, Function<NetworkSpec, Selection> engines, long readings, long uncounted)
            throws InterruptedException {
        return measured(config.pipeline().topics().forecasts(), readings, uncounted, () -> {
            try (LiveService service = new LiveService(config, engines)) {
                service.start();
                drain(config, service.stopped());
                return networkShare(service.httpPort());
            }
        });
    }

    /** Starts the service, and returns the seconds until it is ready. */
    public double secondsToReady(LiveServiceConfig config) throws InterruptedException {
        long begun = System.nanoTime();
        try (LiveService service = new LiveService(config)) {
            service.start();
            if (!service.awaitReady(READY_WITHIN)) {
                throw new CommandException(
                        "the service was not ready within " + READY_WITHIN.toMinutes() + " minutes; the log says why");
            }
            return (System.nanoTime() - begun) / 1e9;
        }
    }

    /** Deletes the stores of an application that does not run. */
    public void wipe(LiveServiceConfig config) throws IOException {
        TemporaryFolder.delete(config.stateDir());
    }

    /** Returns the size of an application's stores on the disk. */
    public long stateBytes(LiveServiceConfig config) throws IOException {
        try (Stream<Path> files = Files.walk(config.stateDir())) {
            return files.map(Path::toFile)
                    .filter(File::isFile)
                    .mapToLong(File::length)
                    .sum();
        }
    }

    /** A side that runs until it has processed everything. */
    private interface Side {
        /** Returns the share of the forecasts that a model made. */
        double run() throws InterruptedException;
    }

    private SideRun measured(String output, long readings, long uncounted, Side side) throws InterruptedException {
        LogEnds ends = kafka.logEnds();
        Map<TopicPartition, Long> mark = AppendTimes.ends(kafka.bootstrapServers(), output);
        double networkShare;
        ProcessorTime processor = ProcessorTime.record();
        try (processor) {
            networkShare = side.run();
        }
        double bytes = ends.grownSince() / (double) readings;
        AppendTimes times = AppendTimes.since(kafka.bootstrapServers(), mark);
        if (times.count() <= uncounted) {
            throw new CommandException(
                    output + " has got " + times.count() + " records of " + readings + " readings; the log says why");
        }
        long first = times.at(Math.toIntExact(uncounted));
        long counted = readings - uncounted;
        return new SideRun(
                counted,
                times.count() - uncounted,
                // The broker's clock has milliseconds.
                Math.max(1, times.last() - first) / 1_000.0,
                processor.microsBetween(first, times.last()) / counted,
                bytes,
                networkShare);
    }

    /** Waits until an application has committed all readings that are on its topic. */
    void drain(LiveServiceConfig config, CompletableFuture<Void> stopped) throws InterruptedException {
        try (Admin admin = admin();
                ProgressLine progress = ProgressLine.of(environment, config.applicationId(), 1, " readings")) {
            new Drain(
                            admin,
                            stopped,
                            config.applicationId(),
                            config.pipeline().topics().readings(),
                            partitions)
                    .await(progress);
        }
    }

    /** Returns a share of the service's own counts; an aborted transaction would count twice. */
    private static double networkShare(int httpPort) throws InterruptedException {
        URI metrics = URI.create("http://" + HOST + ":" + httpPort + "/metrics");
        try {
            List<String> lines = HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(metrics).build(), BodyHandlers.ofLines())
                    .body()
                    .toList();
            return 1 - sum(lines, "foreflow_fallbacks_total{") / sum(lines, "foreflow_forecasts_total{");
        } catch (IOException e) {
            throw new CommandException("the service does not answer at " + metrics + ": " + e.getMessage(), e);
        }
    }

    private static double sum(List<String> lines, String counter) {
        return lines.stream()
                .filter(line -> line.startsWith(counter))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /** Returns the settings of a client of this broker. */
    public Map<String, String> clients() {
        return Map.of(LiveServiceConfig.BOOTSTRAP_SERVERS, kafka.bootstrapServers());
    }

    private Admin admin() {
        return Admin.create(Map.copyOf(clients()));
    }

    /** Stops the broker and removes the folder. */
    @Override
    public void close() throws IOException {
        try (folder) {
            kafka.close();
        }
    }
}
