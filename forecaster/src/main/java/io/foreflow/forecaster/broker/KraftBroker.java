package io.foreflow.forecaster.broker;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.management.JMException;
import javax.management.ObjectName;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;
import org.apache.kafka.server.common.MetadataVersion;
import org.jspecify.annotations.Nullable;

/** Runs broker and controller in one node. It uses internal classes of Kafka, and is the only class that does. */
final class KraftBroker implements EmbeddedKafka {
    private static final String HOST = "127.0.0.1";
    private static final int NODE = 1;
    private static final String CONTROLLER_LISTENER = "CONTROLLER";
    private static final String LOCK_FILE = "foreflow-broker.lock";
    private static final String LOG_FOLDER = "kraft";
    /** File that Kafka writes into a formatted log directory. */
    private static final String FORMATTED_MARK = "meta.properties";

    /** File that Kafka writes into a log directory when it ends cleanly, and removes at the next start. */
    private static final String CLEAN_SHUTDOWN_MARK = ".kafka_cleanshutdown";

    private static final Duration FENCED_WITHIN = Duration.ofSeconds(30);
    private static final Duration NEVER_REGISTERED_AFTER = Duration.ofSeconds(5);
    private static final Duration LOOK_EVERY = Duration.ofMillis(100);

    private final Path directory;
    private final int wantedPort;
    private int port;
    private @Nullable FileChannel lockChannel;
    private @Nullable KafkaRaftServer server;

