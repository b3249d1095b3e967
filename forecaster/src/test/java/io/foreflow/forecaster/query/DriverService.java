package io.foreflow.forecaster.query;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.foreflow.forecaster.metrics.PipelineMetrics;
import io.foreflow.forecaster.topology.ModelView;
import io.foreflow.forecaster.topology.PipelineConfig;
import io.foreflow.forecaster.topology.TestStreams;
import io.foreflow.ingest.wire.ReadingJson;
import io.foreflow.models.series.Reading;
import io.foreflow.models.series.SensorId;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.IntToDoubleFunction;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.HostInfo;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/** A pipeline of one partition without a broker, whose state can be asked. */
public final class DriverService implements PartitionStores, SensorOwners, AutoCloseable {
    /** First hour of all series. */
    public static final Instant START = Instant.parse("2026-02-01T00:00:00Z");

    /** Time of the clock: all series are replays. */
    public static final Instant NOW = Instant.parse("2026-05-01T00:00:00Z");

    private static final HostInfo SELF = new HostInfo("localhost", 1);
    private static final HostInfo OTHER = new HostInfo("localhost", 2);

    private final PipelineConfig config;
    private final TestForecastModels models;
    private final TopologyTestDriver driver;
    private final TestInputTopic<byte[], byte[]> readings;
    private volatile boolean restoring;
    private volatile boolean elsewhere;
    private volatile HostInfo other = OTHER;

    public DriverService(PipelineConfig config, Path dir) {
        this(config, dir, new TestForecastModels());
    }

    private DriverService(PipelineConfig config, Path dir, TestForecastModels models) {
        this(config, dir, models, models);
    }

    /** @param forecasting models that forecast, and that explanations do not know */
    public DriverService(PipelineConfig config, Path dir, ModelView forecasting) {
        this(config, dir, forecasting, new TestForecastModels());
    }

    private DriverService(PipelineConfig config, Path dir, ModelView forecasting, TestForecastModels models) {
        this.config = config;
        this.models = models;
        this.driver = TestStreams.driver(
                TestStreams.pipeline(config, forecasting, new PipelineMetrics(new SimpleMeterRegistry())), dir, NOW);
        this.readings = driver.createInputTopic(
                config.topics().readings(), new ByteArraySerializer(), new ByteArraySerializer(), NOW, Duration.ZERO);
    }

    /** Sends hourly readings of the hours [from, to). */
    public void send(String sensor, int from, int to, IntToDoubleFunction value) {
        for (int hour = from; hour < to; hour++) {
            Reading reading =
                    Reading.of(SensorId.of(sensor), START.plus(Duration.ofHours(hour)), value.applyAsDouble(hour));
            readings.pipeInput(sensor.getBytes(UTF_8), ReadingJson.bytes(reading));
        }
    }

    /** Returns the values of the forecasts topic since the last call. */
    public List<byte[]> forecasts() {
        return driver.createOutputTopic(
                        config.topics().forecasts(), new ByteArrayDeserializer(), new ByteArrayDeserializer())
                .readValuesToList();
    }

    /** Returns the models that forecast; none at first. */
    public TestForecastModels models() {
        return models;
    }

    public SensorQueries queries() {
        return new SensorQueries(this, config.windowing(), models);
    }

    /** Lets the state be unreadable, as while it is being restored. */
    public void restoring(boolean now) {
        restoring = now;
    }

    /** Lets all sensors belong to another instance. */
    public void moveTo(HostInfo instance) {
        other = instance;
        elsewhere = true;
    }

    @Override
    public SortedSet<Integer> owned() {
        requireReadable();
        return elsewhere ? new TreeSet<>() : new TreeSet<>(List.of(0));
    }

    @Override
    public int partitionOf(SensorId sensor) {
        requireReadable();
        return 0;
    }

    @Override
    public ReadOnlyKeyValueStore<byte[], byte[]> store(String name, int partition) {
        requireReadable();
        return driver.getKeyValueStore(name);
    }

    private void requireReadable() {
        if (restoring) {
            throw new UnavailableStateException("the state of sensors is being restored");
        }
    }

    @Override
    public boolean isSelf(HostInfo instance) {
        return instance.equals(SELF);
    }

    @Override
    public HostInfo ownerOf(SensorId sensor) {
        return elsewhere ? other : SELF;
    }

    @Override
    public List<HostInfo> instances() {
        return elsewhere ? List.of(SELF, other) : List.of(SELF);
    }

    @Override
    public void close() {
        driver.close();
    }
}
