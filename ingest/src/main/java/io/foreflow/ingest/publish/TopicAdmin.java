package io.foreflow.ingest.publish;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.admin.DescribeConfigsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/**
 * Makes sure that a broker answers and that its topics are valid. Waits for the broker, with a message every few
 * seconds. Then it creates missing topics, or names them with the commands that create them, and checks the existing
 * ones.
 */
public final class TopicAdmin implements AutoCloseable {
    private static final Duration TRY_FOR = Duration.ofSeconds(3);
    private static final Duration TRY_AGAIN_AFTER = Duration.ofSeconds(1);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    /** Settings whose wrong value loses records or stops the service; the operator may choose all others. */
    private static final List<String> CHECKED_CONFIGS = List.of("cleanup.policy", "message.timestamp.type");

    private static final String DEFAULT_COPIES = "default.replication.factor";

    private static final String CREATE_IS_OFF = "creating topics is switched off (topics.create: false)";

    private final TopicSettings settings;
    private final Supplier<Admin> connector;
    private final Clock clock;
    private final PublishPause pause;
    private final Consumer<String> log;
    private @Nullable Admin admin;

    /**
     * @param bootstrapServers address for messages
     * @param createTopics false if only the operator may create topics
     * @param brokerWait how long to wait for a broker, and for new topics to become visible
     */
    public record TopicSettings(String bootstrapServers, boolean createTopics, Duration brokerWait) {}

    TopicAdmin(
            TopicSettings settings, Supplier<Admin> connector, Clock clock, PublishPause pause, Consumer<String> log) {
        this.settings = settings;
        this.connector = connector;
        this.clock = clock;
        this.pause = pause;
        this.log = log;
    }

    /**
     * @param kafka settings of the Kafka clients, {@code bootstrap.servers} among them
     * @param log takes a line every few seconds while waiting, and one for each topic that was created
     */
    public static TopicAdmin connect(
            Map<String, String> kafka, boolean createTopics, Duration brokerWait, Clock clock, Consumer<String> log) {
        String servers = kafka.get(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG);
        if (servers == null || servers.isBlank()) {
            throw new TopicException(
                    "kafka.bootstrap.servers is not set; name the broker, such as localhost:9092", null);
        }
        Map<String, Object> properties = new HashMap<>(kafka);
        TopicSettings settings = new TopicSettings(servers, createTopics, brokerWait);
        return new TopicAdmin(settings, () -> Admin.create(properties), clock, PublishPause.SLEEP, log);
    }

    /**
     * Waits for a broker, checks the existing topics and, if all of them are valid, creates the missing ones.
     *
     * @return the names of the topics that were created
     * @throws TopicException with all problems at once, and with advice
     */
    public List<String> ensure(List<TopicPlan> plans) throws InterruptedException {
        awaitBroker();
        Map<String, TopicDescription> existing = describe(plans);
        List<TopicPlan> missing = replicated(plans.stream()
                .filter(plan -> !existing.containsKey(plan.name()))
                .toList());
        check(plans.stream().filter(plan -> existing.containsKey(plan.name())).toList(), existing, missing);
        create(missing);
        if (!missing.isEmpty()) {
            check(missing, awaitAll(plans), List.of());
        }
        return missing.stream().map(TopicPlan::name).toList();
    }

