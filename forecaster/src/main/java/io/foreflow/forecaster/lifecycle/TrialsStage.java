package io.foreflow.forecaster.lifecycle;

import static io.foreflow.windowing.streams.RecordFailures.surviving;

import io.foreflow.forecaster.lifecycle.LifecycleRules.ChampionChoice;
import io.foreflow.forecaster.registry.ModelSnapshot;
import io.foreflow.ingest.wire.TopicNames;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.apache.kafka.streams.state.Stores;

/** The stage of trials: a sub-topology of its own, with one task, because a model is promoted for all its sensors. */
public final class TrialsStage {
    /** Store of the trials, with one partition. */
    public static final String TRIALS_STORE = TrialStore.NAME;

    static final String MODELS_SINK = "models";
    static final String EVENTS_SINK = "model-events";
    private static final String SOURCE = "comparisons-read";
    private static final String TRIALS = "trials";

    private TrialsStage() {}

    /** Returns the latest trial of a model in the store; empty if it never had one. */
    public static Optional<Trial> trial(ReadOnlyKeyValueStore<byte[], byte[]> store, String model) {
        return TrialStore.trial(store, model);
    }

    /**
     * @param registry the models at each moment
     * @param onChange hears of each change of a champion by rule
     */
    public static void addTo(
            Topology topology,
            TopicNames topics,
            LifecycleRules rules,
            Supplier<ModelSnapshot> registry,
            Consumer<ChampionChoice> onChange) {
        ByteArrayDeserializer bytes = new ByteArrayDeserializer();
        topology.addSource(SOURCE, bytes, bytes, topics.comparisons())
                .addProcessor(TRIALS, () -> surviving(new TrialsProcessor(rules, registry, onChange)), SOURCE)
                .addStateStore(
                        Stores.keyValueStoreBuilder(
                                        Stores.persistentKeyValueStore(TrialStore.NAME),
                                        Serdes.ByteArray(),
                                        Serdes.ByteArray())
                                .withCachingEnabled(),
                        TRIALS)
                .addSink(MODELS_SINK, topics.models(), new ByteArraySerializer(), new ByteArraySerializer(), TRIALS)
                .addSink(
                        EVENTS_SINK,
                        topics.modelEvents(),
                        new ByteArraySerializer(),
                        new ByteArraySerializer(),
                        TRIALS);
    }
}
