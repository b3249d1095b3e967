package io.foreflow.ingest.publish;

import static java.util.Objects.requireNonNull;

import java.lang.reflect.Constructor;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.CreateTopicsResult;
import org.apache.kafka.clients.admin.DescribeClusterResult;
import org.apache.kafka.clients.admin.DescribeConfigsResult;
import org.apache.kafka.clients.admin.DescribeTopicsResult;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.internals.KafkaFutureImpl;
import org.jspecify.annotations.Nullable;

/** As much of a broker as {@link TopicAdmin} asks; the results' constructors are not public. */
final class FakeAdmin {
    final Map<String, NewTopic> topics = new LinkedHashMap<>();
    final List<String> created = new ArrayList<>();
    int brokers = 1;
    int unreachableFor;

    /** The default number of copies of the brokers that tell it, the first ones silent. */
    ConfigEntry defaultCopies = new ConfigEntry(
            "default.replication.factor",
            "1",
            ConfigEntry.ConfigSource.DEFAULT_CONFIG,
            false,
            true,
            List.of(),
            ConfigEntry.ConfigType.INT,
            null);

    int silentBrokers;
    int unseenFor;
    boolean closed;

    @Nullable
    ApiException refusesConnections;

    @Nullable
    ApiException refusesCreation;

    @Nullable
    ApiException refusesConfigs;

    Admin admin() {
        return (Admin) Proxy.newProxyInstance(
                FakeAdmin.class.getClassLoader(),
                new Class<?>[] {Admin.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "describeCluster" -> describeCluster();
                    case "describeTopics" -> describeTopics(arguments[0]);
                    case "createTopics" -> createTopics(arguments[0]);
                    case "describeConfigs" -> describeConfigs(arguments[0]);
                    case "close" -> close();
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    void add(TopicPlan plan) {
        topics.put(
                plan.name(),
                new NewTopic(plan.name(), plan.partitions(), (short) plan.replicationFactor()).configs(plan.configs()));
    }

    private @Nullable Object close() {
        closed = true;
        return null;
    }

    private DescribeClusterResult describeCluster() {
        KafkaFuture<Collection<Node>> nodes = refusesConnections != null
                ? failed(refusesConnections)
                : unreachableFor-- > 0
                        ? failed(new TimeoutException("no answer"))
                        : KafkaFuture.completedFuture(IntStream.rangeClosed(1, brokers)
                                .mapToObj(id -> new Node(id, "b", 9092))
                                .toList());
        return make(DescribeClusterResult.class, nodes, none(), none(), none());
    }

    private DescribeTopicsResult describeTopics(Object names) {
        boolean unseen = !created.isEmpty() && unseenFor-- > 0;
        return make(DescribeTopicsResult.class, null, futures((Collection<?>) names, name -> {
            NewTopic topic = unseen ? null : topics.get(name);
            return topic == null
                    ? failed(new UnknownTopicOrPartitionException("no " + name))
                    : KafkaFuture.completedFuture(description(topic));
        }));
    }

    private static TopicDescription description(NewTopic topic) {
        List<TopicPartitionInfo> partitions = IntStream.range(0, topic.numPartitions())
                .mapToObj(i -> new TopicPartitionInfo(i, null, List.of(), List.of()))
                .toList();
        return new TopicDescription(topic.name(), false, partitions);
    }

    private CreateTopicsResult createTopics(Object wanted) {
        return make(
                CreateTopicsResult.class,
                futures((Collection<?>) wanted, topic -> create((NewTopic) topic), topic -> ((NewTopic) topic).name()));
    }

    private KafkaFuture<?> create(NewTopic topic) {
        if (refusesCreation != null) {
            return failed(refusesCreation);
        }
        topics.put(topic.name(), topic);
        created.add(topic.name());
        return KafkaFuture.completedFuture(null);
    }

    private DescribeConfigsResult describeConfigs(Object resources) {
        return make(DescribeConfigsResult.class, futures((Collection<?>) resources, resource -> {
            if (refusesConfigs != null) {
                return failed(refusesConfigs);
            }
            ConfigResource asked = (ConfigResource) resource;
            if (asked.type() == ConfigResource.Type.BROKER) {
                return Integer.parseInt(asked.name()) <= silentBrokers
                        ? failed(new TimeoutException("no answer"))
                        : KafkaFuture.completedFuture(new Config(List.of(defaultCopies)));
            }
            NewTopic topic = requireNonNull(topics.get(asked.name()));
            List<ConfigEntry> entries = topic.configs().entrySet().stream()
                    .map(entry -> new ConfigEntry(entry.getKey(), entry.getValue()))
                    .toList();
            return KafkaFuture.completedFuture(new Config(entries));
        }));
    }

    private static Map<Object, KafkaFuture<?>> futures(Collection<?> of, Function<Object, KafkaFuture<?>> future) {
        return futures(of, future, name -> name);
    }

    private static Map<Object, KafkaFuture<?>> futures(
            Collection<?> of, Function<Object, KafkaFuture<?>> future, Function<Object, Object> key) {
        Map<Object, KafkaFuture<?>> futures = new HashMap<>();
        of.forEach(each -> futures.put(key.apply(each), future.apply(each)));
        return futures;
    }

    private static <T> KafkaFuture<T> failed(ApiException problem) {
        KafkaFutureImpl<T> future = new KafkaFutureImpl<>();
        future.completeExceptionally(problem);
        return future;
    }

    private static KafkaFuture<?> none() {
        return KafkaFuture.completedFuture(null);
    }

    private static <T> T make(Class<T> result, @Nullable Object... arguments) {
        for (Constructor<?> constructor : result.getDeclaredConstructors()) {
            if (constructor.getParameterCount() == arguments.length) {
                try {
                    constructor.setAccessible(true);
                    return result.cast(constructor.newInstance(arguments));
                } catch (ReflectiveOperationException e) {
                    throw new IllegalStateException(e);
                }
            }
        }
        throw new IllegalStateException("no constructor of " + result);
    }
}
