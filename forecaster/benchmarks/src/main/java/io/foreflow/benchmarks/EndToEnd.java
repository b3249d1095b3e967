package io.foreflow.benchmarks;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.foreflow.forecaster.broker.EmbeddedKafka;
import io.foreflow.forecaster.registry.Alias;
import io.foreflow.forecaster.registry.ModelPublisher;
import io.foreflow.forecaster.service.LiveService;
import io.foreflow.forecaster.service.LiveServiceConfig;
import io.foreflow.forecaster.service.StreamsSettings;
import io.foreflow.forecaster.topology.PipelineConfig;
import io.foreflow.ingest.publish.ReadingsPublisher;
import io.foreflow.ingest.publish.TopicAdmin;
import io.foreflow.ingest.publish.TopicPlan;
import io.foreflow.ingest.wire.ReadingJson;
import io.foreflow.ingest.wire.TopicNames;
import io.foreflow.models.bundle.Bundles;
import io.foreflow.models.engine.Initialization;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.model.BuildFacts;
import io.foreflow.models.model.FitFacts;
import io.foreflow.models.model.ForecastTask;
import io.foreflow.models.model.ModelCard;
import io.foreflow.models.model.TrainedModel;
import io.foreflow.models.series.WindowShape;
import io.foreflow.training.recipe.Recipe;
import io.foreflow.training.recipe.Recipes;
import io.foreflow.windowing.core.WindowerConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaStreams;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Measures readings, windows and forecasts per second through the whole service on an embedded broker, as a ratio to a
 * bare Kafka Streams pass-through of the same records, with the same guarantee and settings, in the same run. Both
 * sides are timed by the broker's own append times, from the first to the last record that they write, so that starting
 * and rebalancing do not count. The sides alternate; the first round warms up and is not counted; the medians are
 * reported. Each network runs, with the same weights and in the same topology, on each requested engine, and is
 * compared with its own throughput on Deeplearning4j.
 */
@Command(name = "end-to-end", mixinStandardHelpOptions = true)
public final class EndToEnd implements Runnable {
    private static final int PARTITIONS = 2;
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final String MODEL = PipelineConfig.DEFAULT_MODEL;

    @Option(
            names = "--readings",
            defaultValue = "120000",
            description = "Number of readings per workload. Default: ${DEFAULT-VALUE}.")
    private int readings;

    @Option(names = "--sensors", defaultValue = "50", description = "Number of sensors. Default: ${DEFAULT-VALUE}.")
    private int sensors;

    @Option(
            names = "--rounds",
            defaultValue = "3",
            description = "Number of counted rounds. Default: ${DEFAULT-VALUE}.")
    private int rounds;

    @Option(
            names = "--networks",
            split = ",",
            description = "Recipes to forecast with, besides the fallback, such as dense,lstm.")
    private List<String> networks = List.of();

    @Option(
            names = "--engines",
            split = ",",
            defaultValue = "fused",
            description =
                    "Engines that each network runs on, in turns: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.",
            converter = ServingEngine.EngineConverter.class,
            completionCandidates = ServingEngine.EngineLabels.class)
    private List<ServingEngine> engines = List.of();

    @Option(
            names = "--per-bucket",
            split = ",",
            defaultValue = "1,12",
            description = "Numbers of readings per hour and sensor, one workload each. Default: ${DEFAULT-VALUE}.")
    private List<Integer> perBucket = List.of();

    @Option(names = "--out", required = true, description = "JSON file to write.")
    private Path out = Path.of("end-to-end.json");

    private final ObjectMapper json = new ObjectMapper();

    public static void main(String[] args) {
        System.exit(new CommandLine(new EndToEnd()).execute(args));
    }

