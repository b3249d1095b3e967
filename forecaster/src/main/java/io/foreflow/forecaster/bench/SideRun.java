package io.foreflow.forecaster.bench;

/**
 * One run of one side over readings that were on the topic before it started. Time goes from the first to the last
 * counted record that it wrote, by the broker's append times.
 *
 * @param readings number of counted readings
 * @param written number of counted records that it wrote: copies or forecasts
 * @param seconds time between the first and the last of them
 * @param cpuMicros processor time of the process in that time, the broker's included, in microseconds a reading
 * @param bytes growth of the broker's topics in bytes a reading, changelogs and Kafka's own topics included
 * @param networkShare share of the forecasts that a model made; the others are fallbacks; 0 for the pass-through
 */
public record SideRun(
        long readings, long written, double seconds, double cpuMicros, double bytes, double networkShare) {
    public double readingsPerSecond() {
        return readings / seconds;
    }

    public double writtenPerSecond() {
        return written / seconds;
    }
}
