package io.foreflow.forecaster.endtoend;

import static java.util.Objects.requireNonNull;
import static org.awaitility.Awaitility.await;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.ContainerNetwork;
import com.github.dockerjava.api.model.Network.Ipam;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.awaitility.core.ConditionTimeoutException;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;

/**
 * Three brokers of the official image, each also a controller, in containers with fixed addresses on a network of their
 * own. Clients use these addresses from outside too, as Docker on Linux allows. What befalls a broker befalls its
 * process or its network for real. Brokers have the numbers 1 to 3.
 */
final class ThreeBrokers implements KafkaCluster {
    static final int COUNT = 3;

    private static final Duration PATIENCE = Duration.ofSeconds(180);
    private static final int LOG_END = 4_000;

    /** Kafka's own defaults, except for a small machine: less heap, and fewer partitions to copy. */
    private static final Map<String, String> BROKER = Map.ofEntries(
            Map.entry("CLUSTER_ID", "4L6g3nShT-eMCtK--X86sw"),
            Map.entry("KAFKA_HEAP_OPTS", "-Xms256m -Xmx384m"),
            Map.entry("KAFKA_PROCESS_ROLES", "broker,controller"),
            Map.entry("KAFKA_LISTENERS", "PLAINTEXT://0.0.0.0:9092,CONTROLLER://0.0.0.0:9093"),
            Map.entry("KAFKA_LISTENER_SECURITY_PROTOCOL_MAP", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT"),
            Map.entry("KAFKA_INTER_BROKER_LISTENER_NAME", "PLAINTEXT"),
            Map.entry("KAFKA_CONTROLLER_LISTENER_NAMES", "CONTROLLER"),
            Map.entry("KAFKA_LOG_DIRS", "/tmp/kafka-logs"),
            Map.entry("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false"),
            Map.entry("KAFKA_OFFSETS_TOPIC_NUM_PARTITIONS", "4"),
            Map.entry("KAFKA_TRANSACTION_STATE_LOG_NUM_PARTITIONS", "4"));

    private final DockerClient docker = DockerClientFactory.instance().client();
    private final Network network;
    private final List<String> addresses;
    private final List<GenericContainer<?>> containers = new ArrayList<>();
    private final Admin admin;

    private ThreeBrokers() {
        String subnet = freeSubnet();
        network = Network.builder()
                .createNetworkCmdModifier(
                        command -> command.withIpam(new Ipam().withConfig(new Ipam.Config().withSubnet(subnet))))
                .build();
        String prefix = subnet.substring(0, subnet.lastIndexOf('.') + 1);
        addresses = IntStream.rangeClosed(1, COUNT)
                .mapToObj(broker -> prefix + (10 + broker))
                .toList();
        IntStream.rangeClosed(1, COUNT).mapToObj(this::container).forEach(containers::add);
        try {
            containers.forEach(GenericContainer::start);
        } catch (RuntimeException | Error e) {
            stopContainers();
            throw e;
        }
        // Not before the network is there: until then, whatever else answers to these addresses gets the requests.
        admin = Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers(),
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                4_000,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                8_000));
    }

    /** Starts them and returns once they form a cluster. */
    static ThreeBrokers start() {
        ThreeBrokers brokers = new ThreeBrokers();
        try {
            brokers.awaitInSync();
            return brokers;
        } catch (RuntimeException | Error e) {
            brokers.close();
            throw e;
        }
    }

    /** A container may choose its address only where the network's subnet was chosen: takes the one that Docker would. */
    private String freeSubnet() {
        String id = docker.createNetworkCmd()
                .withName("foreflow-" + UUID.randomUUID())
                .exec()
                .getId();
        try {
            return docker.inspectNetworkCmd()
                    .withNetworkId(id)
                    .exec()
                    .getIpam()
                    .getConfig()
                    .get(0)
                    .getSubnet();
        } finally {
            docker.removeNetworkCmd(id).exec();
        }
    }

    private GenericContainer<?> container(int broker) {
        Map<String, String> settings = new HashMap<>(BROKER);
        settings.put("KAFKA_NODE_ID", Integer.toString(broker));
        settings.put("KAFKA_ADVERTISED_LISTENERS", "PLAINTEXT://" + addresses.get(broker - 1) + ":9092");
        settings.put(
                "KAFKA_CONTROLLER_QUORUM_VOTERS",
                IntStream.rangeClosed(1, COUNT)
                        .mapToObj(voter -> voter + "@" + addresses.get(voter - 1) + ":9093")
                        .collect(Collectors.joining(",")));
        return new GenericContainer<>(ContainerClusterTest.IMAGE)
                .withNetwork(network)
                .withEnv(settings)
                .withCreateContainerCmdModifier(command -> command.withIpv4Address(addresses.get(broker - 1)));
    }

    @Override
    public String bootstrapServers() {
        return addresses.stream().map(address -> address + ":9092").collect(Collectors.joining(","));
    }

    /** Waits until all brokers are there and have all copies. */
    void awaitInSync() {
        try {
            await().atMost(PATIENCE).ignoreExceptions().until(this::isInSync);
        } catch (ConditionTimeoutException e) {
            throw new AssertionError("the brokers said:\n" + said(), e);
        }
    }

    private boolean isInSync() throws ExecutionException, InterruptedException {
        return admin.describeCluster().nodes().get().size() == COUNT
                && topics().values().stream()
                        .flatMap(topic -> topic.partitions().stream())
                        .allMatch(partition -> partition.leader() != null
                                && partition.isr().size()
                                        == partition.replicas().size());
    }

    /** Returns all topics by name, those of Kafka and of Streams included. */
    Map<String, TopicDescription> topics() throws ExecutionException, InterruptedException {
        Collection<String> names = admin.listTopics(new ListTopicsOptions().listInternal(true))
                .names()
                .get();
        return admin.describeTopics(names).allTopicNames().get();
    }

    Admin admin() {
        return admin;
    }

    /** Returns the broker that leads a partition. */
    int leaderOf(String topic, int partition) throws ExecutionException, InterruptedException {
        TopicDescription described = requireNonNull(
                admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic));
        return described.partitions().get(partition).leader().id();
    }

    /** Returns the broker that coordinates a consumer group. */
    int coordinatorOf(String group) throws ExecutionException, InterruptedException {
        return requireNonNull(
                        admin.describeConsumerGroups(List.of(group)).all().get().get(group))
                .coordinator()
                .id();
    }

    /** Returns the broker that is the active controller. */
    int controller() throws ExecutionException, InterruptedException {
        return admin.describeMetadataQuorum().quorumInfo().get().leaderId();
    }

    /** SIGKILL. */
    void kill(int broker) {
        docker.killContainerCmd(id(broker)).exec();
    }

    /** SIGTERM; returns when its process has ended. */
    void stop(int broker) {
        docker.stopContainerCmd(id(broker))
                .withTimeout(Math.toIntExact(PATIENCE.toSeconds()))
                .exec();
    }

    /** Starts one that has ended, with the data that it had. */
    void startAgain(int broker) {
        docker.startContainerCmd(id(broker)).exec();
    }

    /** Takes its network away, to clients and to the other brokers; its process runs on. */
    void cutOff(int broker) {
        docker.disconnectFromNetworkCmd()
                .withNetworkId(network.getId())
                .withContainerId(id(broker))
                .exec();
    }

    /** Gives it its network back, with the same address. */
    void reconnect(int broker) {
        docker.connectToNetworkCmd()
                .withNetworkId(network.getId())
                .withContainerId(id(broker))
                .withContainerNetwork(new ContainerNetwork()
                        .withIpamConfig(new ContainerNetwork.Ipam().withIpv4Address(addresses.get(broker - 1))))
                .exec();
    }

    /** SIGSTOP: all of its threads stand still, its connections stay open. */
    void pause(int broker) {
        docker.killContainerCmd(id(broker)).withSignal("SIGSTOP").exec();
    }

    /** SIGCONT: it goes on, unaware of the time. */
    void resume(int broker) {
        docker.killContainerCmd(id(broker)).withSignal("SIGCONT").exec();
    }

    private String id(int broker) {
        return containers.get(broker - 1).getContainerId();
    }

    private String said() {
        return containers.stream()
                .map(GenericContainer::getLogs)
                .map(log -> log.substring(Math.max(0, log.length() - LOG_END)))
                .collect(Collectors.joining("\n---\n"));
    }

    @Override
    public void close() {
        admin.close(Duration.ZERO);
        stopContainers();
    }

    private void stopContainers() {
        containers.forEach(GenericContainer::stop);
        network.close();
    }
}
