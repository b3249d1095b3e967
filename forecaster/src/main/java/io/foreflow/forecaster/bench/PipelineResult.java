package io.foreflow.forecaster.bench;

/**
 * The result of a benchmark of the pipeline.
 *
 * @param hourly each reading closes a bucket; sides {@value #DENSE} and {@value #DEFAULT}
 * @param many the same of many sensors with state; side {@value #MANY}
 * @param state the state that these sensors had
 * @param restore starts of the service with this state
 * @param twelve twelve readings a bucket; side {@value #DENSE}
 * @param latency time from a reading to its forecast
 */
public record PipelineResult(
        SideComparison hourly,
        SideComparison many,
        LoadedState state,
        RestoreTimes restore,
        SideComparison twelve,
        ForecastLatency latency) {
    public static final String DENSE = "dense";
    public static final String DEFAULT = "default";
    public static final String MANY = "dense5000";

    /**
     * The state of many sensors before they were measured.
     *
     * @param sensors number of sensors
     * @param days number of days whose readings made the state
     * @param wantedDays number of days that the load asks for; the time was not enough if {@code days} is smaller
     */
    public record LoadedState(int sensors, int days, int wantedDays) {}

    /**
     * Starts of the service, from the first call to readiness.
     *
     * @param keptSeconds with the stores on the disk
     * @param wipedSeconds without them, so that they are restored from Kafka
     * @param stateBytes size of the restored stores on the disk
     */
    public record RestoreTimes(double keptSeconds, double wipedSeconds, long stateBytes) {}
}