    @Override
    public void run() {
        Path folder = temporaryFolder();
        try (EmbeddedKafka kafka = EmbeddedKafka.in(folder.resolve("broker"), 0)) {
            kafka.start();
            ObjectNode result = json.createObjectNode();
            result.put("processors", Runtime.getRuntime().availableProcessors());
            result.put("jdk", System.getProperty("java.vm.version"));
            result.put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
            result.put("partitions", PARTITIONS);
            result.put("rounds", rounds);
            result.put(
                    "vectorApi",
                    ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent());
            ObjectNode workloads = result.putObject("workloads");
            for (int each : perBucket) {
                String name = each == 1 ? "hourly" : each == 12 ? "twelveABucket" : each + "ABucket";
                measure(kafka.bootstrapServers(), folder, each, workloads.putObject(name));
            }
            Files.writeString(
                    out, json.writerWithDefaultPrettyPrinter().writeValueAsString(result) + System.lineSeparator());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } finally {
            delete(folder);
        }
    }

    private void measure(String bootstrap, Path folder, int perBucket, ObjectNode result)
            throws InterruptedException, ExecutionException {
        Readings load = new Readings(sensors, Math.max(1, readings / sensors / perBucket), perBucket);
        TopicNames topics = new TopicNames("bench-" + perBucket);
        prepare(bootstrap, topics, load);
        result.put("readings", load.count());
        result.put("sensors", load.sensors());

        List<EndToEndSide> sides = new ArrayList<>(List.of(EndToEndSide.PASS_THROUGH, EndToEndSide.FALLBACK));
        networks.forEach(
                network -> engines.forEach(engine -> sides.add(new EndToEndSide(network, Optional.of(engine)))));
        Map<EndToEndSide, List<Timed>> measured = new LinkedHashMap<>();
        for (int round = 0; round <= rounds; round++) {
            for (EndToEndSide side : sides) {
                Timed timed = side.equals(EndToEndSide.PASS_THROUGH)
                        ? passThrough(bootstrap, folder, topics, load, round)
                        : service(bootstrap, folder, topics, load, side, round);
                System.err.printf(
                        "%d a bucket, round %d, %s: %,.0f readings/s%n",
                        perBucket, round, side.label(), load.count() / timed.seconds());
                if (round > 0) {
                    measured.computeIfAbsent(side, s -> new ArrayList<>()).add(timed);
                }
            }
        }
        double peer = load.count() / median(requireNonNull(measured.get(EndToEndSide.PASS_THROUGH)));
        measured.forEach((side, times) -> {
            double seconds = median(times);
            ObjectNode node = side.engine()
                    .map(engine -> result.withObjectProperty(side.network()).putObject(engine.label()))
                    .orElseGet(() -> result.putObject(side.network()));
            node.put("readingsPerSecond", Math.round(load.count() / seconds));
            Timed last = times.get(times.size() - 1);
            if (!side.equals(EndToEndSide.PASS_THROUGH)) {
                node.put("windowsPerSecond", Math.round(last.windows() / seconds));
                node.put("forecastsPerSecond", Math.round(last.forecasts() / seconds));
                node.put("networkShare", rounded(last.byNetwork() / (double) last.forecasts()));
                node.put("ratioToPassThrough", rounded(load.count() / seconds / peer));
            }
            side.engine()
                    .flatMap(engine -> Optional.ofNullable(
                            measured.get(new EndToEndSide(side.network(), Optional.of(ServingEngine.DL4J)))))
                    .ifPresent(dl4j -> node.put("ratioToDl4j", rounded(median(dl4j) / seconds)));
            times.forEach(time -> node.withArray("seconds").add(time.seconds()));
        });
    }

    /**
     * One side of the comparison.
     *
     * @param network a recipe, or what stands in its place
     * @param engine engine that runs it; empty if no network runs
     */
    private record EndToEndSide(String network, Optional<ServingEngine> engine) {
        static final EndToEndSide PASS_THROUGH = new EndToEndSide("passThrough", Optional.empty());
        static final EndToEndSide FALLBACK = new EndToEndSide("fallback", Optional.empty());

        String label() {
            return engine.map(runs -> network + "-" + runs.label()).orElse(network);
        }
    }

