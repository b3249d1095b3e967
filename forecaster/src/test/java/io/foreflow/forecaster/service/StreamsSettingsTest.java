package io.foreflow.forecaster.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.foreflow.forecaster.api.HttpSettings;
import io.foreflow.forecaster.lifecycle.LifecycleRules;
import io.foreflow.forecaster.metrics.MetricsDetail;
import io.foreflow.forecaster.registry.Routing;
import io.foreflow.forecaster.store.StoreSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;

class StreamsSettingsTest {
    private static final String INSTANCE = "one:8080";

    @Test
    void shouldStateAllOfItsChoices() {
        // when
        Properties settings = StreamsSettings.of(LiveServiceConfig.of("broker:9092"), 4, INSTANCE);

        // then
        assertThat(settings)
                .containsExactlyInAnyOrderEntriesOf(Map.ofEntries(
                        Map.entry("application.id", "foreflow"),
                        Map.entry("client.id", "foreflow-one:8080"),
                        Map.entry("bootstrap.servers", "broker:9092"),
                        Map.entry("processing.guarantee", "exactly_once_v2"),
                        Map.entry("ensure.explicit.internal.resource.naming", "true"),
                        Map.entry("state.dir", Path.of("foreflow-data", "state").toString()),
                        Map.entry("commit.interval.ms", "1000"),
                        Map.entry("num.stream.threads", "4"),
                        Map.entry("replication.factor", "-1"),
                        Map.entry("session.timeout.ms", "10000"),
                        Map.entry("batch.size", "131072"),
                        Map.entry("compression.type", "lz4")));
    }

    @Test
    void shouldKeepThreeCopiesOfChangelogsAndWriteTwoOfThem() {
        // given
        LiveServiceConfig config = LiveServiceConfig.of("broker:9092").withReplicationFactor(3);

        // then
        assertThat(StreamsSettings.of(config, 4, INSTANCE))
                .containsEntry("replication.factor", "3")
                .containsEntry("topic.min.insync.replicas", "2");
        assertThat(StreamsSettings.of(config.withKafka("topic.min.insync.replicas", "1"), 4, INSTANCE))
                .containsEntry("topic.min.insync.replicas", "1");
        assertThat(StreamsSettings.of(config.withKafka("replication.factor", "1"), 4, INSTANCE))
                .containsEntry("replication.factor", "1")
                .doesNotContainKey("topic.min.insync.replicas");
    }

    @Test
    void shouldLetTheUsersPropertiesWinPrefixedOrNot() {
        // given
        LiveServiceConfig config = LiveServiceConfig.of("broker:9092")
                .withKafka("session.timeout.ms", "6000")
                .withKafka("producer.compression.type", "zstd")
                .withKafka("security.protocol", "SASL_SSL")
                .withKafka("num.stream.threads", "1");

        // when
        StreamsConfig settings = new StreamsConfig(StreamsSettings.of(config, 4, INSTANCE));

        // then
        assertThat(settings.getInt("num.stream.threads")).isEqualTo(1);
        assertThat(settings.getMainConsumerConfigs("group", "client", 0))
                .containsEntry("session.timeout.ms", "6000")
                .containsEntry("security.protocol", "SASL_SSL");
        assertThat(settings.getProducerConfigs("client"))
                .containsEntry("compression.type", "zstd")
                .containsEntry("security.protocol", "SASL_SSL");
    }

    @Test
    void shouldNotStartMoreThreadsThanThereArePartitions() {
        // given
        LiveServiceConfig config = LiveServiceConfig.of("broker:9092")
                .withPartitions(2)
                .withReplicationFactor(1)
                .withCreateTopics(true);

        // when
        Properties settings = StreamsSettings.of(config, 16, INSTANCE);

        // then
        assertThat(settings).containsEntry("num.stream.threads", "2");
    }

    @Test
    void shouldGiveInferenceAGroupThreadsAndClientsOfItsOwn() {
        // given what a user has set for the threads that forecast
        LiveServiceConfig config = LiveServiceConfig.of("broker:9092")
                .withApplicationId("mine")
                .withKafka("num.stream.threads", "8")
                .withKafka("client.id", "here")
                .withKafka("security.protocol", "SASL_SSL")
                .withInferenceThreads(2);

        // when
        Properties forecasts = StreamsSettings.of(config, 4, INSTANCE);
        Properties inference = StreamsSettings.ofInference(config, INSTANCE);

        // then
        assertThat(inference)
                .containsEntry("application.id", "mine-inference")
                .containsEntry("client.id", "here-inference-one:8080")
                .containsEntry("commit.interval.ms", "100")
                .containsEntry("num.stream.threads", "2");
        for (Properties settings : java.util.List.of(forecasts, inference)) {
            settings.keySet()
                    .removeAll(java.util.Set.of(
                            "application.id", "client.id", "commit.interval.ms", "num.stream.threads"));
        }
        assertThat(inference).isEqualTo(forecasts).containsEntry("security.protocol", "SASL_SSL");
    }

    @Test
    void shouldHaveNoSettingsForInferenceWithoutThreads() {
        assertThatThrownBy(() -> StreamsSettings.ofInference(
                        LiveServiceConfig.of("broker:9092").withInferenceThreads(0), INSTANCE))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldTellAllProblemsOfAConfigurationAtOnce() {
        // when, then
        assertThatThrownBy(() -> LiveServiceConfigBuilder.builder()
                        .pipeline(io.foreflow.forecaster.topology.PipelineConfig.defaults())
                        .kafka(Map.of())
                        .applicationId(" ")
                        .stateDir(Path.of("state"))
                        .http(HttpSettings.defaults())
                        .partitions(0)
                        .replicationFactor(0)
                        .createTopics(true)
                        .brokerWait(Duration.ofSeconds(-1))
                        .engine(io.foreflow.models.engine.select.EngineChoice.AUTO)
                        .store(StoreSettings.NONE)
                        .modelMemory(0)
                        .inferenceThreads(-1)
                        .metrics(MetricsDetail.BRIEF)
                        .routing(Routing.to("default"))
                        .lifecycle(LifecycleRules.DEFAULT)
                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(
                        "bootstrap.servers",
                        "applicationId",
                        "topics.partitions (0)",
                        "topics.replicationFactor (0)",
                        "brokerWait",
                        "models.memory (0) must be from 1 to 90 percent",
                        "inference.threads (-1)");
    }
}
