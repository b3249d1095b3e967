package io.foreflow.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.foreflow.forecaster.bench.Circumstances;
import io.foreflow.forecaster.bench.Readings;
import io.foreflow.forecaster.broker.EmbeddedKafka;
import io.foreflow.forecaster.registry.Author;
import io.foreflow.forecaster.registry.GroupPublication;
import io.foreflow.forecaster.registry.GroupedModels;
import io.foreflow.forecaster.registry.ModelPublisher;
import io.foreflow.forecaster.registry.Retention;
import io.foreflow.forecaster.registry.Routing;
import io.foreflow.forecaster.store.StoreSettings;
import io.foreflow.forecaster.topology.ForecastJson;
import io.foreflow.ingest.publish.ReadingsPublisher;
import io.foreflow.ingest.publish.TopicAdmin;
import io.foreflow.ingest.publish.TopicPlan;
import io.foreflow.ingest.wire.Json;
import io.foreflow.ingest.wire.ReadingJson;
import io.foreflow.ingest.wire.TopicNames;
import io.foreflow.models.bundle.Bundles;
import io.foreflow.models.forecast.Forecast;
import io.foreflow.models.forecast.IntervalStarts;
import io.foreflow.models.forecast.IntervalTracker;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.model.ForecastTask;
import io.foreflow.models.model.Member;
import io.foreflow.models.model.MemberShares;
import io.foreflow.models.model.TrainedModel;
import io.foreflow.models.series.SensorId;
import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Serves many groups of sensors, each with a bundle of its own, in a service of its own process, and measures its
 * memory. The bundles are copies of one trained bundle under other names, for other sensors.
 *
 * <p>Arguments: bundle, groups, sensors of each group, hours of readings, maximum heap of the service such as 1g, and
 * optionally a share of the heap for models in percent. With it, all bundles lie in a store, and the same is done twice:
 * with this share, and before it with one that holds all models.
 */
public final class GroupedServing {
    private static final TopicNames TOPICS = TopicNames.DEFAULT;
    private static final Clock CLOCK = Clock.systemUTC();
    private static final int PARTITIONS = 12;
    private static final String NAME = "traffic";
    private static final String VERSION = "1";
    private static final Duration READY_WITHIN = Duration.ofMinutes(5);
    private static final Duration SILENCE = Duration.ofMinutes(3);
    private static final int MOST_FOR_MODELS = 90;

    private final TrainedModel trained;
    private final int groups;
    private final int perGroup;
    private final Readings readings;
    private final Path folder;
    private final Map<String, String> kafka;
    private final Path config;
    private final Optional<Stored> stored;

    private GroupedServing(
            TrainedModel trained,
            int groups,
            int perGroup,
            int hours,
            Path folder,
            String servers,
            Optional<Stored> stored) {
        this.trained = trained;
        this.groups = groups;
        this.perGroup = perGroup;
        this.readings = new Readings(groups * perGroup, hours, 1);
        this.folder = folder;
        this.kafka = Map.of("bootstrap.servers", servers);
        this.config = folder.resolve("foreflow.yaml");
        this.stored = stored;
    }

    public static void main(String[] arguments) throws Exception {
        TrainedModel trained = Bundles.read(Files.readAllBytes(Path.of(arguments[0])));
        if (arguments.length < 6) {
            System.out.println(run(trained, arguments, Optional.empty()).toPrettyString());
            return;
        }
        ObjectNode both = Json.MAPPER.createObjectNode();
        for (int share : new int[] {MOST_FOR_MODELS, Integer.parseInt(arguments[5])}) {
            Path store = Files.createTempDirectory("grouped-serving-store");
            both.set("memory" + share + "Percent", run(trained, arguments, Optional.of(new Stored(store, share))));
        }
        System.out.println(both.toPrettyString());
    }

    /**
     * All bundles in a store.
     *
     * @param memory share of the heap for models, in percent
     */
    private record Stored(Path store, int memory) {
        private StoreSettings settings() {
            return StoreSettings.of(store.toString(), "", "", false, 0, StoreSettings.DEFAULT_COPIES_MIB);
        }

        private String section() {
            return String.join(
                    "\n", "models:", "  memory: " + memory, "  store.location: " + store, "  store.above: 0", "");
        }
    }

    private static ObjectNode run(TrainedModel trained, String[] arguments, Optional<Stored> stored) throws Exception {
        Path folder = Files.createTempDirectory("grouped-serving");
        try (EmbeddedKafka kafka = EmbeddedKafka.in(folder.resolve("broker"), EmbeddedKafka.ANY_PORT)) {
            kafka.start();
            GroupedServing serving = new GroupedServing(
                    trained,
                    Integer.parseInt(arguments[1]),
                    Integer.parseInt(arguments[2]),
                    Integer.parseInt(arguments[3]),
                    folder,
                    kafka.bootstrapServers(),
                    stored);
            return serving.measure(arguments[4]);
        }
    }

