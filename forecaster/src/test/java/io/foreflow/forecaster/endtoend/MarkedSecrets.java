package io.foreflow.forecaster.endtoend;

import static java.util.stream.Collectors.joining;

import io.foreflow.forecaster.kafka.KafkaSecrets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.metrics.KafkaMetric;
import org.apache.kafka.common.metrics.MetricsReporter;
import org.apache.kafka.streams.StreamsConfig;

/** A configuration with every secret that Kafka's clients have, each with a mark that nobody may ever show. */
public final class MarkedSecrets {
    public static final String MARK = "s3kr1t-m4rk";

    private MarkedSecrets() {}

    /** A reporter of somebody else's, which may have secrets that Kafka does not know. */
    public static final class Reporter implements MetricsReporter {
        @Override
        public void init(java.util.List<KafkaMetric> metrics) {}

        @Override
        public void metricChange(KafkaMetric metric) {}

        @Override
        public void metricRemoval(KafkaMetric metric) {}

        @Override
        public void close() {}

        @Override
        public void configure(Map<String, ?> configs) {}
    }

    /** The definitions by name below {@code kafka}. */
    public static Map<String, String> settings() {
        Set<String> names = new TreeSet<>(StreamsConfig.configDef().names());
        names.addAll(ConsumerConfig.configNames());
        names.addAll(ProducerConfig.configNames());
        names.addAll(AdminClientConfig.configNames());
        names.removeIf(name -> !KafkaSecrets.isSecret(name));
        Map<String, String> settings = new LinkedHashMap<>();
        for (String name : names) {
            for (String prefix : new String[] {"", "producer.", "main.consumer.", "admin."}) {
                settings.put(prefix + name, value(name));
            }
        }
        settings.put("metric.reporters", Reporter.class.getName());
        settings.put("acme.api.key", MARK);
        settings.put("acme.reporterToken", MARK);
        return settings;
    }

    /** Returns the configuration as YAML, with further lines below {@code kafka}. */
    public static String yaml(Map<String, String> settings, String... more) {
        return "kafka:\n"
                + settings.entrySet().stream()
                        .map(setting -> "  " + setting.getKey() + ": '" + setting.getValue() + "'\n")
                        .collect(joining())
                + Set.of(more).stream().map(line -> "  " + line + "\n").collect(joining());
    }

    private static String value(String name) {
        return name.equals("sasl.jaas.config")
                ? "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"" + MARK
                        + "\" password=\"" + MARK + "\";"
                : name.endsWith(".url") ? "https://me:" + MARK + "@localhost/" : MARK;
    }
}
