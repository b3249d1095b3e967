package io.foreflow.forecaster.bench;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The counted runs of one side.
 *
 * @param runs number of runs
 * @param readingsPerSecond readings per second
 * @param writtenPerSecond copies or forecasts per second
 * @param cpuMicros processor time in microseconds a reading
 * @param bytes bytes that the broker keeps of a reading
 * @param networkShare share of the forecasts that a model made
 */
public record SideSummary(
        int runs,
        Timing readingsPerSecond,
        Timing writtenPerSecond,
        Timing cpuMicros,
        Timing bytes,
        double networkShare) {
    /** @param runs at least one */
    static SideSummary of(List<SideRun> runs) {
        return new SideSummary(
                runs.size(),
                timing(runs, SideRun::readingsPerSecond),
                timing(runs, SideRun::writtenPerSecond),
                timing(runs, SideRun::cpuMicros),
                timing(runs, SideRun::bytes),
                timing(runs, SideRun::networkShare).median());
    }

    private static Timing timing(List<SideRun> runs, ToDoubleFunction<SideRun> figure) {
        return Timing.of(runs.stream().mapToDouble(figure).toArray());
    }
}