    KraftBroker(Path directory, int port) {
        this.directory = directory.toAbsolutePath().normalize();
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port (" + port + ") must be from 0 (any free one) to 65535");
        }
        this.wantedPort = port;
    }

    @Override
    public void start() {
        if (server != null) {
            throw new IllegalStateException("already started");
        }
        // Everything that can be checked is checked before anything starts or is written.
        port = wantedPort == ANY_PORT ? freePort() : requireFree(wantedPort);
        int controllerPort = freePortBeside(port);
        Path logs = directory.resolve(LOG_FOLDER);
        makeFolder(logs);
        lock();
        boolean started = false;
        try {
            if (!Files.exists(logs.resolve(FORMATTED_MARK))) {
                format(logs);
            } else if (!Files.exists(logs.resolve(CLEAN_SHUTDOWN_MARK))) {
                fenceKilledBroker(logs, controllerPort);
            }
            KafkaRaftServer starting =
                    new KafkaRaftServer(new KafkaConfig(properties(logs, controllerPort)), Time.SYSTEM);
            server = starting;
            starting.startup();
            started = true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EmbeddedKafkaException("interrupted while the embedded broker was starting", e);
        } catch (Exception e) {
            throw new EmbeddedKafkaException(
                    "the embedded broker cannot start on " + directory + ": " + reason(e)
                            + ". If the folder is damaged, remove it or give another with --dir",
                    e);
        } finally {
            if (!started) {
                close();
            }
        }
    }

    @Override
    public String bootstrapServers() {
        if (server == null) {
            throw new IllegalStateException("not started");
        }
        return HOST + ":" + port;
    }

    @Override
    public LogEnds logEnds() {
        return LogEnds.of(directory.resolve(LOG_FOLDER));
    }

    @Override
    public void close() {
        KafkaRaftServer running = server;
        server = null;
        if (running != null) {
            running.shutdown();
            running.awaitShutdown();
        }
        unlock();
    }

    /**
     * Fences a broker that was killed. After a kill the metadata still say that the broker is up and leads everything.
     * If it started like that, its transaction coordinator would continue unfinished commits while the controller lets
     * the dead broker's session expire. A partition without a leader at that moment counts as deleted (Kafka 4.3.1): it
     * never gets its commit, and no read-committed consumer gets past it. So the controller runs alone first, until it
     * has noticed the death.
     */
    private static void fenceKilledBroker(Path logs, int controllerPort) throws InterruptedException, JMException {
        Map<String, String> properties = nodeProperties(logs, controllerPort);
        properties.put("process.roles", "controller");
        properties.put("listeners", CONTROLLER_LISTENER + "://" + HOST + ":" + controllerPort);
        properties.put("broker.session.timeout.ms", "1000");
        properties.put("broker.heartbeat.interval.ms", "500");
        KafkaRaftServer controller = new KafkaRaftServer(new KafkaConfig(properties), Time.SYSTEM);
        try {
            controller.startup();
            awaitFenced();
        } finally {
            controller.shutdown();
            controller.awaitShutdown();
        }
    }

    /** Waits until the controller has fenced the broker. Its gauges are the only source while no broker is up. */
    private static void awaitFenced() throws InterruptedException, JMException {
        long begun = System.nanoTime();
        while (true) {
            Duration waited = Duration.ofNanos(System.nanoTime() - begun);
            long alive = gauge("ActiveBrokerCount");
            long dead = gauge("FencedBrokerCount");
            // Both are 0 before the metadata are read, and for ever if the kill came before the first registration.
            if (alive == 0 && (dead > 0 || waited.compareTo(NEVER_REGISTERED_AFTER) > 0)) {
                return;
            }
            if (waited.compareTo(FENCED_WITHIN) > 0) {
                throw new IllegalStateException("its controller still takes the killed broker for alive");
            }
            Thread.sleep(LOOK_EVERY.toMillis());
        }
    }

    private static long gauge(String name) throws JMException {
        ObjectName bean = new ObjectName("kafka.controller:type=KafkaController,name=" + name);
        return ((Number) ManagementFactory.getPlatformMBeanServer().getAttribute(bean, "Value")).longValue();
    }

    /** Returns the properties on which broker and controller must agree. */
    private static Map<String, String> nodeProperties(Path logs, int controllerPort) {
        Map<String, String> properties = new HashMap<>();
        properties.put("node.id", Integer.toString(NODE));
        properties.put("controller.listener.names", CONTROLLER_LISTENER);
        properties.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT," + CONTROLLER_LISTENER + ":PLAINTEXT");
        // Set here and not written into the directory: it may start on other ports the next time.
        properties.put("controller.quorum.voters", NODE + "@" + HOST + ":" + controllerPort);
        properties.put("log.dirs", logs.toString());
        return properties;
    }

    private Map<String, String> properties(Path logs, int controllerPort) {
        Map<String, String> properties = nodeProperties(logs, controllerPort);
        properties.put("process.roles", "broker,controller");
        properties.put(
                "listeners",
                "PLAINTEXT://" + HOST + ":" + port + "," + CONTROLLER_LISTENER + "://" + HOST + ":" + controllerPort);
        properties.put("advertised.listeners", "PLAINTEXT://" + HOST + ":" + port);
        properties.put("inter.broker.listener.name", "PLAINTEXT");
        properties.put("auto.create.topics.enable", "false");

        // One node cannot copy to another.
        for (String topic : new String[] {"offsets.topic", "transaction.state.log", "share.coordinator.state.topic"}) {
            properties.put(topic + ".replication.factor", "1");
        }
        properties.put("transaction.state.log.min.isr", "1");
        properties.put("share.coordinator.state.topic.min.isr", "1");
        properties.put("default.replication.factor", "1");
        properties.put("min.insync.replicas", "1");

        // Small: few threads, few partitions, small buffers.
        properties.put("offsets.topic.num.partitions", "4");
        properties.put("transaction.state.log.num.partitions", "4");
        properties.put("share.coordinator.state.topic.num.partitions", "1");
        properties.put("num.network.threads", "2");
        properties.put("num.io.threads", "2");
        properties.put("background.threads", "2");
        properties.put("log.cleaner.dedupe.buffer.size", "2097152");
        properties.put("log.index.size.max.bytes", "1048576");
        properties.put("group.initial.rebalance.delay.ms", "0");
        // A model's bundle is one record of up to 64 MiB.
        properties.put("message.max.bytes", Integer.toString(66 * 1024 * 1024));
        properties.put("log.initial.task.delay.ms", "30000");
        // Looks for old segments as often, so that a topic with little retention stays small.
        properties.put("log.retention.check.interval.ms", "30000");
        return properties;
    }

    private static void format(Path logs) throws Exception {
        try (PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
            new Formatter()
                    .setPrintStream(nowhere)
                    .setNodeId(NODE)
                    .setClusterId(Uuid.randomUuid().toString())
                    .setDirectories(List.of(logs.toString()))
                    .setMetadataLogDirectory(logs.toString())
                    .setControllerListenerName(CONTROLLER_LISTENER)
                    .setReleaseVersion(MetadataVersion.latestProduction())
                    .setSupportedFeatures(Feature.PRODUCTION_FEATURES)
                    .setHasDynamicQuorum(false)
                    // No other replica could be eligible.
                    .setFeatureLevel(Feature.ELIGIBLE_LEADER_REPLICAS_VERSION.featureName(), (short) 0)
                    .run();
        }
    }

    private static int requireFree(int port) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return port;
        } catch (IOException e) {
            throw new EmbeddedKafkaException(
                    "port " + port + " of " + HOST + " is in use or may not be bound (" + e.getMessage()
                            + "); stop what uses it or choose another with --port",
                    e);
        }
    }

    /** Returns a free port that is another one than {@code taken}: a free port may be found twice. */
    private static int freePortBeside(int taken) {
        int found = freePort();
        while (found == taken) {
            found = freePort();
        }
        return found;
    }

    private static int freePort() {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        } catch (IOException e) {
            throw new EmbeddedKafkaException("no free port on " + HOST + ": " + e.getMessage(), e);
        }
    }

    private static void makeFolder(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new EmbeddedKafkaException(
                    "the folder " + folder + " cannot be made (" + e.getMessage() + "); choose another with --dir", e);
        }
    }

    private void lock() {
        try {
            FileChannel channel =
                    FileChannel.open(directory.resolve(LOCK_FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = null;
            try {
                lock = channel.tryLock();
            } catch (OverlappingFileLockException inThisProcess) {
                // Reported below like a lock of another process.
            }
            if (lock == null) {
                channel.close();
                throw new EmbeddedKafkaException(
                        "another broker is running on " + directory + "; stop it or choose another folder with --dir",
                        null);
            }
            lockChannel = channel;
        } catch (IOException e) {
            throw new EmbeddedKafkaException(
                    "the folder " + directory + " cannot be locked (" + e.getMessage() + "); choose another with --dir",
                    e);
        }
    }

    private void unlock() {
        FileChannel channel = lockChannel;
        lockChannel = null;
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                throw new EmbeddedKafkaException("the lock of " + directory + " cannot be released", e);
            }
        }
    }

    private static String reason(Throwable e) {
        Throwable cause = e;
        while (cause.getMessage() == null && cause.getCause() != null) {
            cause = requireNonNull(cause.getCause());
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
}