    private ObjectNode measure(String heap) throws Exception {
        ObjectNode result = Json.MAPPER.createObjectNode();
        Circumstances.write(result);
        result.put("groups", groups);
        result.put("sensors", groups * perGroup);
        result.put("serviceHeap", heap);
        try (TopicAdmin admin = TopicAdmin.connect(kafka, true, Duration.ofSeconds(30), CLOCK, line -> {})) {
            admin.ensure(TopicPlan.all(TOPICS, PARTITIONS, 1));
        }
        long bytes = write();
        result.put("bundleBytes", bytes / (groups + 1));
        long started = System.nanoTime();
        GroupPublication.publish(
                new ModelPublisher(
                        kafka,
                        TOPICS,
                        stored.map(Stored::settings).orElse(StoreSettings.NONE),
                        Retention.DEFAULT,
                        Author.UNNAMED,
                        CLOCK),
                GroupedModels.read(folder.resolve("groups")),
                Routing.to(NAME),
                false);
        result.put("publicationSeconds", seconds(started));
        int port = freePort();
        Process service = start(heap, port);
        try {
            started = System.nanoTime();
            awaitReady(service, port);
            result.put("readySeconds", seconds(started));
            result.put("rssMiBWhenReady", statusMiB(service, "VmRSS"));
            started = System.nanoTime();
            send(readings);
            Counted counted = count(readings.count());
            result.put("seconds", seconds(started));
            counted.write(result);
            result.put("rssMiB", statusMiB(service, "VmRSS"));
            result.put("peakRssMiB", statusMiB(service, "VmHWM"));
            metrics(port, result.putArray("metrics"));
            started = System.nanoTime();
            stop(service);
            Process again = start(heap, port);
            try {
                awaitReady(again, port);
                result.put("restartSeconds", seconds(started));
                send(readings.next(1));
                Counted after = count(readings.sensors());
                after.write(result.putObject("afterRestart"));
                result.put("rssMiBAfterRestart", statusMiB(again, "VmRSS"));
            } finally {
                stop(again);
            }
        } finally {
            stop(service);
        }
        return result;
    }

    /** Writes the folder of a training by groups; returns the bytes of its bundles. */
    private long write() throws IOException {
        Path target = Files.createDirectories(folder.resolve("groups"));
        ObjectNode json = Json.MAPPER.createObjectNode();
        json.put("format", "foreflow-groups/1");
        json.put("name", NAME);
        json.put("version", VERSION);
        ArrayNode list = json.putArray("groups");
        long bytes = 0;
        for (int group = 0; group <= groups; group++) {
            boolean shared = group == groups;
            String name = shared ? "" : "g" + group;
            String model = shared ? NAME : NAME + "." + name;
            byte[] bundle = Bundles.write(copy(new ModelRef(model, VERSION), shared ? 0 : group));
            bytes += bundle.length;
            Files.write(target.resolve(model + ".bundle"), bundle);
            ObjectNode node = list.addObject().put("group", name).put("model", model);
            if (shared) {
                node.put("sensors", "*");
            } else {
                ArrayNode in = node.putArray("in");
                sensors(group).forEach(sensor -> in.add(sensor.value()));
            }
            node.put("bundle", model + ".bundle").put("sha256", Bundles.sha256(bundle));
            node.putObject("gate").put("passes", true).put("summary", "a copy");
        }
        Files.write(target.resolve(GroupedModels.FILE), Json.MAPPER.writeValueAsBytes(json));
        return bytes;
    }

    private List<SensorId> sensors(int group) {
        List<SensorId> sensors = new ArrayList<>();
        for (int i = 0; i < perGroup; i++) {
            sensors.add(readings.sensor(group * perGroup + i));
        }
        return sensors;
    }

    /** Returns the trained model for the sensors of a group: the first sensor takes the place of the first, and so on. */
    private TrainedModel copy(ModelRef ref, int group) {
        ForecastTask task = (ForecastTask) trained.task();
        Map<SensorId, SensorId> places = new HashMap<>();
        Function<SensorId, SensorId> renamed =
                old -> places.computeIfAbsent(old, one -> readings.sensor(group * perGroup + places.size() % perGroup));
        Map<SensorId, MemberShares> shares = new HashMap<>();
        task.sharesBySensor().forEach((sensor, share) -> shares.put(renamed.apply(sensor), share));
        List<Member> members = task.members().stream()
                .map(member -> new Member(
                        member.name(),
                        member.networks(),
                        member.features(),
                        member.covariates(),
                        member.sensor().map(renamed)))
                .toList();
        SortedMap<SensorId, IntervalTracker> intervals = new TreeMap<>();
        task.intervals().sensors().forEach((sensor, tracker) -> intervals.put(renamed.apply(sensor), tracker));
        return new TrainedModel(
                ref,
                trained.networks(),
                new ForecastTask(
                        task.shape(),
                        task.zones(),
                        task.bounds(),
                        members,
                        shares,
                        task.otherShares(),
                        new IntervalStarts(intervals, task.intervals().others())),
                trained.card());
    }