    /**
     * The time of one side from the first to the last record that it wrote.
     *
     * @param byNetwork number of forecasts by a network; the others are fallbacks, at the start of a series
     */
    private record Timed(double seconds, long windows, long forecasts, long byNetwork) {}

    private static double rounded(double ratio) {
        return Math.round(1000 * ratio) / 1000.0;
    }

    private static double median(List<Timed> times) {
        List<Double> seconds = times.stream().map(Timed::seconds).sorted().toList();
        return seconds.get(seconds.size() / 2);
    }

    private static void prepare(String bootstrap, TopicNames topics, Readings load)
            throws InterruptedException, ExecutionException {
        Map<String, String> kafka = Map.of(LiveServiceConfig.BOOTSTRAP_SERVERS, bootstrap);
        try (TopicAdmin admin = TopicAdmin.connect(kafka, true, Duration.ofMinutes(1), Clock.systemUTC(), line -> {});
                Admin bare = Admin.create(Map.copyOf(kafka));
                KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                        ReadingsPublisher.producerSettings(kafka),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            admin.ensure(TopicPlan.all(topics, PARTITIONS, 1));
            bare.createTopics(List.of(new NewTopic(copies(topics), PARTITIONS, (short) 1)
                            .configs(Map.of("message.timestamp.type", "LogAppendTime"))))
                    .all()
                    .get();
            load.forEach(reading -> {
                Future<RecordMetadata> unused = producer.send(new ProducerRecord<>(
                        topics.readings(),
                        reading.sensor().value().getBytes(StandardCharsets.UTF_8),
                        ReadingJson.bytes(reading)));
            });
            producer.flush();
        }
    }

    private static String copies(TopicNames topics) {
        return topics.prefix() + ".copies";
    }

    private static LiveServiceConfig config(
            String bootstrap, Path folder, TopicNames topics, Readings load, String application) {
        int full = load.perHour();
        PipelineConfig pipeline = PipelineConfig.defaults()
                .withTopics(topics)
                .withWindowing(WindowerConfig.defaults().withReadingsPerBucket(full));
        return LiveServiceConfig.of(bootstrap)
                .withPipeline(pipeline)
                .withApplicationId(application)
                .withStateDir(folder.resolve("state").resolve(application))
                .withHttpHost("127.0.0.1")
                .withHttpPort(0)
                .withKafka("auto.offset.reset", "earliest")
                .withPartitions(PARTITIONS)
                .withReplicationFactor(1)
                .withCreateTopics(true);
    }

    private static Timed passThrough(String bootstrap, Path folder, TopicNames topics, Readings load, int round)
            throws InterruptedException, ExecutionException {
        String application = topics.prefix() + "-pass-through-" + round;
        Properties settings = StreamsSettings.of(
                config(bootstrap, folder, topics, load, application),
                Runtime.getRuntime().availableProcessors());
        try (Written copies = new Written(bootstrap, copies(topics));
                KafkaStreams streams = PassThrough.copying(topics.readings(), copies(topics), settings)) {
            streams.start();
            Span span = copies.await(load.count());
            return new Timed(span.seconds(), 0, 0, 0);
        }
    }

    private static Timed service(
            String bootstrap, Path folder, TopicNames topics, Readings load, EndToEndSide side, int round)
            throws InterruptedException, ExecutionException {
        String application = topics.prefix() + "-" + side.label() + "-" + round;
        long buckets = (long) load.sensors() * load.hours();
        LiveServiceConfig config = config(bootstrap, folder, topics, load, application);
        String model = side.engine().isPresent() ? publishUntrained(config, topics, side.network()) : "none";
        config = config.withPipeline(config.pipeline().withModel(model));
        try (Written windows = new Written(bootstrap, topics.windows());
                Written forecasts = new Written(bootstrap, topics.forecasts());
                LiveService service = side.engine().isPresent()
                        ? new LiveService(config, side.engine().get()::select)
                        : new LiveService(config)) {
            service.start();
            Span forecast = forecasts.await(buckets);
            Span window = windows.await(buckets - (long) load.sensors() * (WindowShape.DEFAULT.history() - 1));
            return new Timed(
                    forecast.with(window).seconds(), window.count(), forecast.count(), byNetwork(service.httpPort()));
        }
    }

