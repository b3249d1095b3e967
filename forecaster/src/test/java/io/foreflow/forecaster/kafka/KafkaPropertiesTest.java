package io.foreflow.forecaster.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KafkaPropertiesTest {
    @Test
    void shouldKnowEveryNameOfEveryClientWithItsPrefixes() {
        assertThat(StreamsConfig.configDef().names()).allMatch(KafkaProperties::isKnown);
        assertThat(AdminClientConfig.configNames())
                .allMatch(KafkaProperties::isKnown)
                .allMatch(name -> KafkaProperties.isKnown("admin." + name));
        assertThat(ProducerConfig.configNames())
                .allMatch(KafkaProperties::isKnown)
                .allMatch(name -> KafkaProperties.isKnown("producer." + name));
        for (String prefix :
                new String[] {"", "consumer.", "main.consumer.", "restore.consumer.", "global.consumer."}) {
            assertThat(ConsumerConfig.configNames()).allMatch(name -> KafkaProperties.isKnown(prefix + name));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "topic.cleanup.policy",
                "topic.segment.bytes",
                "config.providers.file.class",
                "config.providers.file.param.x",
                "client.tag.zone",
                "ssl.keystore.key",
                "sasl.oauthbearer.client.credentials.client.secret",
                "security.providers"
            })
    void shouldKnowNamesThatAreNotInEveryList(String name) {
        assertThat(KafkaProperties.isKnown(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"acsk", "producer.max.poll.records", "consumer.acks", "topic.nothing", "listeners", "client.tag"
            })
    void shouldNotKnowOthers(String name) {
        assertThat(KafkaProperties.isKnown(name)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "bootstrap_servers, bootstrap.servers",
        "producer_max_request_size, producer.max.request.size",
        "rack_aware_assignment_non_overlap_cost, rack.aware.assignment.non_overlap_cost",
        "main_consumer_max_poll_records, main.consumer.max.poll.records",
        "no_such_thing, no.such.thing"
    })
    void shouldFindThePropertyOfAVariable(String variable, String property) {
        assertThat(KafkaProperties.ofVariable(variable)).isEqualTo(property);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "acks                          | 2           | is refused by Kafka: String must be one of: all, -1, 0, 1",
                "producer.acks                 | 2           | is refused by Kafka: String must be one of",
                "max.poll.records              | 0           | is refused by Kafka: Value must be at least 1",
                "restore.consumer.fetch.min.bytes | x        | is refused by Kafka: Not a number of type INT",
                "num.stream.threads            | two         | is refused by Kafka: Not a number of type INT",
                "enable.idempotence            | maybe       | is refused by Kafka: Expected value to be either true or false",
                "processing.guarantee          | exactly_once | is refused by Kafka: String must be one of: at_least_once, exactly_once_v2",
                "security.protocol             | SASLSSL     | is refused by Kafka: String must be one of (case insensitive)",
                "auto.offset.reset             | never       | is refused by Kafka: The value must be either 'earliest'",
                "compression.type              | zip         | is refused by Kafka: ",
                "partitioner.class             | no.Such     | is refused by Kafka: Class no.Such could not be found.",
                "metric.reporters              | no.Such     | must name existing classes; no.Such is not",
                "bootstrap.servers             | broker      | must be HOST:PORT, several separated by commas",
                "bootstrap.servers             | a:1,b:port  | must be HOST:PORT",
                "sasl.jaas.config              | x           | does not begin with the class of a login module"
            })
    void shouldCheckValuesAsKafkaDoes(String name, String value, String rule) {
        assertThat(KafkaProperties.problems(Map.of(name, value)).get(name)).startsWith(rule);
    }

    @ParameterizedTest
    @CsvSource({
        "group.protocol, streams",
        "group.protocol, classic",
        "acks, all",
        "bootstrap.servers, 'a:1, [::1]:9092'",
        "security.protocol, sasl_ssl",
        "topic.cleanup.policy, whatever",
        "interceptor.classes, ''"
    })
    void shouldTakeWhatOneClientTakes(String name, String value) {
        assertThat(KafkaProperties.problems(Map.of(name, value))).isEmpty();
    }

    @Test
    void shouldLeaveValuesAloneThatAProviderResolves() {
        Map<String, String> settings = Map.of(
                "config.providers", "file",
                "config.providers.file.class", "org.apache.kafka.common.config.provider.FileConfigProvider",
                "sasl.jaas.config", "${file:/etc/kafka.properties:jaas}",
                "max.poll.records", "${file:/etc/kafka.properties:records}");
        assertThat(KafkaProperties.problems(settings)).isEmpty();
        assertThat(KafkaProperties.foreignClasses(settings)).isEmpty();
    }

    @Test
    void shouldNameClassesThatAreNotKafkasOwn() {
        assertThat(KafkaProperties.foreignClasses(Map.of(
                        "producer.interceptor.classes", "java.lang.String, com.acme.Tracing",
                        "sasl.login.callback.handler.class", "com.acme.Login",
                        "key.deserializer", "org.apache.kafka.common.serialization.StringDeserializer",
                        "client.id", "com.acme.Nothing")))
                .containsExactly("com.acme.Login", "com.acme.Tracing", "java.lang.String");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sasl.jaas.config",
                "producer.sasl.jaas.config",
                "ssl.key.password",
                "ssl.keystore.key",
                "admin.ssl.keystore.certificate.chain",
                "ssl.truststore.certificates",
                "sasl.oauthbearer.client.credentials.client.secret",
                "sasl.oauthbearer.assertion.private.key.passphrase",
                "my.api.key",
                "acme.api_key",
                "acme.apiKey",
                "acme.Token",
                "acme.credentials",
                "basic.auth.user.info"
            })
    void shouldKnowSecrets(String name) {
        assertThat(KafkaSecrets.isSecret(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"bootstrap.servers", "acks", "key.serializer", "ssl.keystore.location", "sasl.mechanism"})
    void shouldShowTheRest(String name) {
        assertThat(KafkaSecrets.isSecret(name)).isFalse();
        assertThat(KafkaSecrets.masked(Map.of(name, "x"))).containsEntry(name, "x");
    }
}