    private Process start(String heap, int port) throws IOException {
        Files.writeString(
                config,
                String.join(
                        "\n",
                        "kafka:",
                        "  bootstrap.servers: " + kafka.get("bootstrap.servers"),
                        "topics:",
                        "  replicationFactor: 1",
                        "window:",
                        "  readingsPerBucket: 1",
                        "forecast:",
                        "  model: " + NAME,
                        "inference:",
                        "  threads: 0",
                        "http:",
                        "  port: " + port,
                        "state:",
                        "  dir: " + folder.resolve("state"),
                        stored.map(Stored::section).orElse("")));
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx" + heap,
                        "--add-modules",
                        "jdk.incubator.vector",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.foreflow.forecaster.cli.Main",
                        "serve",
                        "--config",
                        config.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(new File(folder.toFile(), "service.log")))
                .start();
    }

    private static void stop(Process service) throws InterruptedException {
        service.destroy();
        service.waitFor();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private void awaitReady(Process service, int port) throws Exception {
        long deadline = System.nanoTime() + READY_WITHIN.toNanos();
        while (System.nanoTime() < deadline) {
            if (!service.isAlive()) {
                break;
            }
            try {
                if (get(port, "/readyz").statusCode() == 200) {
                    return;
                }
            } catch (IOException e) {
                // It does not listen yet.
            }
            Thread.sleep(100);
        }
        throw new IllegalStateException("the service is not ready; see " + folder.resolve("service.log"));
    }

    private static HttpResponse<String> get(int port, String path) throws IOException, InterruptedException {
        HttpClient client = HttpClient.newHttpClient();
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .build(),
                BodyHandlers.ofString());
    }

    private static void metrics(int port, ArrayNode result) throws IOException, InterruptedException {
        get(port, "/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith("foreflow_models_")
                        || line.startsWith("foreflow_model_replicas")
                        || line.startsWith("foreflow_fallbacks_total")
                        || line.startsWith("jvm_memory_used_bytes"))
                .forEach(result::add);
    }

    private void send(Readings some) {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                ReadingsPublisher.producerSettings(kafka), new ByteArraySerializer(), new ByteArraySerializer())) {
            some.forEach(reading -> producer.send(new ProducerRecord<>(
                    TOPICS.readings(), reading.sensor().value().getBytes(UTF_8), ReadingJson.bytes(reading))));
            producer.flush();
        }
    }

    /** The forecasts of a run. */
    private static final class Counted {
        private final Set<String> models = new HashSet<>();
        private int forecasts;
        private int fallbacks;
        private int wrong;

        private void write(ObjectNode result) {
            result.put("forecasts", forecasts);
            result.put("fallbacks", fallbacks);
            result.put("forecastsByAnotherGroup", wrong);
            result.put("models", models.size());
        }
    }

    /** The offsets of the next forecasts. */
    private final Map<TopicPartition, Long> next = new HashMap<>();

    /** Reads further forecasts from the topic, as many as expected, and compares their models with their groups. */
    private Counted count(int expected) throws InterruptedException {
        Counted counted = new Counted();
        Map<String, Object> config = new HashMap<>(kafka);
        config.put("isolation.level", "read_committed");
        config.put("auto.offset.reset", "earliest");
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = new ArrayList<>();
            for (int i = 0; i < PARTITIONS; i++) {
                partitions.add(new TopicPartition(TOPICS.forecasts(), i));
            }
            consumer.assign(partitions);
            partitions.forEach(partition -> consumer.seek(partition, next.getOrDefault(partition, 0L)));
            long heard = System.nanoTime();
            while (counted.forecasts < expected) {
                var records = consumer.poll(Duration.ofSeconds(1));
                for (var record : records) {
                    add(counted, ForecastJson.read(record.value()));
                }
                if (!records.isEmpty()) {
                    heard = System.nanoTime();
                } else if (System.nanoTime() - heard > SILENCE.toNanos()) {
                    throw new IllegalStateException("no forecast came; see " + folder.resolve("service.log"));
                }
            }
            partitions.forEach(partition -> next.put(partition, consumer.position(partition)));
        }
        return counted;
    }

    private void add(Counted counted, Forecast forecast) {
        counted.forecasts++;
        if (forecast.model().isEmpty()) {
            counted.fallbacks++;
            return;
        }
        String model = forecast.model().get().name();
        counted.models.add(model);
        String id = forecast.sensor().value();
        int group = Integer.parseInt(id.substring(id.lastIndexOf('-') + 1)) / perGroup;
        if (!model.equals(NAME + ".g" + group)) {
            counted.wrong++;
        }
    }

    private static long statusMiB(Process process, String field) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
                        .filter(line -> line.startsWith(field))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                        .findFirst()
                        .orElseThrow()
                >> 10;
    }

    private static double seconds(long started) {
        return Math.round((System.nanoTime() - started) / 1e8) / 10.0;
    }
}
