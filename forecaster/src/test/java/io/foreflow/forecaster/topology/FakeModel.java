package io.foreflow.forecaster.topology;

import io.foreflow.models.forecast.Forecaster.Forecasted;
import io.foreflow.models.forecast.Forecaster.Outcome;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.series.Values;
import io.foreflow.models.series.Window;
import java.util.function.Function;

/** A model whose forecasts a test decides, and that counts its replicas. */
final class FakeModel implements ServingModel {
    private final ModelRef ref;
    private final Function<Window, Outcome> forecaster;
    private int opened;
    private int closed;

    private FakeModel(String version, Function<Window, Outcome> forecaster) {
        this.ref = new ModelRef("default", version);
        this.forecaster = forecaster;
    }

    /** Forecasts {@code value} at every step. */
    static FakeModel constant(String version, double value) {
        return of(
                version, window -> new Forecasted(Values.generate(window.shape().horizon(), lead -> value), "network"));
    }

    static FakeModel of(String version, Function<Window, Outcome> forecaster) {
        return new FakeModel(version, forecaster);
    }

    int opened() {
        return opened;
    }

    int closed() {
        return closed;
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
    public Replica open() {
        opened++;
        return new Replica() {
            @Override
            public Outcome forecast(Window window) {
                return forecaster.apply(window);
            }

            @Override
            public void close() {
                closed++;
            }
        };
    }
}