    /**
     * Waits for a broker and returns the replication factor of new topics. Kafka's own default is 1: a topic is then
     * lost with its broker, also where there are others. Three brokers that have no other default set therefore get
     * three copies.
     *
     * @param configured wins unless it is {@link TopicPlan#BROKER_DEFAULT}
     * @return {@link TopicPlan#BROKER_DEFAULT} if the brokers decide
     * @throws TopicException if no broker tells its default
     */
    public int replicationFactor(int configured) throws InterruptedException {
        if (configured != TopicPlan.BROKER_DEFAULT) {
            return configured;
        }
        awaitBroker();
        try {
            Collection<Node> brokers = await(admin().describeCluster().nodes());
            if (brokers.size() < TopicPlan.SAFE_COPIES) {
                return TopicPlan.BROKER_DEFAULT;
            }
            ConfigEntry found = brokerSettings(brokers).get(DEFAULT_COPIES);
            if (found == null || found.value() == null) {
                return TopicPlan.BROKER_DEFAULT;
            }
            return found.source() == ConfigEntry.ConfigSource.DEFAULT_CONFIG
                    ? TopicPlan.SAFE_COPIES
                    : Integer.parseInt(found.value());
        } catch (AuthorizationException e) {
            log.accept("new topics get the brokers' default number of copies, as this user may not read it ("
                    + e.getMessage() + "); topics.replicationFactor sets another one");
            return TopicPlan.BROKER_DEFAULT;
        } catch (KafkaException e) {
            throw new TopicException("the brokers' " + DEFAULT_COPIES + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** Returns the settings of the first broker that answers. */
    private Config brokerSettings(Collection<Node> brokers) throws InterruptedException {
        KafkaException silent = new TimeoutException("no broker answered");
        for (Node broker : brokers) {
            ConfigResource resource = new ConfigResource(ConfigResource.Type.BROKER, broker.idString());
            try {
                return await(requireNonNull(admin().describeConfigs(
                                List.of(resource), new DescribeConfigsOptions().timeoutMs((int) TRY_FOR.toMillis()))
                        .values()
                        .get(resource)));
            } catch (RetriableException e) {
                silent = e;
            }
        }
        throw silent;
    }

    /** Returns the plans with the replication factor of this cluster in place of the broker's default. */
    private List<TopicPlan> replicated(List<TopicPlan> plans) throws InterruptedException {
        if (plans.stream().noneMatch(plan -> plan.replicationFactor() == TopicPlan.BROKER_DEFAULT)) {
            return plans;
        }
        int factor = replicationFactor(TopicPlan.BROKER_DEFAULT);
        return plans.stream()
                .map(plan -> plan.replicationFactor() == TopicPlan.BROKER_DEFAULT
                        ? plan.withReplicationFactor(factor)
                        : plan)
                .toList();
    }

    /**
     * Waits for a broker and returns the number of partitions of a foreign topic.
     *
     * @param key the configuration key that names the topic
     * @throws TopicException if the topic does not exist
     */
    public int partitionsOf(String topic, String key) throws InterruptedException {
        awaitBroker();
        try {
            return await(requireNonNull(admin().describeTopics(List.of(topic))
                            .topicNameValues()
                            .get(topic)))
                    .partitions()
                    .size();
        } catch (UnknownTopicOrPartitionException e) {
            throw new TopicException(
                    key + " (" + topic + ") does not exist at " + settings.bootstrapServers()
                            + "; create it before the start, or correct the name",
                    e);
        } catch (KafkaException e) {
            throw new TopicException(key + " (" + topic + ") cannot be described: " + e.getMessage(), e);
        }
    }

    /**
     * Waits until a broker answers.
     *
     * @throws TopicException if none answers within the configured time, or if it refuses the connection
     */
    public void awaitBroker() throws InterruptedException {
        Instant started = clock.instant();
        int tries = 0;
        while (true) {
            try {
                await(admin().describeCluster(new DescribeClusterOptions().timeoutMs((int) TRY_FOR.toMillis()))
                        .nodes());
                return;
            } catch (RetriableException e) {
                giveUpAfter(started, e);
            } catch (KafkaException e) {
                if (!isUnresolved(e)) {
                    throw new TopicException(
                            "the broker at " + settings.bootstrapServers() + " refuses the connection: "
                                    + e.getMessage() + "; check the credentials and the protocol under kafka:",
                            e);
                }
                giveUpAfter(started, e);
            }
            if (tries++ % 2 == 0) {
                log.accept("waiting for a Kafka broker at " + settings.bootstrapServers() + " ("
                        + Duration.between(started, clock.instant()).toSeconds() + " s of "
                        + settings.brokerWait().toSeconds() + " s)");
            }
            pause.await(TRY_AGAIN_AFTER);
        }
    }

    @Override
    public void close() {
        if (admin != null) {
            admin.close(CLOSE_TIMEOUT);
        }
    }

    private Admin admin() {
        if (admin == null) {
            admin = connector.get();
        }
        return admin;
    }

    private void giveUpAfter(Instant started, KafkaException cause) {
        if (clock.instant().isBefore(started.plus(settings.brokerWait()))) {
            return;
        }
        throw new TopicException(
                "no Kafka broker answered at " + settings.bootstrapServers() + " within "
                        + settings.brokerWait().toSeconds()
                        + " s; start one (for instance: foreflow broker) or set kafka.bootstrap.servers"
                        + " (--bootstrap, FOREFLOW_KAFKA_BOOTSTRAP_SERVERS) to where it listens",
                cause);
    }

    /** Returns true if the broker's name cannot be resolved yet: containers start in any order. */
    private static boolean isUnresolved(KafkaException e) {
        Throwable cause = e instanceof ConfigException ? e : e.getCause();
        return cause instanceof ConfigException
                && String.valueOf(cause.getMessage()).contains("No resolvable");
    }

    private Map<String, TopicDescription> describe(List<TopicPlan> plans) throws InterruptedException {
        List<String> problems = new ArrayList<>();
        KafkaException cause = null;
        Map<String, KafkaFuture<TopicDescription>> futures =
                admin().describeTopics(names(plans)).topicNameValues();
        Map<String, TopicDescription> found = new TreeMap<>();
        for (Map.Entry<String, KafkaFuture<TopicDescription>> future : futures.entrySet()) {
            try {
                found.put(future.getKey(), await(future.getValue()));
            } catch (UnknownTopicOrPartitionException missing) {
                found.remove(future.getKey());
            } catch (KafkaException e) {
                problems.add("the topic " + future.getKey() + " cannot be described: " + e.getMessage());
                cause = e;
            }
        }
        if (!problems.isEmpty()) {
            throw new TopicException(String.join(". ", problems), cause);
        }
        return found;
    }

    private void create(List<TopicPlan> missing) throws InterruptedException {
        if (missing.isEmpty()) {
            return;
        }
        if (!settings.createTopics()) {
            throw missing(missing, CREATE_IS_OFF, null);
        }
        List<NewTopic> topics = missing.stream()
                .map(plan -> new NewTopic(plan.name(), plan.partitions(), (short) plan.replicationFactor())
                        .configs(plan.newConfigs()))
                .toList();
        List<TopicPlan> forbidden = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        KafkaException cause = null;
        Map<String, KafkaFuture<Void>> futures = admin().createTopics(topics).values();
        for (TopicPlan plan : missing) {
            try {
                await(requireNonNull(futures.get(plan.name())));
                log.accept("created the topic " + plan.name() + " with " + plan.partitions()
                        + (plan.partitions() == 1 ? " partition" : " partitions")
                        + (plan.replicationFactor() > 1 ? ", " + plan.replicationFactor() + " copies" : ""));
            } catch (TopicExistsException e) {
                log.accept("the topic " + plan.name() + " was created by someone else at the same time");
            } catch (AuthorizationException e) {
                forbidden.add(plan);
                cause = e;
            } catch (KafkaException e) {
                problems.add("the topic " + plan.name() + " could not be created: " + e.getMessage());
                cause = e;
            }
        }
        if (!forbidden.isEmpty()) {
            throw missing(forbidden, "this user may not create topics", cause);
        }
        if (!problems.isEmpty()) {
            throw new TopicException(String.join(". ", problems), cause);
        }
    }

    private TopicException missing(List<TopicPlan> missing, String why, @Nullable Throwable cause) {
        String commands = missing.stream()
                .map(plan -> "  " + plan.command(settings.bootstrapServers()))
                .collect(Collectors.joining("\n"));
        return new TopicException(
                "topics are missing: " + String.join(", ", names(missing)) + "; " + why + ", so create them with\n"
                        + commands,
                cause);
    }

    /** Waits until every broker sees the new topics. */
    private Map<String, TopicDescription> awaitAll(List<TopicPlan> plans) throws InterruptedException {
        Instant started = clock.instant();
        Map<String, TopicDescription> existing = describe(plans);
        while (existing.size() < plans.size()) {
            if (!clock.instant().isBefore(started.plus(settings.brokerWait()))) {
                throw new TopicException(
                        "topics were created but are not seen after "
                                + settings.brokerWait().toSeconds() + " s; check that all brokers are running",
                        null);
            }
            pause.await(TRY_AGAIN_AFTER);
            existing = describe(plans);
        }
        return existing;
    }

    /** @param missing topics that would have to be created; they are a problem if that is not allowed */
    private void check(List<TopicPlan> plans, Map<String, TopicDescription> existing, List<TopicPlan> missing)
            throws InterruptedException {
        List<String> problems = new ArrayList<>();
        for (TopicPlan plan : plans) {
            TopicDescription found = requireNonNull(existing.get(plan.name()));
            int partitions = found.partitions().size();
            if (plan.partitionsFixed() && partitions != plan.partitions()) {
                problems.add("the topic " + plan.name() + " has " + partitions + " partitions but " + plan.partitions()
                        + " are configured; the number is fixed for life, as sensors would move away from their state."
                        + " Configure " + partitions + ", or start anew under another topics.prefix");
            }
        }
        problems.addAll(configProblems(plans));
        if (!problems.isEmpty() && !missing.isEmpty() && !settings.createTopics()) {
            problems.add(missing(missing, CREATE_IS_OFF, null).getMessage());
        }
        if (!problems.isEmpty()) {
            throw new TopicException(String.join(". ", problems), null);
        }
    }

    private List<String> configProblems(List<TopicPlan> plans) throws InterruptedException {
        Collection<ConfigResource> resources = plans.stream()
                .map(plan -> new ConfigResource(ConfigResource.Type.TOPIC, plan.name()))
                .toList();
        Map<ConfigResource, KafkaFuture<Config>> futures =
                admin().describeConfigs(resources).values();
        List<String> problems = new ArrayList<>();
        for (TopicPlan plan : plans) {
            ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, plan.name());
            try {
                Config config = await(requireNonNull(futures.get(resource)));
                CHECKED_CONFIGS.forEach(name -> checkConfig(plan, name, config.get(name), problems));
            } catch (AuthorizationException e) {
                log.accept("the settings of the topic " + plan.name() + " were not checked: " + e.getMessage());
            } catch (KafkaException e) {
                problems.add("the settings of the topic " + plan.name() + " cannot be read: " + e.getMessage());
            }
        }
        return problems;
    }

    private void checkConfig(TopicPlan plan, String name, @Nullable ConfigEntry found, List<String> problems) {
        String expected = plan.configs().get(name);
        if (expected != null && found != null && !expected.equals(found.value())) {
            problems.add("the topic " + plan.name() + " has " + name + "=" + found.value() + " but needs " + expected
                    + ": kafka-configs.sh --bootstrap-server " + settings.bootstrapServers()
                    + " --alter --entity-type topics --entity-name " + plan.name() + " --add-config " + name + "="
                    + expected);
        }
    }

    private static List<String> names(List<TopicPlan> plans) {
        return plans.stream().map(TopicPlan::name).toList();
    }

    /** Returns the future's value, or throws its Kafka exception. */
    private static <T> T await(KafkaFuture<T> future) throws InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof KafkaException kafka) {
                throw kafka;
            }
            throw new KafkaException(e.getCause());
        }
    }
}
