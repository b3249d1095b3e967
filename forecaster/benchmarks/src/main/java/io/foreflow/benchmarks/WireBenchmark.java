package io.foreflow.benchmarks;

import io.foreflow.forecaster.bench.Readings;
import io.foreflow.ingest.wire.InputMapping;
import io.foreflow.ingest.wire.ReadingJson;
import io.foreflow.ingest.wire.ReadingParser;
import io.foreflow.models.series.Reading;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Measures the conversion of bytes to a reading, and of a reading to bytes. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class WireBenchmark {
    private final ReadingParser parser = new ReadingParser(InputMapping.NATIVE);
    private final Reading reading =
            Reading.of(new Readings(1, 1, 1).sensor(7), Instant.parse("2021-03-14T10:00:00Z"), 1234.568);
    private final byte[] key = reading.sensor().value().getBytes(StandardCharsets.UTF_8);
    private final byte[] value = ReadingJson.bytes(reading);

    @Benchmark
    public ReadingParser.Result parse() {
        return parser.parse(key, value);
    }

    @Benchmark
    public byte[] write() {
        return ReadingJson.bytes(reading);
    }
}