    /** Returns the service's own count; an aborted transaction would count twice. */
    private static long byNetwork(int httpPort) throws InterruptedException {
        URI metrics = URI.create("http://127.0.0.1:" + httpPort + "/metrics");
        try {
            return HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(metrics).build(), HttpResponse.BodyHandlers.ofLines())
                    .body()
                    .filter(line -> line.startsWith("foreflow_forecasts_total{method=\"network\""))
                    .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Publishes a network with its initial weights, which costs as much to run as a trained one. */
    private static String publishUntrained(LiveServiceConfig config, TopicNames topics, String recipeName) {
        Recipe recipe = Recipes.builtIn(recipeName, WindowShape.DEFAULT);
        String name = MODEL + "-" + recipeName;
        TrainedModel bundle = new TrainedModel(
                new ModelRef(name, "untrained"),
                recipe.network(),
                Initialization.weights(recipe.network(), 1),
                new ForecastTask(
                        WindowShape.DEFAULT,
                        Set.of(ZoneId.of("UTC")),
                        recipe.features().label()),
                new ModelCard(
                        new BuildFacts(recipeName, Instant.EPOCH, "none", "benchmark", "none", "none"),
                        new FitFacts("0".repeat(64), 0, 0, 1, 0, 0),
                        Map.of()));
        new ModelPublisher(config.kafka(), topics).publish(Bundles.write(bundle), Optional.of(Alias.CHAMPION));
        return name;
    }

    /** The span from the first to the last of {@code count} records, by the broker's clock in milliseconds. */
    private record Span(long count, long first, long last) {
        double seconds() {
            return (last - first) / 1000.0;
        }

        Span with(Span other) {
            return new Span(count + other.count, Math.min(first, other.first), Math.max(last, other.last));
        }
    }

    /** Reads the records that are written to a topic from now on, committed ones only. */
    private static final class Written implements AutoCloseable {
        private final KafkaConsumer<byte[], byte[]> consumer;
        private final String topic;

        Written(String bootstrap, String topic) throws InterruptedException, ExecutionException {
            this.topic = topic;
            this.consumer = new KafkaConsumer<>(
                    Map.of("bootstrap.servers", bootstrap, "isolation.level", "read_committed"),
                    new ByteArrayDeserializer(),
                    new ByteArrayDeserializer());
            List<TopicPartition> partitions = Stream.iterate(0, i -> i + 1)
                    .limit(PARTITIONS)
                    .map(i -> new TopicPartition(topic, i))
                    .toList();
            consumer.assign(partitions);
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
                for (TopicPartition partition : partitions) {
                    long end = admin.listOffsets(Map.of(partition, OffsetSpec.latest()))
                            .partitionResult(partition)
                            .get()
                            .offset();
                    consumer.seek(partition, end);
                }
            }
        }

        Span await(long expected) {
            Instant giveUp = Clock.systemUTC().instant().plus(PATIENCE);
            long count = 0;
            long first = Long.MAX_VALUE;
            long last = Long.MIN_VALUE;
            while (count < expected) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    count++;
                    first = Math.min(first, record.timestamp());
                    last = Math.max(last, record.timestamp());
                }
                if (Clock.systemUTC().instant().isAfter(giveUp)) {
                    throw new IllegalStateException(
                            topic + " got " + count + " of " + expected + " records in " + PATIENCE);
                }
            }
            return new Span(count, first, last);
        }

        @Override
        public void close() {
            consumer.close();
        }
    }

    private static Path temporaryFolder() {
        try {
            return Files.createTempDirectory("foreflow-benchmark-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
