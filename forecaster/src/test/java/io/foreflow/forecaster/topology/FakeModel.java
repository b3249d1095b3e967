package io.foreflow.forecaster.topology;

import io.foreflow.models.forecast.Forecaster.ForecastOutcome;
import io.foreflow.models.forecast.Forecaster.Forecasted;
import io.foreflow.models.forecast.IntervalStarts;
import io.foreflow.models.forecast.IntervalTracker;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.forecast.TargetBounds;
import io.foreflow.models.series.Values;
import io.foreflow.models.series.Window;
import java.util.Optional;
import java.util.function.Function;

/** A model whose forecasts a test decides, and that counts its replicas. */
public final class FakeModel implements ServingModel {
    private final ModelRef ref;
    private final Function<Window, ForecastOutcome> forecaster;
    private final TargetBounds bounds;
    private final IntervalStarts starts;
    private int opened;
    private int closed;

    private FakeModel(
            String version, Function<Window, ForecastOutcome> forecaster, TargetBounds bounds, IntervalStarts starts) {
        this.ref = new ModelRef("default", version);
        this.forecaster = forecaster;
        this.bounds = bounds;
        this.starts = starts;
    }

    /** Forecasts {@code value} at every step. */
    public static FakeModel constant(String version, double value) {
        return of(
                version, window -> new Forecasted(Values.generate(window.shape().horizon(), lead -> value), "network"));
    }

    public static FakeModel of(String version, Function<Window, ForecastOutcome> forecaster) {
        return new FakeModel(version, forecaster, TargetBounds.NONE, IntervalStarts.NONE);
    }

    /** The same with what a bundle knows of its targets and of its errors. */
    public FakeModel with(TargetBounds newBounds, IntervalStarts newStarts) {
        return new FakeModel(ref.version(), forecaster, newBounds, newStarts);
    }

    int opened() {
        return opened;
    }

    int closed() {
        return closed;
    }

    @Override
    public long weightBytes() {
        return 100;
    }

    @Override
    public ModelRef ref() {
        return ref;
    }

    @Override
    public String sha256() {
        return "sha256 of " + ref;
    }

    @Override
    public TargetBounds bounds() {
        return bounds;
    }

    @Override
    public Optional<IntervalTracker> intervals(Window window) {
        return starts.at(window);
    }

    @Override
    public ModelReplica open() {
        opened++;
        return new ModelReplica() {
            @Override
            public ForecastOutcome forecast(Window window) {
                return forecaster.apply(window);
            }

            @Override
            public void close() {
                closed++;
            }
        };
    }
}
