package io.foreflow.forecaster.query;

import io.foreflow.forecaster.lifecycle.TrialsStage;
import io.foreflow.models.series.SensorId;
import io.foreflow.windowing.streams.StoredSensors;
import io.foreflow.windowing.streams.WindowingStage;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyQueryMetadata;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.StreamsMetadata;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.errors.StreamsNotStartedException;
import org.apache.kafka.streams.state.HostInfo;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;

/** The stores of a running service, and the instances that own the others. */
public final class StreamsStores implements PartitionStores, SensorOwners {
    private static final String STARTING = "the streams have not started yet";

    private final Supplier<@Nullable KafkaStreams> streams;
    private final Supplier<HostInfo> self;
    private final String topic;

    /**
     * @param streams returns null before they have started
     * @param self returns the name under which other instances reach this one ({@code application.server})
     * @param topic topic whose partitions the stores follow, see {@link WindowingStage#storedBy}
     */
    public StreamsStores(Supplier<@Nullable KafkaStreams> streams, Supplier<HostInfo> self, String topic) {
        this.streams = streams;
        this.self = self;
        this.topic = topic;
    }

    @Override
    public boolean isSelf(HostInfo instance) {
        return instance.equals(self.get());
    }

    @Override
    public HostInfo ownerOf(SensorId sensor) {
        return place(sensor).activeHost();
    }

    @Override
    public List<HostInfo> instances() {
        return metadata().stream().map(StreamsMetadata::hostInfo).toList();
    }

    @Override
    public int partitionOf(SensorId sensor) {
        return place(sensor).partition();
    }

    @Override
    public SortedSet<Integer> owned() {
        SortedSet<Integer> owned = new TreeSet<>();
        for (StreamsMetadata instance : metadata()) {
            if (isSelf(instance.hostInfo())) {
                instance.topicPartitions().stream()
                        .filter(partition -> partition.topic().equals(topic))
                        .map(TopicPartition::partition)
                        .forEach(owned::add);
            }
        }
        return owned;
    }

    @Override
    public ReadOnlyKeyValueStore<byte[], byte[]> store(String name, int partition) {
        return asked(running -> running.store(
                StoreQueryParameters.fromNameAndType(name, QueryableStoreTypes.<byte[], byte[]>keyValueStore())
                        .withPartition(partition)));
    }

    /**
     * Returns the instance that compares models.
     *
     * @throws UnavailableStateException while no instance does
     */
    public HostInfo trialsOwner() {
        Collection<StreamsMetadata> owners =
                asked(running -> running.streamsMetadataForStore(TrialsStage.TRIALS_STORE));
        return owners.stream()
                .filter(one -> one.stateStoreNames().contains(TrialsStage.TRIALS_STORE))
                .map(StreamsMetadata::hostInfo)
                .findFirst()
                .orElseThrow(() -> new UnavailableStateException("the comparison of models is being assigned"));
    }

    private KeyQueryMetadata place(SensorId sensor) {
        KeyQueryMetadata place = asked(running -> running.queryMetadataForKey(
                WindowingStage.HEAD_STORE, StoredSensors.key(sensor), new ByteArraySerializer()));
        if (place == null || place.equals(KeyQueryMetadata.NOT_AVAILABLE)) {
            throw new UnavailableStateException("the partition of sensor " + sensor + " is being assigned");
        }
        return place;
    }

    private Collection<StreamsMetadata> metadata() {
        Collection<StreamsMetadata> metadata =
                asked(running -> running.streamsMetadataForStore(WindowingStage.HEAD_STORE));
        if (metadata.isEmpty()) {
            throw new UnavailableStateException("the partitions of sensors are being assigned");
        }
        return metadata;
    }

    private <T> T asked(Function<KafkaStreams, T> question) {
        KafkaStreams running = streams.get();
        if (running == null) {
            throw new UnavailableStateException(STARTING);
        }
        try {
            return question.apply(running);
        } catch (StreamsNotStartedException e) {
            throw new UnavailableStateException(STARTING, e);
        } catch (InvalidStateStoreException e) {
            throw new UnavailableStateException(
                    "the state of sensors is being restored or moves to another instance", e);
        } catch (IllegalStateException e) {
            throw new UnavailableStateException("the streams do not run", e);
        }
    }
}
